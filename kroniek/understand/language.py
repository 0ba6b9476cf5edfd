"""The language of short texts, from their running words; the page's own breaks a tie."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kroniek.records import LANGUAGES, UNDETERMINED
from kroniek.understand.running_words import Word, all_words, running_words
from kroniek.understand.word_lists import LISTED

# All in decades, as evidence is: 1.0 is ten to one.
# The page's language is likelier by so much: enough for a name or a word of two languages.
PAGE = 1.0
# News in another language than ours are rarer by so much.
NOT_OURS = 1.5
# Less than this is no evidence.
_LEAST = 0.5
# A name in another language must explain a text so much better than one language does.
_TWO_LANGUAGES = 2.0
# A name of more words than these is no name.
_LONGEST_NAME = 6

_OURS = len(LANGUAGES)
# The opening of a text tells its language; the rest only costs time.
_OPENING = 200
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LATIN = re.compile(r"[A-Za-zÀ-\u024f\u1e00-\u1eff]+")
_ANY_LETTERS = re.compile(r"[^\W\d_]+")


def detect(texts: Sequence[str], *, page: str = "") -> list[str]:
    """The ISO 639-1 code of each text, or "und"; `page` is the language of the page around it.

    A text without letters has no language; one that could be anything has the page's; one in
    another language or another writing has none of ours.
    """
    return [_language(text[:_OPENING], page) for text in texts]


def _language(text: str, page: str) -> str:
    if not _LETTERS.search(text) or not _in_latin_letters(text):
        return UNDETERMINED
    words = running_words(text)
    decades = _sums(_own(words))
    if max(decades) < _LEAST:
        words = all_words(text)
        decades = _sums(words)
    return _best(decades, page) if words else UNDETERMINED


def _in_latin_letters(text: str) -> bool:
    """Whether at least half of the letters are: a name in another writing changes nothing."""
    if text.isascii():
        return True
    latin = sum(len(run) for run in _LATIN.findall(text))
    return 2 * latin >= sum(len(run) for run in _ANY_LETTERS.findall(text))


def _sums(words: Iterable[Word]) -> list[float]:
    """The decades that the words give each of the languages listed."""
    sums = [0.0] * len(LISTED)
    for word in words:
        weight = word.weight
        for place, decades in word.evidence:
            sums[place] += weight * decades
    return sums


def _for_ours(word: Word) -> list[float]:
    decades = [0.0] * _OURS
    for place, added in word.evidence:
        if place < _OURS:
            decades[place] += word.weight * added
    return decades


def _best(decades: list[float], page: str) -> str:
    ours = dict(zip(LANGUAGES, decades, strict=False))
    if page in ours:
        ours[page] += PAGE
    best = max(ours, key=ours.__getitem__)
    # Words that speak against all of ours are in a language that has no list here.
    other = max(0.0, max(decades[_OURS:]) - NOT_OURS)
    told = ours[best] - min(ours.values()) >= _LEAST
    return best if told and ours[best] >= other else UNDETERMINED


def _own(words: list[Word]) -> list[Word]:
    """The words without a name in another language, where the text holds one.

    "Médecins sans Frontières leaves Moria" is English: two languages explain it far better than
    one, and what is not the name is the text's own.
    """
    each = [_for_ours(word) for word in words]
    whole = _total(each)
    if not words or sum(map(max, each)) - max(whole) < _TWO_LANGUAGES:
        return words
    gains = {(a, b): _gain(each[a:b], whole) - _cost(a, b, len(words)) for a, b in _names(words)}
    start, end = max(gains, key=gains.__getitem__, default=(0, 0))
    return words[:start] + words[end:] if end and gains[start, end] >= 0 else words


def _cost(start: int, end: int, length: int) -> float:
    """A change of language, or two: into the name and out of it."""
    return _TWO_LANGUAGES * ((start > 0) + (end < length))


def _names(words: list[Word]) -> Iterator[tuple[int, int]]:
    """Where a name may be: from a capital to a word in small letters, or to the end."""
    length = len(words)
    for start in range(length):
        if start and words[start].small:
            continue
        for end in range(start + 1, min(start + _LONGEST_NAME, length) + 1):
            if words[end].small if end < length else start:
                yield start, end


def _gain(name: list[list[float]], whole: list[float]) -> float:
    """How much better a text is explained with a name in a language of its own."""
    inside = _total(name)
    outside = [a - b for a, b in zip(whole, inside, strict=True)]
    return max(inside) + max(outside) - max(whole)


def _total(rows: list[list[float]]) -> list[float]:
    return [sum(row[place] for row in rows) for place in range(_OURS)]
