"""What of a query's words stands in a text, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kroniek.find.units import Unit
from kroniek.records import Why
from kroniek.understand.terms import Token, parts, stem, tokens


@dataclass(frozen=True, slots=True)
class Met:
    """What stands in a text from `start` to `end`; `what` is the part of the query that it is."""

    what: str
    start: int
    end: int
    why: Why


# A word of a text, and all that it may be looked for by.
Stemmed = tuple[Token, set[str]]


def stemmed(found: Iterable[Token], language: str, *, sought: bool = True) -> list[Stemmed]:
    """The words of a text in a language, each with its stems and those of its parts.

    Without stems where none is `sought`.
    """
    return [(token, _stems(token, language) if sought else set()) for token in found]


def _stems(token: Token, language: str) -> set[str]:
    split = parts(token.text, language)
    return {token.folded, stem(token.text, language), *(stem(part, language) for part in split)}


def wanted_of(unit: Unit, language: str) -> set[str]:
    """The stems of a unit's words in a language; a mere word also as it was typed."""
    stems = {
        term.partition(":")[2] for code, terms in unit.stems if code == language for term in terms
    }
    return stems if unit.concepts else stems | {token.folded for token in tokens(unit.text)}


def words_of(unit: Unit, wanted: set[str], found: Iterable[Stemmed]) -> Iterator[Met]:
    """A unit's words, in any inflection."""
    for token, stems in found:
        if stems & wanted:
            yield _word(token, unit.text if unit.concepts else token.text, unit.text)


def begun(beginning: str, found: Iterable[Stemmed]) -> Iterator[Met]:
    """The words that begin so."""
    for token, _ in found:
        if token.folded.startswith(beginning):
            yield _word(token, token.text, beginning)


def _word(token: Token, said: str, what: str) -> Met:
    return Met(what, token.start, token.end, Why("word", said))


def phrases(words: Sequence[str], slop: int, found: Sequence[Stemmed], text: str) -> Iterator[Met]:
    """Where a phrase stands; with a slop, its words in any order and so many others among them."""
    what, at = " ".join(words), 0
    wanted = Counter(words)
    while at < len(found):
        end = _end_of(words, wanted, slop, found, at) if found[at][0].folded in wanted else 0
        if end:
            start, last = found[at][0].start, found[end - 1][0].end
            yield Met(what, start, last, Why("phrase", text[start:last]))
        at = end or at + 1


def _end_of(
    words: Sequence[str], wanted: Counter[str], slop: int, found: Sequence[Stemmed], at: int
) -> int:
    """Behind the last word of what begins at a place; 0 if nothing does."""
    near = [token.folded for token, _ in found[at : at + len(words) + slop]]
    if not slop:
        return at + len(words) if near == list(words) else 0
    missing = len(words)
    left = Counter(wanted)
    for place, word in enumerate(near, at):
        missing -= left[word] > 0
        left[word] -= 1
        if not missing:
            return place + 1
    return 0
