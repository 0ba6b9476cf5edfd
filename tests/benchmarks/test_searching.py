"""The search benchmark's own sums: documents, queries, percentiles, timings, tables."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice

import pytest

from benchmarks import report, synthetic
from benchmarks.percentiles import percentile
from benchmarks.record import Table
from benchmarks.search_peers import documents, queries
from benchmarks.search_peers.ours import _query
from benchmarks.search_peers.records import Asked, TooLong, most
from benchmarks.search_peers.timing import Timings, timed
from benchmarks.search_runs import SizeRun
from benchmarks.searching import added_up, ratios, speed


@pytest.fixture(scope="module")
def made():
    return list(documents.documents(synthetic.stories(1_500)))


@pytest.fixture(scope="module")
def sampled(made):
    return queries.sample(made, 500)


# --- percentiles ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "expected"), [(1, 15), (30, 20), (40, 20), (50, 35), (95, 50), (100, 50)]
)
def test_percentiles_by_the_nearest_rank(percent, expected):
    # The worked example of <https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method>.
    assert percentile([35, 20, 15, 50, 40], percent) == expected


def test_percentiles_of_many():
    values = list(range(500, 0, -1))
    assert [percentile(values, p) for p in (50, 95, 99)] == [250, 475, 495]
    assert percentile([7.5], 99) == 7.5


@pytest.mark.parametrize(("values", "percent"), [([], 50), ([1], 0), ([1], 101)])
def test_there_is_no_percentile_of_nothing(values, percent):
    with pytest.raises(ValueError, match="there is no"):
        percentile(values, percent)


# --- documents ------------------------------------------------------------------------------


def test_labels_in_any_language_become_concepts_with_those_broader():
    story = {
        "texts": [{"language": "fr", "title": "T", "teaser": "Un mot.", "body": "Un autre."}],
        "themes": ["Protection internationale", "Asile"],
        "keywords": ["Afghanistan", "afghanistan", "Niemandsland Quatsch"],
        "kind": "report",
        "date": "2020-12",
    }
    (document,) = documents.documents([story])
    assert document.theme == ("international-protection", "asylum")
    assert document.keyword == ("afghanistan", "niemandsland quatsch")
    assert (document.year, document.kind, document.values("language")) == (2020, "report", ("fr",))
    assert document.words["fr"].splitlines()[:3] == ["T", "Un mot.", "Un autre."]
    assert "Asile" in document.words["fr"]


def test_documents_come_back_from_their_file(tmp_path, made):
    documents.write(tmp_path / "documents.jsonl", synthetic.stories(50))
    assert list(documents.read(tmp_path / "documents.jsonl")) == made[:50]


# --- queries --------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_queries_in_an_archive_of_any_size(made, sampled):
    assert queries.sample(made, 500) == sampled
    assert queries.sample(made[:1_000], 500) == sampled
    assert queries.sample(made, 500, seed=1) != sampled


def test_half_of_the_queries_have_a_filter_and_each_facet_its_share(sampled):
    facets = Counter(asked.facet for asked in sampled)
    assert facets.pop("") == 250
    assert set(facets) == {"theme", "year", "language", "kind"}
    assert all(count in (62, 63) for count in facets.values())


def test_one_to_four_words_in_four_languages_and_shapes(sampled):
    assert set(Counter(len(asked.words) for asked in sampled)) == {1, 2, 3, 4}
    assert {asked.language for asked in sampled} == set(synthetic.LANGUAGES)
    shapes = Counter(asked.shape for asked in sampled)
    assert set(shapes) == {"frequent", "rare", "running", "label"}
    assert min(shapes.values()) > 40


def test_every_query_has_a_story_that_answers_it(made, sampled):
    words = [
        (one, [set(Asked(text, "").words) for text in one.words.values()]) for one in made[:1_000]
    ]
    for asked in sampled:
        assert any(
            any(text >= set(asked.words) for text in texts)
            and (not asked.facet or asked.value in one.values(asked.facet))
            for one, texts in words
        ), asked


def test_rare_words_are_in_few_stories_and_frequent_ones_in_many(made, sampled):
    bearers = Counter(
        word for one in made for word in set(Asked(" ".join(one.words.values()), "").words)
    )
    rare = [bearers[word] for asked in sampled if asked.shape == "rare" for word in asked.words]
    frequent = [
        bearers[word] for asked in sampled if asked.shape == "frequent" for word in asked.words
    ]
    assert max(rare) < min(sorted(frequent)[len(frequent) // 4 :])


def test_queries_come_back_from_their_file(tmp_path, sampled):
    queries.write(tmp_path / "queries.jsonl", sampled)
    assert queries.read(tmp_path / "queries.jsonl") == sampled


def test_our_query_has_the_words_the_reader_and_the_filter():
    query = _query(Asked("vrijwillige terugkeer", "nl", "", "year", "2020"))
    assert (query.q, query.ui, query.year, query.theme) == (
        "vrijwillige terugkeer",
        "nl",
        (2020,),
        (),
    )
    assert _query(Asked("visa", "en", "", "theme", "asylum")).theme == ("asylum",)
    assert _query(Asked("visa", "en")).kind == ()


def test_facets_keep_the_values_that_count_most():
    counts = [(f"v{number:03}", number % 7) for number in range(300)]
    kept = most(counts)
    assert len(kept) == 200
    assert min(kept.values()) >= max(count for name, count in counts if name not in kept)
    assert next(iter(kept)) == "v006"


# --- timings --------------------------------------------------------------------------------


class Slow:
    """Takes a second of its own clock a query, and gives "no" up."""

    def __init__(self, monkeypatch):
        self.now = 0.0
        monkeypatch.setattr("benchmarks.search_peers.timing.time.perf_counter", lambda: self.now)

    def ask(self, asked):
        from benchmarks.search_peers.records import Answer

        self.now += 1.0
        if asked.text == "no":
            raise TooLong
        return Answer(len(asked.text), (), {})

    def processor(self):
        return self.now / 2

    def memory_mb(self):
        return 30.0, 20.0


def test_each_query_is_timed_and_what_was_given_up_counts(monkeypatch):
    asked = [Asked("yes", "en"), Asked("no", "en"), Asked("maybe", "en")]
    found = timed(Slow(monkeypatch), asked, warm=asked[:1], seconds=100)
    assert (found.wall, found.cpu) == ([1.0] * 3, [0.5] * 3)
    assert (found.found, found.given_up) == ([3, None, 5], 1)
    assert (found.resident_mb, found.own_mb) == (30.0, 20.0)
    assert Timings.from_json(found.as_json()) == found


def test_no_more_is_asked_when_the_time_is_over(monkeypatch):
    found = timed(Slow(monkeypatch), [Asked("yes", "en")] * 100, warm=(), seconds=5)
    assert len(found.wall) == 6


# --- tables ---------------------------------------------------------------------------------


def timings(*seconds):
    return Timings(wall=list(seconds), cpu=[one / 2 for one in seconds], found=[7] * len(seconds))


@pytest.fixture
def run():
    found = {
        "ours": timings(0.010, 0.020),
        "ours, hybrid": timings(0.050, 0.060),
        "Tantivy": timings(0.005, 0.010),
        "SQ8 scan": timings(0.030, 0.010),
        "embedding a query": timings(0.001, 0.002),
        "SQLite FTS5": Timings([0.2, 10.0], [0.2, 9.0], [7, None]),
    }
    pages = {
        "bare SQL: the ids of 20 rows": [0.001],
        "bare SQL, and the stories loaded": [0.010],
        "find.search": [0.002],
        "find.search, and the stories loaded": [0.011],
    }
    return SizeRun(1_000, timings=found, list_page=pages)


def test_what_comes_one_after_the_other_is_added_up_query_by_query():
    both = added_up([timings(0.01, 0.02), timings(0.03, 0.01)])
    assert both.wall == pytest.approx([0.04, 0.03])
    assert both.cpu == pytest.approx([0.02, 0.015])


def test_the_rows_have_percentiles_and_divide_by_ours(run):
    rows = {row["system"]: row for row in speed(run)}
    assert rows["Tantivy"]["p95 ms"] == 10.0
    assert rows["Tantivy"]["p95 x ours"] == 0.5
    assert rows["ours"]["p95 x ours"] == 1.0
    assert rows["ours + SQ8 scan"]["p95 ms"] == 40.0
    assert rows["ours + embedding a query + SQ8 scan"]["p95 ms"] == 41.0
    assert (rows["SQLite FTS5"]["given up"], rows["SQLite FTS5"]["p50 ms"]) == (1, 200.0)


def test_the_ratios_of_the_goals(run):
    found = {row["what"]: row["p95"] for row in ratios(run)}
    assert found == {
        "ours / Tantivy": 2.0,
        "ours, hybrid / ours + SQ8 scan": 1.5,
        "ours, hybrid / ours + embedding a query + SQ8 scan": 1.46,
        "SQLite FTS5 / ours": 500.0,
        "list: find.search / bare SQL": 2.0,
        "list: find.search / bare SQL, and the stories loaded": 1.1,
    }


def test_the_table_and_the_chart_can_be_drawn(run):
    table = Table("speed", "Searching", "How.", speed(run))
    assert "| 1,000 | SQLite FTS5 |" in "\n".join(report._rows(table.rows))
    svg = report._svg(report._query_times(table))
    assert "SQLite FTS5 (at least)" in svg
    assert "1,000 stories" in svg


# --- our archive ----------------------------------------------------------------------------


def test_an_archive_filled_straight_holds_what_an_import_brings(archive, import_text, tmp_path):
    from django.db import transaction

    from benchmarks.search_peers.filling import fill

    file = tmp_path / "stories.jsonl"
    file.write_text("".join(synthetic.lines(150)))
    with transaction.atomic():
        import_text(file.read_text(), source="synthetic", format="jsonl")
        imported = _stored()
        transaction.set_rollback(True)
    fill(file)
    filled = _stored()
    assert len(filled) == 150
    assert filled == imported


def _stored():
    """All of an archive that the index reads, by the stories' own ids."""
    from kroniek.archive.models import Story

    return {
        story.external_id: {
            "story": (story.date, story.sort_key, story.kind_id, story.language, story.live,
                      story.url, json.dumps(story.links)),
            "texts": sorted(story.texts.values_list("language", "title", "teaser", "body",
                                                    "folded")),
            "tags": sorted(story.tags.values_list("concept", "role", "state", "label")),
        }
        for story in Story.objects.all()
    }  # fmt: skip


def test_the_file_of_stories_is_read_no_further_than_needed(made):
    endless = documents.documents(synthetic.stories(10**9))
    assert list(islice(endless, 3)) == made[:3]
