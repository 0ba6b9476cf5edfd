"""The vocabulary as finding needs it, in memory: the matcher, the tree, the labels by concept.

Read once for each state of it, and kept for the process.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from kroniek.archive import changes
from kroniek.archive.models import Concept
from kroniek.archive.models import Label as LabelRow
from kroniek.find.compiled import matcher
from kroniek.find.tree import Tree
from kroniek.folding import words
from kroniek.records import LANGUAGES, UNDETERMINED, Label, TagRole
from kroniek.understand.concepts import ConceptIndex
from kroniek.understand.mentions import ConceptMatcher


@dataclass(frozen=True)
class Vocabulary:
    """All concepts that are in use, in the state of one entry of the change log."""

    state: int
    labels: tuple[Label, ...]
    schemes: dict[str, str]
    provisional: frozenset[str]
    _related: dict[str, frozenset[str]]

    @cached_property
    def matcher(self) -> ConceptMatcher:
        return matcher(self.labels)

    @cached_property
    def index(self) -> ConceptIndex:
        return ConceptIndex(self.labels)

    @cached_property
    def tree(self) -> Tree:
        return Tree()

    @cached_property
    def themes(self) -> list[str]:
        return [concept for concept, scheme in self.schemes.items() if scheme == "themes"]

    @cached_property
    def _preferred(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for label in self.labels:
            if label.form == "pref":
                found.setdefault(label.concept, {})[label.language] = label.text
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word of every label, folded; of those that are themselves typing errors, none."""
        return frozenset(w for lb in self.labels if lb.form != "hidden" for w in words(lb.text))

    def is_subject(self, concept: str) -> bool:
        """Whether a concept says what a story is about, and not what kind of a thing it is."""
        return self.schemes.get(concept) not in ("kinds", None)

    def label(self, concept: str, ui: str) -> str:
        """A concept's preferred label in a language, or in the next one there is."""
        preferred = self._preferred.get(concept, {})
        for language in (ui, "en", *LANGUAGES, UNDETERMINED):
            if language in preferred:
                return preferred[language]
        return concept

    def around(self, concept: str) -> list[str]:
        """What lies right around a concept: the ones right above it, and the related ones."""
        return [*self.tree.parents(concept), *sorted(self._related.get(concept, ()))]

    def preferred(self, concepts: Iterable[str]) -> list[str]:
        """The preferred labels of some concepts in all languages, each once."""
        found = (self._preferred.get(c, {}).get(code) for c in concepts for code in LANGUAGES)
        return list(dict.fromkeys(label for label in found if label))

    def of_concepts(self, concepts: Iterable[str]) -> list[Label]:
        """All labels of some concepts."""
        wanted = set(concepts)
        return [label for label in self.labels if label.concept in wanted]

    def resolve(self, value: str, role: TagRole) -> Sequence[str]:
        """The concept that a filter's value names: an id, or a label in any language."""
        if value in self.schemes:
            return (value,)
        label = self.index.resolve(value, role)
        return (label.concept,) if label else ()


_lock = threading.Lock()
_kept: tuple[str, Vocabulary] | None = None


def vocabulary() -> Vocabulary:
    """The vocabulary as it is now. While one thread reads it anew, others have it as it was."""
    global _kept
    state = changes.last_of_vocabulary()
    # Who clears the cache (a test that rolls the log back) means this memory too.
    token = changes.remember("vocabulary", lambda: secrets.token_hex(8), change=state)
    kept = _kept
    if kept is not None and (kept[0] == token or _lock.locked()):
        return kept[1]
    with _lock:
        if _kept is None or _kept[0] != token:
            read = _read(state)
            _ = read.matcher  # made here, where others do not wait for it
            _kept = token, read
        return _kept[1]


def _read(state: int) -> Vocabulary:
    merged = dict(Concept.objects.exclude(replaced_by=None).values_list("id", "replaced_by"))
    used = Concept.objects.filter(replaced_by=None)
    schemes = dict(used.values_list("id", "scheme"))
    provisional = frozenset(used.filter(provisional=True).values_list("id", flat=True))
    rows = LabelRow.objects.order_by("pk").values_list("concept_id", "language", "form", "text")
    targets = ((_last(concept, merged), *rest) for concept, *rest in rows)
    labels = tuple(Label(concept, schemes[concept], *rest) for concept, *rest in targets)
    return Vocabulary(state, labels, schemes, provisional, _related(schemes))


def _related(known: Container[str]) -> dict[str, frozenset[str]]:
    """Concept -> those it is related with; that is mutual, though one alone may say so."""
    related: dict[str, set[str]] = {}
    for concept, others in Concept.objects.filter(replaced_by=None).values_list("id", "related"):
        for other in others:
            if other in known:
                related.setdefault(concept, set()).add(other)
                related.setdefault(other, set()).add(concept)
    return {concept: frozenset(others) for concept, others in related.items()}


def _last(concept: str, merged: dict[str, str]) -> str:
    """The concept that one was merged into, at last; itself if it was not."""
    seen = {concept}
    while (following := merged.get(concept)) and following not in seen:
        seen.add(following)
        concept = following
    return concept
