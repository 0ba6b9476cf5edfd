"""Listing text: the page of a news list saved as text, in any of the four languages.

A page is a row of items: a date line (or "Publication date: ..."), a teaser of one or more
paragraphs, label lines. What is no item (a menu, a pager) is kept as Unread. Every character
of the page belongs to exactly one piece, so that the page can be given back letter for letter.

Where items begin is decided in `boundaries`, what a line is by its shape in `rows`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kroniek.collect.boundaries import PREAMBLE, Boundary, boundaries
from kroniek.collect.labels import split_values
from kroniek.collect.leftovers import Style, remainder
from kroniek.collect.rows import Kind, Row, edtf_of, ends_sentence, fineness, rows, titular
from kroniek.dates import compatible
from kroniek.records import (
    Found,
    FoundHappening,
    FoundText,
    LabelsFound,
    Piece,
    Unread,
)

_BEFORE_ITEMS = "stands before the first dated item"
_HEADING = "a heading over the items below it, not an item"

_LABELLED = (Kind.LABEL, Kind.VALUE)
_CONTENT = (Kind.TEXT, Kind.DATE)


def pieces(text: str, *, file: str, ui: str = "") -> Iterator[Piece]:
    """The items of a page, and what is no item, in order; their raw texts are the page.

    `ui` changes nothing: any language's labels and months are read on any page, since pages
    mix them. A page without a date line or date label is one Unread piece (or none, if empty).
    """
    places = boundaries(text)
    style = Style()
    position = 1
    for boundary, group in _groups(text, places):
        last = bool(places) and boundary is places[-1]
        for piece in _read_group(text, file, boundary, group, position, style, last):
            position += isinstance(piece, Found)
            yield piece


def detect_ui(text: str) -> str:
    """The language of a page's own months and labels, by majority; "" if it shows none."""
    votes: Counter[str] = Counter()
    capitals = 0
    for row in rows(text):
        votes.update(row.languages)
        if row.kind is Kind.DATE and row.languages:
            capitals += 1 if any(letter.isupper() for letter in row.text) else -1
    # English and German write a month with a capital, Dutch and French do not: that tells
    # "September 2020" from "september 2020".
    usual = ("en", "de", "nl", "fr") if capitals > 0 else ("nl", "fr", "en", "de")
    best = max(usual, key=lambda language: votes[language])
    return best if votes[best] else ""


def _groups(text: str, places: Sequence[Boundary]) -> Iterator[tuple[Boundary, list[Row]]]:
    """The rows of each piece; first those before the first boundary, if there are any."""
    following = iter(places)
    current, upcoming = PREAMBLE, next(following, None)
    group: list[Row] = []
    for row in rows(text):
        if upcoming and row.start == upcoming.start:
            if group:
                yield current, group
            current, upcoming, group = upcoming, next(following, None), []
        group.append(row)
    if group:
        yield current, group


# --- what an item holds ---------------------------------------------------------------------


@dataclass(slots=True)
class _Parts:
    """The lines of an item sorted out: dates as printed, label values, runs of text."""

    dates: list[str] = field(default_factory=list)
    labels: dict[str, list[str]] = field(default_factory=dict)
    chunks: list[str] = field(default_factory=list)
    title: str = ""


def _read_group(
    text: str,
    file: str,
    boundary: Boundary,
    group: list[Row],
    position: int,
    style: Style,
    last: bool,
) -> Iterator[Piece]:
    if boundary is PREAMBLE:
        yield _unread(text, file, group, _BEFORE_ITEMS)
    elif boundary.heading:
        yield _unread(text, file, group, _HEADING)
    else:
        cut, why = remainder(group, style, last)
        yield _found(text, boundary, group[:cut], position)
        if group[cut:]:
            yield _unread(text, file, group[cut:], why)


def _unread(text: str, file: str, group: Sequence[Row], why: str) -> Unread:
    return Unread(file, group[0].line, text[group[0].start : group[-1].end], why)


def _found(text: str, boundary: Boundary, group: Sequence[Row], position: int) -> Found:
    parts = _parts(text, boundary, group)
    date_found, date = _date(parts.dates)
    labels = LabelsFound.from_dict(parts.labels)
    words = _words(parts)
    return Found(
        position=position,
        line=boundary.line,
        raw=text[group[0].start : group[-1].end],
        texts=(words,) if words.title or words.teaser else (),
        date_found=date_found,
        date=date,
        labels=labels,
        kind="event" if labels.event else "",
        happenings=tuple(
            FoundHappening(edtf, value) for value in labels.event if (edtf := edtf_of(value))
        ),
    )


def _parts(text: str, boundary: Boundary, group: Sequence[Row]) -> _Parts:
    parts = _Parts()
    chunk: list[Row] = []
    for row in group:
        if row.kind is Kind.DATE and row.start == boundary.lead:
            parts.dates.append(row.text)
        elif row.start < boundary.lead and row.kind is Kind.TEXT:
            parts.title = row.text
        elif row.kind in _CONTENT:
            chunk.append(row)
        elif row.kind in _LABELLED:
            _close(text, chunk, parts)
            _add_label(row, parts)
    _close(text, chunk, parts)
    return parts


def _close(text: str, chunk: list[Row], parts: _Parts) -> None:
    if chunk:
        parts.chunks.append(text[chunk[0].start : chunk[-1].end].strip())
        chunk.clear()


def _add_label(row: Row, parts: _Parts) -> None:
    if row.field == "date":
        parts.dates.extend([row.value] if row.value else [])
    else:
        parts.labels.setdefault(row.field, []).extend(split_values(row.field, row.value))


def _date(printed: Sequence[str]) -> tuple[str, str]:
    """The date as printed and as EDTF: the first, or a finer one that agrees with it."""
    best = ("", "")
    for text in printed:
        edtf = edtf_of(text)
        finer = fineness(edtf) > fineness(best[1])
        if not best[0] or (finer and compatible(edtf, best[1])):
            best = (text, edtf)
    return best


# --- title and teaser -----------------------------------------------------------------------

_SHORTEST_PROSE = 80
_FIRST_PARAGRAPH = re.compile(r"([^\r\n]+)(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)\s*")


def _words(parts: _Parts) -> FoundText:
    if parts.title or not parts.chunks:
        return FoundText(title=parts.title, teaser="\n\n".join(parts.chunks))
    first, *others = parts.chunks
    if match := _FIRST_PARAGRAPH.match(first):
        title, rest = match[1].rstrip(), [first[match.end() :], *others]
    else:
        title, rest = first, others
    if rest and titular(title) and _is_prose(rest[0], title):
        return FoundText(title=title, teaser="\n\n".join(rest))
    return FoundText(teaser="\n\n".join(parts.chunks))


def _is_prose(text: str, title: str) -> bool:
    longer = len(text) > len(title)
    return longer and (ends_sentence(text) or len(text) >= _SHORTEST_PROSE)
