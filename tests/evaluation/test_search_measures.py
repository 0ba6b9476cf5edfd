"""The measures of a ranking, against values worked out by hand."""

from math import log2

import pytest

from evaluation.search.bm25 import BM25, words
from evaluation.search.measures import ndcg_at, precision_at_1, recall_at

GRADES = {"a": 3, "b": 2, "c": 1, "d": 3}
# Gains 7, 3, 1, 7; the ideal order is a d b c.
IDEAL = 7 + 7 / log2(3) + 3 / 2 + 1 / log2(5)


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a", "d", "b", "c"], 1.0),
        (["d", "a", "b", "c", "x"], 1.0),  # equal grades may change places
        (["a"], 7 / IDEAL),
        (["x", "a"], 7 / log2(3) / IDEAL),
        (["c", "x", "b"], (1 + 3 / 2) / IDEAL),
        (["x", "y"], 0.0),
        ([], 0.0),
    ],
)
def test_ndcg(ranked, expected):
    assert ndcg_at(ranked, GRADES) == pytest.approx(expected)


def test_ndcg_in_figures():
    # 7/1 + 0 + 3/2 = 8.5 over 7 + 4.4165 + 1.5 + 0.4307 = 13.3472
    assert ndcg_at(["a", "x", "b"], GRADES) == pytest.approx(0.6368, abs=1e-4)


def test_ndcg_looks_no_deeper_than_k_in_the_ranking_and_in_the_ideal():
    assert ndcg_at(["x", "a"], GRADES, k=1) == 0.0
    assert ndcg_at(["a", "x"], GRADES, k=1) == 1.0
    assert ndcg_at([str(n) for n in range(10)] + ["a"], GRADES) == 0.0


def test_ndcg_of_nothing_relevant_is_zero():
    assert ndcg_at(["a"], {}) == 0.0
    assert ndcg_at(["a"], {"a": 0}) == 0.0


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a", "b", "d"], 1.0),
        (["c", "a"], 1 / 3),  # grade 1 is not wanted, and not missed
        (["x", "b"], 1 / 3),
        ([], 0.0),
    ],
)
def test_recall(ranked, expected):
    assert recall_at(ranked, GRADES) == pytest.approx(expected)


def test_recall_looks_no_deeper_than_k_and_counts_all_that_is_relevant():
    assert recall_at(["x", "a", "b"], GRADES, k=2) == pytest.approx(1 / 3)
    many = {str(n): 3 for n in range(20)}
    assert recall_at(list(many), many) == pytest.approx(0.5)


def test_recall_at_another_grade():
    assert recall_at(["a"], GRADES, relevant=3) == pytest.approx(1 / 2)
    assert recall_at(["a"], {"a": 1}) == 0.0


@pytest.mark.parametrize(
    ("ranked", "expected"), [(["b", "x"], 1.0), (["c", "a"], 0.0), (["x"], 0.0), ([], 0.0)]
)
def test_precision_of_the_first(ranked, expected):
    assert precision_at_1(ranked, GRADES) == expected


@pytest.mark.parametrize("measure", [ndcg_at, recall_at])
def test_an_item_counts_once(measure):
    with pytest.raises(ValueError, match="twice"):
        measure(["a", "a"], GRADES)


def test_words_are_lower_case_and_keep_their_accents():
    assert words("L'Étude, 9bis!") == ["l", "étude", "9bis"]


def test_bm25_by_hand():
    # 2 of 3 texts bear the word: weight ln(1 + 1.5 / 2.5) = 0.47; the shorter text is better.
    index = BM25({"long": "asylum and much else", "short": "Asylum", "other": "visa"})
    assert index.search("asylum") == ["short", "long"]
    assert index._score(["asylum"], "short") == pytest.approx(0.47 / (1 + 1.2 * 0.625), abs=1e-3)


def test_bm25_finds_nothing_without_a_word_and_keeps_to_the_limit():
    index = BM25({"b": "visa", "a": "visa"})
    assert index.search("asylum") == []
    assert index.search("visa", limit=1) == ["a"]
