"""The synthetic archive: the same for the same seed, valid, made one story at a time."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from itertools import islice

import pytest

from benchmarks.synthetic import LANGUAGES, lexicons, lines, stories
from kroniek.records import Precision


@pytest.fixture(scope="module")
def made():
    return list(stories(2_000))


def test_the_same_seed_makes_the_same_stories():
    assert list(lines(50)) == list(lines(50))
    assert list(lines(50)) != list(lines(50, seed=1))


def test_a_short_file_is_the_beginning_of_a_long_one():
    assert list(lines(20)) == list(islice(lines(10**9), 20))


def test_stories_are_made_one_at_a_time_in_constant_memory():
    lexicons()  # kept once made
    many = lines(10**9)
    tracemalloc.start()
    try:
        for _ in islice(many, 1_000):
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1024 * 1024


def test_every_story_is_read_and_is_a_story_of_its_own(import_text):
    report = import_text("".join(lines(300)), source="synthetic", format="jsonl")
    assert (report.found, report.new, report.refused, report.unread) == (300, 300, 0, [])


def test_some_keywords_are_known_and_some_are_provisional(import_text):
    from kroniek.archive.models import Concept, Tag

    import_text("".join(lines(300)), source="synthetic", format="jsonl")
    used = Concept.objects.filter(pk__in=Tag.objects.values("concept"))
    assert used.filter(provisional=False).count() > 100
    assert used.filter(provisional=True).exists()


def test_ids_and_addresses_are_each_story_s_own(made):
    addresses = [story["url"] for story in made if "url" in story]
    assert len({story["id"] for story in made}) == len(made)
    assert len(set(addresses)) == len(addresses) > 1_700


def test_four_languages_and_translations(made):
    main = Counter(story["texts"][0]["language"] for story in made)
    assert set(main) == set(LANGUAGES)
    assert min(main.values()) > 100
    assert {len(story["texts"]) for story in made} == {1, 2, 4}


def test_dates_over_twenty_years_in_every_precision(made):
    lengths = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY, 0: Precision.NONE}
    precisions = {lengths[len(story.get("date", ""))] for story in made}
    years = {story["date"][:4] for story in made if "date" in story}
    assert precisions == set(Precision)
    assert years == {str(year) for year in range(2006, 2026)}


def test_words_follow_zipf(made):
    texts = [text for story in made for text in story["texts"] if text["language"] == "nl"]
    words = [word for text in texts for word in text["teaser"].lower().replace(".", "").split()]
    counted = [n for _, n in Counter(words).most_common()]
    assert sum(counted[:100]) > 0.3 * len(words)
    assert sum(n == 1 for n in counted) > 0.3 * len(counted)
