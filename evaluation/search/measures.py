"""How good a ranking is, given graded judgments (0 where an item is not judged)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2

# The depth that is measured: one page of hits.
DEPTH = 10
# An item counts as relevant where only yes and no are known: clearly about it, at least in part.
RELEVANT = 2


def ndcg_at(ranked_ids: Sequence[str], grades: Mapping[str, int], k: int = DEPTH) -> float:
    """Normalised discounted cumulative gain: gain 2^grade - 1, discount log2(rank + 1).

    The ideal ranking is made of all judged items. 0.0 if nothing is relevant at all.
    """
    _once(ranked_ids)
    ideal = _dcg(sorted(grades.values(), reverse=True)[:k])
    return _dcg(grades.get(found, 0) for found in ranked_ids[:k]) / ideal if ideal else 0.0


def recall_at(
    ranked_ids: Sequence[str],
    grades: Mapping[str, int],
    k: int = DEPTH,
    relevant: int = RELEVANT,
) -> float:
    """The share of all items of at least grade `relevant` that is among the first `k`.

    Where there are more than `k` such items, 1.0 cannot be reached. 0.0 if there is none.
    """
    _once(ranked_ids)
    wanted = {item for item, grade in grades.items() if grade >= relevant}
    return len(wanted.intersection(ranked_ids[:k])) / len(wanted) if wanted else 0.0


def precision_at_1(
    ranked_ids: Sequence[str], grades: Mapping[str, int], relevant: int = RELEVANT
) -> float:
    """1.0 if the first hit is of at least grade `relevant`, else 0.0 (also if nothing is found)."""
    return float(bool(ranked_ids) and grades.get(ranked_ids[0], 0) >= relevant)


def _dcg(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))


def _once(ranked_ids: Sequence[str]) -> None:
    """An item counted twice would push a figure above what is true, even above 1."""
    if len(set(ranked_ids)) < len(ranked_ids):
        raise ValueError("an item stands in the ranking twice")
