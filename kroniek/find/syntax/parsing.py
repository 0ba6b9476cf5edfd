"""From what a reader types to a tree, with notes: nothing that is typed is an error.

text ── cleaned, cut ──▶ tokens ── as_heading, repaired ──▶ tokens ── build ──▶ tree
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from kroniek.find.syntax.grammar import build
from kroniek.find.syntax.heading import as_heading
from kroniek.find.syntax.limits import MAX_LENGTH, MAX_NOTES, NOTE_LENGTH
from kroniek.find.syntax.repair import repaired
from kroniek.find.syntax.tokens import cleaned, tokenise
from kroniek.find.syntax.tree import Node
from kroniek.records import Note

_LAST_SPACE = re.compile(r"\s(?=\S*\Z)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as read. `tree` is None where there is nothing to find.

    `plain` has the words that are wanted, in order, without operators, fields and what is
    excluded: what concepts are recognised in, and what is embedded.
    """

    tree: Node | None
    notes: tuple[Note, ...]
    plain: str


def parse(text: str) -> Parsed:
    """Read a query; see `docs/searching.md` for the language. Never raises."""
    text, cut = _within_length(text.strip())
    typed = cleaned(text).strip()
    if not typed:
        return Parsed(None, (*cut, Note("empty")), "")
    tokens, read = tokenise(typed)
    tokens, passed_over = as_heading(tokens)
    tokens, mended = repaired(tokens)
    notes = [*cut, *read, *passed_over, *mended]
    if not tokens:
        return Parsed(None, few([*notes, Note("nothing-to-find", typed)]), "")
    built = build(tokens)
    return Parsed(built.tree, few(notes), " ".join(built.plain))


def _within_length(text: str) -> tuple[str, list[Note]]:
    """The text, cut behind a word if it is too long; a single word is cut anywhere."""
    if len(text) <= MAX_LENGTH:
        return text, []
    space = _LAST_SPACE.search(text, 0, MAX_LENGTH + 1)
    cut = space.start() if space else MAX_LENGTH
    return text[:cut], [Note("too-long", text[cut : cut + 2 * NOTE_LENGTH])]


def few(notes: Iterable[Note]) -> tuple[Note, ...]:
    """Each note once, with a short piece of the query, and not too many of them."""
    short = (Note(note.code, _shortened(note.text)) for note in notes)
    return tuple(islice(dict.fromkeys(short), MAX_NOTES))


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= NOTE_LENGTH else f"{text[: NOTE_LENGTH - 1].rstrip()}…"
