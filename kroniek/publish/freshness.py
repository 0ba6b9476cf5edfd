"""When the archive, or a story of it, last changed for its readers; read from the change log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from kroniek.archive.models import Change, Story

BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# A saved draft, a planned date, a conflict between sources: nothing that a reader sees.
SEEN_BY_READERS = ("story.created", "story.changed", "story.published")


@dataclass(frozen=True, slots=True)
class State:
    """The newest entry of the change log: it names a state of the whole archive."""

    change: int
    at: dt.datetime


def state() -> State:
    newest = Change.objects.order_by("-id").values_list("id", "at").first()
    return State(*newest) if newest else State(0, BEGINNING)


def born() -> dt.datetime:
    """When the archive's log begins: it tells this archive from all others.

    To the second, for dumps of a database do not keep more.
    """
    oldest = Change.objects.order_by("id").values_list("at", flat=True).first()
    return (oldest or BEGINNING).astimezone(dt.UTC).replace(microsecond=0)


def last_changed(ids: Iterable[int]) -> dict[int, dt.datetime]:
    """Story -> when readers last got something new of it. Stories without an entry are missing."""
    changes = Change.objects.filter(story__in=list(ids), action__in=SEEN_BY_READERS)
    # No story is null here; the column is.
    pairs = changes.order_by().values_list("story").annotate(latest=Max("at"))
    return {story: at for story, at in pairs if story is not None}


def updated(story: Story, changed: dict[int, dt.datetime]) -> dt.datetime:
    known = (changed.get(story.pk), story.last_published_at, story.created_at)
    return max((at for at in known if at is not None), default=BEGINNING)
