"""What a single word says of the language it is in: how often each language writes it.

The frequencies are those of `wordfreq`: 30,000 words and more a language, for ours and for the
neighbours whose news turn up beside ours. A word in no list (a compound, a rare form) is judged
by its beginnings and endings, as the listed words of our four languages have them.

Evidence is in decades: 1.0 more for one language than for another makes it ten times likelier.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from kroniek.records import LANGUAGES

# Languages in Latin letters that are not ours: so that a Spanish text is unknown, not French.
NEIGHBOURS = (
    *("es", "it", "pt", "ca", "ro"),
    *("da", "sv", "nb", "is"),
    *("pl", "cs", "sk", "sl", "sh", "lt", "lv"),
    *("fi", "hu", "tr", "id", "ms", "fil", "vi"),
)
LISTED = (*LANGUAGES, *NEIGHBOURS)

# (place in LISTED, decades) of the languages that a word speaks for or against.
Evidence = tuple[tuple[int, float], ...]

# The lists end at one word in a million; what is not there is, on the whole, far rarer.
_UNLISTED = 5e-8
# Letters of our languages and of the words they borrow; any other, and the word is of none.
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzàâäæçèéêëîïôöùûüÿœßáíóúñ")
_OTHER_LETTERS = -2.0
_AFFIXES = (3, 4, 5)
_SHORTEST = 5
# Names of the field, alike in all languages: one list or another has them by chance.
_NAMES = {
    *("schengen", "dublin", "frontex", "eurodac", "eurojust", "europol", "eurostat", "interpol"),
    *("easo", "euaa", "emn", "unhcr", "iom", "icmpd", "oecd", "amif", "unicef", "caritas"),
    *("fedasil", "myria", "amnesty"),
}
# Affixes of a word overlap: together they count for half of what they say one by one.
_AFFIX_WEIGHT = 0.5
# A beginning or ending that so many in 100,000 listed words have speaks neither way.
_USUAL = 10


@lru_cache(maxsize=131_072)
def evidence(word: str) -> Evidence:
    """What a word in small letters says, for each language that it says something of."""
    if word in _NAMES:
        return ()
    found = _listed(word)
    if not found and "'" in word:
        return tuple(one for part in word.split("'") for one in evidence(part))
    return found or _by_its_form(word)


def _listed(word: str) -> Evidence:
    return tuple(
        (place, math.log10(words[word] / _UNLISTED))
        for place, words in enumerate(_frequencies())
        if word in words
    )


def _by_its_form(word: str) -> Evidence:
    if not _LETTERS.issuperset(word):
        return tuple((place, _OTHER_LETTERS) for place in range(len(LANGUAGES)))
    if len(word) < _SHORTEST:
        return ()
    affixes = list(_affixes([word]))
    return tuple(
        (place, _AFFIX_WEIGHT * sum(math.log10((counts[a] + 0.5) / _USUAL) for a in affixes))
        for place, counts in enumerate(_affix_counts())
    )


@cache
def _frequencies() -> tuple[dict[str, float], ...]:
    # Imported late: it takes half a second and 140 MB in all.
    from wordfreq import get_frequency_dict

    return tuple(get_frequency_dict(language, "small") for language in LISTED)


@cache
def _affix_counts() -> tuple[Counter[str], ...]:
    """For each of our languages, how many of 100,000 words begin or end so."""
    return tuple(_counted(words) for words in _frequencies()[: len(LANGUAGES)])


def _counted(words: Iterable[str]) -> Counter[str]:
    long = [word for word in words if len(word) >= _SHORTEST]
    counts = Counter(_affixes(long))
    for affix in counts:
        counts[affix] = round(counts[affix] * 100_000 / len(long))
    return counts


def _affixes(words: list[str]) -> Iterable[str]:
    for length in _AFFIXES:
        yield from [f"^{word[:length]}" for word in words]
        yield from [f"{word[-length:]}$" for word in words]
