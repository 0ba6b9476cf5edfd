"""One import at a time into one archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import DatabaseError, connection
from filelock import FileLock, Timeout

from kroniek.archive.borders import database_errors
from kroniek.folding import fingerprint
from kroniek.records import ArchiveBusy

_KEY = fingerprint("kroniek", "import")


@contextmanager
def import_lock() -> Iterator[None]:
    """Hold the archive's import lock. Raises ArchiveBusy if another import holds it.

    The system gives the lock back when a process dies, however it dies. A database server may
    serve several machines, each with a KRONIEK_HOME of its own: it keeps a lock too.
    """
    settings.HOME.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.HOME / "import.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy() from error
    try:
        with _server_lock():
            yield
    finally:
        lock.release()


@contextmanager
def _server_lock() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with database_errors(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_KEY])
        (held,) = cursor.fetchone()
    if not held:
        raise _busy()
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_KEY])


def _busy() -> ArchiveBusy:
    return ArchiveBusy(
        "another import into this archive is under way",
        where=str(settings.HOME),
        advice="Wait until it is done, then run this again.",
    )
