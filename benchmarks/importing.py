"""`kroniek import` of many stories, beside one plain table and beside a page a story."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.processes import Failed, Spent, bare, kroniek, measure
from benchmarks.record import Row, Table
from benchmarks.workshop import Workshop

_PAGES = 500
_SMALL_ROUNDS = 3
_TABLE = "plain-table"

_HOW = (
    "Whole processes, start-up of Python included, into an archive whose tables and vocabulary "
    "are there. The small size is the median of {rounds} rounds, each Kroniek, then the plain "
    "table; at the large one the plain table is filled before and after Kroniek, so that a "
    "machine that gets slower or faster meets both. `peak` is the kernel's count (maximum "
    "resident set), which has the mapped pages of the database file in it, up to 256 MB; `own` "
    "is without mapped files; `disk` is the whole folder after the first import. The same file "
    "again is known by its checksum; the same stories in a new file (one empty line more) are "
    "each looked up and compared. The plain table holds the same fields, written with "
    "`bulk_create`, a thousand rows at a time, and knows nothing: no look-up of what is there, "
    "no concepts, no dates that sort, no change log, no sightings."
)


def run(shop: Workshop) -> list[Table]:
    """The benchmark `importing`."""
    small = min(10_000, max(shop.stories // 10, 1))
    sizes = _size(shop, small, rounds=_SMALL_ROUNDS) + _size(shop, shop.stories, rounds=1)
    how = _HOW.format(rounds=_SMALL_ROUNDS)
    rates = Table("rates", "Importing", how, sizes)
    return [rates, _pages(shop, kroniek_rate=_rate_of(sizes)), _preparing(shop)]


def _size(shop: Workshop, n: int, *, rounds: int) -> list[Row]:
    """One number of stories: both ways in, and the same stories a second and a third time."""
    file, touched = shop.file(n), shop.touched_file(n)
    plain = [_bulk(shop, file)]
    first: list[Spent] = []
    again: list[Spent] = []
    anew: list[Spent] = []
    disk = 0
    for number in range(rounds):
        home = shop.fresh_home(f"import-{n}-{number}")
        shop.say(f"importing {n} stories, round {number + 1} of {rounds}")
        first.append(_import(file, home, n, "new"))
        disk = _megabytes(home)
        if n == shop.stories:
            shop.keep_filled(home)
        plain.append(_bulk(shop, file))
        again.append(_import(file, home, n, "same"))
        anew.append(_import(touched, home, n, "same"))
        shutil.rmtree(home)
    table = _megabytes(shop.folder / _TABLE)
    return [
        _row(n, "kroniek import", first, beside=plain, disk=disk),
        _row(n, "kroniek import, the same file again", again, beside=plain),
        _row(n, "kroniek import, the same stories in a new file", anew, beside=plain),
        _row(n, "bulk_create into one table", plain, beside=plain, disk=table),
    ]


def _import(file: Path, home: Path, n: int, became: str) -> Spent:
    spent = measure(kroniek("import", file), home)
    if f"{n} {became}" not in spent.out:
        raise Failed(f"kroniek import: {spent.out.strip()!r}, expected {n} {became}")
    return spent


def _bulk(shop: Workshop, file: Path) -> Spent:
    return measure(bare("bulk", file), shop.fresh_bare(_TABLE))


def _megabytes(home: Path) -> int:
    return round(sum(file.stat().st_size for file in home.iterdir()) / 1024 / 1024)


def _row(
    n: int, what: str, spent: Sequence[Spent], *, beside: Sequence[Spent], disk: int | None = None
) -> Row:
    wall = _median(s.wall for s in spent)
    return {
        "stories": n,
        "what": what,
        "wall s": round(wall, 1),
        "cpu s": round(_median(s.cpu for s in spent), 1),
        "stories/s": round(n / wall),
        "stories/cpu s": round(n / _median(s.cpu for s in spent)),
        "peak MB": round(_median(s.peak_mb for s in spent)),
        "own MB": _rounded([s.own_mb for s in spent if s.own_mb is not None]),
        "disk MB": disk,
        "x plain table, wall": round(wall / _median(s.wall for s in beside), 2),
        "runs": len(spent),
    }


def _median(values: Iterable[float]) -> float:
    return median(list(values))


def _rounded(values: Sequence[float]) -> int | None:
    return round(median(values)) if values else None


# --- what else one would like to know -------------------------------------------------------


def _pages(shop: Workshop, *, kroniek_rate: float) -> Table:
    shop.say(f"adding {_PAGES} Wagtail pages")
    home = shop.fresh_bare("pages")
    spent = measure(bare("pages", shop.file(_PAGES), str(_PAGES)), home)
    rate = _PAGES / float(spent.out)
    row = {
        "what": "one Wagtail page a story, through add_child",
        "pages": _PAGES,
        "pages/s": round(rate),
        "kroniek stories/s": round(kroniek_rate),
        "kroniek x pages": round(kroniek_rate / rate, 1),
    }
    how = (
        "The loop alone, without start-up, title and teaser only, one language, no tags; beside "
        "it the rate of `kroniek import` of the large file, start-up included."
    )
    return Table("pages", "One page a story", how, [row])


def _rate_of(rows: Sequence[Row]) -> float:
    """The rate of the large import."""
    return float(next(r for r in reversed(rows) if r["what"] == "kroniek import")["stories/s"])


def _preparing(shop: Workshop) -> Table:
    shop.say("making an empty archive")
    home = shop.folder / "prepared"
    spent = shop.prepare(home)
    shutil.rmtree(home)
    row = {
        "what": "tables and vocabulary of a new archive",
        "wall s": round(spent.wall, 1),
        "cpu s": round(spent.cpu, 1),
        "peak MB": round(spent.peak_mb),
    }
    how = "`kroniek list` in an empty folder: what the very first command does once, and no other."
    return Table("preparing", "A new archive", how, [row])
