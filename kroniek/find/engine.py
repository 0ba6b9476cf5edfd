"""The engine: what `find` asks of a text index, and nothing of how it is built.

One contract test suite (`tests/find/contract.py`) holds for every engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kroniek.find.clauses import Clause
from kroniek.find.documents import Document

# value -> number of stories
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """The total of what matches, and the first (story, score) pairs of it.

    By date the "score" is the story's place in the order (`documents.order_of`).
    """

    total: int
    stories: tuple[tuple[int, float], ...]


class Engine(Protocol):
    """Answers from one state of the index: two questions to one engine fit together."""

    def best(self, wanted: Clause, limit: int) -> Found:
        """The best matches, best first; of equals the newer.

        A score is what the clauses give, times log2(2 + `Document.recency`).
        """

    def newest(self, wanted: Clause, limit: int | None, *, after: int | None = None) -> Found:
        """Matches newest first, from behind a place in that order; `total` counts all of them."""

    def scores(self, wanted: Clause, stories: Sequence[int]) -> dict[int, float]:
        """The scores of those of some stories that match."""

    def counts(self, wanted: Clause, fields: Sequence[str]) -> dict[str, Counts]:
        """For each field how many matching stories have each value."""

    def frequency(self, field: str, term: str) -> int:
        """How many stories have a term in a field, or a few more (deleted ones not yet gone)."""

    def beginning_with(self, field: str, beginning: str, limit: int) -> list[tuple[str, int]]:
        """The commonest terms of a field that begin so, with their frequencies."""

    def __len__(self) -> int:
        """How many stories the index holds."""


class Writer(Protocol):
    """The one who writes. What is written counts from `commit` on: all of it, or nothing."""

    def put(self, documents: Iterable[Document], *, new: bool = False) -> None:
        """Add stories, or replace them whole; `new` ones are known not to be there."""

    def remove(self, stories: Iterable[int]) -> None:
        """Remove stories; those that are not there are passed over."""

    def commit(self) -> None:
        """Make it last and visible."""

    def close(self) -> None:
        """Let go of the index; what was not committed is dropped."""
