"""The file of a vector store: its tables, how it is opened, how it is known to be one."""

from __future__ import annotations

import re
import secrets
import sqlite3
from hashlib import blake2b
from pathlib import Path

from kroniek.find.meaning.borders import damaged

# "Krnk", so that `file` and we know it again: <https://www.sqlite.org/pragma.html>.
_APPLICATION = 0x4B726E6B
_VERSION = 1
_PATIENCE = 30  # seconds, for another writer
_TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    code BLOB NOT NULL
);
CREATE TABLE texts (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    story INTEGER NOT NULL,
    language TEXT NOT NULL,
    vector INTEGER,
    UNIQUE (story, language)
);
"""


def path_of(folder: Path, embedder: str) -> Path:
    """The file of an embedder's vectors: its name, as far as a file's name can bear it."""
    readable = re.sub(r"[^a-z0-9]+", "-", embedder.lower()).strip("-")[:60]
    digest = blake2b(embedder.encode(), digest_size=4).hexdigest()
    return folder / f"vectors-{readable}-{digest}.sqlite3"


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection | None:
    """A connection to a store; made if it is not there, None for a reader.

    Raises ArchiveError for a file that is something else, and what sqlite3 raises.
    """
    if readonly and not path.exists():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    # A reader opens for writing too: it may be the one that finds a dead writer's WAL.
    database = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'rw' if readonly else 'rwc'}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_PATIENCE,
    )
    try:
        database.execute("BEGIN")
        ready = _is_ready(database, path)
        database.execute("COMMIT")
        if not readonly:
            # In WAL mode NORMAL loses no transaction to a crash of ours, and to one of the
            # machine only the last: <https://www.sqlite.org/pragma.html#pragma_synchronous>.
            database.execute("PRAGMA synchronous = NORMAL")
            if not ready:
                _make(database, path)
            return database
        if ready:
            database.execute("PRAGMA query_only = ON")
            return database
    except BaseException:
        database.close()
        raise
    database.close()
    return None


def _is_ready(database: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is a store; not if it is empty. Raises ArchiveError if it is neither."""
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if application == _APPLICATION:
        if version > _VERSION:
            raise damaged(path, f"was made by a newer Kroniek (version {version})")
        return True
    if database.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise damaged(path, "is a database of another program")
    return False


def _make(database: sqlite3.Connection, path: Path) -> None:
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have been faster.
        if not _is_ready(database, path):
            for statement in filter(str.strip, _TABLES.split(";")):
                database.execute(statement)
            database.executemany(
                "INSERT INTO settings VALUES (?, ?)",
                [("identity", secrets.token_hex(8)), ("forgotten", "0")],
            )
            database.execute(f"PRAGMA user_version = {_VERSION}")
            database.execute(f"PRAGMA application_id = {_APPLICATION}")
        database.execute("COMMIT")
    except BaseException:
        database.execute("ROLLBACK")
        raise
