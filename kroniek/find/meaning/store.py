"""The vectors on disk: computed once for a text, kept whatever happens, read by many.

    vectors   hash of the passage ──▶ code              what was computed: a cache
    texts     sequence ──▶ story, language, vector      what is found; no vector: it was taken out

One SQLite file in WAL mode for each space of vectors (one embedder), so that going back to an
embedder finds its vectors again. One process writes, any number read. Each write is one
transaction: a process killed at any point leaves the state before or after it. Each row of
`texts` has a sequence number of its own, never given again; a row that changes gets a new one, so
a reader that knows everything up to N asks for what came after N.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from kroniek.find.meaning import statements
from kroniek.find.meaning.borders import damaged, sqlite_errors
from kroniek.find.meaning.codes import Floats, Space, encoded, fits, reach_of, wider
from kroniek.find.meaning.schema import connect, path_of
from kroniek.find.meaning.statements import Change

_HASH_BYTES = 16


def content_hash(embedder: str, passage: str) -> bytes:
    """What a vector is filed under: BLAKE2b (RFC 7693) of embedder and passage, 16 bytes."""
    content = f"{embedder}\0{passage}".encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=_HASH_BYTES).digest()


@dataclass(frozen=True)
class Changes:
    """What came after a sequence number; `identity` and `upto` are for asking again.

    `afresh`: what the reader knows is of no use (the store was emptied or replaced, or does not
    know any more what it took out), and `rows` is all there is.
    """

    identity: str
    upto: int
    space: Space
    afresh: bool
    rows: Iterator[Change]


@dataclass(frozen=True)
class Counts:
    """Stories and texts with a vector; vectors kept; those of them that no text has now."""

    stories: int = 0
    texts: int = 0
    vectors: int = 0
    unused: int = 0


class VectorStore:
    """The vectors of one embedder in one folder.

    A writer makes the file if need be; a reader of a store that is not there yet finds it empty.
    Methods may be called from any thread; a forked process makes a store of its own. All raise
    ArchiveBusy (locked for half a minute), ArchiveFull or ArchiveError (damaged, foreign, of a
    newer Kroniek).
    """

    def __init__(self, folder: Path, embedder: str, *, readonly: bool = False) -> None:
        self.path = path_of(folder, embedder)
        self._readonly = readonly
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._file = (0, 0)

    # --- reading ----------------------------------------------------------------------------

    def missing(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Those for which there is no vector yet."""
        wanted = set(hashes)
        with self._reading() as database:
            return wanted - statements.ids(database, wanted).keys() if database else wanted

    def counts(self) -> Counts:
        with self._reading() as database:
            if database is None:
                return Counts()
            texts, stories, used = database.execute(
                "SELECT count(*), count(DISTINCT story), count(DISTINCT vector) FROM texts"
                " WHERE vector IS NOT NULL"
            ).fetchone()
            (vectors,) = database.execute("SELECT count(*) FROM vectors").fetchone()
            return Counts(stories, texts, vectors, vectors - used)

    def stories(self) -> set[int]:
        """The stories that have a vector in some language."""
        with self._reading() as database:
            if database is None:
                return set()
            rows = database.execute("SELECT story FROM texts WHERE vector IS NOT NULL")
            return {story for (story,) in rows}

    @contextmanager
    def changes_since(self, sequence: int, identity: str) -> Iterator[Changes]:
        """What came after `sequence`, all of one moment, in order; read it inside the `with`.

        A text that changed twice is there once, as it is now. `identity` is that of the store
        whose changes up to `sequence` the reader knows: (0, "") to begin with.
        """
        with self._reading() as database:
            if database is None:
                yield Changes("", 0, Space(), afresh=identity != "", rows=iter(()))
                return
            kept = statements.settings(database)
            last = statements.last_sequence(database)
            afresh = identity != kept["identity"] or not int(kept["forgotten"]) <= sequence <= last
            rows = statements.rows(database, 0 if afresh else sequence, removed=not afresh)
            yield Changes(kept["identity"], last, statements.space(kept), afresh, rows)

    def check(self) -> None:
        """Read the whole file. Raises ArchiveError if it is damaged anywhere."""
        with self._reading() as database:
            if database is not None:
                (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
                if found != "ok":
                    raise damaged(self.path, f"is damaged ({found})")

    # --- writing ----------------------------------------------------------------------------

    def add(self, vectors: Mapping[bytes, Floats]) -> None:
        """Keep vectors, (dimension,) each, of unit length, by the hash of their passage.

        The first ones settle dimension and reach of the space; the reach grows if it must, once
        or twice in a store's life. Raises ArchiveError for vectors of another dimension.
        """
        if not vectors:
            return
        matrix = np.stack(list(vectors.values())).astype(np.float32, copy=False)
        with self._writing() as database:
            space = statements.space(statements.settings(database))
            if not space.dimension:
                space = statements.settle(database, Space(matrix.shape[1], reach_of(matrix)))
            if space.dimension != matrix.shape[1]:
                raise damaged(
                    self.path,
                    f"has vectors of {space.dimension} numbers; the embedder of that name"
                    f" gives {matrix.shape[1]}",
                )
            if not fits(matrix, space.reach):
                space = statements.widen(database, space, wider(matrix, space.reach))
            codes = encoded(matrix, space.reach)
            database.executemany(
                "INSERT OR IGNORE INTO vectors (hash, code) VALUES (?, ?)",
                [(name, code.tobytes()) for name, code in zip(vectors, codes, strict=True)],
            )

    def assign(self, story: int, hashes: Mapping[str, bytes]) -> None:
        """The story has these vectors, by language, and no others; none: it is taken out.

        Raises ValueError for a hash without a vector.
        """
        self.assign_all({story: hashes})

    def assign_all(self, stories: Mapping[int, Mapping[str, bytes]]) -> None:
        """`assign` for many stories, in one transaction."""
        with self._writing() as database:
            known = statements.ids(
                database, {h for hashes in stories.values() for h in hashes.values()}
            )
            for story, hashes in stories.items():
                if not known.keys() >= set(hashes.values()):
                    raise ValueError(f"a text of story {story} has no vector in the store")
                statements.assign(
                    database, story, {language: known[one] for language, one in hashes.items()}
                )

    def prune(self) -> int:
        """Forget vectors that no text has, and what was taken out. Returns how many vectors.

        Readers that are behind load afresh. The file does not shrink: its room is used again.
        """
        with self._writing() as database:
            if database.execute("DELETE FROM texts WHERE vector IS NULL").rowcount:
                statements.forget(database)
            return database.execute(
                "DELETE FROM vectors WHERE id NOT IN (SELECT vector FROM texts)"
            ).rowcount

    def clear(self) -> None:
        """Forget everything, the space too."""
        with self._writing() as database:
            database.execute("DELETE FROM texts")
            database.execute("DELETE FROM vectors")
            statements.begin_anew(database)

    def discard(self) -> None:
        """Remove the file, whatever it holds; for one that is damaged. Readers find it gone."""
        with self._lock, sqlite_errors(self.path):
            self.close()
            # The file first: without it, nobody plays a WAL back.
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    # --- the connection ---------------------------------------------------------------------

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """The store at one moment; None if a reader comes before the first writer."""
        with self._transaction("BEGIN") as database:
            yield database

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        if self._readonly:
            raise ValueError("this store was opened for reading")
        with self._transaction("BEGIN IMMEDIATE") as database:
            assert database is not None
            yield database

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection | None]:
        with self._lock, sqlite_errors(self.path):
            database = self._open()
            if database is None:
                yield None
                return
            database.execute(begin)
            try:
                yield database
                database.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    database.execute("ROLLBACK")
                raise

    def _open(self) -> sqlite3.Connection | None:
        """The connection, made at the first use and where the file is another one by now."""
        if self._connection is not None and self._file == _identity(self.path):
            return self._connection
        self.close()
        self._connection = connect(self.path, readonly=self._readonly)
        self._file = _identity(self.path)
        return self._connection


def _identity(path: Path) -> tuple[int, int]:
    """Which file lies there; (0, 0) if none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return (found.st_dev, found.st_ino)
