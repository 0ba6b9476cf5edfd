"""The words of the calendar: CLDR's, through Babel, and those that print adds to them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from babel.core import Locale

from kroniek.folding import fold
from kroniek.records import LANGUAGES

# Forms seen in print that CLDR does not list, by language; keys are folded.
_EXTRA_MONTHS: dict[str, dict[str, int]] = {
    "nl": {"mrt": 3, "maa": 3, "sept": 9},
    "fr": {"fev": 2, "fevr": 2, "juil": 7, "jul": 7, "aou": 8, "sep": 9},
    "de": {"marz": 3, "maerz": 3, "mrz": 3, "janner": 1, "jaenner": 1, "feber": 2, "sep": 9},
    "en": {"sept": 9},
}
# EDTF's number of a season -> its names, the one to show first. CLDR has none.
SEASONS: dict[str, dict[int, tuple[str, ...]]] = {
    "nl": {21: ("voorjaar", "lente"), 22: ("zomer",), 23: ("najaar", "herfst"), 24: ("winter",)},
    "fr": {21: ("printemps",), 22: ("été",), 23: ("automne",), 24: ("hiver",)},
    "de": {
        21: ("Frühjahr", "Frühling", "Fruehjahr", "Fruehling"),
        22: ("Sommer",),
        23: ("Herbst",),
        24: ("Winter",),
    },
    "en": {21: ("spring",), 22: ("summer",), 23: ("autumn", "fall"), 24: ("winter",)},
}
# The words that count the quarters of a year, first to fourth, and the word for a quarter.
_QUARTERS: dict[str, tuple[str, ...]] = {
    "nl": ("kwartaal", "eerste", "tweede", "derde", "vierde"),
    "fr": ("trimestre", "premier", "deuxieme", "troisieme", "quatrieme"),
    "de": ("quartal", "erstes", "zweites", "drittes", "viertes"),
    "en": ("quarter", "first", "second", "third", "fourth"),
}


@cache
def month_names() -> dict[str, dict[str, int]]:
    """Folded month name or abbreviation -> {language: month number}."""
    names: dict[str, dict[str, int]] = {}
    for language in LANGUAGES:
        for name, number in _months_of(language):
            names.setdefault(_key(name), {})[language] = number
    return names


@cache
def weekday_names() -> dict[str, frozenset[str]]:
    """Folded weekday name or abbreviation -> languages."""
    return _with_languages(
        (name, language)
        for language in LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated", "short")
        for name in Locale.parse(language).days[context][width].values()
    )


@cache
def season_names() -> dict[str, dict[str, int]]:
    """Folded season -> {language: EDTF's number of it}."""
    names: dict[str, dict[str, int]] = {}
    for language, seasons in SEASONS.items():
        for number, forms in seasons.items():
            for name in forms:
                names.setdefault(_key(name), {})[language] = number
    return names


@cache
def quarter_words() -> dict[str, frozenset[str]]:
    """The words for a quarter ("kwartaal", "trimestre") -> languages."""
    return _with_languages((words[0], language) for language, words in _QUARTERS.items())


@cache
def quarter_counts() -> dict[str, int]:
    """The words that count ("eerste", "second") -> 1 to 4."""
    return {
        word: number for words in _QUARTERS.values() for number, word in enumerate(words) if number
    }


def _months_of(language: str) -> list[tuple[str, int]]:
    locale = Locale.parse(language)
    cldr = [
        (name, number)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[context][width].items()
    ]
    return cldr + list(_EXTRA_MONTHS[language].items())


def _with_languages(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for name, language in pairs:
        names.setdefault(_key(name), set()).add(language)
    return {name: frozenset(languages) for name, languages in names.items()}


def _key(name: str) -> str:
    return fold(name).strip(".")
