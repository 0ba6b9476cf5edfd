"""What a query's words look like in `Text.folded`, and the concepts that they name.

There every word has a space on either side, so that " terug" finds the beginning of a word, and
" avr " a word of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from kroniek.archive.models import Label
from kroniek.folding import label_key, words

# So many and so long as SQLite takes in one statement.
MAX_QUERY, MAX_WORDS, MAX_LETTERS, MAX_LABELS = 2_000, 32, 100, 60
# Shorter words are found whole only: "avr" is not the beginning of "avril".
BEGINNING = 4


def looked_for(text: str) -> list[str]:
    """The words of a query as they must stand in a text."""
    return [_pattern([word[:MAX_LETTERS]]) for word in words(text[:MAX_QUERY])[:MAX_WORDS]]


def named(text: str) -> tuple[str, ...]:
    """The ids of the concepts that a text names as a whole, by any label in any language."""
    found = Label.objects.filter(key=label_key(text[:MAX_QUERY])).select_related("concept")
    ids = (label.concept.replaced_by_id or label.concept_id for label in found)
    return tuple(dict.fromkeys(ids))


def labels_of(concepts: Sequence[str]) -> dict[str, tuple[str, str]]:
    """All names of some concepts, as they would stand in a text -> (the name, the concept)."""
    if not concepts:
        return {}
    rows = Label.objects.filter(concept__in=concepts).order_by("pk")
    patterns: dict[str, tuple[str, str]] = {}
    for text, concept in rows.values_list("text", "concept_id"):
        if len(patterns) < MAX_LABELS and (name := words(text)):
            patterns.setdefault(_pattern(name), (text, concept))
    return patterns


def _pattern(name: list[str]) -> str:
    whole = len(name[-1]) < BEGINNING
    return f" {' '.join(name)}{' ' if whole else ''}"
