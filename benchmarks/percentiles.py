"""Percentiles by the nearest rank: always a time that was measured, never one in between."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least so many percent of the values do not exceed.

    Raises ValueError for no values, or for a percentage that is not above 0 and at most 100.
    """
    if not values or not 0 < percent <= 100:
        raise ValueError(f"there is no {percent}th percentile of {len(values)} values")
    return sorted(values)[ceil(percent / 100 * len(values)) - 1]
