"""All names of all concepts, in memory: what do these letters begin?

    labels ──▶ Names: every label from each of its words on, folded, sorted ── complete ──▶ Match

"return" stands in the list under "return" and, for "voluntary return", under "return" again: one
binary search finds both. Built anew when the vocabulary changes, kept a process.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count

from kroniek.archive.models import Change, Concept, Tag
from kroniek.archive.models import Label as LabelRow
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.find.memory import Memory
from kroniek.folding import label_key
from kroniek.records import LANGUAGES, UNDETERMINED, Label

# What letters may be of a name, best first.
EXACT, OWN, OTHER, HIDDEN, INNER = range(5)
# Ranks are one number each: how it matches, then how many stories, then whether it is a preferred
# name, then how long it is.
_LABEL = 300  # letters: the longest there may be
_MOST_STORIES, _LONGEST = 1 << 24, 2 * _LABEL + 1
_LAST = "\U0010ffff"  # sorts behind every letter


@dataclass(frozen=True, slots=True)
class Match:
    """A label that some letters begin; `how` is EXACT, OWN, OTHER, HIDDEN or INNER."""

    label: Label
    how: int


class Names:
    """The labels, ready to be completed. `counts` gives how many stories bear a concept."""

    def __init__(self, labels: Iterable[Label], counts: Mapping[str, int]) -> None:
        self._labels = list(labels)
        self._counts = counts
        self._preferred: dict[str, dict[str, Label]] = {}
        for label in self._labels:
            if label.form == "pref":
                self._preferred.setdefault(label.concept, {})[label.language] = label
        entries = sorted(self._entries())
        self._keys = [key for key, _, _ in entries]
        self._inner = [inner for _, inner, _ in entries]
        self._at = [at for _, _, at in entries]
        self._ranks: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._labels)

    def _entries(self) -> Iterator[tuple[str, bool, int]]:
        """(a label's key from one of its words on, not from the first?, which label)"""
        for at, label in enumerate(self._labels):
            words = label_key(label.text).split(" ")
            for first in range(len(words)):
                yield " ".join(words[first:]), first > 0, at

    def complete(self, key: str, ui: str) -> Iterator[Match]:
        """The labels in which a folded key (`label_key`) begins a word, the best first."""
        if not key:
            return
        first, after = bisect_left(self._keys, key), bisect_left(self._keys, key + _LAST)
        whole = {
            entry for entry in range(first, bisect_right(self._keys, key)) if not self._inner[entry]
        }
        rank = self._ranking(ui)
        for entry in sorted(whole, key=rank.__getitem__):
            yield Match(self._labels[self._at[entry]], EXACT)
        for entry in sorted(range(first, after), key=rank.__getitem__):
            if entry not in whole:
                how = rank[entry] // (_MOST_STORIES * _LONGEST)
                yield Match(self._labels[self._at[entry]], how)

    def shown(self, concept: str, ui: str) -> Label | None:
        """What a reader calls a concept: its preferred label in her language, or the next."""
        preferred = self._preferred.get(concept, {})
        for language in (ui, "en", *LANGUAGES, UNDETERMINED):
            if language in preferred:
                return preferred[language]
        return None

    def _ranking(self, ui: str) -> list[int]:
        """For each entry a number, the smaller the better."""
        if ui not in self._ranks:
            pairs = zip(self._at, self._inner, strict=True)
            self._ranks[ui] = [self._rank(self._labels[at], inner, ui) for at, inner in pairs]
        return self._ranks[ui]

    def _rank(self, label: Label, inner: bool, ui: str) -> int:
        fewer = _MOST_STORIES - 1 - min(self._counts.get(label.concept, 0), _MOST_STORIES - 1)
        length = min(len(label.text) + (0 if label.form == "pref" else _LABEL), _LONGEST - 1)
        return (_how(label, inner, ui) * _MOST_STORIES + fewer) * _LONGEST + length


def _how(label: Label, inner: bool, ui: str) -> int:
    if inner:
        return INNER
    if label.form == "hidden":
        return HIDDEN
    return OWN if label.form == "pref" and label.language == ui else OTHER


# --- kept for the process -------------------------------------------------------------------


def names() -> Names:
    """The names as the vocabulary is now. Few small queries where nothing changed."""
    return _memory.get()


def _vocabulary_changed(seen: int, now: int) -> bool:
    """Whether the log's entries since then tell of a concept: few to look at, in any archive."""
    return Change.objects.filter(id__gt=seen).exclude(concept="").exists()


def _read() -> Names:
    live = Concept.objects.filter(replaced_by=None)
    rows = LabelRow.objects.filter(concept__in=live).order_by("pk")
    values = rows.values_list("concept_id", "concept__scheme", "language", "form", "text")
    tags = Tag.objects.filter(state__in=PUBLIC_STATES).order_by().values_list("concept")
    return Names((Label(*row) for row in values), dict(tags.annotate(n=Count("pk"))))


_memory = Memory("names", _read, _vocabulary_changed)
