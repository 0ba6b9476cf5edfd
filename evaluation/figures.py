"""What a set reports: one figure a measure, language and system; and where its items are."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from evaluation.measures import bootstrap

# The system whose figures are held to the floors; every other name is a peer.
OURS = "ours"
# The row of a table that takes all languages together.
ALL = "all"

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value with its 95 % confidence interval, over `n` items."""

    set: str
    measure: str
    language: str
    system: str
    value: float
    low: float
    high: float
    n: int

    def as_dict(self) -> dict[str, str | float | int]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Row:
    """Which figure: everything but the numbers."""

    set: str
    measure: str
    language: str
    system: str

    def figure(
        self, outcomes: Sequence[Outcome], measure: Callable[[Sequence[Outcome]], float]
    ) -> Figure:
        """The figure of one outcome an item."""
        found = bootstrap(outcomes, measure)
        return Figure(
            self.set,
            self.measure,
            self.language,
            self.system,
            found.value,
            found.low,
            found.high,
            len(outcomes),
        )


def read_items(run_file: str) -> list[dict[str, Any]]:
    """The items that stand beside a set's `run.py` (hand in `__file__`)."""
    lines = Path(run_file).with_name("items.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
