"""Searching by meaning beside words: shown as such, never counted, and never in the way."""

from __future__ import annotations

import pytest
from django.conf import settings

from kroniek.find import follow_meaning, likeness
from kroniek.records import ArchiveError
from kroniek.understand.vectors import EmbedderError
from tests.find.grams import Grams
from tests.find.small import STORIES, ask, small_archive


@pytest.fixture(scope="module")
def embedder() -> Grams:
    return Grams(name="grams-of-searching")


@pytest.fixture(scope="module")
def names(django_db_setup, django_db_blocker, tmp_path_factory, embedder):
    before, real = settings.HOME, likeness.embedder
    forget()
    likeness.embedder = lambda: embedder
    with (
        django_db_blocker.unblock(),
        small_archive(settings, tmp_path_factory.mktemp("small")) as names,
    ):
        assert follow_meaning.catch_up() > 20
        yield names
    settings.HOME, likeness.embedder = before, real
    forget()


def forget() -> None:
    likeness._index.cache_clear()
    likeness._vector.cache_clear()


@pytest.fixture(autouse=True)
def home(names):
    return settings.HOME


@pytest.fixture(autouse=True)
def no_memory():
    """One state of the archive for the module: what is kept for it stays."""


def near(page, names) -> list[str]:
    """What does not match, in its order."""
    kinds = {"meaning", "part"}
    return [names[hit.story] for hit in page.hits if {w.matched for w in hit.why} & kinds]


def matching(page, names) -> set[str]:
    return {names[hit.story] for hit in page.hits} - set(near(page, names))


def test_what_is_near_is_shown_as_such(names):
    page = ask("keepers lighthouse")
    alone = [hit for hit in page.hits if hit.by_meaning_alone]
    assert matching(page, names) == {"phrase-near"}
    assert alone
    assert all([why.matched for why in hit.why] == ["meaning"] for hit in alone)
    assert all(hit.snippet for hit in alone)


def test_it_counts_for_nothing(names):
    page = ask("keepers lighthouse")
    assert page.total == 1
    assert page.by_meaning == len(near(page, names)) > 0
    for facet in ("year", "language"):
        assert sum(value.count for value in page.facets[facet]) == 1


def test_it_obeys_filters_and_exclusions(names):
    free = set(near(ask("keepers lighthouse"), names))
    assert free - {"titled", "untitled"}
    within = near(ask("keepers lighthouse", language="en"), names)
    assert within
    assert all("en" in STORIES[name]["texts"] for name in within)
    year = ask("keepers lighthouse year:2011")
    assert all(name.startswith(("phrase", "joined")) for name in near(year, names))
    without = ask("keepers lighthouse -grey")
    assert not {name for name in near(without, names) if name.startswith("phrase")}
    assert "draft" not in near(ask("zeppelin ontwerp"), names)


@pytest.mark.parametrize(
    "query",
    ['"keepers lighthouse"', "lightho*", "title:lighthouse", "-lighthouse", "year:2011",
     'keeper "grey seals"', "(keeper pier) OR puffin", "xqzzyw"],
)  # fmt: skip
def test_there_is_none_where_the_query_is_exact(names, query):
    page = ask(query)
    assert page.by_meaning == 0
    assert near(page, names) == []


def test_there_is_none_by_date(names):
    page = ask("keepers lighthouse", sort="date")
    assert (page.by_meaning, near(page, names)) == (0, [])


def test_matches_are_the_same_with_and_without(names, monkeypatch):
    queries = ["AVR", "keeper", "opvang", "puffin OR leuchtturm", "retour volontaire", "harbour"]
    with_it = [(ask(q).total, matching(ask(q), names)) for q in queries]
    monkeypatch.setattr(likeness, "embedder", lambda: None)
    assert with_it == [(ask(q).total, matching(ask(q), names)) for q in queries]


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_go_on_into_what_is_near(names, limit):
    whole = [hit.story for hit in ask("keepers lighthouse").hits]
    after, seen = "", []
    for _ in range(50):
        page = ask("keepers lighthouse", limit=limit, after=after)
        seen += [hit.story for hit in page.hits]
        after = page.next
        if not after:
            break
    assert seen == whole


# --- when it fails --------------------------------------------------------------------------


class Failing(Grams):
    """Has vectors, and cannot make the one of a query."""

    def query(self, text):
        raise EmbedderError("the endpoint does not answer", where="http://nowhere.example")


def test_an_embedder_that_fails(names, monkeypatch, embedder):
    monkeypatch.setattr(likeness, "embedder", lambda: Failing(name=embedder.name))
    forget()
    page = ask("keepers lighthouse")
    assert matching(page, names) == {"phrase-near"}
    assert all(why.matched != "meaning" for hit in page.hits for why in hit.why)
    forget()


def test_vectors_that_cannot_be_read(names, monkeypatch):
    def refresh(self):
        raise ArchiveError("the vectors are damaged")

    monkeypatch.setattr("kroniek.find.meaning.VectorIndex.refresh", refresh)
    page = ask("keepers lighthouse")
    assert matching(page, names) == {"phrase-near"}
    assert all(why.matched != "meaning" for hit in page.hits for why in hit.why)


def test_no_vectors_yet(names, monkeypatch):
    """Another embedder was set a moment ago: its space is empty."""
    monkeypatch.setattr(likeness, "embedder", lambda: Grams(name="another"))
    forget()
    assert matching(ask("keepers lighthouse"), names) == {"phrase-near"}
    assert ask("AVR").total == 5
    forget()


def test_a_query_is_embedded_once(names, monkeypatch, embedder):
    asked: list[str] = []
    real = embedder.query
    monkeypatch.setattr(embedder, "query", lambda text: asked.append(text) or real(text))
    forget()
    for _ in range(3):
        ask("keepers of the pier")
    assert asked == ["keepers of the pier"]
