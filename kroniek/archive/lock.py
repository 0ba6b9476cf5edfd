"""One import at a time into one archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from filelock import FileLock, Timeout

from kroniek.records import ArchiveBusy


@contextmanager
def import_lock() -> Iterator[None]:
    """Hold the archive's import lock. Raises ArchiveBusy if another import holds it.

    The system gives the lock back when a process dies, however it dies.
    """
    settings.HOME.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.HOME / "import.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise ArchiveBusy(
            "another import into this archive is under way",
            where=str(settings.HOME),
            advice="Wait until it is done, then run this again.",
        ) from error
    try:
        yield
    finally:
        lock.release()
