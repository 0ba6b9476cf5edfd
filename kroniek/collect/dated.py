"""Dates that stand beside other words: "Published on 3 March 2021", "Title (12.03.2020)"."""

from __future__ import annotations

import re
from typing import NamedTuple

from kroniek.collect.labels import read_label
from kroniek.dates import bounds, date_shaped, read_printed
from kroniek.records import InputError


class DatedText(NamedTuple):
    """A date in a text: as printed, as EDTF, and the words that stand beside it."""

    printed: str
    edtf: str
    rest: str = ""


_EDGES = " \t\r\n\u00a0\u200b|·•–—-,:;()[]/"
_LEAD = re.compile(
    r"(?:(?:last )?updated|published|posted|date|datum|gepubliceerd|geplaatst|laatst gewijzigd"
    r"|publiée?|posté|mis(?:e)? en ligne|mis(?:e)? à jour|veröffentlicht|erschienen|aktualisiert)?"
    r"[\s\u00a0:]*(?:\b(?:on|op|am|vom|du)\b)?[\s\u00a0:]*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DIGITS = re.compile(r"[0-9]{4}")
_EDTF_LETTERS = re.compile(r"[-0-9XYuyESTZ/.~?%,\[\]{}:+()]{4,40}")
_BEFORE_REST = re.compile(r"\s*[:|·•]\s|\s[–—-]\s|,\s|\)\s")
_AFTER_REST = re.compile(r"\s[|·•–—-]\s|\s\(|\s[|·•]\s")
_LONGEST = 70


def bare_date(text: str, *, year: bool = False) -> DatedText | None:
    """The date that a text is, but for brackets, dashes and words like "published on".

    A number alone, or a season, is a date only where `year` says that a date is expected there.
    """
    if len(text) > 2 * _LONGEST or not _DIGITS.search(text):
        return None
    core = text.strip(_EDGES)
    if _DIGITS.fullmatch(core):
        return DatedText(core, core) if year and _YEAR.fullmatch(core) else None
    label = read_label(core)
    if label and label.field == "date":
        return bare_date(label.value, year=True)
    lead = _LEAD.match(core)
    for shown in (core, core[lead.end() :] if lead else core):
        printed = read_printed(shown)
        if printed and (year or printed.bare or shown != core):
            return DatedText(shown, printed.edtf)
    # "31 juni 2017" is printed where a date stands, and is none.
    return DatedText(core, "") if date_shaped(core) else None


def split_date(text: str) -> DatedText | None:
    """The date at the very start or end of a text, parted from the rest by a sign."""
    if not _DIGITS.search(text):
        return None
    for sign in _BEFORE_REST.finditer(text[:_LONGEST]):
        if date := bare_date(text[: sign.start()]):
            return date._replace(rest=text[sign.end() :].lstrip())
    shift = max(0, len(text) - _LONGEST)
    for sign in _AFTER_REST.finditer(text, shift):
        if date := bare_date(text[sign.start() :]):
            return date._replace(rest=text[: sign.start()].rstrip())
    return None


def is_bare_lead(text: str) -> bool:
    """Whether a text is but what introduces a date, or parts it from something else."""
    core = text.strip(_EDGES)
    return not core or (len(core) < 40 and _LEAD.fullmatch(core) is not None)


def stated_date(value: str) -> str:
    """A date written for machines or people, as EDTF; "" if it is neither."""
    value = value.strip()
    if printed := read_printed(value):
        return printed.edtf
    # Told by its letters first: EDTF's whole grammar is slow to read with.
    if not _EDTF_LETTERS.fullmatch(value) or not any(map(str.isdigit, value)):
        return ""
    try:
        bounds(value)
    except InputError:
        return ""
    return value
