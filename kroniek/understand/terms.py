"""Words as they are looked for: folded, stemmed by language, compounds taken apart.

The same functions make the terms of texts, of labels and of queries: only so do they meet.

- *folded*: small letters, no accents. Phrases and beginnings are looked for in these.
- *stem*: Snowball's, of the word with its accents, then folded (PyStemmer 3, snowballstem.org).
- *parts*: a Dutch or German compound in its words, where they are more usual than the whole
  (Koehn and Knight, "Empirical Methods for Compound Splitting", EACL 2003).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from kroniek.folding import fold

_ALGORITHMS = {"nl": "dutch", "fr": "french", "de": "german", "en": "english"}
# What nobody sees inside a word (soft hyphens, marks of direction), and accents written apart.
_UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_WORD = re.compile(rf"\w+(?:[{_UNSEEN}\u0300-\u036f]+\w+|[\u0300-\u036f]+)*")
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")
# Between these, words do not belong together: no label spans them.
_BREAK = re.compile(r"[.!?;:|•…\n\r\t()\[\]«»“”„\"]+\s*|\s[-–—]\s")

_COMPOUNDING = ("nl", "de")
_SHORTEST_PART = 4
_LONGEST_COMPOUND = 40
# What may stand between two parts: arbeid+s+markt, kind+er+opvang, Asyl+Bewerber+zahl.
_LINKS = {"nl": ("", "s", "e", "en", "er"), "de": ("", "s", "es", "n", "en", "er")}
# Endings by the thousand, no words of their own in a compound.
_NO_PARTS = {
    "nl": frozenset(
        "heid ingen baar loos schap achtig lijk lijke aren ster sters atie eren ering".split()
    ),
    "de": frozenset(
        "heit keit ungen isch ische lich liche schaft baren innen ieren ierung tion".split()
    ),
}
_UNLISTED = 1e-8
# So many words of each language are usual: a list of more has the abbreviations themselves in it
# (unesco, bamf, avr), since they are used as words.
_USUAL = 4_000


def bare(word: str) -> str:
    """A word as its letters are: accents on them (NFC), nothing unseen between them."""
    return word if word.isascii() else unicodedata.normalize("NFC", _NOT_SEEN.sub("", word))


class Token(NamedTuple):
    """A word of a text: as written, folded, and where it stands (characters, end exclusive).

    `run` counts the stretches between full stops, brackets and the like.
    """

    text: str
    folded: str
    start: int
    end: int
    run: int


def tokens(text: str) -> list[Token]:
    """The words of a text in order."""
    ends = [match.end() for match in _BREAK.finditer(text)]
    return list(_tokens(text, ends))


def _tokens(text: str, ends: list[int]) -> Iterator[Token]:
    run = 0
    for match in _WORD.finditer(text):
        while run < len(ends) and ends[run] <= match.start():
            run += 1
        if folded := _folded(match[0]):
            yield Token(match[0], folded, match.start(), match.end(), run)


@lru_cache(maxsize=262_144)
def _folded(word: str) -> str:
    """One word: some letters of other scripts fold to a space and a mark."""
    return fold(bare(word)).replace(" ", "")


@lru_cache(maxsize=262_144)
def stem(word: str, language: str) -> str:
    """The stem of a word in a language of ours, folded; of any other language, the folded word."""
    stemmer = _stemmer(language)
    if stemmer is None:
        return _folded(word)
    word = _accented(bare(word).lower(), language)
    stemmed = stemmer.stemWord(word)
    return _folded(_single(word, stemmed, stemmer) if language == "nl" else stemmed)


def _single(word: str, stemmed: str, stemmer: Stemmer.Stemmer) -> str:
    """The stem of a Dutch word, where Snowball takes a plural and its singular for two words.

    maatregelen: the singular, since -regeel is no word; fonds: no plural, since fondsen is one.
    """
    known, single = _listed("nl"), word.removesuffix("en")
    if single != word and single in known and stemmed not in known:
        return single if stemmer.stemWord(single) == single else stemmed
    if stemmed != word and word.endswith("s") and f"{word}en" in known:
        return word if stemmer.stemWord(f"{word}en") == word else stemmed
    return stemmed


@lru_cache(maxsize=262_144)
def parts(word: str, language: str) -> tuple[str, ...]:
    """The words that a compound is made of, in order; () for a word that is none."""
    word = bare(word).lower()
    if language not in _COMPOUNDING or not 2 * _SHORTEST_PART <= len(word) <= _LONGEST_COMPOUND:
        return ()
    known = _frequencies(language)
    best = _best_split(word, language, known)
    if not best or _mean(best, known) <= known.get(word, _UNLISTED):
        return ()
    return best


def _best_split(word: str, language: str, known: dict[str, float]) -> tuple[str, ...]:
    """Of the ways with the fewest parts, the one whose parts are the most usual on average."""
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(word) + 1)]
    ways[0] = [()]
    for end in range(_SHORTEST_PART, len(word) + 1):
        for begin in range(end - _SHORTEST_PART + 1):
            if not ways[begin]:
                continue
            part = _part(word[begin:end], language, known, last=end == len(word))
            if part:
                ways[end] += [(*way, part) for way in ways[begin][:4]]
        ways[end].sort(key=lambda way: (len(way), -_mean(way, known)))
    whole = [way for way in ways[-1] if len(way) > 1]
    return whole[0] if whole else ()


def _part(piece: str, language: str, known: dict[str, float], *, last: bool) -> str:
    """The word that a piece of a compound is, without what links it to the next; "" if none."""
    for link in _LINKS[language] if not last else ("",):
        word = piece.removesuffix(link) if link else piece
        if (
            len(word) >= _SHORTEST_PART
            and (not link or word != piece)
            and word in known
            and word not in _NO_PARTS[language]
        ):
            return word
    return ""


def _mean(words: tuple[str, ...], known: dict[str, float]) -> float:
    product = 1.0
    for word in words:
        product *= known.get(word, _UNLISTED)
    return float(product ** (1 / len(words)))


@cache
def _listed(language: str) -> dict[str, float]:
    """The usual words of a language, the most usual first, with how usual each is."""
    from wordfreq import get_frequency_dict

    found: dict[str, float] = get_frequency_dict(language, "small")
    return found


@cache
def _frequencies(language: str) -> dict[str, float]:
    return {
        word: frequency
        for word, frequency in _listed(language).items()
        if len(word) >= _SHORTEST_PART and word.isalpha()
    }


@lru_cache(maxsize=65_536)
def _accented(word: str, language: str) -> str:
    """A French word that was typed without its accents, with them."""
    if language != "fr" or not word.isascii():
        return word
    return _accents().get(word, word)


@cache
def _accents() -> dict[str, str]:
    """French words without accents -> with, where the bare writing is no usual word itself."""
    listed = _listed("fr")
    found: dict[str, str] = {}
    for word, frequency in listed.items():  # the most usual first
        bare = fold(word)
        if bare != word and listed.get(bare, 0.0) < frequency:
            found.setdefault(bare, word)
    return found


@cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    algorithm = _ALGORITHMS.get(language)
    return Stemmer.Stemmer(algorithm, 0) if algorithm else None


def is_usual(word: str) -> bool:
    """Whether any of our languages has such a word (folded) among its usual ones."""
    return any(word in listed for listed in _usual())


@cache
def _usual() -> tuple[frozenset[str], ...]:
    from wordfreq import top_n_list

    return tuple(frozenset(map(fold, top_n_list(code, _USUAL))) for code in _ALGORITHMS)
