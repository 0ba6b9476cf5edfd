"""Publication dates as printed, and strings that are none: read exactly, or left alone?

An item: what is `printed` (the value, without the label before it), its `edtf` ("" where it is
no date), its `kind` (date, range, none) and its `language`, "digits" where no word tells one.
Only the exact EDTF is right: a month read as its first day is wrong.

The peer, dateutil, knows English only and no ranges; so it is asked for the single dates and
the strings that are none, in English and in digits, told that days come first, and its answer is
no more exact than the parts it found.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from evaluation.figures import ALL, OURS, Figure, Row, read_items
from evaluation.measures import mean
from kroniek.dates import read_printed
from kroniek.records import LANGUAGES

SET = "printed_dates"
PEER = "dateutil"
DIGITS = "digits"
GROUPS = (ALL, *LANGUAGES, DIGITS)
# What the peer can fairly be asked.
_PEERS_GROUPS = ("en", DIGITS)

Item = dict[str, Any]


def run() -> Iterator[Figure]:
    items = read_items(__file__)
    for group in GROUPS:
        yield _accuracy("accuracy", group, OURS, items)
    # Ranges are too few to tell the languages apart.
    yield _accuracy("accuracy, ranges", ALL, OURS, _of_kind(items, "range"))
    for measure, kind in (("accuracy, single dates", "date"), ("left alone", "none")):
        chosen = _of_kind(items, kind)
        for group in GROUPS:
            yield _accuracy(measure, group, OURS, chosen)
            if group in _PEERS_GROUPS:
                yield _accuracy(measure, group, PEER, chosen)


def _of_kind(items: list[Item], kind: str) -> list[Item]:
    return [item for item in items if item["kind"] == kind]


def _accuracy(measure: str, group: str, system: str, items: list[Item]) -> Figure:
    read = _READERS[system]
    chosen = [item for item in items if group in (ALL, item["language"])]
    right = [float(read(item["printed"]) == item["edtf"]) for item in chosen]
    return Row(SET, measure, group, system).figure(right, mean)


def _ours(printed: str) -> str:
    found = read_printed(printed)
    return found.edtf if found else ""


def _dateutil(printed: str) -> str:
    """Read twice over two defaults: what differs was not printed but filled in."""
    one, other = (_parsed(printed, default) for default in _DEFAULTS)
    if one is None or other is None or one.year != other.year:
        return ""
    if one.month != other.month:
        return f"{one.year:04d}"
    return f"{one:%Y-%m}" if one.day != other.day else f"{one:%Y-%m-%d}"


_DEFAULTS = (dt.datetime(2000, 1, 1), dt.datetime(2004, 2, 2))


def _parsed(printed: str, default: dt.datetime) -> dt.datetime | None:
    from dateutil import parser  # type: ignore[import-untyped]

    # Year first in front, as ISO 8601 has it; day first everywhere else, as all pages here.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a time zone it does not know changes no day
            found: dt.datetime = parser.parse(
                printed, dayfirst=not printed[:4].isdigit(), default=default
            )
    except (ValueError, OverflowError):
        return None
    return found


_READERS: dict[str, Callable[[str], str]] = {OURS: _ours, PEER: _dateutil}
