"""Two threads that follow the archive: words and concepts at once, vectors as fast as they come.

Any number of processes may have a follower: one of them works, by the locks in `place`, and
another takes over when it is gone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from django.db import close_old_connections

from kroniek.archive.borders import database_errors
from kroniek.find import follow, follow_meaning
from kroniek.records import ArchiveBusy, KroniekError

_log = logging.getLogger(__name__)

# Seconds between two looks at the change log: an edit is found within two.
_LOOK = 0.5
# After a fault, and while another process is at it.
_REST = 10.0


class Follower:
    """Follows while the `with` block runs; stops between two commits."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._warm = False
        self._threads = [
            threading.Thread(target=self._follow, args=(work,), daemon=True, name=name)
            for name, work in (("index", self._text), ("vectors", self._meaning))
        ]

    def __enter__(self) -> Follower:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(timeout=_REST)

    def _text(self) -> None:
        follow.catch_up(patience=0.0)
        if not self._warm:
            follow.warm_up()
            self._warm = True

    def _meaning(self) -> None:
        follow_meaning.catch_up(should_stop=self._stopped.is_set)

    def _follow(self, work: Callable[[], None]) -> None:
        told = ""
        while not self._stopped.is_set():
            rest, fault = _LOOK, ""
            try:
                with database_errors():
                    work()
            except ArchiveBusy:
                pass  # another process does it
            except KroniekError as error:
                rest, fault = _REST, str(error)
            except Exception:
                # This thread keeps the archive findable: it must not stop for one fault.
                _log.exception("the index could not follow; tried again soon")
                rest = _REST
            if fault and fault != told:  # each fault is told once
                _log.warning("index: %s", fault)
            told = fault
            close_old_connections()
            self._stopped.wait(rest)
