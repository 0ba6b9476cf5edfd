"""A part of the vectors in memory: up to 65,536 texts, which do not change any more.

A change makes another segment that takes the place of this one. So a search that is under way in
one thread never sees what a refresh does in another, and a refresh copies 25 MB at most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from kroniek.find.meaning.codes import LEVELS, ZERO, Codes, Floats, Space, decoded

ROWS = 65_536
SAMPLE = 2_000
# Up to one story in so many rows is looked up; more are ticked off.
_FEW = 8

Integers = NDArray[np.int64]
Languages = NDArray[np.uint32]
Mask = NDArray[np.bool_]


class Found(NamedTuple):
    """Texts and their similarities, arrays of one length."""

    stories: Integers
    languages: Languages
    similarities: Floats


@dataclass(frozen=True, eq=False)
class Segment:
    """Texts by row: story, language (the CRC-32 of its code), code; and which rows count."""

    space: Space
    stories: Integers
    languages: Languages
    alive: Mask
    scanner: faiss.IndexScalarQuantizer

    @classmethod
    def of(cls, space: Space, stories: Integers, languages: Languages, codes: Codes) -> Segment:
        scanner = _scanner(space)
        scanner.add_sa_codes(np.ascontiguousarray(codes))
        return cls(space, stories, languages, np.ones(len(stories), dtype=np.bool_), scanner)

    def __len__(self) -> int:
        return len(self.stories)

    @cached_property
    def living(self) -> int:
        return int(self.alive.sum())

    def extended(self, stories: Integers, languages: Languages, codes: Codes) -> Segment:
        """This one's living rows, and others after them."""
        rows = np.flatnonzero(self.alive)
        return Segment.of(
            self.space,
            np.concatenate([self.stories[rows], stories]),
            np.concatenate([self.languages[rows], languages]),
            np.concatenate([self._codes[rows], codes]),
        )

    def without(self, rows: Integers) -> Segment:
        """This one, where `rows` count no more."""
        alive = self.alive.copy()
        alive[rows] = False
        return replace(self, alive=alive)

    def compacted(self) -> Segment:
        nothing = np.empty(0, dtype=np.int64)
        return self.extended(nothing, nothing.astype(np.uint32), self._codes[:0])

    # --- what is asked ----------------------------------------------------------------------

    def search(
        self, vector: Floats, k: int, allowed: Integers | None, language: int | None = None
    ) -> Found:
        """The k texts nearest to (dimension,), of one language if it is given.

        `allowed`: of these stories alone, in order, each there once.
        """
        counting = self.alive if allowed is None else self._of(allowed)
        if language is not None:
            counting = counting & (self.languages == language)
        bits = np.packbits(counting, bitorder="little")
        selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
        params = faiss.SearchParameters()
        params.sel = None if counting.all() else selector
        # A thread of its own has settings of its own; one query is one thread's work.
        faiss.omp_set_num_threads(1)
        scores, found = self.scanner.search(vector[np.newaxis], min(k, len(self)), params=params)
        rows = found[0][found[0] >= 0]
        return Found(self.stories[rows], self.languages[rows], scores[0][: len(rows)])

    def similarities(self, vector: Floats, rows: Integers) -> Floats:
        """(rows,): of single texts, as `search` gives them but for the last digits."""
        similarities: Floats = self.vectors(rows) @ vector
        return similarities

    def vectors(self, rows: Integers) -> Floats:
        """(rows, dimension)."""
        return decoded(self._codes[rows], self.space.reach)

    def rows_of(self, stories: Integers) -> Integers:
        """The rows that count, of these stories, which are in order and there once."""
        by_story, order = self._order
        first = np.searchsorted(by_story, stories, side="left")
        after = np.searchsorted(by_story, stories, side="right")
        counts = after - first
        starts = np.repeat(first - (np.cumsum(counts) - counts), counts)
        rows = order[starts + np.arange(counts.sum())]
        living: Integers = rows[self.alive[rows]]
        return living

    @cached_property
    def sample(self) -> tuple[NDArray[np.uint64], Integers]:
        """Ranks and rows of up to SAMPLE texts, drawn by chance, but always the same.

        A text's rank comes of its story and language alone: those of the lowest ranks are a
        sample, whatever the order in which texts came (bottom-k sampling).
        """
        rows = np.flatnonzero(self.alive)
        ranks = _scrambled(self.stories[rows], self.languages[rows])
        lowest = np.argsort(ranks)[:SAMPLE]
        return ranks[lowest], rows[lowest]

    # --- how it is kept ---------------------------------------------------------------------

    @property
    def _codes(self) -> Codes:
        """(rows, dimension): a view of what faiss holds."""
        size = len(self) * self.space.dimension
        codes: Codes = faiss.rev_swig_ptr(self.scanner.codes.data(), size)
        return codes.reshape(len(self), self.space.dimension)

    def _of(self, allowed: Integers) -> Mask:
        """Which rows count and are of these stories."""
        by_story, _ = self._order
        near = allowed[
            np.searchsorted(allowed, by_story[0]) : np.searchsorted(allowed, by_story[-1], "right")
        ]
        if len(near) > len(self) // _FEW:
            of_them: Mask = np.isin(self.stories, near) & self.alive
            return of_them
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[self.rows_of(near)] = True
        return mask

    @cached_property
    def _order(self) -> tuple[Integers, Integers]:
        order = np.argsort(self.stories, kind="stable")
        return self.stories[order], order


def _scanner(space: Space) -> faiss.IndexScalarQuantizer:
    """An empty index that reads our codes as `codes.decoded` does, and multiplies as floats.

    For faiss a code c stands for low + (c + 1/2) / 255 * width. (QT_8bit_direct_signed would
    need no such figures, but it cuts the query to whole numbers where the dimension is a
    multiple of 16.)
    """
    scanner = faiss.IndexScalarQuantizer(
        space.dimension, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
    )
    step = space.reach / LEVELS
    low, width = -(ZERO + 0.5) * step, 255 * step
    faiss.copy_array_to_vector(np.array([low, width], dtype=np.float32), scanner.sq.trained)
    scanner.is_trained = True
    return scanner


def _scrambled(stories: Integers, languages: Languages) -> NDArray[np.uint64]:
    """Numbers to 64 bits that look like chance: the finish of SplitMix64 (Steele et al., 2014)."""
    with np.errstate(over="ignore"):
        x = stories.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + languages
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        scrambled: NDArray[np.uint64] = x ^ (x >> np.uint64(31))
    return scrambled
