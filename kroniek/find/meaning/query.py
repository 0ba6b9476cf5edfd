"""What one query's words mean, against all texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kroniek.find.fusion import Likeness
from kroniek.find.meaning.codes import Floats
from kroniek.find.meaning.index import Neighbour, VectorIndex

# How far the origin moves to the middle of all texts.
_FROM_THE_MIDDLE = 0.6


class Meaning:
    """A query's vector, seen from the middle.

    In such a space texts of one language lie together, and so do all queries: seen from the
    origin, a Dutch text is nearer to a Dutch query whatever it says. So similarity is measured
    from the middle of each text's own language, and the query from near the middle of all
    ("all but the mean": Mu and Viswanath, "All-but-the-Top", ICLR 2018).
    """

    def __init__(self, vector: Floats, vectors: VectorIndex) -> None:
        self._vectors = vectors
        middles = vectors.middles()
        middle = np.mean(list(middles.values()), axis=0, dtype=np.float32)
        self._vector: Floats = vector - np.float32(_FROM_THE_MIDDLE) * middle
        self._usual = {code: float(mean @ self._vector) for code, mean in middles.items()}

    def nearest(self, k: int) -> list[Neighbour]:
        """The k stories nearest in meaning."""
        return self._vectors.search(self._vector, k, usual=self._usual)

    def nearest_of(self, stories: Sequence[int], k: int) -> list[Neighbour]:
        """The k nearest of some stories."""
        allowed = np.array(stories, dtype=np.int64)
        return self._vectors.search(self._vector, k, allowed=allowed, usual=self._usual)

    def likeness(self, stories: Sequence[int]) -> Likeness:
        """The stories' similarities, and what is usual: mean and deviation of a sample."""
        similarities = self._vectors.similarities(self._vector, stories, usual=self._usual)
        return Likeness(similarities, *self._vectors.background(self._vector, usual=self._usual))
