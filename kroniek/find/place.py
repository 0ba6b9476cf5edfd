"""Where the index lies, which state of it counts, and how readers come by the newest.

    KRONIEK_HOME/index/
        current.json     the folder that counts, and how far it has followed the change log
        text-<n>/        the text index; a rebuild makes a new one beside the old
        vectors/         see `find.meaning`

`current.json` is replaced whole, after the index is safe on disk: whoever reads it finds an index
that is at least as new as it says. A process killed in between repeats what it did, no more.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from django.conf import settings
from filelock import FileLock, Timeout

from kroniek.find.documents import VERSION
from kroniek.find.tantivy_engine import TantivyEngine
from kroniek.records import ArchiveBusy, ArchiveError

REBUILD = "Run `kroniek index rebuild`; it may run while the site serves."


class IndexUnusable(ArchiveError):
    """There is no index, or none that can be read. The lists go on from the database."""


@dataclass(frozen=True, slots=True)
class Current:
    """The index that counts. The change log is in it up to `position`.

    So are some entries `beyond`, behind a number that may yet appear (`archive.changes`).
    """

    folder: str
    position: int
    version: int = VERSION
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """One state of the index, open for reading."""

    current: Current
    folder: Path
    engine: TantivyEngine


def home() -> Path:
    place: Path = settings.HOME / "index"
    return place


def read_current() -> Current:
    """Which index counts. Raises IndexUnusable if there is none, or one of another version."""
    file = home() / "current.json"
    try:
        current = _current(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise IndexUnusable("there is no search index yet", advice=REBUILD) from error
    except (OSError, ValueError, TypeError) as error:
        raise IndexUnusable("this cannot be read", where=str(file), advice=REBUILD) from error
    if current.version != VERSION:
        what = f"the search index is of version {current.version}, not {VERSION}"
        raise IndexUnusable(what, where=str(home()), advice=REBUILD)
    return current


def _current(noted: dict[str, object]) -> Current:
    """Raises TypeError or ValueError for what was never written here."""
    current = Current(**noted)  # type: ignore[arg-type]
    for field in fields(Current):
        if type(getattr(current, field.name)).__name__ != field.type:
            raise ValueError(f"{field.name} is no {field.type}")
    return current


def write_current(current: Current) -> None:
    """Let an index count. Raises ArchiveError if it cannot be written."""
    file = home() / "current.json"
    draft = file.with_suffix(f".{os.getpid()}")
    with _writable(), draft.open("w", encoding="utf-8") as out:
        json.dump(asdict(current), out)
        out.flush()
        os.fsync(out.fileno())
    with _writable():
        draft.replace(file)


def new_folder() -> Path:
    """An empty folder for an index that is to be built. Raises ArchiveError if none can be made."""
    numbers = [int(f.name[5:]) for f in home().glob("text-*") if f.name[5:].isdigit()]
    folder = home() / f"text-{max(numbers, default=0) + 1}"
    with _writable():
        folder.mkdir(parents=True)
    return folder


@contextmanager
def _writable() -> Iterator[None]:
    """The system's errors as ours."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"the search index cannot be written ({error.strerror or error})",
            where=str(home()),
            advice="Check that folder's permissions and the space on the disk.",
        ) from error


def remove_all_but(folder: str) -> None:
    """Remove the folders that no longer count; readers that have them open keep them till then."""
    for old in home().glob("text-*"):
        if old.name != folder:
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def unless_finished(folder: Path) -> Iterator[None]:
    """Remove a folder again if building an index in it does not come to its end."""
    try:
        yield
    except BaseException:
        with suppress(IndexUnusable):
            if read_current().folder == folder.name:
                raise
        shutil.rmtree(folder, ignore_errors=True)
        raise


@contextmanager
def locked(name: str, *, timeout: float) -> Iterator[None]:
    """One process at a time. Raises ArchiveBusy after `timeout` seconds (0: at once)."""
    with _writable():
        home().mkdir(parents=True, exist_ok=True)
        lock = FileLock(home() / f"{name}.lock", timeout=timeout)
        try:
            lock.acquire()
        except Timeout as error:
            raise ArchiveBusy(
                "another process is writing the search index",
                where=str(home()),
                advice="Wait until it is done, then try again.",
            ) from error
    try:
        yield
    finally:
        lock.release()


# --- readers --------------------------------------------------------------------------------

_lock = threading.Lock()
_open: OpenIndex | None = None
_stamp: tuple[int, int] | None = None


def opened() -> OpenIndex:
    """The newest state of the index. Raises IndexUnusable if there is none to read."""
    global _open, _stamp
    stamp = _stamp_of(home() / "current.json")
    with _lock:
        if _open is None or stamp != _stamp:
            _open, _stamp = _reopened(_open), stamp
        return _open


def _reopened(before: OpenIndex | None) -> OpenIndex:
    current = read_current()
    folder = home() / current.folder
    try:
        if before is not None and before.folder == folder:
            return OpenIndex(current, folder, before.engine.renewed())
        return OpenIndex(current, folder, TantivyEngine.open(folder))
    except (ValueError, OSError) as error:
        raise IndexUnusable(
            "the search index is damaged", where=str(folder), advice=REBUILD
        ) from error


def _stamp_of(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
