"""Printed labels -> concepts, in whatever language or case they were printed."""

from __future__ import annotations

from collections.abc import Iterable

from kroniek.folding import label_key
from kroniek.records import UNDETERMINED, Label, TagRole

# A preferred label is the better claim to a word than an alternative or a hidden one.
_FORMS = {"pref": 0, "alt": 1, "hidden": 2}
# Which scheme a printed theme or keyword most likely means, best first.
_SCHEMES = {
    TagRole.THEME: ("themes", "kinds", "topics"),
    TagRole.KEYWORD: ("topics", "organisations", "places", "themes", "kinds"),
}


class ConceptIndex:
    """Looks printed labels up among all labels of the vocabulary, provisional ones too."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._by_key: dict[str, list[Label]] = {}
        self._kinds: set[str] = set()
        self._ids: dict[str, str] = {}  # concept -> scheme
        self.add(labels)

    def add(self, labels: Iterable[Label]) -> None:
        for label in labels:
            self._by_key.setdefault(label_key(label.text), []).append(label)
            self._ids[label.concept] = label.scheme
            if label.scheme == "kinds":
                self._kinds.add(label.concept)

    def resolve(self, printed: str, role: TagRole) -> Label | None:
        """The label that a printed word is, or None: no concept bears it, or two with one right.

        A word that two concepts claim equally is left to an editor, never merged silently: until
        then it has a provisional concept of its own (whose label is in no known language).
        """
        best: list[Label] = []
        best_rank = (99, 99)
        for label in self._by_key.get(label_key(printed), ()):
            if label.scheme not in _SCHEMES[role]:
                continue
            rank = (_SCHEMES[role].index(label.scheme), _FORMS[label.form])
            if rank < best_rank:
                best, best_rank = [label], rank
            elif rank == best_rank:
                best.append(label)
        if len({label.concept for label in best}) > 1:
            own = [label for label in best if label.language == UNDETERMINED]
            best = own or best
        if len({label.concept for label in best}) == 1:
            return best[0]
        return None if best else self._by_id(printed.strip(), role)

    def _by_id(self, printed: str, role: TagRole) -> Label | None:
        """Tables may name concepts by their ids."""
        scheme = self._ids.get(printed, "")
        fits = scheme in _SCHEMES[role]
        return Label(printed, scheme, UNDETERMINED, "pref", printed) if fits else None

    def known(self, concept: str) -> bool:
        """Whether there is a concept with this id."""
        return concept in self._ids

    def kind(self, printed: str) -> str:
        """The id of the kind that an id or a printed publication type is, or ""."""
        if printed in self._kinds:
            return printed
        labels = self._by_key.get(label_key(printed), ())
        found = {label.concept for label in labels if label.scheme == "kinds"}
        return found.pop() if len(found) == 1 else ""

    def __len__(self) -> int:
        return len(self._by_key)
