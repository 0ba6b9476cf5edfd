"""What a vector store says to SQLite, each inside a transaction of the caller's."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import numpy as np

from kroniek.find.meaning.codes import Space, decoded, encoded

# Story, language and code of a text that got a vector; code None: it has none any more.
Change = tuple[int, str, bytes | None]

# Values in one statement, as every SQLite takes them.
_AT_ONCE = 900
_WIDENED = 10_000


def settings(database: sqlite3.Connection) -> dict[str, str]:
    return dict(database.execute("SELECT name, value FROM settings").fetchall())


def space(kept: Mapping[str, str]) -> Space:
    return Space(int(kept.get("dimension", 0)), float(kept.get("reach", 0.0)))


def settle(database: sqlite3.Connection, space: Space) -> Space:
    database.executemany(
        "INSERT OR REPLACE INTO settings VALUES (?, ?)",
        [("dimension", str(space.dimension)), ("reach", repr(space.reach))],
    )
    return space


def widen(database: sqlite3.Connection, space: Space, reach: float) -> Space:
    """Write all codes anew, for another reach. Readers load afresh."""
    after = 0
    while some := database.execute(
        "SELECT id, code FROM vectors WHERE id > ? ORDER BY id LIMIT ?", [after, _WIDENED]
    ).fetchall():
        codes = np.frombuffer(b"".join(code for _, code in some), dtype=np.uint8)
        before = decoded(codes.reshape(len(some), space.dimension), space.reach)
        database.executemany(
            "UPDATE vectors SET code = ? WHERE id = ?",
            [
                (code.tobytes(), number)
                for code, (number, _) in zip(encoded(before, reach), some, strict=True)
            ],
        )
        after = some[-1][0]
    begin_anew(database)
    return settle(database, Space(space.dimension, reach))


def last_sequence(database: sqlite3.Connection) -> int:
    """The last number given, whether its row is there or not (SQLite's own table)."""
    row = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'texts'").fetchone()
    return row[0] if row else 0


def forget(database: sqlite3.Connection) -> None:
    """What was taken out up to now is not known any more: a reader behind this loads afresh."""
    database.execute(
        "UPDATE settings SET value = ? WHERE name = 'forgotten'", [str(last_sequence(database))]
    )


def begin_anew(database: sqlite3.Connection) -> None:
    """No space is settled, and no reader knows anything of this store."""
    database.execute("DELETE FROM settings WHERE name IN ('dimension', 'reach', 'identity')")
    database.execute("INSERT INTO settings VALUES ('identity', ?)", [secrets.token_hex(8)])


def ids(database: sqlite3.Connection, hashes: Iterable[bytes]) -> dict[bytes, int]:
    found: dict[bytes, int] = {}
    left = iter(hashes)
    while some := list(islice(left, _AT_ONCE)):
        marks = ",".join("?" * len(some))
        found.update(
            database.execute(f"SELECT hash, id FROM vectors WHERE hash IN ({marks})", some)
        )
    return found


def rows(database: sqlite3.Connection, sequence: int, *, removed: bool) -> Iterator[Change]:
    join = "LEFT JOIN" if removed else "JOIN"
    return database.execute(
        f"SELECT story, language, code FROM texts {join} vectors ON vectors.id = vector"
        " WHERE sequence > ? ORDER BY sequence",
        [sequence],
    )


def assign(database: sqlite3.Connection, story: int, vectors: Mapping[str, int]) -> None:
    """Rows for what is new or other; what stays as it is keeps its row and its number."""
    before: dict[str, int | None] = dict(
        database.execute("SELECT language, vector FROM texts WHERE story = ?", [story]).fetchall()
    )
    after: dict[str, int | None] = {**dict.fromkeys(before), **vectors}
    database.executemany(
        "INSERT OR REPLACE INTO texts (story, language, vector) VALUES (?, ?, ?)",
        [
            (story, language, vector)
            for language, vector in after.items()
            if before.get(language) != vector
        ],
    )
