"""The rows of a CSV file (RFC 4180), each with its cells and its exact source.

The standard library reads the cells; here each row keeps the lines it came from, and after a
row that cannot be read, reading goes on with the very next line.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from kroniek.collect.columns import field_of
from kroniek.collect.text_lines import LINE_LIMIT, SourceLine

DELIMITERS = (",", ";", "\t", "|")
_TOO_LONG = f"a row longer than {LINE_LIMIT // 1024 // 1024} MB: is a quotation mark not closed?"


class SourceRow(NamedTuple):
    """A row: its first line, its source, its cells; `why` says what is wrong with it."""

    line: int
    raw: str
    cells: Sequence[str]
    why: str = ""


class _TooLong(Exception):
    """A line or a row is over the limit."""


class _Feed:
    """Lines for the CSV reader, with those of the row under way kept."""

    def __init__(self, lines: Iterator[SourceLine]) -> None:
        self.lines = lines
        self.waiting: deque[SourceLine] = deque()
        self.taken: list[SourceLine] = []
        self.size = 0

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else next(self.lines)
        self.taken.append(line)
        self.size += len(line.text)
        if line.cut or self.size > LINE_LIMIT:
            raise _TooLong
        return line.text

    def take(self, count: int | None = None) -> tuple[int, str]:
        """First line and source of the row so far, or of its first lines; the others wait."""
        row, rest = self.taken[:count], self.taken[len(self.taken[:count]) :]
        self.waiting.extendleft(reversed(rest))
        self.taken, self.size = [], 0
        return row[0].number, "".join(line.text for line in row)


def rows(lines: Iterator[SourceLine], delimiter: str) -> Iterator[SourceRow]:
    """The rows of a file in order; blank lines are passed over."""
    # One limit for the process: the library's own would refuse a cell of 128 kB.
    csv.field_size_limit(LINE_LIMIT)
    feed = _Feed(lines)
    while True:
        reader = csv.reader(feed, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                line, raw = feed.take()
                if not raw.isspace():
                    yield SourceRow(line, raw, cells)
            return
        except csv.Error as error:
            yield _unread(feed, _in_words(error))
        except _TooLong:
            yield _unread(feed, _TOO_LONG)


def sniff(head: str, wanted: Collection[str] = ()) -> tuple[str, list[str]]:
    """The delimiter of a file, told by its first rows, and its header's cells.

    `wanted` are columns that the header is known to have.
    """
    best: tuple[tuple[int, int, int], str, list[str]] = ((-1, 0, 0), ",", [])
    for delimiter in DELIMITERS:
        header, *others = _first_rows(head, delimiter) or [[]]
        known = sum(bool(field_of(cell)) or cell in wanted for cell in header)
        alike = sum(len(cells) == len(header) for cells in others) if len(header) > 1 else 0
        best = max(best, ((known, alike, len(header)), delimiter, header), key=lambda b: b[0])
    return best[1], best[2]


def _unread(feed: _Feed, why: str) -> SourceRow:
    # A stray quotation mark swallows the lines below it: only its own line is lost.
    line, raw = feed.take(1)
    return SourceRow(line, raw, (), why)


def _in_words(error: csv.Error) -> str:
    message = str(error)
    if "end of data" in message or "expected after" in message:
        return "a quotation mark in this row is opened, but not properly closed"
    return f"the row cannot be read as CSV: {message}"


def _first_rows(head: str, delimiter: str) -> list[list[str]]:
    lines = head.splitlines(keepends=True)
    numbered = iter([SourceLine(n, text) for n, text in enumerate(lines[:21], start=1)])
    found: list[list[str]] = []
    for row in rows(numbered, delimiter):
        if len(found) < 20:
            found.append(list(row.cells))
    return found[:-1] if len(found) > 1 and len(lines) > 20 else found
