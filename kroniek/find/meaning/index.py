"""The vectors in memory: exact search by meaning, and its figures about single stories.

Each process has an index of its own, which follows the store. A search reads one state of it, a
tuple of segments that do not change; a refresh puts another state in its place.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from kroniek.find.meaning.borders import damaged
from kroniek.find.meaning.codes import Floats
from kroniek.find.meaning.segment import Found, Integers, Segment
from kroniek.find.meaning.state import State
from kroniek.find.meaning.store import VectorStore

T = TypeVar("T")

# Ids spread wider than this, for each that is given, are sorted.
_TICKED = 100


@dataclass(frozen=True)
class Neighbour:
    """A story, and the one of its texts that is nearest: its cosine, -1 to 1."""

    story: int
    language: str
    similarity: float


class VectorIndex:
    """The texts of a store, as of the last `refresh`; empty before the first.

    May be used by any number of threads at once. `threads` work on one search. A vector is
    (dimension,), float32, of unit length, from the store's embedder: ValueError for another
    dimension. An empty index answers with nothing.
    """

    def __init__(self, store: VectorStore, *, threads: int = 1) -> None:
        self._store = store
        self._state = State()
        self._refreshing = threading.Lock()
        self._pool = ThreadPoolExecutor(threads) if threads > 1 else None

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self._state)

    @property
    def upto(self) -> str:
        """Which state of the store this is: another one, another text."""
        return f"{self._state.identity}.{self._state.upto}"

    def refresh(self) -> bool:
        """Catch up with the store; whether there was anything. Raises what the store raises."""
        with self._refreshing:
            state = self._state
            with self._store.changes_since(state.upto, state.identity) as changes:
                if (changes.identity, changes.upto) == (state.identity, state.upto) and not (
                    changes.afresh
                ):
                    return False
                try:
                    self._state = state.after(changes)
                except ValueError as error:
                    how = f"has codes of another length ({error})"
                    raise damaged(self._store.path, how) from error
            return True

    def search(
        self,
        vector: Floats,
        k: int,
        *,
        allowed: Integers | None = None,
        usual: Mapping[str, float] | None = None,
    ) -> list[Neighbour]:
        """The k nearest stories, best first, each once; of equals the lowest id first.

        `allowed`: ids of the stories to choose from; quickest in order and each once. `usual`: by
        language, what is taken off each similarity.
        """
        state = self._state
        if k < 1 or not self._fits(state, vector):
            return []
        if allowed is not None:
            allowed = _ordered(allowed)
        # So many texts hold k stories, even if the best of them have all their texts on top.
        most = k * state.texts
        parts: list[Found] = []
        for language, less in _offsets(state.languages, usual):
            search = partial(_searched, vector, most, allowed, language, np.float32(less))
            parts += self._each(search, state.segments)
        return _best(parts, k, state.languages)

    def similarities(
        self,
        vector: Floats,
        stories: Sequence[int],
        *,
        usual: Mapping[str, float] | None = None,
    ) -> dict[int, float]:
        """Story -> the similarity of its nearest text; a story without a vector is left out."""
        state = self._state
        if not self._fits(state, vector):
            return {}
        wanted = np.unique(np.asarray(stories, dtype=np.int64))
        less = dict(_offsets(state.languages, usual))
        nearest: dict[int, float] = {}
        for segment in state.segments:
            rows = segment.rows_of(wanted)
            found = zip(
                segment.stories[rows].tolist(),
                segment.languages[rows].tolist(),
                segment.similarities(vector, rows).tolist(),
                strict=True,
            )
            for story, language, similarity in found:
                off = less.get(language, less.get(None, 0.0))
                nearest[story] = max(similarity - off, nearest.get(story, similarity - off))
        return nearest

    def middles(self) -> dict[str, Floats]:
        """For each language the mean vector of its texts, in the sample of `background`."""
        return self._state.middles

    def background(
        self, vector: Floats, *, usual: Mapping[str, float] | None = None
    ) -> tuple[float, float]:
        """Mean and standard deviation of the similarities with up to 2,000 texts drawn by chance.

        The texts are the same for every vector and reader. (0, 0) for an empty index.
        """
        state = self._state
        if not self._fits(state, vector):
            return 0.0, 0.0
        similarities = state.sample @ vector
        if usual is not None:
            off = [usual.get(code, 0.0) for code in state.sample_languages]
            similarities = similarities - np.array(off, dtype=np.float32)
        return float(similarities.mean()), float(similarities.std())

    def vectors_of(self, story: int) -> Floats:
        """(texts, dimension): those of a story, of unit length; (0, dimension) if it has none."""
        state = self._state
        wanted = np.array([story], dtype=np.int64)
        parts = [segment.vectors(segment.rows_of(wanted)) for segment in state.segments]
        if not parts:
            return np.empty((0, state.space.dimension), dtype=np.float32)
        vectors = np.concatenate(parts)
        unit: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    # ----------------------------------------------------------------------------------------

    def _fits(self, state: State, vector: Floats) -> bool:
        """Whether there is anything to compare with. Raises ValueError for another dimension."""
        if not len(state):
            return False
        if vector.shape != (state.space.dimension,):
            raise ValueError(f"{vector.shape} is no vector of {state.space.dimension} numbers")
        return True

    def _each(self, work: Callable[[Segment], T], segments: Sequence[Segment]) -> list[T]:
        return list((self._pool.map if self._pool else map)(work, segments))


def _offsets(
    languages: Mapping[int, str], usual: Mapping[str, float] | None
) -> list[tuple[int | None, float]]:
    """What is to be taken off, by the number of a language; None is all languages at once."""
    if usual is None:
        return [(None, 0.0)]
    return [(number, usual.get(name, 0.0)) for number, name in languages.items()]


def _searched(
    vector: Floats,
    most: int,
    allowed: Integers | None,
    language: int | None,
    less: np.float32,
    segment: Segment,
) -> Found:
    found = segment.search(vector, most, allowed, language)
    return found._replace(similarities=found.similarities - less)


def _best(parts: Sequence[Found], k: int, languages: Mapping[int, str]) -> list[Neighbour]:
    """The k best stories of what the segments found, each with its best text."""
    stories, texts, similarities = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((texts, stories, -similarities))
    _, first = np.unique(stories[order], return_index=True)
    rows = order[np.sort(first)[:k]]
    return [
        Neighbour(story, languages[text], similarity)
        for story, text, similarity in zip(
            stories[rows].tolist(), texts[rows].tolist(), similarities[rows].tolist(), strict=True
        )
    ]


def _ordered(stories: Integers) -> Integers:
    """In order and each once; at once, if they are."""
    if (stories[1:] > stories[:-1]).all():
        return stories
    low, high = int(stories.min()), int(stories.max())
    if high - low > _TICKED * len(stories):
        ordered: Integers = np.unique(stories)
        return ordered
    # Ids given one after another: ticking them off takes a tenth of the time of sorting.
    ticked = np.zeros(high - low + 1, dtype=np.bool_)
    ticked[stories - low] = True
    return np.flatnonzero(ticked) + low
