"""Asking an engine one query after the other, and what each took."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

from benchmarks.search_peers.records import Asked, Engine, TooLong


@dataclass(slots=True)
class Timings:
    """By query, in the order asked: seconds by the clock and of processor, stories found.

    A query that was given up is there with the time until then, and found nothing (None).
    `resident_mb` and `own_mb` are the memory after the last query.
    """

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    found: list[int | None] = field(default_factory=list)
    resident_mb: float = 0.0
    own_mb: float = 0.0

    @property
    def given_up(self) -> int:
        return self.found.count(None)

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Timings:
        return cls(**json.loads(text))


def timed(
    engine: Engine, queries: Sequence[Asked], *, warm: Iterable[Asked], seconds: float
) -> Timings:
    """Ask all queries, or as many as fit into so many seconds; `warm` go before, untimed."""
    until = time.perf_counter() + seconds
    for asked in warm:
        _ask(engine, asked)
    timings = Timings()
    for asked in queries:
        if time.perf_counter() > until:
            break
        before, spent = time.perf_counter(), engine.processor()
        timings.found.append(_ask(engine, asked))
        timings.wall.append(time.perf_counter() - before)
        timings.cpu.append(engine.processor() - spent)
    timings.resident_mb, timings.own_mb = engine.memory_mb()
    return timings


def _ask(engine: Engine, asked: Asked) -> int | None:
    try:
        return engine.ask(asked).total
    except TooLong:
        return None
