"""Listing text: the page of a news list saved as text, in any of the four languages.

A page is a row of items: a date line (or "Publication date: ..."), a teaser of one or more
paragraphs, label lines. What is no item (a menu, a pager) is kept as Unread. Every character
of the page belongs to exactly one piece, so that the page can be given back letter for letter.

A date line is a date line by its shape *and* its place. The shape is read in `rows`; the place
is read here: at the start of the page, or below a blank line or a label, and followed by a
blank line, a label or the end. Only where a page's own style is another one (the teaser on the
very next line, no blank lines at all, titles above the dates) is that style followed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from kroniek.collect.labels import split_values
from kroniek.collect.rows import EDGES, Kind, Row, rows
from kroniek.dates import compatible, precision, read_printed
from kroniek.records import (
    Found,
    FoundHappening,
    FoundText,
    LabelsFound,
    Piece,
    Precision,
    Unread,
)

_BEFORE_ITEMS = "stands before the first dated item"
_HEADING = "a heading over the items below it, not an item"
_PAGER = "a pager or footer, not an item"
_AFTER_ITEMS = "stands after the labels of the last item"

_LABELLED = (Kind.LABEL, Kind.VALUE)
_CONTENT = (Kind.TEXT, Kind.DATE)
_FINENESS = {Precision.DAY: 3, Precision.MONTH: 2, Precision.YEAR: 1, Precision.NONE: 0}


def pieces(text: str, *, file: str, ui: str = "") -> Iterator[Piece]:
    """The items of a page, and what is no item, in order; their raw texts are the page.

    `ui` changes nothing: any language's labels and months are read on any page, since pages
    mix them. A page without a date line or date label is one Unread piece (or none, if empty).
    """
    boundaries = _boundaries(text)
    style = _Style()
    position = 1
    for boundary, group in _groups(text, boundaries):
        last = bool(boundaries) and boundary is boundaries[-1]
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


# --- where items begin ----------------------------------------------------------------------


class _Candidate(NamedTuple):
    """A line that may lead an item, and the lines around it."""

    row: Row
    above: Row | None
    over_above: Row | None
    below: Kind | None = None

    @property
    def in_place(self) -> bool:
        return self.above is None or self.above.kind is not Kind.TEXT

    @property
    def below_gap(self) -> bool:
        return self.above is None or self.above.kind is Kind.BLANK

    @property
    def loose(self) -> bool:
        return self.below is not Kind.TEXT

    @property
    def title(self) -> Row | None:
        """The line directly above, where it is a paragraph of its own and reads as a title."""
        above, over = self.above, self.over_above
        if above is None or above.kind is not Kind.TEXT or (over and over.kind is not Kind.BLANK):
            return None
        return above if _titular(above.text) and not _pager_points(above.text) else None


class _Boundary(NamedTuple):
    """Where a piece begins, and the offset of the line that leads it (a title may be above)."""

    start: int
    line: int
    lead: int
    heading: bool = False


_PREAMBLE = _Boundary(0, 1, -1)


def _boundaries(text: str) -> list[_Boundary]:
    candidates, dense = _survey(text)
    leads = (
        _leads_in_place(candidates, dense)
        or [(c, c.title) for c in candidates if c.row.kind is Kind.DATE and c.title and c.loose]
        or [(c, c.title) for c in candidates if c.row.field == "event"]
    )
    headings = _headings(text, [candidate for candidate, _ in leads])
    boundaries = [_boundary(c, title, c.row.start in headings) for c, title in leads]
    if boundaries and not text[: boundaries[0].start].strip(EDGES):
        # Blank lines before the first item are that item's.
        boundaries[0] = boundaries[0]._replace(start=0, line=1)
    return boundaries


def _boundary(candidate: _Candidate, title: Row | None, heading: bool) -> _Boundary:
    first = title or candidate.row
    return _Boundary(first.start, first.line, candidate.row.start, heading)


def _survey(text: str) -> tuple[list[_Candidate], bool]:
    """The lines that may lead an item, and whether no blank line stands between any two lines."""
    candidates: list[_Candidate] = []
    above: Row | None = None  # stays None until the first line that is not blank
    over_above: Row | None = None
    dense = True
    for row in rows(text):
        if candidates and candidates[-1].row is above:
            candidates[-1] = candidates[-1]._replace(below=row.kind)
        if row.kind is Kind.DATE or (row.kind is Kind.LABEL and row.field in ("date", "event")):
            candidates.append(_Candidate(row, above, over_above))
        if above or row.kind is not Kind.BLANK:
            dense = dense and (row.kind is Kind.BLANK or not above or above.kind is not Kind.BLANK)
            over_above, above = above, row
    return candidates, dense


def _leads_in_place(
    candidates: Sequence[_Candidate], dense: bool
) -> list[tuple[_Candidate, Row | None]]:
    tight = _is_tight(candidates)
    # One date line among the lines of a single paragraph is no style yet.
    dense = dense and (len(candidates) > 2 or any(c.above is None for c in candidates[:1]))
    leads: list[tuple[_Candidate, Row | None]] = []
    dated = True  # whether the item under way has its date label; a plain date line has not
    for candidate in candidates:
        if candidate.row.kind is Kind.DATE:
            if _is_date_line(candidate, tight, dense):
                leads.append((candidate, None))
                dated = False
        elif candidate.row.field == "date":
            if dated or candidate.below_gap:
                leads.append((candidate, candidate.title))
            dated = True
    return leads


def _is_tight(candidates: Sequence[_Candidate]) -> bool:
    """Whether most dates of the page have their text on the very next line."""
    placed = [c for c in candidates if c.row.kind is Kind.DATE and c.in_place]
    loose = sum(candidate.loose for candidate in placed)
    return len(placed) > 2 * loose


def _is_date_line(candidate: _Candidate, tight: bool, dense: bool) -> bool:
    if len(candidate.row.text) == 4:  # a year alone says little: it must stand free on both sides
        return candidate.below_gap and candidate.below is not Kind.TEXT
    if candidate.above is None:
        return True
    return (candidate.in_place and (candidate.loose or tight)) or dense


def _headings(text: str, leads: Sequence[_Candidate]) -> set[int]:
    """The offsets of dates that are headings: each year or month over finer dates, all of them.

    One month with text of its own is enough to say that the page's months are date lines.
    """
    found: set[int] = set()
    for coarse in (Precision.YEAR, Precision.MONTH):
        group = [
            (lead, leads[i + 1] if i + 1 < len(leads) else None)
            for i, lead in enumerate(leads)
            if lead.row.kind is Kind.DATE and _precision(lead.row) is coarse
        ]
        if all(below and _heads(text, lead.row, below.row) for lead, below in group):
            found.update(lead.row.start for lead, _ in group)
    return found


def _heads(text: str, row: Row, below: Row) -> bool:
    finer = _FINENESS[_precision(below)] > _FINENESS[_precision(row)]
    if not finer or text[row.end : below.start].strip(EDGES):
        return False
    return compatible(_edtf(row.text), _edtf(below.value or below.text))


def _precision(row: Row) -> Precision:
    return precision(_edtf(row.value or row.text))


def _edtf(printed: str) -> str:
    date = read_printed(printed)
    return date.edtf if date else ""


def _groups(text: str, boundaries: Sequence[_Boundary]) -> Iterator[tuple[_Boundary, list[Row]]]:
    """The rows of each piece; first those before the first boundary, if there are any."""
    following = iter(boundaries)
    current, upcoming = _PREAMBLE, next(following, None)
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
class _Style:
    """How the items of the page so far end: with their labels, or with text after them."""

    with_labels: int = 0
    with_text: int = 0

    @property
    def labels_last(self) -> bool:
        return self.with_labels > 0 and self.with_text == 0


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
    boundary: _Boundary,
    group: list[Row],
    position: int,
    style: _Style,
    last: bool,
) -> Iterator[Piece]:
    if boundary is _PREAMBLE:
        yield _unread(text, file, group, _BEFORE_ITEMS)
    elif boundary.heading:
        yield _unread(text, file, group, _HEADING)
    else:
        cut, why = _remainder(group, style, last)
        yield _found(text, boundary, group[:cut], position)
        if group[cut:]:
            yield _unread(text, file, group[cut:], why)


def _unread(text: str, file: str, group: Sequence[Row], why: str) -> Unread:
    return Unread(file, group[0].line, text[group[0].start : group[-1].end], why)


def _found(text: str, boundary: _Boundary, group: Sequence[Row], position: int) -> Found:
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
            FoundHappening(edtf, value) for value in labels.event if (edtf := _edtf(value))
        ),
    )


def _parts(text: str, boundary: _Boundary, group: Sequence[Row]) -> _Parts:
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
        edtf = _edtf(text)
        finer = _FINENESS[precision(edtf)] > _FINENESS[precision(best[1])]
        if not best[0] or (finer and compatible(edtf, best[1])):
            best = (text, edtf)
    return best


# --- title and teaser -----------------------------------------------------------------------

_LONGEST_TITLE = 120
_SHORTEST_PROSE = 80
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", ",")
_CLOSERS = "\"'”’»)]"
_FIRST_PARAGRAPH = re.compile(r"([^\r\n]+)(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)\s*")


def _words(parts: _Parts) -> FoundText:
    if parts.title or not parts.chunks:
        return FoundText(title=parts.title, teaser="\n\n".join(parts.chunks))
    first, *others = parts.chunks
    if match := _FIRST_PARAGRAPH.match(first):
        title, rest = match[1].rstrip(), [first[match.end() :], *others]
    else:
        title, rest = first, others
    if rest and _titular(title) and _is_prose(rest[0], title):
        return FoundText(title=title, teaser="\n\n".join(rest))
    return FoundText(teaser="\n\n".join(parts.chunks))


def _titular(text: str) -> bool:
    """Whether a paragraph is clearly a title: short, a capital first, no end of a sentence."""
    if len(text) > _LONGEST_TITLE or "\n" in text or "\r" in text:
        return False
    first = next((letter for letter in text if letter.isalnum()), "")
    return bool(first) and not first.islower() and not _ends_sentence(text)


def _is_prose(text: str, title: str) -> bool:
    longer = len(text) > len(title)
    return longer and (_ends_sentence(text) or len(text) >= _SHORTEST_PROSE)


def _ends_sentence(text: str) -> bool:
    return text.rstrip().rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)


# --- what is no part of an item -------------------------------------------------------------

_ARROWS = "«»‹›<>←→…|·"
_PAGER_WORDS = frozenset(
    ("first", "last", "next", "previous", "prev", "page", "pages", "current", "of")
    + ("eerste", "laatste", "volgende", "vorige", "pagina", "huidige", "van")
    + ("premier", "première", "dernier", "dernière", "suivant", "suivante", "précédent")
    + ("précédente", "actuelle", "courante", "sur")
    + ("erste", "letzte", "nächste", "vorherige", "weiter", "zurück", "seite", "aktuelle", "von")
)
_PAGE_WORDS = frozenset(("page", "pagina", "seite"))


def _remainder(group: Sequence[Row], style: _Style, last: bool) -> tuple[int, str]:
    """Where the item ends within its rows, and why the rest is no part of it."""
    pager = _pager(group)
    after_labels = _after_labels(group[:pager])
    if after_labels is None:
        return pager, _PAGER
    if after_labels < pager:
        if last and style.labels_last and group[after_labels - 1].kind is Kind.BLANK:
            return after_labels, _AFTER_ITEMS
        style.with_text += 1
    else:
        style.with_labels += 1
    return pager, _PAGER


def _after_labels(group: Sequence[Row]) -> int | None:
    """The index of the text below the theme and keywords that themselves stand below a teaser.

    None if no such labels stand there; the length of the group if nothing follows them.
    """
    labels = [
        i for i, row in enumerate(group) if row.kind in _LABELLED and row.field in _CLOSING_FIELDS
    ]
    if not labels or not any(row.kind is Kind.TEXT for row in group[: labels[0]]):
        return None
    below = range(labels[-1] + 1, len(group))
    return next((i for i in below if group[i].kind in _CONTENT), len(group))


_CLOSING_FIELDS = ("theme", "keywords")


def _pager(group: Sequence[Row]) -> int:
    """The index at which a pager or footer begins; the length of the group if there is none."""
    begins, strength = -1, 0
    for i, row in enumerate(group):
        if row.kind is Kind.BLANK:
            continue
        points = _pager_points(row.text) if row.kind is Kind.TEXT else 0
        if points and i and (begins >= 0 or group[i - 1].kind is not Kind.TEXT):
            begins, strength = (i if begins < 0 else begins), strength + points
        elif strength >= _SURE:
            break
        else:
            begins, strength = -1, 0
    return begins if strength >= _SURE else len(group)


_SURE = 3


def _pager_points(text: str) -> int:
    """How surely a line belongs to a pager or footer: 0 not at all, 3 beyond doubt."""
    if text.startswith(("©", "Copyright ©")):
        return _SURE
    if len(text) > 100:
        return 0
    words = [word.strip(_ARROWS + "().[]") for word in text.casefold().split()]
    if not all(not word or word.isdigit() or word in _PAGER_WORDS for word in words):
        return 0
    numbers = sum(word.isdigit() for word in words)
    named = sum(word in _PAGER_WORDS for word in words)
    if named and (numbers or any(arrow in text for arrow in _ARROWS)):
        return _SURE
    return min(_SURE, numbers + named)
