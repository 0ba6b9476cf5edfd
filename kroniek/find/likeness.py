"""Meaning, as a process has it: the embedder of the settings, and the vectors to compare with.

Without an embedder, without vectors, or while either fails, search goes on by words and concepts.
"""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from kroniek.find import place
from kroniek.records import KroniekError
from kroniek.understand.vectors import Embedder, embedder_from

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kroniek.find.meaning import VectorIndex, VectorStore
    from kroniek.find.meaning.query import Meaning

_log = logging.getLogger(__name__)


def embedder() -> Embedder | None:
    """The embedder that the settings name; None if it is off. Raises BadOption for no such."""
    return _embedder(
        settings.KRONIEK_EMBEDDER,
        settings.KRONIEK_EMBEDDER_MODEL,
        settings.KRONIEK_EMBEDDER_KEY,
        settings.KRONIEK_EMBEDDER_THREADS,
    )


@cache
def _embedder(setting: str, model: str, key: str, threads: int) -> Embedder | None:
    return embedder_from(setting, model=model, key=key, threads=threads)


def store(*, readonly: bool = True) -> VectorStore | None:
    """The vectors on disk, for the embedder that is set."""
    used = embedder()
    return _store(place.home() / "vectors", used.name, readonly) if used else None


def _store(folder: Path, name: str, readonly: bool) -> VectorStore:
    from kroniek.find.meaning import VectorStore

    return VectorStore(folder, name, readonly=readonly)


@lru_cache(maxsize=1)
def _index(folder: Path, name: str) -> VectorIndex:
    from kroniek.find.meaning import VectorIndex

    return VectorIndex(_store(folder, name, True))


def index() -> VectorIndex | None:
    """All vectors there are, in memory; None without an embedder, or where they cannot be read."""
    used = embedder()
    if used is None:
        return None
    found = _index(place.home() / "vectors", used.name)
    try:
        found.refresh()
    except KroniekError as error:
        _log.warning("vectors: %s", error)
        return None
    return found if len(found) else None


@lru_cache(maxsize=2_048)
def _vector(space: str, text: str) -> NDArray[np.float32]:
    used = embedder()
    assert used is not None
    assert used.name == space
    return used.query(text)


def meaning_of(story: int) -> Meaning | None:
    """The meaning of a story, as its vectors have it; None if it has none yet."""
    from kroniek.find.meaning.query import Meaning

    vectors = index()
    own = vectors.vectors_of(story) if vectors else None
    if vectors is None or own is None or not len(own):
        return None
    return Meaning(own.mean(axis=0), vectors)


def meaning(text: str) -> Meaning | None:
    """The meaning of a text; None where it cannot be told."""
    used, vectors = embedder(), index() if text else None
    if used is None or vectors is None:
        return None
    from kroniek.find.meaning.query import Meaning

    try:
        return Meaning(_vector(used.name, text), vectors)
    except KroniekError as error:
        _log.warning("meaning: %s", error)
        return None
