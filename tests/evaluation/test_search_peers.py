"""The peers of the search set answer as what they are: nearest vectors, Wagtail's search."""

import numpy as np
import pytest

from evaluation.search import data
from evaluation.search.run import wagtail
from evaluation.search.vectors import Nearest

POINTS = {"east": (1, 0), "north": (0, 1), "north-east": (0.8, 0.6), "also east": (1, 0)}


def embed(texts):
    return np.array([POINTS[text] for text in texts], dtype=np.float32)


def test_the_nearest_come_first_and_ties_in_the_order_given():
    nearest = Nearest({"n": "north", "b": "also east", "ne": "north-east", "a": "east"}, embed)
    assert nearest.search(embed(["east"])[0]) == ["b", "a", "ne", "n"]
    assert nearest.search(embed(["north"])[0], limit=2) == ["n", "ne"]


@pytest.fixture(scope="module")
def found():
    return wagtail()


def _bearers(words, how):
    """The items that bear the words whole, in any of their texts."""
    return {
        item.id for item in data.items() if how(word in item.text.lower().split() for word in words)
    }


def test_wagtail_wants_all_words_unless_told_otherwise(found):
    query = next(asked for asked in data.queries() if asked.query == "vrijwillige terugkeer")
    every, some = (_bearers(query.query.split(), how) for how in (all, any))
    assert every
    assert every <= set(found["and"][query.id]) < set(found["or"][query.id])
    assert len(some) > len(every)


def test_wagtail_answers_every_query_with_ten_items_at_most(found):
    ids = {item.id for item in data.items()}
    for answers in found.values():
        assert set(answers) == {asked.id for asked in data.queries()}
        assert all(set(items) <= ids and len(items) <= 10 for items in answers.values())
        assert all(len(set(items)) == len(items) for items in answers.values())


def test_wagtail_ranks_rare_words_before_common_ones(found):
    """The full-text index does: the fallback without one would have the newest first."""
    query = next(asked for asked in data.queries() if asked.query == "vrijwillige terugkeer")
    first, *_ = found["or"][query.id]
    assert first in _bearers(query.query.split(), all)
