"""The measures, and how sure they are. Standard library only; every draw is repeatable."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")

# 2.5 % of the draws lie below the interval, 2.5 % above it.
_TAIL = 0.025
_DRAWS = 1_000
# A fixed seed: two runs over the same answers print the same interval.
_SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the 95 % confidence interval around it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: how many answers were right, wrong, missed.

    A wrong answer where another was wanted is both: one wrong, one missed.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0


def outcome(answers: Iterable[str], wanted: Iterable[str]) -> Outcome:
    """Compare the answers to one item with the wanted ones."""
    given, expected = set(answers), set(wanted)
    return Outcome(len(given & expected), len(given - expected), len(expected - given))


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean; over 0 and 1 it is the accuracy. 0.0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def precision(outcomes: Sequence[Outcome]) -> float:
    """The share of the answers given that is right (micro-averaged); 0.0 if none was given."""
    return _share(outcomes, lambda one: one.wrong)


def recall(outcomes: Sequence[Outcome]) -> float:
    """The share of the answers wanted that was given (micro-averaged); 0.0 if none was wanted."""
    return _share(outcomes, lambda one: one.missed)


def f1(outcomes: Sequence[Outcome]) -> float:
    """The harmonic mean of precision and recall."""
    right = sum(one.right for one in outcomes)
    errors = sum(one.wrong + one.missed for one in outcomes)
    return 2 * right / (2 * right + errors) if right else 0.0


def _share(outcomes: Sequence[Outcome], lost: Callable[[Outcome], int]) -> float:
    right = sum(one.right for one in outcomes)
    return right / (right + sum(lost(one) for one in outcomes)) if right else 0.0


def bootstrap(items: Sequence[Item], measure: Callable[[Sequence[Item]], float]) -> Interval:
    """A measure with its percentile bootstrap interval (Efron 1979), items drawn with replacement.

    Where every item came out the same, so does every draw, and the interval is a point: it
    speaks of these items, and cannot know of errors that none of them shows.
    """
    value = measure(items)
    if not items:
        return Interval(value, value, value)
    draw = random.Random(_SEED)
    drawn = sorted(measure(draw.choices(items, k=len(items))) for _ in range(_DRAWS))
    tail = int(_TAIL * _DRAWS)
    return Interval(value, drawn[tail], drawn[-tail - 1])
