"""Where the items of a listing begin: date lines by their place.

In place is a date at the start of the page, or below a blank line or a label, and followed by a
blank line, a label or the end. Only where a page's own style is another one (the text on the
very next line, no blank lines at all, titles above the dates) is that style followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kroniek.collect.leftovers import pager_points
from kroniek.collect.rows import EDGES, Kind, Row, edtf_of, fineness, rows, titular
from kroniek.dates import compatible, precision
from kroniek.records import Precision


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
        return above if titular(above.text) and not pager_points(above.text) else None


class Boundary(NamedTuple):
    """Where a piece begins, and the offset of the line that leads it (a title may be above)."""

    start: int
    line: int
    lead: int
    heading: bool = False


# What stands before the first item, if anything does.
PREAMBLE = Boundary(0, 1, -1)


def boundaries(text: str) -> list[Boundary]:
    """Where the items and the headings of a page begin, in order; empty if it has no dates."""
    candidates, dense = _survey(text)
    leads = (
        _leads_in_place(candidates, dense)
        or [(c, c.title) for c in candidates if c.row.kind is Kind.DATE and c.title and c.loose]
        or [(c, c.title) for c in candidates if c.row.field == "event"]
    )
    headings = _headings(text, [candidate for candidate, _ in leads])
    found = [_boundary(c, title, c.row.start in headings) for c, title in leads]
    if found and not text[: found[0].start].strip(EDGES):
        # Blank lines before the first item are that item's.
        found[0] = found[0]._replace(start=0, line=1)
    return found


def _boundary(candidate: _Candidate, title: Row | None, heading: bool) -> Boundary:
    first = title or candidate.row
    return Boundary(first.start, first.line, candidate.row.start, heading)


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
            if lead.row.kind is Kind.DATE and precision(_printed_edtf(lead.row)) is coarse
        ]
        if all(below and _heads(text, lead.row, below.row) for lead, below in group):
            found.update(lead.row.start for lead, _ in group)
    return found


def _heads(text: str, row: Row, below: Row) -> bool:
    over, under = _printed_edtf(row), _printed_edtf(below)
    if fineness(under) <= fineness(over) or text[row.end : below.start].strip(EDGES):
        return False
    return compatible(over, under)


def _printed_edtf(row: Row) -> str:
    return edtf_of(row.value or row.text)
