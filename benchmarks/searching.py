"""Searching many stories: Kroniek beside what one would search them with instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from benchmarks.percentiles import percentile
from benchmarks.record import Row, Table
from benchmarks.search_peers.records import LIMIT
from benchmarks.search_peers.systems import EMBEDDING, HYBRID, OURS, SCAN, TANTIVY
from benchmarks.search_peers.timing import Timings
from benchmarks.search_runs import ASK_LIMIT, BUILD_LIMIT, QUERIES, WARM, SizeRun, Step, at_size
from benchmarks.workshop import Workshop

_PERCENTS = (50, 95, 99)
_FLOORS = {
    f"{OURS} + {SCAN}": (OURS, SCAN),
    f"{OURS} + {EMBEDDING} + {SCAN}": (OURS, EMBEDDING, SCAN),
}
_BARE, _LISTED = "bare SQL", "find.search"

_HOW = (
    "{queries} mixed queries, the same for all and the same at both sizes: one to four words that "
    "stand together in one of the first thousand stories, a third of them frequent words, a "
    "quarter rare ones, a quarter as they follow one another in a text, the rest labels of themes "
    "and keywords; every second query has a filter (theme, year, language or kind). Each system "
    "is asked in a process of its own, one after the other, after {warm} other queries. All give "
    "how many stories match, the best twenty and the counts of five facets, where a filter does "
    "not narrow its own facet. Ours gives snippets, reasons and labels besides, and finds "
    "concepts in four languages; the peers find words alone, with the printed labels among "
    "them, so that `found` (stories, median) is no measure of quality. Tantivy: all words in a "
    "text of one language, stemmed; any of the words; or all words in the asker's language alone. "
    "SQLite FTS5: all words in the texts, not stemmed. PostgreSQL: all words as stemmed in the "
    "asker's language, one process, 1 GB of shared buffers. Wagtail's search (modelsearch on "
    "SQLite) as its documentation shows it, with ANALYZE, without which it is a hundred times "
    "slower. A query that takes {limit:.0f} s is given up and counts as that long, so that "
    "percentiles with `given up` are at least what they say; after {ask:.0f} s of asking, the "
    "rest of the queries is left out. `SQ8 scan` is faiss alone over as many vectors as there "
    "are texts, without filters; `embedding a query` the bundled model alone; what has a plus is "
    "added up query by query. The vectors, ours too, are drawn by chance, since embedding a "
    "million texts would take days: a scan takes the same time, but what is found by meaning "
    "means nothing here. x ours divides by `ours`: words and concepts, without vectors. Processor "
    "time of PostgreSQL is that of the server's process and ours together."
)
_HOW_BUILT = (
    "Whole processes, start-up of Python and reading the file included; a peer that needs more "
    "than {build:.0f} s is given up. Ours in three steps: filling the archive ({fill}), which "
    "peers do not have; the index, built anew; vectors drawn by chance, as they are stored but not "
    "computed (the model makes some eight short teasers a second and core). `MB on disk` "
    "is that of the archive, of the index, and of the vectors; with peers that of all they "
    "have. PostgreSQL works in a server's processes, which are not measured."
)
_FILLED = {
    False: "`kroniek import`, which has the index follow",
    True: "rows written straight into its tables, without looking up what is there and without "
    "sightings: no import, but the same stories, texts and tags",
}
_HOW_LISTED = (
    "Medians of 200 rounds, all in turn in one process: the twenty newest stories without a "
    "query, by `find.search` with its counts and facets, and by the bare SQL that gives twenty "
    "ids; then both with the stories loaded as a list page needs them (texts, tags, kind)."
)


def run(shop: Workshop) -> list[Table]:
    """The benchmark `searching`: at the size of the archive, and at ten times that."""
    runs = [at_size(shop, n) for n in (shop.stories, 10 * shop.stories)]
    how = _HOW.format(queries=QUERIES, warm=WARM, limit=LIMIT, ask=ASK_LIMIT)
    built = _HOW_BUILT.format(build=BUILD_LIMIT, fill=_FILLED[shop.straight])
    tables = [
        Table("speed", "Searching", how, [row for one in runs for row in speed(one)]),
        Table("ratios", "Beside the floors", _HOW_RATIOS, [r for one in runs for r in ratios(one)]),
        Table("building", "Building", built, [row for one in runs for row in _building(one)]),
        Table("list", "The list without a query", _HOW_LISTED, [r for o in runs for r in _list(o)]),
    ]
    return [table for table in tables if table.rows]


# --- asking ---------------------------------------------------------------------------------


def speed(run: SizeRun) -> list[Row]:
    """A row for each way of asking, and for the floors that are added up."""
    timings = {**run.timings, **_floors(run.timings)}
    return [_speed(run.stories, name, one, timings.get(OURS)) for name, one in timings.items()]


def _floors(timings: Mapping[str, Timings]) -> dict[str, Timings]:
    return {
        name: added_up([timings[part] for part in parts])
        for name, parts in _FLOORS.items()
        if all(part in timings for part in parts)
    }


def added_up(parts: Sequence[Timings]) -> Timings:
    """What systems take one after the other, query by query."""
    return Timings(
        wall=[sum(times) for times in zip(*(part.wall for part in parts), strict=False)],
        cpu=[sum(times) for times in zip(*(part.cpu for part in parts), strict=False)],
        found=list(parts[0].found),
    )


def _speed(stories: int, name: str, timings: Timings, ours: Timings | None) -> Row:
    row: dict[str, object] = {"stories": stories, "system": name}
    row |= {f"p{p} ms": _ms(percentile(timings.wall, p)) for p in _PERCENTS}
    row |= {f"cpu p{p} ms": _ms(percentile(timings.cpu, p)) for p in _PERCENTS}
    row["p95 x ours"] = _p95_ratio(timings.wall, ours.wall) if ours else None
    row["cpu p95 x ours"] = _p95_ratio(timings.cpu, ours.cpu) if ours else None
    found = [number for number in timings.found if number is not None]
    row["found"] = round(median(found)) if any(found) else None
    row["asked"] = len(timings.wall)
    row["given up"] = timings.given_up or None
    row["MB"] = round(timings.resident_mb) or None
    row["own MB"] = round(timings.own_mb) or None
    return row


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)


def _p95_ratio(times: Sequence[float], others: Sequence[float]) -> float:
    return round(percentile(times, 95) / percentile(others, 95), 2)


# --- ratios ---------------------------------------------------------------------------------

_HOW_RATIOS = (
    "From the same run: the 95th percentile of one divided by that of the other, by the clock and "
    "by processor time; for the list the medians."
)
# One divided by another.
_RATIOS = (
    (OURS, TANTIVY),
    (HYBRID, f"{OURS} + {SCAN}"),
    (HYBRID, f"{OURS} + {EMBEDDING} + {SCAN}"),
    ("SQLite FTS5", OURS),
    ("PostgreSQL", OURS),
    ("Wagtail's search", OURS),
)


def ratios(run: SizeRun) -> list[Row]:
    timings = {**run.timings, **_floors(run.timings)}
    rows: list[Row] = [
        {
            "stories": run.stories,
            "what": f"{one} / {other}",
            "p95": _p95_ratio(timings[one].wall, timings[other].wall),
            "cpu p95": _p95_ratio(timings[one].cpu, timings[other].cpu),
        }
        for one, other in _RATIOS
        if one in timings and other in timings
    ]
    for end in ("", ", and the stories loaded"):
        if run.list_page:
            rows.append(_list_ratio(run, end))
    return rows


def _list_ratio(run: SizeRun, end: str) -> Row:
    ours = next(times for name, times in run.list_page.items() if name == f"{_LISTED}{end}")
    bare = next(
        times
        for name, times in run.list_page.items()
        if name.startswith(_BARE) and name.endswith("loaded") == bool(end)
    )
    ratio = round(median(ours) / median(bare), 2)
    what = f"list: {_LISTED} / {_BARE}{end}"
    return {"stories": run.stories, "what": what, "p95": ratio, "cpu p95": None}


# --- building and the list ------------------------------------------------------------------


def _building(run: SizeRun) -> Iterator[Row]:
    for system, steps in run.steps.items():
        for step in steps:
            name = system if step.name == system else f"{system}: {step.name}"
            yield _step(run.stories, name, step)
    for system, why in run.given_up.items():
        empty = ("wall s", "cpu s", "stories/s", "MB on disk", "own MB")
        yield {"stories": run.stories, "what": f"{system} ({why})"} | dict.fromkeys(empty)


def _step(stories: int, name: str, step: Step) -> Row:
    return {
        "stories": stories,
        "what": name,
        "wall s": round(step.wall, 1),
        "cpu s": None if step.cpu is None else round(step.cpu, 1),
        "stories/s": round(stories / step.wall),
        "MB on disk": step.disk_mb,
        "own MB": None if step.own_mb is None else round(step.own_mb),
    }


def _list(run: SizeRun) -> Iterator[Row]:
    for name, times in run.list_page.items():
        yield {
            "stories": run.stories,
            "what": name,
            "p50 ms": _ms(median(times)),
            "p95 ms": _ms(percentile(times, 95)),
        }
