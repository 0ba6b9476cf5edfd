"""Queries typed wholly in capitals: a heading has an OF or a NIET of its own.

ASIEL EN MIGRATIE, ENTRETIEN ET AIDE: joined words are wanted together, heading or not. But in
RIGHTS OF THE CHILD and NICHT BEGLEITETE KINDER an operator would turn the meaning round. So where
a query has no small letter and at least one word too long for an abbreviation, OF and the words
for NOT (not NOT itself, which is how everybody writes the operator) are passed over. CGRA OF CGVS
has abbreviations only: there OF is the operator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kroniek.find.syntax import names
from kroniek.find.syntax.tokens import Kind, Token
from kroniek.find.syntax.tree import Prefix, Word
from kroniek.records import Note

# Letters of a word that is no abbreviation (CGRA, BAMF, UNHCR).
_LONG = 6
_PASSED_OVER = {"OF"} | (names.NOT - {"NOT"})


def as_heading(tokens: Sequence[Token]) -> tuple[list[Token], list[Note]]:
    """The tokens of a heading without its little words, which stay among the plain words."""
    if not _is_heading(tokens):
        return list(tokens), []
    kept: list[Token] = []
    notes: list[Note] = []
    waiting = ""  # little words before the first word
    for token in tokens:
        passed_over = token.text in _PASSED_OVER
        if passed_over or token.kind is Kind.AND:
            waiting = f"{waiting} {token.text}".lstrip()
        if passed_over:
            notes.append(Note("lone-operator", token.text))
        elif token.kind is Kind.LEAF:
            kept.append(replace(token, plain=f"{waiting} {token.plain}".strip()))
            waiting = ""
        else:
            kept.append(token)
    return kept, notes


def _is_heading(tokens: Sequence[Token]) -> bool:
    typed = [t.leaf.text for t in tokens if isinstance(t.leaf, Word | Prefix)]
    if any(letter.islower() for text in typed for letter in text):
        return False
    return any(sum(map(str.isupper, text)) >= _LONG for text in typed)
