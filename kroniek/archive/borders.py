"""The border to the database: its errors become ours, with what to do about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

from kroniek.records import ArchiveBusy, ArchiveError, ArchiveFull

_DAMAGED = "Restore a copy of it; what can be read still, `sqlite3 FILE .recover` brings out."
_FREE_SOME = "Free some and run the same command again: it goes on where it stopped."
_CHECK_SERVER = "Check DATABASE_URL and that the server runs."
# What the database or the system says (any of these words), and how we say it; first match wins.
_SAYINGS: tuple[tuple[tuple[str, ...], type[ArchiveError], str, str], ...] = (
    (
        ("database is locked", "table is locked", "lock timeout", "could not obtain lock"),
        ArchiveBusy,
        "the database is in use by another program",
        "Wait until it is done, then try again; nothing was stored by this batch.",
    ),
    (
        ("disk is full", "no space left", "disk full", "could not extend file", "quota exceeded"),
        ArchiveFull,
        "no space is left on the disk",
        _FREE_SOME,
    ),
    (
        ("disk i/o error", "file too large", "input/output error"),
        ArchiveFull,
        "the disk does not take what is written to it",
        "Check its space, its limits and its health, then run the same command again.",
    ),
    (
        ("readonly database", "read-only", "unable to open database", "permission denied"),
        ArchiveError,
        "the archive cannot be written",
        "Check the permissions of KRONIEK_HOME, or name another folder.",
    ),
    (
        ("not a database", "malformed"),
        ArchiveError,
        "the database file is damaged, or is no database",
        _DAMAGED,
    ),
    (
        ("connection failed", "could not connect", "connection refused", "server closed"),
        ArchiveError,
        "the database server does not answer",
        _CHECK_SERVER,
    ),
    (
        ("the connection is closed", "terminating connection", "connection is lost"),
        ArchiveError,
        "the connection to the database was lost",
        "Run the same command again: it goes on where it stopped.",
    ),
)


@contextmanager
def database_errors(where: str = "the archive") -> Iterator[None]:
    """Raise ArchiveBusy, ArchiveFull or ArchiveError in place of a database error."""
    try:
        yield
    except BrokenPipeError:
        raise  # of our own output: no matter of the database
    except (DatabaseError, OSError) as error:
        raise as_ours(error, where) from error


def as_ours(error: Exception, where: str = "the archive") -> ArchiveError:
    """What a database's or the system's error means here, and what to do."""
    said = str(error).lower()
    for words, kind, what, advice in _SAYINGS:
        if any(word in said for word in words):
            return kind(what, where=where, advice=advice)
    first_line = str(error).strip().splitlines()[:1] or [type(error).__name__]
    return ArchiveError(first_line[0], where=where, advice="See `kroniek doctor`.")
