"""The tree of themes, as the front page and the page of themes show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from kroniek.archive.models import Concept, Scheme
from kroniek.publish import language
from kroniek.publish.words import Word, foreign_labels, word
from kroniek.records import FacetValue

# Deeper than any tree of themes: a cycle in the vocabulary must not hang a page.
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Branch:
    """One theme with its count, and the narrower ones below it."""

    word: Word
    href: str
    count: str
    empty: bool
    definition: Word
    children: tuple[Branch, ...]


def below(values: Iterable[FacetValue]) -> dict[str, list[FacetValue]]:
    """Parent -> children; a theme whose parent is not among them stands under ""."""
    known = {value.id: value for value in values}
    found: dict[str, list[FacetValue]] = {}
    for value in known.values():
        found.setdefault(value.parent if value.parent in known else "", []).append(value)
    return found


def branches(values: tuple[FacetValue, ...], ui: str) -> tuple[Branch, ...]:
    foreign = foreign_labels((value.id for value in values), ui)
    return _branches("", below(values), ui, foreign, definitions(ui), _DEEPEST)


def _branches(
    parent: str,
    tree: Mapping[str, list[FacetValue]],
    ui: str,
    foreign: Mapping[str, str],
    defined: Mapping[str, Word],
    depth: int,
) -> tuple[Branch, ...]:
    if not depth:
        return ()
    return tuple(
        Branch(
            Word(value.label, foreign.get(value.id, "")),
            reverse("theme", args=[ui, value.id]),
            language.number(value.count, ui),
            not value.count,
            defined.get(value.id, Word("")),
            _branches(value.id, tree, ui, foreign, defined, depth - 1),
        )
        for value in tree.get(parent, ())
    )


def definitions(ui: str) -> dict[str, Word]:
    """What each theme is about: in the reader's language, or else in English."""
    themes = Concept.objects.filter(scheme=Scheme.THEMES)
    return {t.pk: word(t.definition(ui), ui if t.definitions.get(ui) else "en", ui) for t in themes}
