"""The running words of a text: what is its own, and not a quotation, a name or an address.

The language of a text is that of its running words. Quotations, brackets, addresses and
abbreviations are left out; names cannot be told for certain, but they have capitals: a word
with a capital inside a sentence counts for less, and all capitals count for next to nothing.
(A German noun has a capital too: the words between the nouns are enough.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from kroniek.understand.word_lists import Evidence, evidence


class Word(NamedTuple):
    """What a word says, how much that counts, and whether it stands in small letters."""

    evidence: Evidence
    weight: float
    small: bool


# Fewer words in capitals are a row of abbreviations, not a text in capitals.
_SHOUTED = 3
# More words than these settle nothing that they have not.
_ENOUGH = 40

_CAPITALS = 0.1  # EMN, BVerwG
_CAPITAL = 0.4  # inside a sentence
_FIRST = 0.7  # the first word of a sentence has a capital either way
# Small words that stand inside names: Nicole de Moor, Ursula von der Leyen.
_PARTICLES = frozenset(
    ["de", "van", "von", "der", "den", "du", "la", "le", "di", "da", "del", "ter", "ten", "zu"]
)

_ADDRESS = re.compile(
    r"""
      (?:https?://|www\.)\S+ | \S+@\S+ | [#@]\w+
    | \b[^\W\d_]+(?:[.-][^\W_]+)*\.[^\W\d_]{2,}\b/?\S*  # emnbelgium.be
    """,
    re.VERBOSE,
)
_NOT_RUNNING = re.compile(
    r"""
      “[^“”]*” | „[^„“”]*[“”] | «[^«»]*» | »[^«»]*« | "[^"]*"
    | (?<!\w)[‘'‚][^‘’'‚]*[’'‘](?!\w)               # 'so', not l'asile
    | \([^()]*\) | \[[^\[\]]*\]
    | \b[^\W\d_]{1,4}\.(?=\s*[\da-zà-ÿ])                # Art. 9, Urt. v. 3.4.
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_ENDS = re.compile(r"[.!?:;|•–—…]\s")
_MARK = " , "  # what was left out ends no sentence


def running_words(text: str) -> list[Word]:
    """The words of a text that are its own; all its words where it is nothing but quotation."""
    own = list(_weighed(_NOT_RUNNING.sub(_MARK, _ADDRESS.sub(_MARK, text))))
    return own if any(word.evidence for word in own) else all_words(text)


def all_words(text: str) -> list[Word]:
    """The words of a text, quotations and all."""
    return list(_weighed(_ADDRESS.sub(_MARK, text)))


def _weighed(text: str) -> Iterator[Word]:
    matches = list(islice(_WORD.finditer(text), _ENOUGH))
    shouted = len(matches) >= _SHOUTED and text.isupper()
    after = 0
    for number, match in enumerate(matches):
        word = match[0]
        first = number == 0 or bool(_SENTENCE_ENDS.search(text, after, match.start()))
        inside = _between_capitals(matches, number)
        weight = 1.0 if shouted else _weight(word, first=first, inside=inside)
        says = evidence(word.lower().replace("’", "'"))
        yield Word(says if weight == 1.0 else _of_a_name(says), weight, word.islower())
        after = match.end()


def _of_a_name(says: Evidence) -> Evidence:
    """A name that looks like no word of ours says nothing against ours."""
    best = max((decades for _, decades in says), default=0.0)
    return says if best >= 0 else tuple((place, decades - best) for place, decades in says)


def _between_capitals(matches: list[re.Match[str]], number: int) -> bool:
    if not 0 < number < len(matches) - 1:
        return False
    return matches[number - 1][0][0].isupper() and matches[number + 1][0][0].isupper()


def _weight(word: str, *, first: bool, inside: bool) -> float:
    if word.islower():
        return _CAPITAL if inside and word in _PARTICLES else 1.0
    if not word[1:].islower() and len(word) > 1:
        return _CAPITALS
    return _FIRST if first else _CAPITAL
