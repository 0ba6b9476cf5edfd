"""Printed dates in four languages -> EDTF: only where the whole text is a date.

A text is read folded (no accents, no capitals, one kind of dash). The plain forms come first,
for they are nearly all there is: a date of digits, or with the name of its month. What is none
of them is read as something around a plain form: a weekday or a preposition before it, a clock
behind it, two of them joined to a range.

Days come before months, as all four languages print them here. A number alone is a year from
1900 to 2099 only. Two digits are a year only behind a day and a named month ("3-May-21"), or in
digits behind a weekday ("ma 03/05/21"): 03/05/21 alone may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from kroniek.dates.edtf import is_valid, precision
from kroniek.dates.shapes import (
    BEFORE,
    DAY_ALONE,
    DIGITS,
    JOINS,
    MONTH_BEFORE_DAYS,
    NAMED,
    OPENS_RANGE,
    QUARTERS,
    SEASON_OF_TWO_YEARS,
    SHORT_YEAR,
    SIGN,
    TIMED,
)
from kroniek.dates.words import (
    month_names,
    quarter_counts,
    quarter_words,
    season_names,
    weekday_names,
)
from kroniek.folding import fold
from kroniek.records import Precision

# The longest range with weekdays and hours has about so many letters.
_LONGEST = 80
_DASHES = str.maketrans("‐‑‒–—−’‘", "------''")

# Two digits mean the years from 1950 to 2049.
_TURN_OF_CENTURY = 50
_WINTER = 24
# The date lines of French lists begin with it.
_ARTICLE_OF_LISTS = "le"

NO_LANGUAGE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Printed:
    """A date as printed: its EDTF, and the languages whose words it uses (empty: digits only).

    `bare` where it is what lists print as a date: not "on 3 May 2021", which is the rest of a
    sentence, nor "spring 2018" or "Q1 2020", which may be a title.
    """

    edtf: str
    languages: frozenset[str] = NO_LANGUAGE
    bare: bool = True


@lru_cache(maxsize=16_384)
def read_printed(text: str) -> Printed | None:
    """The date that a printed text *is*, as a whole; None if it is anything else.

    Spaces around it do not count. A month without a day stays a month. A day that the month
    does not have (31 juni) is no date. A printed range is an EDTF interval.
    """
    folded = _folded(text)
    found = _plain(folded) or _dressed(folded) or _range(folded)
    return found if found and is_valid(found.edtf) else None


def date_shaped(text: str) -> bool:
    """Whether a text looks as the dates of lists do, real or not: "31 juni 2020" does.

    Only what is `bare`: elsewhere a date may be more loosely worded.
    """
    found = read_printed(text)
    if not found:
        folded = _folded(text)
        found = _plain(folded) or _dressed(folded)
    return found is not None and found.bare


def _folded(text: str) -> str:
    """The text to read; "" where it cannot be a date."""
    folded = fold(text.strip()) if len(text) < 3 * _LONGEST else ""
    return folded.translate(_DASHES) if len(folded) <= _LONGEST else ""


# --- plain forms: real or not, for `is_valid` comes last --------------------------------------


def _plain(text: str) -> Printed | None:
    if not text[-1:].isdigit():
        return None
    shapes = NAMED if any(map(str.isalpha, text)) else DIGITS
    match = _first_match(shapes, text)
    if match is None:
        return None
    return _named(match) if shapes is NAMED else _in_digits(match)


def _first_match(shapes: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    return next((match for shape in shapes if (match := shape.fullmatch(text))), None)


def _in_digits(match: re.Match[str], languages: frozenset[str] = NO_LANGUAGE) -> Printed:
    part = match.groupdict()
    edtf = part.get("year") or _long_year(part["short"])
    for number in (part.get("month"), part.get("day")):
        if number:
            edtf += f"-{int(number.rstrip('./-')):02d}"
    return Printed(edtf, languages)


def _named(match: re.Match[str]) -> Printed | None:
    part = match.groupdict()
    year = part["year"] or _long_year(part["short"])
    day, name = part.get("day"), part["name"]
    # A name that means two months in two languages does not occur; the first will do.
    if months := month_names().get(name):
        edtf = f"{year}-{next(iter(months.values())):02d}"
        return Printed(f"{edtf}-{int(day):02d}" if day else edtf, frozenset(months))
    seasons = season_names().get(name)
    if seasons is None or day:
        return None
    return Printed(f"{year}-{next(iter(seasons.values()))}", frozenset(seasons), bare=False)


def _long_year(short: str) -> str:
    return f"{'20' if int(short) < _TURN_OF_CENTURY else '19'}{short}"


# --- what stands around a plain form ----------------------------------------------------------


def _dressed(text: str) -> Printed | None:
    """One date with a weekday, a preposition or a clock; or a quarter, or a winter."""
    return _quarter(text) or _winter(text) or _led(text) or _timed(text)


def _single(text: str) -> Printed | None:
    return _plain(text) or _dressed(text)


def _led(text: str) -> Printed | None:
    first, _, rest = text.partition(" ")
    word = first.strip(".,")
    weekday = weekday_names().get(word)
    if weekday:
        return _on_weekday(rest, weekday)
    if word not in BEFORE:
        return None
    found = _single(rest)
    if found is None or len(found.edtf) == 4:
        return None  # "the 2020" is no year
    return replace(found, bare=found.bare and word == _ARTICLE_OF_LISTS)


def _on_weekday(text: str, weekday: frozenset[str]) -> Printed | None:
    short = SHORT_YEAR.fullmatch(text)
    found = _in_digits(short) if short else _single(text)
    if found is None or len(found.edtf) != 10:
        return None
    return replace(found, languages=(found.languages & weekday) or weekday)


def _timed(text: str) -> Printed | None:
    """A day with its hours: they are passed over."""
    match = TIMED.fullmatch(text)
    found = _single(match["date"]) or _range(match["date"]) if match else None
    return found if found and precision(found.edtf) is Precision.DAY else None


def _quarter(text: str) -> Printed | None:
    match = _first_match(QUARTERS, text)
    if match is None:
        return None
    part = match.groupdict()
    languages = quarter_words().get(part["word"]) if part.get("word") else NO_LANGUAGE
    number = int(part["number"] or 0) or quarter_counts().get(part.get("count") or "", 0)
    if languages is None or not number:
        return None
    return Printed(f"{part['year']}-{32 + number}", languages, bare=False)


def _winter(text: str) -> Printed | None:
    """The winter of two years is, in EDTF, that of the first: "winter 2019-2020"."""
    match = SEASON_OF_TWO_YEARS.fullmatch(text)
    seasons = season_names().get(match["name"], {}) if match else {}
    if match is None or _WINTER not in seasons.values():
        return None
    if (int(match["year"]) + 1) % 100 != int(match["last"]):
        return None
    return Printed(f"{match['year']}-{_WINTER}", frozenset(seasons), bare=False)


# --- ranges -----------------------------------------------------------------------------------


def _range(text: str) -> Printed | None:
    if days := MONTH_BEFORE_DAYS.fullmatch(text):
        text = "{first} - {last} {month} {year}".format(**days.groupdict())
    opening = OPENS_RANGE.match(text)
    text = text[opening.end() :] if opening else text
    return next(_joined(text), None)


def _joined(text: str) -> Iterator[Printed]:
    """Every way to read a text as two ends and what joins them; the first is right."""
    for join in JOINS.finditer(text):
        last = _single(text[join.end() :])
        first = _first_end(text[: join.start()], last) if last else None
        if first and last and _makes_range(first.edtf, last.edtf, join[0]):
            languages = (first.languages & last.languages) or last.languages
            edtf = f"{first.edtf}/{last.edtf}"
            yield Printed(edtf, languages, first.bare and last.bare)


def _makes_range(first: str, last: str, join: str) -> bool:
    """Whether two ends fit: in order, and two years or none.

    Two years with a slash are a school's year, one after the other; any other pair is the
    number of a law.
    """
    years = (len(first) == 4, len(last) == 4)
    if any(years) != all(years) or not is_valid(f"{first}/{last}"):
        return False
    return not all(years) or join.strip() != "/" or int(first) + 1 == int(last)


def _first_end(text: str, last: Printed) -> Printed | None:
    """The first end of a range, with the month and the year that only the last end prints."""
    if day := _day_alone(text):
        if len(last.edtf) != 10:
            return None
        return Printed(f"{last.edtf[:8]}{day:02d}", last.languages, last.bare)
    return _single(text) or _with_year(text, last)


def _day_alone(text: str) -> int:
    match = DAY_ALONE.fullmatch(text)
    if match is None:
        return 0
    words = (word.strip(".,") for word in match["before"].split())
    known = all(word in BEFORE or word in weekday_names() for word in words)
    return int(match["day"]) if known else 0


def _with_year(text: str, last: Printed) -> Printed | None:
    """An end without a year has the last end's; "December - January 2021" began the year before."""
    sign = SIGN.search(text)
    stem = text.rstrip(" .,") + (sign[1] if sign else " ")
    year = int(last.edtf[:4])
    found = _single(f"{stem}{year}")
    if found and found.edtf[5:7] > last.edtf[5:7]:
        return _single(f"{stem}{year - 1}")
    return found
