"""A text that changed where it stood: which story that vanished from a page a new item is.

Pages show the newest first: what falls off at the end and what is new at the top are two
stories, however alike (the same sentence with the next month's figure). A correction stays in
its place, between the same neighbours, and is not the next number of a series.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import zip_longest

from rapidfuzz.fuzz import ratio

from kroniek.dates import month_names
from kroniek.folding import fold
from kroniek.records import Text

# How alike (0-100) two texts must be to be one, corrected: in its place, in its place but with
# another figure, and where nothing else of the page stayed.
IN_PLACE, FIGURES, ANYWHERE = 80.0, 97.0, 95.0

# The stories that stayed on the page, next above and next below a place; 0 for none.
Gap = tuple[int, int]

_FIGURE = re.compile(r"\d+(?:[ .,]\d{3}(?!\d))*")
_WORD = re.compile(r"[^\W\d_]{3,}")
_GROUPING = re.compile(r"[ .,]")


@dataclass(frozen=True, slots=True)
class Turnover:
    """What a page lost since it was seen before, and where; where each of its items stands."""

    lost: dict[int, Gap]
    places: tuple[Gap, ...]


def turnover(before: Sequence[int], now: Sequence[int]) -> Turnover:
    """Compare a page's stories, in order, with those it shows now (0: not known)."""
    staying = set(before) & set(now)
    then = zip(before, _gaps(before, staying), strict=True)
    lost = {story: gap for story, gap in then if story not in staying}
    return Turnover(lost, tuple(_gaps(now, staying)))


class Place(Enum):
    """Where a new item stands, seen from where a text was lost."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"  # nothing of the page stayed


def where(one: Gap, other: Gap) -> Place:
    if one == other == (0, 0):
        return Place.UNKNOWN
    same = any(a == b != 0 for a, b in zip(one, other, strict=True))
    return Place.SAME if same else Place.OTHER


def likeness(new: Text, old: Text, place: Place, *, dated: bool) -> float:
    """How alike two texts are; 0 unless they are near enough to be one text, corrected."""
    a, b = words_of(new), words_of(old)
    if place is Place.OTHER or _months(a) != _months(b):
        return 0.0
    if figures(a) == figures(b):
        return float(ratio(a, b, score_cutoff=IN_PLACE if place is Place.SAME else ANYWHERE))
    if place is Place.UNKNOWN or not dated or next_number(b, a):
        return 0.0
    return float(ratio(a, b, score_cutoff=FIGURES))


def words_of(text: Text) -> str:
    return fold(f"{text.title} {text.teaser} {text.body}")


def next_number(old: str, new: str) -> bool:
    """Whether a text speaks of the number or the year after the one that the other speaks of."""
    pairs = zip_longest(figures(old), figures(new), fillvalue=-1)
    return any(b == a + 1 and (a < 1000 or 1900 <= a < 2100) for a, b in pairs if a >= 0)


def figures(text: str) -> list[int]:
    """The numbers in a text, in order; "1,250" and "1 250" are one number."""
    return [int(_GROUPING.sub("", figure)[:18]) for figure in _FIGURE.findall(text)]


def _months(folded: str) -> list[str]:
    names = month_names()
    return [word for word in _WORD.findall(folded) if word in names]


def _gaps(page: Sequence[int], staying: Container[int]) -> list[Gap]:
    below = list(reversed(_nearest(page[::-1], staying)))
    return list(zip(_nearest(page, staying), below, strict=True))


def _nearest(page: Sequence[int], staying: Container[int]) -> list[int]:
    """For each place, the last story before it that stays on the page."""
    nearest, found = 0, []
    for story in page:
        found.append(nearest)
        nearest = story if story in staying else nearest
    return found
