"""The vocabulary's tree: what lies below a concept, and above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kroniek.archive.models import Concept


class Tree:
    """Broader and narrower concepts, read once."""

    def __init__(self) -> None:
        self._children: dict[str, list[str]] = {}
        self._parents: dict[str, list[str]] = {}
        pairs = Concept.broader.through.objects.values_list("to_concept", "from_concept")
        for broader, narrower in pairs:
            self._children.setdefault(broader, []).append(narrower)
            self._parents.setdefault(narrower, []).append(broader)

    def below(self, ids: Iterable[str]) -> list[str]:
        """The concepts with these ids, and all narrower ones; a cycle does no harm."""
        return _reached(ids, self._children)

    def above(self, ids: Iterable[str]) -> list[str]:
        """The concepts with these ids, and all broader ones."""
        return _reached(ids, self._parents)

    def parents(self, concept: str) -> list[str]:
        """The concepts right above one."""
        return self._parents.get(concept, [])


def _reached(ids: Iterable[str], steps: Mapping[str, list[str]]) -> list[str]:
    seen: dict[str, None] = {}
    waiting = list(ids)
    while waiting:
        concept = waiting.pop()
        if concept not in seen:
            seen[concept] = None
            waiting.extend(steps.get(concept, ()))
    return list(seen)


def descendants(ids: Iterable[str]) -> list[str]:
    """The concepts with these ids, and all narrower ones."""
    return Tree().below(ids)
