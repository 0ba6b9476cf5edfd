"""What all systems are given, and what they answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

FACETS = ("theme", "keyword", "kind", "language", "year")
HITS = 20
# So many values of a facet are counted: a page shows no more.
VALUES = 200
# Seconds that one query may take; then it is given up, and counts as that long.
LIMIT = 10.0

_WORD = re.compile(r"\w+")


class TooLong(Exception):
    """A query was given up: it took longer than a query may."""


@dataclass(frozen=True, slots=True)
class Document:
    """A story as a search index wants it: concept ids for labels, with all broader ones.

    `texts` has (title, all the rest) by language, the main one first; the printed labels stand
    at the end of the main one, so that their words are found too.
    """

    id: int
    texts: Mapping[str, tuple[str, str]]
    theme: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    kind: str = ""
    year: int | None = None

    @property
    def words(self) -> dict[str, str]:
        """All that can be searched, by language."""
        return {code: f"{title}\n{rest}" for code, (title, rest) in self.texts.items()}

    def values(self, facet: str) -> tuple[str, ...]:
        """What this story counts for in a facet."""
        if facet == "language":
            return tuple(self.texts)
        if facet == "year":
            return () if self.year is None else (str(self.year),)
        if facet == "kind":
            return (self.kind,) if self.kind else ()
        return self.theme if facet == "theme" else self.keyword

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Document:
        return cls(
            id=stored["id"],
            texts={code: (title, rest) for code, (title, rest) in stored["texts"].items()},
            theme=tuple(stored["theme"]),
            keyword=tuple(stored["keyword"]),
            kind=stored["kind"],
            year=stored["year"],
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: plain words, all wanted, in the asker's language; perhaps one filter.

    `shape` says how the words were chosen (`queries.py`). `facet` is "" without a filter.
    """

    text: str
    language: str
    shape: str = ""
    facet: str = ""
    value: str = ""

    @property
    def words(self) -> list[str]:
        return _WORD.findall(self.text.lower())


Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """`total` stories match; `ids` are the best twenty; counts by facet and value."""

    total: int
    ids: tuple[int, ...]
    facets: Mapping[str, Counts]


class Engine(Protocol):
    """An index that is open for questions."""

    def ask(self, asked: Asked) -> Answer:
        """Raises TooLong where a query takes longer than it may."""

    def processor(self) -> float:
        """The seconds of processor time that it has spent so far, wherever it spends them."""

    def memory_mb(self) -> tuple[float, float]:
        """(all that is resident, what of it is no mapped file), in MB."""


def most(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The values that count most, as many as are shown; ties by name."""
    return dict(sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:VALUES])
