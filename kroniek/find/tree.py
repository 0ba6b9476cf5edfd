"""The vocabulary's tree: what lies below a concept."""

from __future__ import annotations

from collections.abc import Iterable

from kroniek.archive.models import Concept


class Tree:
    """Broader and narrower concepts, read once."""

    def __init__(self) -> None:
        self._children: dict[str, list[str]] = {}
        pairs = Concept.broader.through.objects.values_list("to_concept", "from_concept")
        for broader, narrower in pairs:
            self._children.setdefault(broader, []).append(narrower)

    def below(self, ids: Iterable[str]) -> list[str]:
        """The concepts with these ids, and all narrower ones; a cycle does no harm."""
        seen: dict[str, None] = {}
        waiting = list(ids)
        while waiting:
            concept = waiting.pop()
            if concept not in seen:
                seen[concept] = None
                waiting.extend(self._children.get(concept, ()))
        return list(seen)


def descendants(ids: Iterable[str]) -> list[str]:
    """The concepts with these ids, and all narrower ones."""
    return Tree().below(ids)
