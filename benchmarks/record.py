"""What a benchmark leaves: tables of plain numbers, kept as one JSON file a benchmark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """`how` says in words how its figures were obtained; a row is column -> text or number."""

    name: str
    title: str
    how: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Result:
    """One benchmark as it ran. `load_*` is the load of the machine before and after it."""

    name: str
    command: str
    date: str
    stories: int
    machine: Mapping[str, Any]
    load_before: float
    load_after: float
    tables: Sequence[Table]

    def table(self, name: str) -> Table:
        return next(table for table in self.tables if table.name == name)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


def keep(result: Result) -> None:
    (RESULTS / f"{result.name}.json").write_text(result.as_json(), encoding="utf-8")


def kept() -> list[Result]:
    """The results of the last full runs, by name."""
    return [_read(file) for file in sorted(RESULTS.glob("*.json"))]


def _read(file: Path) -> Result:
    stored = json.loads(file.read_text(encoding="utf-8"))
    return Result(**stored | {"tables": [Table(**table) for table in stored["tables"]]})
