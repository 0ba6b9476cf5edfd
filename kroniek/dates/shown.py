"""An EDTF date in a reader's language."""

from __future__ import annotations

from babel.core import Locale
from babel.dates import format_date

from kroniek.dates.edtf import PART, PLAIN, QUALIFIER, bounds, precision
from kroniek.dates.words import SEASONS
from kroniek.records import Precision

_PATTERNS = {Precision.DAY: "d MMMM y", Precision.MONTH: "LLLL y", Precision.YEAR: "y"}
_ABOUT = {"~": "± ", "?": "? ", "%": "±? "}


def display(edtf: str, language: str) -> str:
    """An EDTF date in a reader's language, no more exact than it is; "" for an undated one.

    "22 maart 2021", "décembre 2020", "Sommer 2019", "2017 – 2018". Forms without a plain reading
    are shown as written.
    """
    ends = [_end(end, language) for end in edtf.split("/")]
    return " – ".join(end or "…" for end in ends) if edtf else ""


def _end(edtf: str, language: str) -> str:
    text = QUALIFIER.sub("", edtf)
    about = _ABOUT.get(edtf[-1:], "")
    if text in ("", ".."):
        return ""
    if part := PART.fullmatch(text):
        return f"{about}{_part(int(part[2]), language)} {part[1]}"
    return about + _plain(text, language) if PLAIN.fullmatch(text) else edtf


def _part(number: int, language: str) -> str:
    """A season in words, a quarter as CLDR has it: "zomer", "1er trimestre"."""
    if number in SEASONS[language]:
        return SEASONS[language][number][0]
    quarters: dict[int, str] = Locale.parse(language).quarters["format"]["wide"]
    return quarters[number - 32]


def _plain(text: str, language: str) -> str:
    pattern = _PATTERNS[precision(text)]
    if language == "de" and pattern.startswith("d "):
        pattern = "d. MMMM y"
    first = bounds(text).first
    shown = format_date(first, pattern, locale=language) if first else text
    if language == "fr" and pattern.startswith("d ") and shown.startswith("1 "):
        shown = f"1er{shown[1:]}"  # CLDR has no ordinals
    return shown
