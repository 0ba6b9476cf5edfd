"""Whole processes, measured from outside: how long, how much processor, how much memory.

The kernel counts the memory of the process that starts a child towards the child's peak until
the child's own program runs, so whoever measures must stay small: nothing heavy is imported
before the last measurement.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
_MB = 1024 * 1024
_NONE: Mapping[str, str] = {}
# ru_maxrss is in kilobytes, but on macOS in bytes (getrusage(2)).
_MAXRSS = 1 if sys.platform == "darwin" else 1024


class Failed(Exception):
    """A command that was to be measured did not do its work."""


class TookTooLong(Failed):
    """A command was ended: it took longer than it may."""


class NotInstalled(Failed):
    """What was to be measured is not on this machine."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one process took. `own_mb` is its peak without the pages of files it had mapped."""

    wall: float
    cpu: float
    peak_mb: float
    own_mb: float | None
    out: str


def kroniek(*words: str | Path) -> list[str]:
    """The command line of `kroniek ...`, as installed beside this Python."""
    return [str(Path(sys.executable).parent / "kroniek"), *map(str, words)]


def search_peer(*words: str | Path) -> list[str]:
    """The command line of one step for one system of the search benchmark."""
    return [sys.executable, "-m", "benchmarks.search_peers", *map(str, words)]


def bare(*words: str | Path) -> list[str]:
    """The command line of one of the bare site's commands."""
    return [sys.executable, "-m", "benchmarks.bare", *map(str, words)]


def environment(home: Path, settings: Mapping[str, str] = _NONE) -> dict[str, str]:
    """Both archives in one folder, and nothing of the caller's own settings."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "TMPDIR")}
    return kept | {"KRONIEK_HOME": str(home), "BARE_HOME": str(home)} | dict(settings)


def measure(
    argv: Sequence[str],
    home: Path,
    *,
    settings: Mapping[str, str] = _NONE,
    seconds: float | None = None,
) -> Spent:
    """Run a command to its end. Raises Failed if it did not succeed.

    Raises TookTooLong, the command ended, if it takes more than so many seconds.
    """
    begun = time.perf_counter()
    process = _start(argv, home, stdout=subprocess.PIPE, settings=settings)
    assert process.stdout is not None
    with _own_memory(process.pid) as own, _ended_after(process, seconds), process.stdout:
        out = process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode == -signal.SIGKILL and seconds is not None and wall >= seconds:
        raise TookTooLong(f"{' '.join(argv)}: not done after {seconds:.0f} s")
    if process.returncode:
        raise Failed(f"{' '.join(argv)}: exit {process.returncode}: {out[-500:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Spent(wall, cpu, usage.ru_maxrss * _MAXRSS / _MB, own.get("peak"), out)


def _start(
    argv: Sequence[str], home: Path, stdout: int, settings: Mapping[str, str] = _NONE
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(argv, cwd=ROOT, env=environment(home, settings), stdout=stdout)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def _ended_after(process: subprocess.Popen[bytes], seconds: float | None) -> Iterator[None]:
    """Kill a process if it is still there after so many seconds; None: never."""
    if seconds is None:
        yield
        return
    # Not process.kill: that may take the exit status away from whoever waits for it.
    timer = threading.Timer(seconds, _kill, [process.pid])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def _own_memory(pid: int) -> Iterator[Mapping[str, float]]:
    """Look ten times a second how much of a process's memory is no mapped file (Linux only)."""
    peak: dict[str, float] = {}
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            if (now := _anonymous_mb(pid)) is not None:
                peak["peak"] = max(now, peak.get("peak", 0.0))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def _anonymous_mb(pid: int) -> float | None:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
    return None


# --- servers --------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(argv: Sequence[str], home: Path, port: int, path: str) -> Iterator[int]:
    """The id of a server's process, from its first answer until the block ends."""
    process = _start(argv, home, stdout=subprocess.DEVNULL)
    try:
        _wait_for(process, port, path)
        yield process.pid
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a server; one that hangs is killed with its workers, so that none is left behind."""
    workers = list(_children(process.pid))
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        for pid in (process.pid, *workers):
            _kill(pid)
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Failed(f"the server stopped: exit {process.returncode}")
        with suppress(OSError, HTTPException):
            connection = HTTPConnection(HOST, port, timeout=60)
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise Failed(f"the server does not answer at {path}")


def processor_seconds(pid: int) -> float | None:
    """What a process and those it started have spent so far (Linux only; else None)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # user, system: proc(5)
    return own + sum(processor_seconds(child) or 0.0 for child in _children(pid))


def _children(pid: int) -> Iterator[int]:
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has just ended has none
            yield from map(int, file.read_text().split())
