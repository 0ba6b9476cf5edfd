"""The words that pages print before a value, in the four interface languages.

Gathered from the original site's pages, with the variants seen there; German is ours. Readers
recognise any of them; writers print the first.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

from kroniek.dates import date_shaped

# field of LabelsFound -> language -> words, the first being the one to print
LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "theme": {
        "en": ("Main theme", "Main themes", "Theme", "Themes"),
        "nl": ("Hoofdthema", "Hoofdthema's", "Thema", "Thema's"),
        "fr": ("Thème principal", "Thèmes principaux", "Thème", "Thèmes"),
        "de": ("Hauptthema", "Hauptthemen", "Thema", "Themen"),
    },
    "keywords": {
        "en": ("Keywords", "Keyword"),
        "nl": ("Trefwoorden", "Trefwoord"),
        "fr": ("Mots-clés", "Mots clés", "Mot-clé"),
        "de": ("Schlagwörter", "Schlagwort", "Stichwörter"),
    },
    "type": {
        "en": ("Publication Type", "Type of publication"),
        "nl": ("Publicatietype", "Type publicatie"),
        "fr": ("Type de publication",),
        "de": ("Publikationstyp", "Publikationsart"),
    },
    "geography": {
        "en": ("Geography",),
        "nl": ("Geografie",),
        "fr": ("Géographie",),
        "de": ("Geografie", "Geographie"),
    },
    "commissioner": {
        "en": ("Commissioned by", "Commissioner"),
        "nl": ("Opdrachtgever",),
        "fr": ("Commanditaire", "Commandé par"),
        "de": ("Auftraggeber", "Im Auftrag von"),
    },
    "date": {
        "en": ("Publication date",),
        "nl": ("Publicatiedatum",),
        "fr": ("Date de publication",),
        "de": ("Veröffentlichungsdatum",),
    },
    "event": {
        "en": ("When",),
        "nl": ("Wanneer",),
        "fr": ("Quand",),
        "de": ("Wann",),
    },
}

# A sentence may begin with these words and a colon; with the other labels that does not happen.
_EVERYDAY = {
    *("theme", "themes", "thema", "thema's", "themen", "when", "wanneer", "quand", "wann"),
    *("geography", "geografie", "geographie"),
    *("commissioner", "opdrachtgever", "auftraggeber", "commanditaire"),
}
_SENTENCE_ENDS = (".", "!", "?", "…")
# Fields whose value is one thing, commas and all.
_WHOLE = ("date", "event", "commissioner")


class LabelLine(NamedTuple):
    """A line that bears a label: the field, the value behind it ("" if none), and how it stands.

    `colon` is False for a label alone on its line ("Keywords"): whether that is a label, only
    the next line can tell. `languages` are those in which the word is a label.
    """

    field: str
    value: str
    languages: frozenset[str]
    colon: bool


def read_label(line: str) -> LabelLine | None:
    """The label that a line begins with, in any language, case and accent; None if none.

    "Hoofdthema: A, B" · "Thème principal : A" · "When17 March 2021" · "Wanneer 17 maart 2021" ·
    "Main ThemeReturn" · "Keywords" alone.
    """
    stripped = line.strip()
    if stripped[:2].casefold() not in _BEGINNINGS:
        return None
    match = _LABEL.match(stripped)
    if match is None:
        return None
    word, rest = match["word"], stripped[match.end("word") :]
    field, languages = _FIELDS[_fold(word)]
    after_colon = _COLON.match(rest)
    if after_colon:
        value = rest[after_colon.end() :]
        prose = _fold(word) in _EVERYDAY and is_sentence(value)
        return None if prose else LabelLine(field, value, languages, True)
    if not rest or _stands_without_colon(field, word, rest):
        return LabelLine(field, rest.strip(), languages, bool(rest))
    return None


def is_sentence(value: str) -> bool:
    """Whether a value reads as prose: half a dozen words or more, with a full stop."""
    return value.endswith(_SENTENCE_ENDS) and len(value.split(maxsplit=6)) > 5


def split_values(field: str, value: str) -> tuple[str, ...]:
    """The values behind a label, as printed: split at ", ", but not inside brackets or quotes.

    Dates, events and commissioners ("European Commission, DG HOME") stay whole.
    """
    if field in _WHOLE:
        return (value,) if value else ()
    parts = [value[start:end].strip() for start, end in pairwise(_cuts(value))]
    return tuple(part for part in (part.removesuffix(",").rstrip() for part in parts) if part)


def _cuts(value: str) -> list[int]:
    # One walk from left to right: a comma inside brackets or quotes is passed over with them.
    commas = [match.end() for match in _GUARDED_OR_COMMA.finditer(value) if match["comma"]]
    return [0, *commas, len(value)]


def _stands_without_colon(field: str, word: str, rest: str) -> bool:
    """A date needs no colon behind its label; another value only where it is glued to it."""
    if field in ("date", "event"):
        return date_shaped(rest)
    glued = word[-1].islower() and rest[0].isupper()
    return glued and _fold(word) not in _EVERYDAY and not is_sentence(rest)


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.replace("\u2019", "'").replace("\u2010", "-").split())


def _pattern(word: str) -> str:
    return "".join(_letter(letter) for letter in word)


def _letter(letter: str) -> str:
    """What may stand for one letter of a label: without its accent, another space or hyphen."""
    if letter in _STAND_INS:
        return _STAND_INS[letter]
    decomposed = unicodedata.normalize("NFD", letter)
    if len(decomposed) == 1:
        return re.escape(letter)
    return f"(?:{letter}|{decomposed}|{decomposed[0]})"


def _fields() -> dict[str, tuple[str, frozenset[str]]]:
    languages: dict[str, set[str]] = {}
    owner: dict[str, str] = {}
    for field, by_language in LABELS.items():
        for language, words in by_language.items():
            for word in words:
                languages.setdefault(_fold(word), set()).add(language)
                owner[_fold(word)] = field
    return {word: (owner[word], frozenset(languages[word])) for word in owner}


_STAND_INS = {" ": r"\s+", "'": "['\u2019]", "-": "[-\u2010\u2011]"}
_FIELDS = _fields()
_WORDS = {
    word for by_language in LABELS.values() for words in by_language.values() for word in words
}
# The longest first, so that "Hoofdthema's" is not read as "Hoofdthema".
_LABEL = re.compile(
    f"(?P<word>{'|'.join(_pattern(word) for word in sorted(_WORDS, key=len, reverse=True))})",
    re.IGNORECASE,
)
_BEGINNINGS = {spelled[:2] for word in _WORDS for spelled in (word.casefold(), _fold(word))}
_COLON = re.compile(r"\s*[:\uff1a]\s*")
# Brackets (one pair may stand in another) and quotes that close within 200 characters.
_GUARDED_OR_COMMA = re.compile(
    r"\((?:[^()]|\([^()]{0,200}+\)){0,200}+\)|\[[^\[\]]{0,200}+\]|\"[^\"]{0,200}+\""
    r"|\u201c[^\u201d]{0,200}+\u201d|\u201e[^\u201c\u201d]{0,200}+[\u201c\u201d]"
    r"|\u00ab[^\u00bb]{0,200}+\u00bb|(?P<comma>,)(?=\s)"
)
