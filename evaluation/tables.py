"""Figures for people: one table a set, a row for each measure and language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.table import Table

from evaluation.figures import OURS, Figure
from evaluation.floors import Floors


def table(name: str, figures: Sequence[Figure], floors: Floors) -> Table:
    """One set: ours, its floor, and every peer on the same items."""
    shown = Table(title=name.replace("_", " "), title_justify="left")
    for heading in ("measure", "language"):
        shown.add_column(heading)
    systems = _systems(figures)
    for heading in ("n", *systems, "floor"):
        shown.add_column(heading, justify="right", no_wrap=True)
    found = {(f.measure, f.language, f.system): f for f in figures}
    for measure, language in dict.fromkeys((f.measure, f.language) for f in figures):
        row = [found.get((measure, language, system)) for system in systems]
        n = next(str(f.n) for f in row if f)
        floor = floors.get(name, {}).get(measure, {}).get(language)
        held = "" if floor is None else f"{floor:.2f}"
        shown.add_row(measure, language, n, *(_cell(f) for f in row), held)
    return shown


def _systems(figures: Iterable[Figure]) -> list[str]:
    """Ours first, then the peers as they come."""
    return sorted(dict.fromkeys(f.system for f in figures), key=lambda system: system != OURS)


def _cell(found: Figure | None) -> str:
    return f"{found.value:.3f} ({found.low:.2f}–{found.high:.2f})" if found else "–"
