"""EDTF (ISO 8601-2): the days a date may mean, how exact it is, whether two agree."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import warnings
from functools import lru_cache

from kroniek.records import Bounds, InputError, Precision

PLAIN = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
# A season (21 spring to 24 winter) or a quarter (33 to 36) of a year.
PART = re.compile(r"([0-9]{4})-(2[1-4]|3[3-6])")
QUALIFIER = re.compile(r"[?~%]")

# The months of a part of a year, as the `edtf` library has them: a winter is the December of
# its year, since a date must not lie in two.
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 12)}
_QUARTERS = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)}
_MONTHS = _SEASONS | _QUARTERS


@lru_cache(maxsize=65_536)
def bounds(edtf: str) -> Bounds:
    """The first and last day an EDTF date may mean.

    Plain dates, seasons and quarters, and intervals of them, open (`..`) or unknown ends, and
    the qualifiers `?`, `~` and `%` (a qualifier changes the certainty, not the days). Other
    forms of levels 0 to 2 (unspecified digits, sets) go through the `edtf` library.

    Raises InputError where the text is no EDTF date in the years 1 to 9999.
    """
    if not edtf:
        return Bounds(None, None)
    text = QUALIFIER.sub("", edtf)
    if "/" in text:
        first, _, last = text.partition("/")
        return _interval(edtf, first, last)
    if PLAIN.fullmatch(text):
        return _plain_bounds(edtf, text)
    if part := PART.fullmatch(text):
        first_month, last_month = _MONTHS[int(part[2])]
        return _months(edtf, int(part[1]), first_month, last_month)
    return _library_bounds(edtf)


def precision(edtf: str) -> Precision:
    """day, month or year for a plain date; for an interval that of its coarser end; else none."""
    ends = [QUALIFIER.sub("", end) for end in edtf.split("/")]
    known = [4 if PART.fullmatch(end) else len(end) for end in ends if _is_known(end)]
    if not known:
        return Precision.YEAR if edtf and is_valid(edtf) else Precision.NONE
    return {10: Precision.DAY, 7: Precision.MONTH, 4: Precision.YEAR}[min(known)]


def compatible(one: str, other: str) -> bool:
    """Whether two EDTF dates can mean the same day; an undated side is compatible with all."""
    a, b = bounds(one), bounds(other)
    starts_in_time = a.first is None or b.last is None or a.first <= b.last
    ends_in_time = b.first is None or a.last is None or b.first <= a.last
    return starts_in_time and ends_in_time


def from_date(day: dt.date) -> str:
    return day.isoformat()[:10]


def is_valid(edtf: str) -> bool:
    try:
        bounds(edtf)
    except InputError:
        return False
    return True


def _is_known(end: str) -> bool:
    return bool(PLAIN.fullmatch(end) or PART.fullmatch(end))


def _interval(edtf: str, first: str, last: str) -> Bounds:
    start = None if first in ("", "..") else bounds(first).first
    end = None if last in ("", "..") else bounds(last).last
    if start and end and start > end:
        raise InputError(f"the interval {edtf} ends before it begins", advice="Swap its ends.")
    return Bounds(start, end)


def _plain_bounds(edtf: str, text: str) -> Bounds:
    if len(text) < 10:
        month = int(text[5:]) if text[5:] else 0
        return _months(edtf, int(text[:4]), month or 1, month or 12)
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise _no_date(edtf) from error
    return Bounds(day, day)


def _months(edtf: str, year: int, first: int, last: int) -> Bounds:
    if not year:
        raise _no_date(edtf)
    last_day = calendar.monthrange(year, last)[1]
    return Bounds(dt.date(year, first, 1), dt.date(year, last, last_day))


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
