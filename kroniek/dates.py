"""Dates: EDTF (ISO 8601-2) with bounds and precision, printed dates in four languages.

The calendar's words come from CLDR through Babel; nothing here knows of a story. Every room
may read dates with this module, so that a date means the same everywhere.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
import warnings
from dataclasses import dataclass
from functools import cache, lru_cache

from babel.core import Locale
from babel.dates import format_date

from kroniek.records import LANGUAGES, Bounds, InputError, Precision

_PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
_QUALIFIER = re.compile(r"[?~%]")

# Forms seen in print that CLDR does not list, by language; keys are folded (see `_fold`).
_EXTRA_MONTHS: dict[str, dict[str, int]] = {
    "nl": {"mrt": 3, "maa": 3, "sept": 9},
    "fr": {"fev": 2, "fevr": 2, "juil": 7, "jul": 7, "aou": 8, "sep": 9},
    "de": {"marz": 3, "maerz": 3, "mrz": 3, "janner": 1, "jaenner": 1, "feber": 2, "sep": 9},
    "en": {"sept": 9},
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A date as printed: its EDTF, and the languages whose words it uses (empty: digits only)."""

    edtf: str
    languages: frozenset[str]


# --- EDTF -----------------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def bounds(edtf: str) -> Bounds:
    """The first and last day an EDTF date may mean.

    Plain dates and intervals of them, open (`..`) or unknown ends, and the qualifiers `?`, `~`
    and `%` (a qualifier changes the certainty, not the days). Other forms of levels 0 to 2
    (seasons, unspecified digits, sets) go through the `edtf` library.

    Raises InputError where the text is no EDTF date in the years 1 to 9999.
    """
    if not edtf:
        return Bounds(None, None)
    text = _QUALIFIER.sub("", edtf)
    if "/" in text:
        first, _, last = text.partition("/")
        return _interval(edtf, first, last)
    if _PLAIN.fullmatch(text):
        return _plain_bounds(edtf, text)
    return _library_bounds(edtf)


def precision(edtf: str) -> Precision:
    """day, month or year for a plain date; for an interval that of its coarser end; else none."""
    ends = [_QUALIFIER.sub("", end) for end in edtf.split("/")]
    known = [len(end) for end in ends if _PLAIN.fullmatch(end)]
    if not known:
        return Precision.YEAR if edtf and _is_valid(edtf) else Precision.NONE
    return {10: Precision.DAY, 7: Precision.MONTH, 4: Precision.YEAR}[min(known)]


def compatible(one: str, other: str) -> bool:
    """Whether two EDTF dates can mean the same day; an undated side is compatible with all."""
    a, b = bounds(one), bounds(other)
    starts_in_time = a.first is None or b.last is None or a.first <= b.last
    ends_in_time = b.first is None or a.last is None or b.first <= a.last
    return starts_in_time and ends_in_time


def from_date(day: dt.date) -> str:
    return day.isoformat()[:10]


def _is_valid(edtf: str) -> bool:
    try:
        bounds(edtf)
    except InputError:
        return False
    return True


def _interval(edtf: str, first: str, last: str) -> Bounds:
    start = None if first in ("", "..") else bounds(first).first
    end = None if last in ("", "..") else bounds(last).last
    if start and end and start > end:
        raise InputError(f"the interval {edtf} ends before it begins", advice="Swap its ends.")
    return Bounds(start, end)


def _plain_bounds(edtf: str, text: str) -> Bounds:
    year, *rest = (int(part) for part in text.split("-"))
    try:
        first = dt.date(year, *[*rest, 1, 1][:2])
        if len(rest) == 2:
            return Bounds(first, first)
        last_month = rest[0] if rest else 12
        last_day = calendar.monthrange(year, last_month)[1]
        return Bounds(first, dt.date(year, last_month, last_day))
    except ValueError as error:
        raise _no_date(edtf) from error


def _library_bounds(edtf: str) -> Bounds:
    # Imported late: its grammar takes a fifth of a second to build, and few dates need it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its grammar is written for an older pyparsing
        from edtf import parse_edtf
        from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(edtf)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
        return Bounds(dt.date(*lower[:3]), dt.date(*upper[:3]))
    except (EDTFParseException, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise _no_date(edtf) from error


def _no_date(edtf: str) -> InputError:
    return InputError(f"{edtf!r} is no date", advice="Write 2020, 2020-12 or 2020-12-15 (EDTF).")


# --- printed dates --------------------------------------------------------------------------


def _fold(word: str) -> str:
    """Lower case, without accents and dots: how the same month is written by other hands."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip(".")


@cache
def month_names() -> dict[str, dict[str, int]]:
    """Folded month name or abbreviation -> {language: month number}."""
    names: dict[str, dict[str, int]] = {}
    for language in LANGUAGES:
        for name, number in _months_of(language):
            names.setdefault(_fold(name), {})[language] = number
    return names


def _months_of(language: str) -> list[tuple[str, int]]:
    locale = Locale.parse(language)
    cldr = [
        (name, number)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in locale.months[context][width].items()
    ]
    return cldr + list(_EXTRA_MONTHS[language].items())


@cache
def weekday_names() -> dict[str, frozenset[str]]:
    """Folded weekday name or abbreviation -> languages."""
    names: dict[str, set[str]] = {}
    for language in LANGUAGES:
        days = Locale.parse(language).days
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated", "short"):
                for name in days[context][width].values():
                    names.setdefault(_fold(name), set()).add(language)
    return {name: frozenset(languages) for name, languages in names.items()}


# Digits are the ASCII ones: other digits would end up inside the EDTF.
_SPACE = r"[\s\u00a0]"
_CLOCK = rf"[0-9]{{1,2}}[:.hu][0-9]{{2}}(?::[0-9]{{2}})?(?:{_SPACE}*(?:uhr|h|u))?"
_TIME = (
    rf"(?:{_SPACE}*[,–-]?{_SPACE}*(?:at|om|um|à)?{_SPACE}*{_CLOCK}"
    rf"(?:{_SPACE}*(?:[–-]|to|tot|bis|à){_SPACE}*{_CLOCK})?)?"
)
_ISO_TIME = r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
_WORD = r"[^\W\d_]+\.?"
_WEEKDAY = rf"(?:(?P<weekday>{_WORD}),?{_SPACE}+)?"
_ORDINAL = r"(?:er|st|nd|rd|th|e|ste|de|\.)?"
_DAY = r"(?P<day>[0-9]{1,2})"
_YEAR = r"(?P<year>[0-9]{4})"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        # 22 maart 2021 · Thu 01 Jul 2021 · 1er mars 2021 · 12. März 2020 · le 3 mai 2018
        rf"{_WEEKDAY}(?:le{_SPACE}+)?{_DAY}{_ORDINAL}{_SPACE}+(?P<month>{_WORD}),?{_SPACE}+{_YEAR}{_TIME}",
        # March 17, 2021 · Wednesday, March 17, 2021 - 10:30
        rf"{_WEEKDAY}(?P<month>{_WORD}){_SPACE}+{_DAY}(?:st|nd|rd|th)?,{_SPACE}*{_YEAR}{_TIME}",
        # december 2020
        rf"(?P<month>{_WORD}){_SPACE}+{_YEAR}",
        # 2021-07-01 · 2021-07-01T10:00:00+02:00
        rf"{_YEAR}-(?P<mm>[0-9]{{2}})(?:-(?P<day>[0-9]{{2}}))?{_ISO_TIME}",
        # 05.10.2017 · 5/10/2017 (day first, as all four languages print it here)
        rf"{_WEEKDAY}{_DAY}(?P<sep>[./-])(?P<mm>[0-9]{{1,2}})(?P=sep){_YEAR}{_TIME}",
        _YEAR,
    )
)
# "17 - 18 March 2021", "17 maart tot 2 april 2021", "2017 – 2018": two ends and what joins them.
_RANGE = re.compile(
    rf"(?:(?:from|van|du|vom|von){_SPACE}+)?(?P<first>.+?)"
    rf"(?:{_SPACE}*[–—-]{_SPACE}*"
    rf"|{_SPACE}+(?:to|until|till|tot|t/m|tot{_SPACE}en{_SPACE}met|au|bis|and|en|et|und){_SPACE}+)"
    r"(?P<last>.+)",
    re.IGNORECASE,
)
_DAY_ALONE = re.compile(rf"([0-9]{{1,2}}){_ORDINAL}", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def read_printed(text: str) -> Printed | None:
    """The date that a printed text *is*, as a whole; None if it is anything else.

    Spaces around it do not count. A month without a day stays a month. A day that the month
    does not have (31 juni) is no date. A printed range is an EDTF interval.
    """
    stripped = text.strip()
    if match := _shape(stripped):
        return _from_match(match.groupdict())
    return _read_range(stripped)


def date_shaped(text: str) -> bool:
    """Whether a text has the shape of a printed date, real or not: "31 juni 2020" has."""
    if read_printed(text):
        return True
    match = _shape(text.strip())
    return match is not None and _words_known(match.groupdict())


def _shape(stripped: str) -> re.Match[str] | None:
    if len(stripped) > 60:
        return None
    return next((match for shape in _SHAPES if (match := shape.fullmatch(stripped))), None)


def _words_known(part: dict[str, str | None]) -> bool:
    """Whether the month and the weekday, where there are any, are words of the calendar."""
    month, weekday = part.get("month"), part.get("weekday")
    month_known = not month or _fold(month) in month_names()
    return month_known and (not weekday or _fold(weekday) in weekday_names())


def _from_match(part: dict[str, str | None]) -> Printed | None:
    if not _words_known(part):
        return None
    month, languages = _month(part)
    if part.get("weekday"):
        days = weekday_names()[_fold(part["weekday"] or "")]
        languages = (languages & days) if languages else days
    edtf = str(part["year"])
    if month is not None:
        edtf += f"-{month:02d}"
    if part.get("day"):
        edtf += f"-{int(part['day'] or 0):02d}"
    return Printed(edtf, languages) if _is_valid(edtf) else None


def _month(part: dict[str, str | None]) -> tuple[int | None, frozenset[str]]:
    if part.get("mm"):
        return int(part["mm"] or 0), frozenset()
    if not part.get("month"):
        return None, frozenset()
    by_language = month_names()[_fold(part["month"] or "")]
    # A name that means two months in two languages does not occur; the first will do.
    return next(iter(by_language.values())), frozenset(by_language)


def _read_range(stripped: str) -> Printed | None:
    match = _RANGE.fullmatch(stripped) if len(stripped) <= 60 else None
    last = read_printed(match["last"]) if match else None
    if match is None or last is None or "/" in last.edtf:
        return None
    first = _first_end(match["first"], last)
    if first is None or "/" in first.edtf:
        return None
    edtf = f"{first.edtf}/{last.edtf}"
    languages = (first.languages & last.languages) or last.languages
    return Printed(edtf, languages) if _is_valid(edtf) else None


def _first_end(text: str, last: Printed) -> Printed | None:
    """The first end of a range, with the month and the year that only the last end prints."""
    day = _DAY_ALONE.fullmatch(text)
    if day and len(last.edtf) == 10:
        edtf = f"{last.edtf[:8]}{int(day[1]):02d}"
        return Printed(edtf, last.languages) if _is_valid(edtf) else None
    return read_printed(text) or read_printed(f"{text} {last.edtf[:4]}")


# --- for people -----------------------------------------------------------------------------

_PATTERNS = {Precision.DAY: "d MMMM y", Precision.MONTH: "LLLL y", Precision.YEAR: "y"}


def display(edtf: str, language: str) -> str:
    """An EDTF date in a reader's language, no more exact than it is; "" for an undated one.

    "22 maart 2021", "décembre 2020", "2017 – 2018". Forms without a plain reading are shown as
    written.
    """
    ends = [_display_plain(end, language) for end in edtf.split("/")]
    return " – ".join(end or "…" for end in ends) if edtf else ""


def _display_plain(edtf: str, language: str) -> str:
    text = _QUALIFIER.sub("", edtf)
    if text in ("", ".."):
        return ""
    if not _PLAIN.fullmatch(text):
        return edtf
    pattern = _PATTERNS[precision(text)]
    if language == "de" and pattern.startswith("d "):
        pattern = "d. MMMM y"
    first = bounds(text).first
    shown = format_date(first, pattern, locale=language) if first else text
    if language == "fr" and pattern.startswith("d ") and shown.startswith("1 "):
        shown = f"1er{shown[1:]}"  # CLDR has no ordinals
    about = {"~": "± ", "?": "? ", "%": "±? "}.get(edtf[-1:], "")
    return about + shown
