"""What the heading of a column says about the cells below it, in the four languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from kroniek.collect.labels import LABELS
from kroniek.records import LANGUAGES

WORDS = ("title", "teaser", "body")
SINGLE = ("date", "url", "id", "external_id", "language", "kind")
SEVERAL = ("themes", "keywords", "type", "geography", "commissioner", "event")
# Every field that a column can hold, as the keys of a story in JSON name them.
FIELDS: tuple[str, ...] = (
    *WORDS,
    *SINGLE,
    *SEVERAL,
    *(f"{part}_{language}" for language in LANGUAGES for part in WORDS),
)

_EVERYDAY: dict[str, str] = {
    "title": "titel titre kop headline überschrift onderwerp sujet intitulé betreff subject",
    "teaser": "summary samenvatting résumé zusammenfassung intro inleiding introduction "
    "einleitung chapeau chapô abstract excerpt description omschrijving beschreibung",
    "body": "text tekst texte content inhoud contenu inhalt volltext",
    "date": "datum published publié gepubliceerd veröffentlicht",
    "url": "link lien href adres adresse webadres",
    "language": "taal langue sprache lang",
    "kind": "soort sorte genre art",
    "type": "type typ",
    "themes": "theme topic topics",
    "keywords": "tags tag étiquettes",
}
_OF_LABELS = {"theme": "themes"}
_IN_LANGUAGE = re.compile(rf"(.+?)[ _.:-]*[(\[]?({'|'.join(LANGUAGES)})[)\]]?")


def field_of(heading: str) -> str:
    """The field that a column's heading names: "Titel" -> title, "Résumé (fr)" -> teaser_fr."""
    name = _fold(heading)
    if name in _headings():
        return _headings()[name]
    match = _IN_LANGUAGE.fullmatch(name)
    field = _headings().get(match[1], "") if match else ""
    return f"{field}_{match[2]}" if match and field in WORDS else ""


def _fold(heading: str) -> str:
    decomposed = unicodedata.normalize("NFKD", heading.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.replace("\u2019", "'").split()).strip(" :*")


@cache
def _headings() -> dict[str, str]:
    names = {_fold(word): field for field, words in _EVERYDAY.items() for word in words.split()}
    for label, by_language in LABELS.items():
        field = _OF_LABELS.get(label, label)
        names |= {_fold(word): field for words in by_language.values() for word in words}
    return names | {field: field for field in FIELDS}
