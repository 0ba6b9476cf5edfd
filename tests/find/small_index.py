"""Small documents for an index, and what any engine must answer about them, worked out plainly.

`matches` and `score` say in a few lines what `find.clauses` means; they are slow, and have no
index. Scores of stems and phrases are BM25 (k1 1.2, b 0.75) without the inverse document
frequency, as Robertson and Zaragoza have it ("The Probabilistic Relevance Framework", 2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any

from kroniek.find.clauses import (
    All,
    Among,
    Begins,
    Best,
    Between,
    Clause,
    Everything,
    Fixed,
    Nothing,
    Phrase,
    Some,
    Stem,
    Without,
)
from kroniek.find.documents import Document

_K1, _B = 1.2, 0.75
_SPLIT = ("words", "stems", "title", "concepts", "theme", "keyword", "tags", "kind", "language")


def document(story: int, **fields: Any) -> Document:
    """A document that is empty but for what is given; terms may stand in one string."""
    given: dict[str, Any] = dict.fromkeys((*_SPLIT, "source"), ())
    given |= {"order": story, "recency": 1.0, "live": True, "first": None, "last": None}
    given |= {"year": None} | fields
    for name in _SPLIT:
        if isinstance(given[name], str):
            given[name] = tuple(given[name].split())
    return Document(story=story, **given)


def matches(clause: Clause, one: Document) -> bool:  # noqa: C901 (one line a clause)
    match clause:
        case Everything():
            return True
        case Nothing():
            return False
        case Among(field, values):
            return bool(set(_values(one, field)) & set(values))
        case Between(field, low, high):
            number = getattr(one, field)
            return (
                number is not None
                and (low is None or number >= low)
                and (high is None or number <= high)
            )
        case Fixed(inner, _):
            return matches(inner, one)
        case Stem(term, _):
            return term in one.stems
        case Phrase(words, 0, _, field):
            return _times(words, getattr(one, field)) > 0
        case Begins(beginning, _, field):
            return any(term.startswith(beginning) for term in getattr(one, field))
        case All(of):
            return all(matches(part, one) for part in of)
        case Some(of) | Best(of):
            return any(matches(part, one) for part in of)
        case Without(wanted, unwanted):
            return matches(wanted, one) and not matches(unwanted, one)
    raise TypeError(clause)


def score(clause: Clause, one: Document, corpus: Sequence[Document]) -> float:
    """What a clause gives a document that it matches, its recency counted in."""
    return _score(clause, one, corpus) * log2(2 + one.recency)


def _score(clause: Clause, one: Document, corpus: Sequence[Document]) -> float:
    match clause:
        case Fixed(_, fixed) | Begins(_, fixed, _):
            return fixed
        case Stem(term, weight):
            return weight * _bm25(one.stems.count(term), one, corpus, "stems")
        case Phrase(words, 0, weight, field):
            return weight * _bm25(_times(words, getattr(one, field)), one, corpus, field)
        case All(of) | Some(of):
            return sum(_score(part, one, corpus) for part in of if matches(part, one))
        case Best(of):
            return max(_score(part, one, corpus) for part in of if matches(part, one))
        case Without(wanted, _):
            return _score(wanted, one, corpus)
    return 0.0


def _bm25(times: int, one: Document, corpus: Sequence[Document], field: str) -> float:
    mean = sum(len(getattr(other, field)) for other in corpus) / len(corpus)
    length = len(getattr(one, field)) / mean
    return times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * length))


def _times(words: Sequence[str], terms: Sequence[str]) -> int:
    size = len(words)
    return sum(tuple(terms[i : i + size]) == tuple(words) for i in range(len(terms)))


def _values(one: Document, field: str) -> tuple[Any, ...]:
    value = getattr(one, field)
    if isinstance(value, tuple):
        return value
    return () if value is None else (int(value),)
