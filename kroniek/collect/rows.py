"""The lines of a listing text, and what each one is by its shape.

Only the shape is decided here: blank, a date, a label, the value of a label, or text. Whether
a date-shaped line *is* a date line depends on its place, and `listing` decides that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from kroniek.collect.labels import LabelLine, is_sentence, read_label
from kroniek.dates import date_shaped, read_printed


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
_NO_VALUE_ENDS = (".", "!", "?", "…", ":", ";")
# A label with one value only: what follows it on a second line is something else.
_ONE_VALUE = ("date", "event", "commissioner")


def rows(text: str) -> Iterator[Row]:
    """The lines of a text in order; their slices `text[row.start:row.end]` are the text."""
    waiting = ""  # the field of a label whose value may stand on the next line
    last: Row | None = None
    for row in _bare_rows(text):
        if last is not None:
            last = _shaped(last, waiting, row.text)
            waiting = _waits(last, waiting)
            yield last
        last = row
    if last is not None:
        yield _shaped(last, waiting, "")


def date_line(shown: str) -> bool:
    """Whether a line is shaped like a date line; a number is a year from 1900 to 2099 only."""
    if len(shown) > 60 or not _YEAR.search(shown):
        return False
    if len(shown) == 4:
        return bool(_A_YEAR_OF_OURS.fullmatch(shown))
    return date_shaped(shown)


def _bare_rows(text: str) -> Iterator[Row]:
    for number, match in enumerate(_LINE.finditer(text), start=1):
        yield Row(Kind.BLANK, match.start(), match.end(), number, match[0].strip(EDGES))


def _shaped(row: Row, waiting: str, following: str) -> Row:
    shown = row.text
    if not shown:
        return row
    if waiting and _can_be_value(waiting, shown):
        return row._replace(kind=Kind.VALUE, field=waiting, value=shown)
    label = read_label(shown)
    if label and _is_label(label, following):
        return row._replace(
            kind=Kind.LABEL, field=label.field, value=label.value, languages=label.languages
        )
    if date_line(shown):
        printed = read_printed(shown)
        return row._replace(kind=Kind.DATE, languages=printed.languages if printed else frozenset())
    return row._replace(kind=Kind.TEXT)


def _waits(row: Row, waiting: str) -> str:
    """The field that the next line may give a value to, after this one."""
    if row.kind is Kind.LABEL:
        # "Trefwoorden: terugkeer," goes on where the line was broken.
        return row.field if not row.value or row.value.endswith(",") else ""
    if row.kind is Kind.VALUE:
        return "" if row.field in _ONE_VALUE else row.field
    # A date may stand below its label with blank lines between: an item that has an empty
    # date and nothing else at all is no item.
    return waiting if row.kind is Kind.BLANK and waiting == "date" else ""


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
