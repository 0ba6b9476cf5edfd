"""The days that a `date:` or `year:` means."""

from __future__ import annotations

import re

from kroniek.dates import bounds
from kroniek.records import Bounds

# 2018-02..2018-06, and with the one character that some keyboards make of the dots.
_SPAN = re.compile(r"([^./…]*)(?:\.{2,3}|…)([^./…]*)")


def days(value: str) -> Bounds:
    """First and last day of 2018, 2018-02..2018-06, 2018.. (open), ..2018, or an EDTF date.

    Raises InputError where the value is no date, or ends before it begins.
    """
    span = _SPAN.fullmatch(value)
    return bounds(f"{span[1].strip()}/{span[2].strip()}" if span else value)
