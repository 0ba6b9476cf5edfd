"""What a process keeps for as long as the archive stays as it is: too large for the cache."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from django.core.cache import cache

from kroniek.archive.changes import last_change

Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Held]):
    """`change` is the newest entry of the log that was looked at; `token` ties it to the cache."""

    held: Held
    change: int
    token: str


class Memory(Generic[Held]):
    """Makes something when it is asked for, and again when the archive's log tells a change of it.

    `changed(seen, now)` says whether the entries of the log between the two concern it. While one
    thread makes it anew, others get what there was.
    """

    def __init__(
        self, name: str, make: Callable[[], Held], changed: Callable[[int, int], bool]
    ) -> None:
        self._name, self._make, self._changed = name, make, changed
        self._kept: _Kept[Held] | None = None
        self._making = Lock()

    def get(self) -> Held:
        kept, token, now = self._kept, self._token(), last_change()
        if kept is not None and kept.token == token:
            if kept.change == now:
                return kept.held
            # A log that is shorter than it was is another archive's.
            if now > kept.change and not self._changed(kept.change, now):
                self._kept = _Kept(kept.held, now, token)
                return kept.held
            if self._making.locked():
                return kept.held
        with self._making:
            made = _Kept(self._make(), now, token)
            self._kept = made
            return made.held

    def _token(self) -> str:
        """Who clears the cache (a test that rolls the log back) means this memory too."""
        return str(cache.get_or_set(f"kroniek:{self._name}", lambda: secrets.token_hex(8), None))
