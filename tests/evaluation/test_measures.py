"""The measures, against values worked out by hand."""

import pytest

from evaluation.figures import Row
from evaluation.measures import Outcome, bootstrap, f1, mean, outcome, precision, recall

# Five answers right, one wrong that should have been another, one out of nowhere, two missed.
MIXED = [Outcome(right=1)] * 5 + [Outcome(wrong=1, missed=1), Outcome(wrong=1)]
MIXED += [Outcome(missed=1)] * 2


def test_precision_recall_and_f1_by_hand():
    assert precision(MIXED) == pytest.approx(5 / 7)
    assert recall(MIXED) == pytest.approx(5 / 8)
    assert f1(MIXED) == pytest.approx(10 / 15)


def test_an_item_may_have_several_answers():
    assert outcome(["a", "b", "c"], ["b", "d"]) == Outcome(right=1, wrong=2, missed=1)


@pytest.mark.parametrize("measure", [precision, recall, f1, mean])
def test_of_nothing_every_measure_is_nought(measure):
    assert measure([]) == 0.0


def test_nothing_right_is_nought():
    silent = [Outcome(missed=1)] * 3
    assert precision(silent) == recall(silent) == f1(silent) == 0.0


def test_accuracy_is_the_mean_of_what_was_right():
    assert mean([1.0, 0.0, 1.0, 1.0]) == 0.75


def test_an_interval_is_about_as_wide_as_the_normal_one():
    found = bootstrap([1.0, 0.0] * 50, mean)
    assert found.value == 0.5
    assert found.low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.02)
    assert found.high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.02)


def test_an_interval_is_the_same_every_time():
    assert bootstrap(MIXED, f1) == bootstrap(MIXED, f1)


def test_where_all_came_out_the_same_the_interval_is_a_point():
    found = bootstrap([1.0] * 20, mean)
    assert (found.low, found.value, found.high) == (1.0, 1.0, 1.0)


def test_a_row_with_its_outcomes_is_a_figure():
    found = Row("labels", "accuracy", "nl", "ours").figure([1.0, 1.0, 0.0, 1.0], mean)
    assert (found.set, found.measure, found.language, found.system) == (
        "labels",
        "accuracy",
        "nl",
        "ours",
    )
    assert (found.value, found.n) == (0.75, 4)
    assert found.low <= found.value <= found.high
