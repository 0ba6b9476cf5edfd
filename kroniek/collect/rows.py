"""The lines of a listing text, and what each one is by its shape.

Only the shape is decided here: blank, a date, a label, the value of a label, or text. Whether
a date-shaped line *is* a date line depends on its place, and `boundaries` decides that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from kroniek.collect.labels import LabelLine, is_sentence, read_label
from kroniek.dates import date_shaped, precision, read_printed
from kroniek.records import Precision


class Kind(Enum):
    """What a line is by its shape."""

    BLANK = "blank"
    TEXT = "text"
    DATE = "date"
    LABEL = "label"
    VALUE = "value"


class Row(NamedTuple):
    """A line: where it stands (offsets with its newline, 1-based number) and what it is.

    `text` is the line without the spaces and invisible characters at its edges. `field` is set
    for labels and values; `value` is what stands behind the label on the same line.
    """

    kind: Kind
    start: int
    end: int
    line: int
    text: str
    field: str = ""
    value: str = ""
    languages: frozenset[str] = frozenset()


# What copying and saving leaves at the edges of a line: every space there is, the byte order
# mark, zero-width and direction marks.
_SPACES = "".join(chr(c) for c in range(0x3001) if chr(c).isspace())
EDGES = _SPACES + "\ufeff\u200b\u200e\u200f\u2060"

# Lines end as they end in the file; form feeds, U+2028 and the like are letters of a line.
_LINE = re.compile(r"[^\r\n]*+(?:\r\n?|\n)|[^\r\n]++")
_YEAR = re.compile(r"[0-9]{4}")
_A_YEAR_OF_OURS = re.compile(r"(?:19|20)[0-9]{2}")
_DIGIT = re.compile(r"[0-9]")
_LONGEST_TITLE = 120
_STOPS = (".", "!", "?", "…", ":", ";", ",")
_CLOSERS = "\"'”’»)]"
_FINENESS = {Precision.DAY: 3, Precision.MONTH: 2, Precision.YEAR: 1, Precision.NONE: 0}
_NO_VALUE_ENDS = (".", "!", "?", "…", ":", ";")
# A label with one value only: what follows it on a second line is something else.
_ONE_VALUE = ("date", "event", "commissioner")
_LEADING_DATE = "leading date"


def rows(text: str) -> Iterator[Row]:
    """The lines of a text in order; their slices `text[row.start:row.end]` are the text."""
    waiting = ""  # the field of a label whose value may stand on the next line
    above = Kind.BLANK
    for row, following in _with_next(_bare_rows(text)):
        shaped = _shaped(row, waiting, following.text if following else "")
        waiting = _waits(shaped, waiting, above)
        above = shaped.kind
        yield shaped


def date_line(shown: str) -> bool:
    """Whether a line is shaped like a date line; a number is a year from 1900 to 2099 only."""
    if len(shown) > 60 or not _YEAR.search(shown):
        return False
    if len(shown) == 4:
        return bool(_A_YEAR_OF_OURS.fullmatch(shown))
    return date_shaped(shown)


def titular(text: str) -> bool:
    """Whether a paragraph is clearly a title: short, a capital first, no end of a sentence."""
    if len(text) > _LONGEST_TITLE or "\n" in text or "\r" in text:
        return False
    first = next((letter for letter in text if letter.isalnum()), "")
    return bool(first) and not first.islower() and not ends_sentence(text)


def ends_sentence(text: str) -> bool:
    """Whether a text stops as a sentence or a clause does, behind quotes and brackets too."""
    return text.rstrip().rstrip(_CLOSERS).endswith(_STOPS)


def edtf_of(printed: str) -> str:
    """A printed date as EDTF; "" if it is none."""
    date = read_printed(printed)
    return date.edtf if date else ""


def fineness(edtf: str) -> int:
    """3 for a day, 2 for a month, 1 for a year, 0 for no date."""
    return _FINENESS[precision(edtf)]


def _bare_rows(text: str) -> Iterator[Row]:
    for number, match in enumerate(_LINE.finditer(text), start=1):
        yield Row(Kind.BLANK, match.start(), match.end(), number, match[0].strip(EDGES))


def _with_next(bare: Iterator[Row]) -> Iterator[tuple[Row, Row | None]]:
    row = next(bare, None)
    while row is not None:
        following = next(bare, None)
        yield row, following
        row = following


def _shaped(row: Row, waiting: str, following: str) -> Row:
    shown = row.text
    if not shown:
        return row
    field = "date" if waiting == _LEADING_DATE else waiting
    if field and _can_be_value(field, shown):
        return row._replace(kind=Kind.VALUE, field=field, value=shown)
    label = read_label(shown)
    if label and _is_label(label, following):
        return row._replace(
            kind=Kind.LABEL, field=label.field, value=label.value, languages=label.languages
        )
    if date_line(shown):
        printed = read_printed(shown)
        return row._replace(kind=Kind.DATE, languages=printed.languages if printed else frozenset())
    return row._replace(kind=Kind.TEXT)


def _waits(row: Row, waiting: str, above: Kind) -> str:
    """The field that the next line may give a value to, after this one."""
    if row.kind is Kind.LABEL and not row.value:
        # A date may stand below the label that leads an item with blank lines between; below
        # an empty one among an item's labels, it is the next item's.
        return _LEADING_DATE if row.field == "date" and above is Kind.BLANK else row.field
    if row.kind is Kind.LABEL:
        # "Trefwoorden: terugkeer," goes on where the line was broken.
        return row.field if row.value.endswith(",") else ""
    if row.kind is Kind.VALUE:
        return "" if row.field in _ONE_VALUE else row.field
    return waiting if row.kind is Kind.BLANK and waiting == _LEADING_DATE else ""


def _is_label(label: LabelLine, following: str) -> bool:
    if label.field == "date" and label.colon:
        return not label.value or date_line(label.value) or not is_sentence(label.value)
    return label.colon or _can_be_value(label.field, following)


def _can_be_value(field: str, shown: str) -> bool:
    if field == "date":
        return date_line(shown)
    if not shown or len(shown) > 120 or is_sentence(shown):
        return False
    if field == "event":
        return bool(_DIGIT.search(shown))
    other = shown.endswith(_NO_VALUE_ENDS) or date_line(shown) or read_label(shown) is not None
    return not other
