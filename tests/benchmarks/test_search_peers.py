"""Every peer of the search benchmark finds and counts what is counted by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.search_peers import postgresql, raw_tantivy, sqlite_fts5
from benchmarks.search_peers.records import Answer, TooLong
from tests.benchmarks import corpus

ROOT = Path(__file__).resolve().parents[2]
ASKED = corpus.asked()
# Wagtail's search needs settings of its own, which a process can have but once.
_WAGTAIL = """
import json, sys
from pathlib import Path
from benchmarks.search_peers.wagtail_search import peer
from tests.benchmarks import corpus
place = Path(sys.argv[1])
peer.build(place, corpus.corpus())
engine = peer.opened(place)
answers = [engine.ask(asked) for asked in corpus.asked()]
print(json.dumps([(one.total, one.ids, one.facets) for one in answers]))
"""


def check(answers, matches):
    """The totals and counts of every query; all ids, where a page has room for them."""
    assert len(answers) == len(ASKED)
    for asked, answer in zip(ASKED, answers, strict=True):
        expected = corpus.by_hand(asked, matches)
        assert (answer.total, answer.facets) == (expected.total, expected.facets), asked
        assert len(answer.ids) == min(expected.total, 20)
        assert len(set(answer.ids)) == len(answer.ids)
        assert set(answer.ids) <= set(expected.ids)


def test_the_queries_tell_the_ways_of_matching_apart():
    ways = (corpus.in_one_text, corpus.in_the_askers_text, corpus.in_all_texts_together)
    totals = [[corpus.by_hand(asked, way).total for asked in ASKED] for way in ways]
    assert len({tuple(one) for one in totals}) == 3
    assert max(totals[0]) > 5
    assert 0 in totals[0]
    assert max(corpus.by_hand(asked, corpus.in_any).total for asked in ASKED) > 20


@pytest.fixture(scope="module")
def tantivy_place(tmp_path_factory):
    place = tmp_path_factory.mktemp("tantivy") / "index"
    raw_tantivy.build(place, corpus.corpus())
    return place


@pytest.mark.parametrize(
    ("opened", "matches"),
    [
        (raw_tantivy.opened, corpus.in_one_text),
        (raw_tantivy.opened_any, corpus.in_any),
        (raw_tantivy.opened_one, corpus.in_the_askers_text),
    ],
)
def test_tantivy(tantivy_place, opened, matches):
    engine = opened(tantivy_place)
    check([engine.ask(asked) for asked in ASKED], matches)


def test_sqlite(tmp_path):
    sqlite_fts5.build(tmp_path / "words.sqlite3", corpus.corpus())
    with closing(sqlite_fts5.opened(tmp_path / "words.sqlite3")) as engine:
        check([engine.ask(asked) for asked in ASKED], corpus.in_all_texts_together)


def test_sqlite_gives_a_query_up_and_goes_on(tmp_path, monkeypatch):
    sqlite_fts5.build(tmp_path / "words.sqlite3", corpus.corpus())
    monkeypatch.setattr(sqlite_fts5, "_STEPS", 1)
    with closing(sqlite_fts5.opened(tmp_path / "words.sqlite3")) as engine:
        before = engine.ask(ASKED[0])
        monkeypatch.setattr(sqlite_fts5, "LIMIT", 0.0)
        with pytest.raises(TooLong):
            engine.ask(ASKED[0])
        monkeypatch.undo()
        assert engine.ask(ASKED[0]) == before


@pytest.mark.postgres
@pytest.mark.skipif(postgresql.binaries() is None, reason="there is no PostgreSQL server here")
def test_postgresql():
    with postgresql.cluster() as place:
        postgresql.build(place, corpus.corpus())
        with closing(postgresql.opened(place)) as engine:
            before = engine.processor()
            answers = [engine.ask(asked) for asked in ASKED]
            assert engine.processor() > before
        assert postgresql.disk_mb(place) > 0
    assert not place.exists()
    check(answers, corpus.in_all_texts_together)


def test_wagtail(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", _WAGTAIL, tmp_path / "wagtail"],
        cwd=ROOT,
        env=kept,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=120,
    )
    answers = [Answer(total, tuple(ids), facets) for total, ids, facets in json.loads(done.stdout)]
    check(answers, corpus.in_all_texts_together)
