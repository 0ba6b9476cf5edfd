"""Run the benchmarks: `python -m benchmarks [--only NAME] [--stories N] [--json]`.

    workshop (folder, files, archives) ──▶ importing | pages | searching | startup ──▶ tables
                                                                                         │
                                                        README.md, results/*.json, *.svg ◀┘

Only a run at the full size and of all systems is kept; one with --stories or --systems tries
things out and leaves no trace.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import importing, machine, pages, record, report, searching, startup
from benchmarks.processes import Failed
from benchmarks.record import Result, Table
from benchmarks.search_peers.systems import SYSTEMS
from benchmarks.workshop import Workshop, workshop

FULL = 100_000

# In the order in which they run: importing leaves the archive that the others need.
BENCHMARKS: Mapping[str, Callable[[Workshop], list[Table]]] = {
    "importing": importing.run,
    "pages": pages.run,
    "startup": startup.run,
    "searching": searching.run,
}


def main(words: Sequence[str]) -> int:
    options = _options(words)
    names = options.only or list(BENCHMARKS)
    try:
        with workshop(
            options.stories,
            folder=options.folder,
            systems=tuple(options.systems or ()),
            straight=options.straight,
        ) as shop:
            results = [_result(name, shop) for name in names]
    except Failed as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.stories == FULL and not options.systems:
        _keep(results)
    _print(results, as_json=options.json)
    return 0


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure speed.")
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), metavar="NAME")
    parser.add_argument("--stories", type=_many, default=FULL, metavar="N")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    parser.add_argument(
        "--folder", type=Path, help="work here, leave all that is built, use it again next time"
    )
    search = parser.add_argument_group("searching")
    search.add_argument("--systems", action="append", choices=list(SYSTEMS), metavar="NAME")
    search.add_argument(
        "--straight", action="store_true", help="write rows into our tables instead of an import"
    )
    return parser.parse_args(words)


def _many(text: str) -> int:
    """At least as many stories as the smallest figure needs."""
    if int(text) < 1_000:
        raise argparse.ArgumentTypeError("at least 1000 stories")
    return int(text)


def _result(name: str, shop: Workshop) -> Result:
    before = machine.load()
    begun = dt.date.today().isoformat()
    tables = BENCHMARKS[name](shop)
    straight = shop.straight and name == "searching"
    return Result(
        name=name,
        command=f"python -m benchmarks --only {name}" + (" --straight" * straight),
        date=begun,
        stories=shop.stories,
        machine=machine.described(),
        load_before=before,
        load_after=machine.load(),
        tables=tables,
    )


def _keep(results: Sequence[Result]) -> None:
    for result in results:
        record.keep(result)
    report.write(record.kept())


def _print(results: Sequence[Result], *, as_json: bool) -> None:
    if as_json:
        print("[" + ",\n".join(result.as_json().rstrip() for result in results) + "]")
    else:
        print("\n".join(map(report.markdown, results)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
