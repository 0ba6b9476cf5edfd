"""Floors: what was once reached must be reached again. They can be raised, never lowered.

A floor lies at the figure of an honest run, rounded down to two decimals: the rounding (less
than 0.01) is all the tolerance there is. Whoever has to lower one edits the file by hand and
says why in the commit.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evaluation.figures import OURS, Figure

FILE = Path(__file__).with_name("floors.json")
# Figures are fractions of whole numbers: what differs by less than this is the same.
_SAME = 1e-9

# set -> measure -> language -> the least that will do
Floors = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True, slots=True)
class Breach:
    """A floor that was not reached; `value` is None where nothing was measured at all."""

    set: str
    measure: str
    language: str
    floor: float
    value: float | None

    def __str__(self) -> str:
        found = "was not measured" if self.value is None else f"is {self.value:.4f}"
        name = f"{self.set}: {self.measure} ({self.language})"
        return f"{name} {found}, below its floor of {self.floor:.2f}"


def read(file: Path) -> Floors:
    floors: Floors = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return floors


def write(file: Path, floors: Floors) -> None:
    text = json.dumps(floors, ensure_ascii=False, indent=2, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")


def breaches(figures: Iterable[Figure], floors: Floors, sets: Iterable[str]) -> list[Breach]:
    """The floors of these sets that were not reached. A figure without a floor breaks none."""
    reached = {(f.set, f.measure, f.language): f.value for f in figures if f.system == OURS}
    return [
        Breach(name, measure, language, floor, value)
        for name in sets
        for measure, by_language in floors.get(name, {}).items()
        for language, floor in by_language.items()
        if (value := reached.get((name, measure, language))) is None or value < floor - _SAME
    ]


def without_floor(figures: Iterable[Figure], floors: Floors) -> list[Figure]:
    """Figures of ours that nothing holds yet."""
    return [
        f
        for f in figures
        if f.system == OURS and f.language not in floors.get(f.set, {}).get(f.measure, {})
    ]


def raised(floors: Floors, figures: Iterable[Figure]) -> Floors:
    """The floors, each as high as it was or as was just reached, whichever is more."""
    result = {s: {m: dict(held) for m, held in ms.items()} for s, ms in floors.items()}
    for f in figures:
        if f.system == OURS:
            held = result.setdefault(f.set, {}).setdefault(f.measure, {})
            held[f.language] = max(held.get(f.language, 0.0), _rounded_down(f.value))
    return result


def _rounded_down(value: float) -> float:
    return math.floor((value + _SAME) * 100) / 100
