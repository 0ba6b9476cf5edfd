"""The border to the database: its errors become ours, with what to do about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, OperationalError

from kroniek.records import ArchiveBusy, ArchiveError, ArchiveFull

_BUSY = ("database is locked", "database table is locked", "lock timeout", "could not obtain lock")
_FULL = ("disk is full", "no space left", "disk full", "could not extend file")
_READONLY = ("readonly database", "read-only", "unable to open database")


@contextmanager
def database_errors(where: str = "the archive") -> Iterator[None]:
    """Raise ArchiveBusy, ArchiveFull or ArchiveError in place of a database error."""
    try:
        yield
    except (DatabaseError, OSError) as error:
        raise _ours(error, where) from error


def _ours(error: Exception, where: str) -> ArchiveError:
    said = str(error).lower()
    if any(words in said for words in _BUSY):
        return ArchiveBusy(
            "the database is in use by another program",
            where=where,
            advice="Wait until it is done, then try again; nothing was stored by this batch.",
        )
    if any(words in said for words in _FULL):
        return ArchiveFull(
            "no space is left on the disk",
            where=where,
            advice="Free some and run the same command again: it goes on where it stopped.",
        )
    if any(words in said for words in _READONLY):
        return ArchiveError(
            "the archive cannot be written",
            where=where,
            advice="Check the permissions of KRONIEK_HOME, or name another folder.",
        )
    if isinstance(error, OperationalError) and "connect" in said:
        return ArchiveError(
            "the database server does not answer",
            where=where,
            advice="Check DATABASE_URL and that the server runs.",
        )
    first_line = str(error).strip().splitlines()[:1] or [type(error).__name__]
    return ArchiveError(first_line[0], where=where, advice="See `kroniek doctor`.")
