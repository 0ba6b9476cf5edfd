"""The border to SQLite: its errors become ours, with what to do about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kroniek.records import ArchiveBusy, ArchiveError, ArchiveFull

_REBUILD = "Run `kroniek index rebuild`: it makes the vectors again."
# By the primary result code: <https://www.sqlite.org/rescode.html>.
_SAYINGS: dict[int, tuple[type[ArchiveError], str, str]] = {
    sqlite3.SQLITE_BUSY: (
        ArchiveBusy,
        "the vectors are in use by another program",
        "Wait until it is done, then try again.",
    ),
    sqlite3.SQLITE_FULL: (
        ArchiveFull,
        "no space is left for the vectors",
        "Free some; the work goes on where it stopped.",
    ),
    sqlite3.SQLITE_IOERR: (
        ArchiveFull,
        "the disk does not take or give the vectors",
        "Check its space and its health, then try again.",
    ),
    sqlite3.SQLITE_READONLY: (
        ArchiveError,
        "the vectors' file cannot be written",
        "Check its permissions and those of its folder.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        ArchiveError,
        "the vectors' file cannot be opened",
        "Check its permissions and those of its folder.",
    ),
}


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the file system at `path` are raised as ours."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code not in _SAYINGS:
            raise damaged(path, f"is damaged, or is another file ({error})") from error
        kind, what, advice = _SAYINGS[code]
        raise kind(what, where=str(path), advice=advice) from error
    except OSError as error:
        raise ArchiveError(
            f"the vectors' folder cannot be used: {error.strerror}",
            where=str(path.parent),
            advice="Check its permissions and its disk.",
        ) from error


def damaged(path: Path, how: str) -> ArchiveError:
    """The vectors' file `how`."""
    return ArchiveError(f"the vectors' file {how}", where=str(path), advice=_REBUILD)
