"""Filters as clauses: which stories a list is about, whatever is looked for in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from kroniek.dates import bounds
from kroniek.find.clauses import All, Among, Between, Clause, all_of
from kroniek.find.documents import BROADER
from kroniek.records import Query

# Filters that are the facets of the answer: a facet's own filter does not narrow its counts.
FACETS = ("theme", "keyword", "kind", "language", "year")


def filters(query: Query) -> dict[str, Clause]:
    """The filters that are set, by name. The words are none of them."""
    tagless = query.state and not (query.theme or query.keyword)
    wanted: list[tuple[str, bool, Callable[[], Clause]]] = [
        ("live", not query.drafts, lambda: Among("live", (1,))),
        ("theme", bool(query.theme), lambda: tagged("theme", query.theme, query.state)),
        ("keyword", bool(query.keyword), lambda: tagged("keyword", query.keyword, query.state)),
        ("kind", bool(query.kind), lambda: of_kind(query.kind)),
        ("language", bool(query.language), lambda: Among("language", query.language)),
        ("source", bool(query.source), lambda: Among("source", query.source)),
        ("year", bool(query.year), lambda: Among("year", query.year)),
        ("state", bool(tagless), lambda: Among("tags", tuple(f"any/{s}" for s in query.state))),
        (
            "dates",
            bool(query.date_from or query.date_to),
            lambda: dated(query.date_from, query.date_to),
        ),
    ]
    return {name: make() for name, is_set, make in wanted if is_set}


def selected(wanted: Mapping[str, Clause], *, but: str = "") -> Clause:
    """All filters together; `but` leaves one out."""
    return all_of([clause for name, clause in wanted.items() if name != but])


def tagged(role: str, concepts: Sequence[str], states: Sequence[str] = ()) -> Clause:
    """Stories with one of the concepts, or one narrower, in a role: publicly, or in some states."""
    values = _with_narrower(concepts)
    if not states:
        return Among(role, values)
    return Among("tags", tuple(f"{role}/{s}/{value}" for s in states for value in values))


def of_kind(kinds: Sequence[str]) -> Clause:
    return Among("kind", _with_narrower(kinds))


def dated(date_from: str, date_to: str) -> Clause:
    """Stories whose date may lie between two EDTF dates; "" is an open end."""
    ends: list[Clause] = []
    if first := _day(date_from, first=True):
        ends.append(Between("last", low=first.toordinal()))
    if last := _day(date_to, first=False):
        ends.append(Between("first", high=last.toordinal()))
    return all_of(ends) if len(ends) < 2 else All(tuple(ends))


def _day(edtf: str, *, first: bool) -> dt.date | None:
    if not edtf:
        return None
    limits = bounds(edtf)
    return (limits.first or limits.last) if first else (limits.last or limits.first)


def _with_narrower(concepts: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for concept in concepts for value in (concept, f"{BROADER}{concept}"))
