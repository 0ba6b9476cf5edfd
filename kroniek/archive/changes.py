"""The change log as others follow it: its newest entry names a state of the whole archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from kroniek.archive.models import Change

_Kept = TypeVar("_Kept")
_DAY = 24 * 3600


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
