"""Building and asking each system in processes of its own, one after the other.

stories ─▶ documents, queries ─▶ build ─▶ ask, each way ─▶ SizeRun
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks import synthetic
from benchmarks.processes import NotInstalled, Spent, TookTooLong, kroniek, measure, search_peer
from benchmarks.search_peers import queries, usage
from benchmarks.search_peers.systems import (
    OURS,
    SYSTEMS,
    WITH_VECTORS,
    WITHOUT_VECTORS,
    System,
)
from benchmarks.search_peers.timing import Timings
from benchmarks.workshop import Workshop

QUERIES, WARM = 500, 20
# Seconds: what building a peer's index may take, and asking it all queries.
BUILD_LIMIT, ASK_LIMIT = 3_600.0, 900.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of building. None: not known from outside, as with a server's processes."""

    name: str
    wall: float
    cpu: float | None
    disk_mb: float
    own_mb: float | None


@dataclass(slots=True)
class SizeRun:
    """All that was measured at one size: steps by system, timings by way, what was given up."""

    stories: int
    steps: dict[str, list[Step]] = field(default_factory=dict)
    timings: dict[str, Timings] = field(default_factory=dict)
    list_page: Mapping[str, Sequence[float]] = field(default_factory=dict)
    given_up: dict[str, str] = field(default_factory=dict)


def at_size(shop: Workshop, n: int) -> SizeRun:
    """Run all systems that are asked for over the same n stories and the same queries."""
    prepared = _Prepared(shop, n)
    run = SizeRun(n)
    for system in SYSTEMS.values():
        if shop.systems and system.name not in shop.systems:
            continue
        try:
            with _built(system, prepared, run) as place:
                _ask(system, place, prepared, run)
        except TookTooLong:
            run.given_up[system.name] = f"not built after {BUILD_LIMIT:.0f} s"
        except NotInstalled as error:
            run.given_up[system.name] = str(error)
    return run


class _Prepared:
    """The files that all systems share."""

    def __init__(self, shop: Workshop, n: int) -> None:
        self.shop = shop
        self.n = n
        self.documents = shop.folder / f"documents-{n}.jsonl"
        self.queries = shop.folder / "queries.jsonl"
        self.warm = shop.folder / "warm.jsonl"
        if not self.documents.exists():
            shop.say(f"writing {n} documents")
            measure(search_peer("documents", shop.file(n), self.documents), shop.folder)
        if not self.queries.exists():
            _write_queries(self.queries, self.warm)


def _write_queries(asked: Path, warm: Path) -> None:
    """They come from the first stories, which are the same at any size."""
    from benchmarks.search_peers.documents import documents

    first = list(documents(islice(synthetic.stories(queries.SAMPLED), queries.SAMPLED)))
    queries.write(asked, queries.sample(first, QUERIES))
    queries.write(warm, queries.sample(first, WARM, seed=queries.SEED + 1))


# --- building -------------------------------------------------------------------------------


@contextmanager
def _built(system: System, prepared: _Prepared, run: SizeRun) -> Iterator[Path]:
    """Where the system's index lies, made now or in an earlier run in the same folder."""
    if system.name == "postgresql":
        with _in_postgresql(system, prepared, run) as place:
            yield place
        return
    place = prepared.shop.folder / f"{system.name}-{prepared.n}"
    notes = place.with_suffix(".json")
    if notes.exists():
        run.steps[system.name] = [Step(**step) for step in json.loads(notes.read_text())]
    else:
        _remove(place)
        build = _build_ours if system.name == OURS else _build_peer
        run.steps[system.name] = build(system, place, prepared)
        notes.write_text(json.dumps([asdict(step) for step in run.steps[system.name]]))
    yield place


@contextmanager
def _in_postgresql(system: System, prepared: _Prepared, run: SizeRun) -> Iterator[Path]:
    from benchmarks.search_peers import postgresql

    if postgresql.binaries() is None:
        raise NotInstalled("there is no PostgreSQL server here: apt-get install postgresql")
    with postgresql.cluster() as place:
        _say(prepared, system.name, "build")
        spent = measure(_build_words(system, place, prepared), place, seconds=BUILD_LIMIT)
        disk = postgresql.disk_mb(place)
        run.steps[system.name] = [Step(system.name, spent.wall, None, disk, None)]
        yield place


def _build_peer(system: System, place: Path, prepared: _Prepared) -> list[Step]:
    _say(prepared, system.name, "build")
    spent = measure(_build_words(system, place, prepared), place.parent, seconds=BUILD_LIMIT)
    return [_step(system.name, spent, usage.disk_mb([place]))]


def _build_words(system: System, place: Path, prepared: _Prepared) -> list[str]:
    return search_peer("build", system.name, place, prepared.documents)


def _build_ours(system: System, place: Path, prepared: _Prepared) -> list[Step]:
    """The archive filled, then its index, then vectors drawn by chance."""
    shop, index = prepared.shop, place / "index"
    shop.fresh_home(place.name)
    stories = shop.file(prepared.n)
    _say(prepared, system.name, "fill")
    fill = search_peer("fill", stories) if shop.straight else kroniek("import", stories)
    filled = _step("fill", measure(fill, place, settings=WITHOUT_VECTORS), _database_mb(place))
    _say(prepared, system.name, "build")
    build = _build_words(system, place, prepared)
    indexed = measure(build, place, settings=WITHOUT_VECTORS)
    text = _step("index", indexed, usage.disk_mb([index]))
    _say(prepared, system.name, "vectors")
    put = measure(search_peer("vectors"), place, settings=WITH_VECTORS)
    return [filled, text, _step("vectors", put, usage.disk_mb([index / "vectors"]))]


def _database_mb(home: Path) -> float:
    return usage.disk_mb(home.glob("*.sqlite3*"))


def _step(name: str, spent: Spent, disk_mb: float) -> Step:
    return Step(name, spent.wall, spent.cpu, disk_mb, spent.own_mb)


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    for file in place.parent.glob(f"{place.name}*"):  # a database has files beside it
        if file.is_file():
            file.unlink()


# --- asking ---------------------------------------------------------------------------------


def _ask(system: System, place: Path, prepared: _Prepared, run: SizeRun) -> None:
    for way in system.ways:
        _say(prepared, way.name, "ask")
        words = ("ask", system.name, way.name, place, prepared.queries, prepared.warm, ASK_LIMIT)
        spent = measure(search_peer(*map(str, words)), place, settings=way.settings)
        run.timings[way.name] = Timings.from_json(spent.out)
    if system.name == OURS:
        run.list_page = json.loads(measure(search_peer("list"), place).out)


def _say(prepared: _Prepared, name: str, what: str) -> None:
    prepared.shop.say(f"{prepared.n} stories, {name}: {what}")
