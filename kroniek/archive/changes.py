"""The change log as others follow it: its newest entry names a state of the whole archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils import timezone

from kroniek.archive.models import Change

_Kept = TypeVar("_Kept")
_DAY = 24 * 3600
# Transactions may commit their entries out of order. A number still missing after this long was
# never used.
_SETTLED = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some entries of the log: what they touch, and where the next ones begin.

    `position` stops short of a number that may yet appear; what came after such a gap (so many
    entries `beyond`) is in this batch, and will be in the next one too.
    """

    stories: tuple[int, ...]
    concepts: tuple[str, ...]
    position: int
    beyond: int = 0


def since(position: int, *, limit: int) -> Batch:
    """What was changed after a position, the oldest first, at most `limit` entries."""
    entries = Change.objects.filter(id__gt=position).order_by("id")
    rows = list(entries.values_list("id", "story", "concept", "at")[:limit])
    for number, _, _, at in rows:
        if number != position + 1 and timezone.now() - at < _SETTLED:
            break
        position = number
    stories = dict.fromkeys(story for _, story, _, _ in rows if story)
    concepts = dict.fromkeys(concept for _, _, concept, _ in rows if concept)
    beyond = sum(number > position for number, *_ in rows)
    return Batch(tuple(stories), tuple(concepts), position, beyond)


def settled() -> int:
    """The last position before which nothing can appear any more, to begin following from."""
    position, above = 0, 0
    entries = Change.objects.order_by("-id").values_list("id", "at")
    for number, at in entries.iterator():
        if number != above - 1:  # the newest, or right below a gap
            position = number
        if timezone.now() - at >= _SETTLED:
            break
        above = number
    return position


def last_of_vocabulary() -> int:
    """The id of the newest entry that speaks of a concept."""
    return Change.objects.filter(concept__gt="").aggregate(last=Max("id"))["last"] or 0


def behind(position: int) -> int:
    """How many entries came after a position."""
    return Change.objects.filter(id__gt=position).count()


def stories_behind(position: int) -> int:
    """How many stories they speak of."""
    entries = Change.objects.filter(id__gt=position, story__isnull=False)
    return entries.aggregate(n=Count("story", distinct=True))["n"] or 0


def last_change() -> int:
    """The id of the newest entry."""
    return Change.objects.order_by("-id").values_list("id", flat=True).first() or 0


def remember(name: str, make: Callable[[], _Kept], *, change: int | None = None) -> _Kept:
    """What is dear to make and the same for all: made once for each state of the archive."""
    state = last_change() if change is None else change
    key = f"kroniek:{name}:{state}"
    kept: _Kept | None = cache.get(key)
    if kept is None:
        kept = make()
        cache.set(key, kept, _DAY)
    return kept
