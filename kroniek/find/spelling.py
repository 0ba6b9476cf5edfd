"""The word that was meant: the nearest one that labels or texts have.

Distance is optimal string alignment (Damerau, CACM 7/3, 1964): one for a letter too many, too
few, another one, or two that changed places.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kroniek.find.engine import Engine

# A shorter word has too many neighbours.
_SHORTEST = 5
_LONG = 8  # from here on two errors are forgiven
_BEGINNING = 2  # letters that are right, for words of texts
_CANDIDATES = 2_000


def nearest(word: str, labels: Iterable[str], engine: Engine | None) -> str:
    """The nearest of the labels' words and the texts'; "" if none is near enough.

    `word` is folded; without an engine labels alone are looked at. Of equally near words the one
    with the same beginning, then the commoner.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return ""
    allowed = 2 if len(word) >= _LONG else 1
    beginning = word[:_BEGINNING]
    counts = dict(engine.beginning_with("words", beginning, _CANDIDATES)) if engine else {}
    choices = {*labels, *(term for term in counts if len(term) >= _SHORTEST - 1)}
    found = process.extract(
        word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=20, processor=None
    )
    best = sorted(
        (distance, candidate[0] != word[0], -counts.get(candidate, 0), candidate)
        for candidate, distance, _ in found
        if len(candidate) >= _SHORTEST - 1
    )
    return best[0][3] if best else ""
