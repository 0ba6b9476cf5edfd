"""Plain BM25 over lower-cased words: what a search without any knowledge of the field finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from math import log

K1 = 1.2
B = 0.75
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


class BM25:
    """An index of texts by id, with the weighting that Lucene uses (no negative weights)."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._counts = {key: Counter(words(text)) for key, text in texts.items()}
        lengths = {key: counts.total() for key, counts in self._counts.items()}
        average = sum(lengths.values()) / len(lengths)
        self._norms = {key: K1 * (1 - B + B * n / average) for key, n in lengths.items()}
        self._bearers = Counter(word for counts in self._counts.values() for word in counts)

    def search(self, query: str, limit: int = 10) -> list[str]:
        """The ids of the best texts that have any of the words, best first, ties by id."""
        sought = words(query)
        scores = {key: self._score(sought, key) for key in self._counts}
        ranked = sorted((key for key in scores if scores[key]), key=lambda k: (-scores[k], k))
        return ranked[:limit]

    def _score(self, sought: list[str], key: str) -> float:
        counts, norm = self._counts[key], self._norms[key]
        return sum(self._weight(w) * counts[w] / (counts[w] + norm) for w in sought)

    def _weight(self, word: str) -> float:
        bearers = self._bearers[word]
        return log(1 + (len(self._counts) - bearers + 0.5) / (bearers + 0.5))
