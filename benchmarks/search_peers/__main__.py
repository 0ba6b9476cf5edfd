"""One step for one system, in a process of its own: `python -m benchmarks.search_peers STEP ...`

documents STORIES DOCUMENTS                  turn a file of stories into one of documents
build SYSTEM PLACE DOCUMENTS                 make its index
ask SYSTEM WAY PLACE QUERIES WARM SECONDS    ask it all queries; prints the timings
fill STORIES                                 put a file of stories straight into our archive
vectors                                      give our archive's texts vectors drawn by chance
list                                         our list without a query; prints the timings
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.search_peers.systems import SYSTEMS


def documents(stories: str, place: str) -> None:
    from benchmarks.search_peers.documents import write

    with Path(stories).open(encoding="utf-8") as rows:
        write(Path(place), map(json.loads, rows))


def build(system: str, place: str, documents: str) -> None:
    from benchmarks.search_peers.documents import read

    SYSTEMS[system].load().build(Path(place), read(Path(documents)))


def ask(system: str, way: str, place: str, queries: str, warm: str, seconds: str) -> None:
    from benchmarks.search_peers.queries import read
    from benchmarks.search_peers.timing import timed

    chosen = SYSTEMS[system]
    opened = getattr(chosen.load(), chosen.way(way).opened)
    engine = opened(Path(place))
    found = timed(engine, read(Path(queries)), warm=read(Path(warm)), seconds=float(seconds))
    print(found.as_json())


def fill(stories: str) -> None:
    from benchmarks.search_peers.filling import fill

    fill(Path(stories))


def vectors() -> None:
    from benchmarks.search_peers.ours import put_vectors

    put_vectors()


def list_page() -> None:
    from benchmarks.search_peers.list_page import measured

    print(measured())


_STEPS: Mapping[str, Callable[..., None]] = {
    "documents": documents,
    "build": build,
    "ask": ask,
    "fill": fill,
    "vectors": vectors,
    "list": list_page,
}

if __name__ == "__main__":
    _STEPS[sys.argv[1]](*sys.argv[2:])
