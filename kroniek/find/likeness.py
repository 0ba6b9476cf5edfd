"""Meaning, as a process has it: the embedder of the settings, and the vectors to compare with.

Without an embedder, without vectors, or while either fails, search goes on by words and concepts.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

from kroniek.find import place
from kroniek.find.fusion import Likeness
from kroniek.records import KroniekError
from kroniek.understand.vectors import Embedder, embedder_from

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kroniek.find.meaning import Neighbour, VectorIndex, VectorStore

_log = logging.getLogger(__name__)
_refreshing = threading.Lock()


@cache
def embedder() -> Embedder | None:
    """The embedder that the settings name; None if it is off."""
    return embedder_from(
        settings.KRONIEK_EMBEDDER,
        model=settings.KRONIEK_EMBEDDER_MODEL,
        key=settings.KRONIEK_EMBEDDER_KEY,
        threads=settings.KRONIEK_EMBEDDER_THREADS,
    )


def store(*, readonly: bool = True) -> VectorStore | None:
    """The vectors on disk, for the embedder that is set."""
    from kroniek.find.meaning import VectorStore

    used = embedder()
    folder = place.home() / "vectors"
    return VectorStore(folder, used.name, readonly=readonly) if used else None


@cache
def _index() -> VectorIndex | None:
    from kroniek.find.meaning import VectorIndex

    kept = store()
    return VectorIndex(kept) if kept else None


def index() -> VectorIndex | None:
    """All vectors there are, in memory; None without an embedder, or where they cannot be read."""
    found = _index()
    if found is None:
        return None
    try:
        with _refreshing:
            found.refresh()
    except KroniekError as error:
        _log.warning("vectors: %s", error)
        return None
    return found if len(found) else None


@lru_cache(maxsize=2_048)
def _vector(text: str) -> NDArray[np.float32]:
    used = embedder()
    assert used is not None
    return used.query(text)


class Meaning:
    """What one query's words mean, against all vectors."""

    def __init__(self, vector: NDArray[np.float32], vectors: VectorIndex) -> None:
        self._vector = vector
        self._vectors = vectors

    def nearest(self, k: int) -> list[Neighbour]:
        return self._vectors.search(self._vector, k)

    def nearest_of(self, stories: Sequence[int], k: int) -> list[Neighbour]:
        import numpy as np

        return self._vectors.search(self._vector, k, allowed=np.array(stories, dtype=np.int64))

    def likeness(self, stories: Sequence[int]) -> Likeness:
        mean, deviation = self._vectors.background(self._vector)
        return Likeness(self._vectors.similarities(self._vector, stories), mean, deviation)


def meaning(text: str) -> Meaning | None:
    """The meaning of a text; None where it cannot be told."""
    vectors = index() if text else None
    if vectors is None:
        return None
    try:
        return Meaning(_vector(text), vectors)
    except KroniekError as error:
        _log.warning("meaning: %s", error)
        return None


def forget() -> None:
    """For tests and forks: read the settings anew."""
    embedder.cache_clear()
    _index.cache_clear()
    _vector.cache_clear()
