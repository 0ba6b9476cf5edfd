"""SQLite's own full-text index, as Python brings it: all texts of a story in one column.

It has a stemmer for English only, so words are found as they stand, without accents. Facet
values stand in a table of their own; the matching stories are written down once, and counted
from there.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.search_peers import usage
from benchmarks.search_peers.records import (
    FACETS,
    HITS,
    LIMIT,
    Answer,
    Asked,
    Document,
    TooLong,
    most,
)

_BATCH = 5_000
_STEPS = 100_000  # of SQLite's machine between two looks at the clock
_TABLES = """
    PRAGMA journal_mode=WAL;
    PRAGMA synchronous=OFF;
    CREATE VIRTUAL TABLE words USING fts5(
        text, content='', tokenize='unicode61 remove_diacritics 2');
    CREATE TABLE value (id INTEGER PRIMARY KEY, facet TEXT, name TEXT, UNIQUE (facet, name));
    CREATE TABLE tag (story INTEGER, value INTEGER, PRIMARY KEY (story, value)) WITHOUT ROWID;
"""
_OPEN = """
    PRAGMA mmap_size=268435456;
    PRAGMA cache_size=-262144;
    PRAGMA temp_store=MEMORY;
    CREATE TEMP TABLE found (id INTEGER PRIMARY KEY);
    CREATE TEMP TABLE narrowed (id INTEGER PRIMARY KEY);
"""


def build(place: Path, documents: Iterable[Document]) -> None:
    values: dict[tuple[str, str], int] = {}
    with sqlite3.connect(place) as connection:
        connection.executescript(_TABLES)
        left = iter(documents)
        while batch := list(islice(left, _BATCH)):
            rows = ((one.id, "\n".join(one.words.values())) for one in batch)
            connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", rows)
            connection.executemany("INSERT INTO tag VALUES (?, ?)", _tags(batch, values))
        named = ((number, *name) for name, number in values.items())
        connection.executemany("INSERT INTO value VALUES (?, ?, ?)", named)
        connection.execute("CREATE INDEX tag_by_value ON tag (value, story)")
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.execute("ANALYZE")
    connection.close()


def _tags(
    batch: Iterable[Document], values: dict[tuple[str, str], int]
) -> Iterator[tuple[int, int]]:
    for document in batch:
        for facet in FACETS:
            for name in document.values(facet):
                yield document.id, values.setdefault((facet, name), len(values))


def opened(place: Path) -> Fts5:
    return Fts5(place)


class Fts5:
    def __init__(self, place: Path) -> None:
        self._connection = sqlite3.connect(place, isolation_level=None)
        self._connection.executescript(_OPEN)
        rows = self._connection.execute("SELECT facet, name, id FROM value")
        self._values = {(facet, name): number for facet, name, number in rows}
        self._named = {number: name for name, number in self._values.items()}
        self._until = 0.0
        self._connection.set_progress_handler(self._too_late, _STEPS)

    def _too_late(self) -> bool:
        return time.perf_counter() > self._until

    def ask(self, asked: Asked) -> Answer:
        self._until = time.perf_counter() + LIMIT
        try:
            return self._answer(asked)
        except sqlite3.OperationalError as error:
            raise TooLong from error

    def _answer(self, asked: Asked) -> Answer:
        words = " ".join(f'"{word}"' for word in asked.words)
        total = self._write_down(words, asked)
        facets = self._counted("narrowed" if asked.facet else "found")
        if asked.facet:
            facets[asked.facet] = self._counted("found")[asked.facet]
        return Answer(total, self._best(words, asked), facets)

    def _write_down(self, words: str, asked: Asked) -> int:
        """Which stories match: by their words (found), and by the filter too (narrowed)."""
        run = self._connection.execute
        run("DELETE FROM found")
        made = run("INSERT INTO found SELECT rowid FROM words WHERE words MATCH ?", [words])
        if asked.facet:
            run("DELETE FROM narrowed")
            made = run(
                "INSERT INTO narrowed SELECT id FROM found CROSS JOIN tag ON story = id"
                " WHERE value = ?",
                [self._values.get((asked.facet, asked.value), -1)],
            )
        return made.rowcount

    def _best(self, words: str, asked: Asked) -> tuple[int, ...]:
        narrow = "AND rowid IN (SELECT id FROM narrowed)" if asked.facet else ""
        sql = f"SELECT rowid FROM words WHERE words MATCH ? {narrow} ORDER BY rank LIMIT ?"
        return tuple(row[0] for row in self._connection.execute(sql, [words, HITS]))

    def _counted(self, table: str) -> dict[str, dict[str, int]]:
        counts: dict[str, list[tuple[str, int]]] = {facet: [] for facet in FACETS}
        rows = self._connection.execute(
            f"SELECT value, COUNT(*) FROM {table} CROSS JOIN tag ON story = id GROUP BY value"
        )
        for number, count in rows:
            facet, name = self._named[number]
            counts[facet].append((name, count))
        return {facet: most(found) for facet, found in counts.items()}

    def processor(self) -> float:
        return time.process_time()

    def memory_mb(self) -> tuple[float, float]:
        return usage.memory_mb()

    def close(self) -> None:
        self._connection.close()
