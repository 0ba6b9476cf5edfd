"""How long a command takes that has next to nothing to do."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from benchmarks.processes import Spent, bare, kroniek, measure
from benchmarks.record import Row, Table
from benchmarks.workshop import Workshop

_ROUNDS = 15

_HOW = (
    "Whole processes, in turn, {rounds} times; medians. Kroniek's archive holds all the stories "
    "and the demo, the bare site twenty pages. A peak of less than 45 MB is that of the process "
    "that measures."
)


def run(shop: Workshop) -> list[Table]:
    """The benchmark `startup`."""
    full, site = shop.filled_home(), shop.filled_bare()
    commands: dict[str, tuple[list[str], Path]] = {
        "python -c pass": ([sys.executable, "-c", "pass"], full),
        "kroniek --help": (kroniek("--help"), full),
        "kroniek list --limit 1": (kroniek("list", "--limit", "1"), full),
        "bare Wagtail: print the newest page's title": (bare("first"), site),
    }
    spent: dict[str, list[Spent]] = {name: [] for name in commands}
    for number in range(_ROUNDS + 1):
        shop.say(f"starting commands, round {number} of {_ROUNDS}")
        for name, (argv, home) in commands.items():
            one = measure(argv, home)
            if number:  # round 0 warms the disk cache
                spent[name].append(one)
    rows = [_row(name, found) for name, found in spent.items()]
    return [Table("startup", "Starting a command", _HOW.format(rounds=_ROUNDS), rows)]


def _row(name: str, spent: list[Spent]) -> Row:
    return {
        "what": name,
        "wall ms": round(1000 * median(s.wall for s in spent)),
        "cpu ms": round(1000 * median(s.cpu for s in spent)),
        "peak MB": round(median(s.peak_mb for s in spent)),
        "runs": len(spent),
    }
