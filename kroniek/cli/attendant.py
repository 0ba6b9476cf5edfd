"""What `kroniek serve` has done beside the site, in a process of its own.

It follows the archive (the index) and keeps time (planned publishing) until its standard input
ends: when the server is gone, however it went. A process and no threads, because the server forks
its workers: a worker would inherit whatever lock a thread holds at that moment, for ever.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kroniek.cli.setup import open_archive
from kroniek.records import ArchiveError

_RUN = "from kroniek.cli.attendant import main; main()"
_MINUTE = 60
_PATIENCE = 10  # seconds


@contextmanager
def attended() -> Iterator[None]:
    """An attendant while the `with` block runs."""
    attendant = subprocess.Popen([sys.executable, "-c", _RUN], stdin=subprocess.PIPE)
    try:
        yield
    finally:
        if attendant.stdin:
            attendant.stdin.close()
        try:
            attendant.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            attendant.kill()


def main() -> None:
    # Ctrl+C goes to all processes of a terminal; the server's end is what counts here.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    open_archive(prepared=False)
    from kroniek.find.follower import Follower

    threading.Thread(target=_keep_time, daemon=True).start()
    with Follower():
        sys.stdin.buffer.read()


def _keep_time() -> None:
    """Once a minute, publish what editors planned for now; a fault is told, and tried again.

    Any fault: this thread is the archive's clock, and it must not stop for one story.
    """
    from django.db import close_old_connections

    from kroniek.archive.actions.editing import publish_due
    from kroniek.archive.borders import database_errors

    while True:
        try:
            with database_errors("planned publishing"):
                publish_due()
        except ArchiveError as error:
            print(f"kroniek: {error}", file=sys.stderr)
        except Exception:
            logging.getLogger(__name__).exception("planned publishing failed; tried again soon")
        close_old_connections()
        time.sleep(_MINUTE)
