"""What a process has spent and holds, as the kernel counts it (Linux; elsewhere less is known)."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def memory_mb(*others: int) -> tuple[float, float]:
    """(resident, what of it is no mapped file) of this process and of others, in MB.

    Memory that processes share is counted with each: hand in one process that has it all.
    """
    resident = own = 0.0
    for pid in (os.getpid(), *others):
        status = _status(pid)
        resident += status.get("VmRSS", 0.0)
        own += status.get("RssAnon", 0.0) + status.get("RssShmem", 0.0)
    return round(resident, 1), round(own, 1)


def _status(pid: int) -> dict[str, float]:
    """The memory lines of /proc/PID/status (proc(5)), in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    sizes = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): int(kilobytes) / 1024 for name, kilobytes, _ in sizes}


def processor_seconds(pid: int) -> float:
    """What another process of one thread has spent so far, to the nanosecond; 0.0 if unknown."""
    with suppress(OSError, ValueError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return 0.0


def disk_mb(places: Iterable[Path]) -> float:
    """What all files below some folders (or the files themselves) take on disk, in MB."""
    files = [file for place in places for file in (place.rglob("*") if place.is_dir() else [place])]
    return round(sum(file.stat().st_size for file in files if file.is_file()) / 2**20, 1)
