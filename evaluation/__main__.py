"""`python -m evaluation`: run the sets, print the figures, hold them to their floors.

Exits 0 if every floor is reached, 1 if not (each figure below its floor is named), 2 for an
option it does not know.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from evaluation import floors as floor_file
from evaluation.figures import Figure
from evaluation.floors import Breach, Floors
from evaluation.registry import SETS, run
from evaluation.tables import table

# Wide enough for the set with most peers; a narrow terminal wraps it, a log keeps it whole.
_WIDTH = 160


def main(
    arguments: Sequence[str] | None = None, *, run_set: Callable[[str], list[Figure]] = run
) -> int:
    options = _options(arguments)
    names: list[str] = options.set or list(SETS)
    held = floor_file.read(options.floors)
    figures = [found for name in names for found in run_set(name)]
    below = floor_file.breaches(figures, held, names)
    if options.raise_floors:
        held = floor_file.raised(held, figures)
        floor_file.write(options.floors, held)
    if options.json:
        print(json.dumps(_as_json(figures, below), ensure_ascii=False, indent=2))
    else:
        _print_tables(names, figures, held)
    _remark(figures, held, below)
    return 1 if below else 0


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m evaluation", description="Measure quality.")
    parser.add_argument("--set", action="append", choices=SETS, help="only this set (repeatable)")
    parser.add_argument("--json", action="store_true", help="the figures as JSON, nothing else")
    parser.add_argument(
        "--raise",
        dest="raise_floors",
        action="store_true",
        help="raise the floors to what is reached now (none is ever lowered)",
    )
    parser.add_argument(
        "--floors", type=Path, default=floor_file.FILE, metavar="FILE", help="another floors.json"
    )
    return parser.parse_args(arguments)


def _as_json(figures: Sequence[Figure], below: Sequence[Breach]) -> dict[str, list[object]]:
    return {"figures": [f.as_dict() for f in figures], "below": [str(breach) for breach in below]}


def _print_tables(names: Sequence[str], figures: Sequence[Figure], held: Floors) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    for name in names:
        console.print(table(name, [f for f in figures if f.set == name], held))


def _remark(figures: Sequence[Figure], held: Floors, below: Sequence[Breach]) -> None:
    """What is to be done goes to standard error, so that --json prints the JSON alone."""
    for breach in below:
        print(breach, file=sys.stderr)
    if new := len(floor_file.without_floor(figures, held)):
        print(f"{new} figures have no floor yet; --raise sets them.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
