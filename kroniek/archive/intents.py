"""What a decision is made on, and what it says is to be done: records, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kroniek.archive.identity import Prints
from kroniek.records import FoundHappening, FoundThread, Link, Reading, Tagging, TagState, Text


@dataclass(frozen=True, slots=True)
class StoredStory:
    """What a decision needs to know of a story. `ids` and `positions` are those it has in the
    source and the capture at hand; a negative `pk` is a story that this batch creates. A story
    that a person has worked on (`by_hand`) gets no links, happenings or threads any more."""

    pk: int
    date: str = ""
    date_locked: bool = False
    kind: str = ""
    kind_stated: bool = False
    url: str = ""
    texts: tuple[Text, ...] = ()
    locked_texts: frozenset[str] = frozenset()
    tags: Mapping[tuple[str, str], TagState] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    positions: frozenset[int] = frozenset()
    in_source: bool = False
    by_hand: bool = False
    external_id: str = ""
    links: tuple[Link, ...] = ()
    happenings: frozenset[str] = frozenset()  # their dates
    threads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Create:
    """A story not known before. `pk` is its (negative) number within the batch."""

    pk: int
    reading: Reading
    prints: Prints


@dataclass(frozen=True, slots=True)
class Meet:
    """A known story, seen once more: what of it changes, if anything."""

    pk: int
    reading: Reading
    prints: Prints
    again: bool = False  # this very sighting is stored already
    texts: tuple[Text, ...] = ()
    date: str = ""
    kind: str = ""
    url: str = ""
    tags: tuple[Tagging, ...] = ()
    external_id: str = ""
    links: tuple[Link, ...] = ()
    happenings: tuple[FoundHappening, ...] = ()
    threads: tuple[FoundThread, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        facts = self.date or self.kind or self.url or self.external_id
        added = self.tags or self.links or self.happenings or self.threads
        return bool(self.texts or facts or added)


@dataclass(frozen=True, slots=True)
class Refuse:
    """An item that cannot be taken in, and why."""

    reading: Reading
    why: str


Intent = Create | Meet | Refuse
