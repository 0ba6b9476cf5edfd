"""The operators and the fields, by their names in four languages."""

from __future__ import annotations

from kroniek.folding import fold

# Operators are in capitals, so that a small "en", "of" or "ou" stays a word.
AND = frozenset(["AND", "EN", "ET", "UND"])
OR = frozenset(["OR", "OF", "OU", "ODER"])
# No NON: it begins names (MENA NON ACCOMPAGNÉ), and SAUF does its work.
NOT = frozenset(["NOT", "NIET", "SAUF", "NICHT"])

# field -> its other names: Dutch, French, German. `fold`ed, they are met in any case.
_NAMES: dict[str, tuple[str, ...]] = {
    "theme": ("thema", "thème"),
    "keyword": ("trefwoord", "mot-clé", "motclé", "Schlagwort"),
    "kind": ("soort", "type", "genre", "Art"),
    "language": ("taal", "langue", "Sprache"),
    "source": ("bron", "Quelle"),
    "year": ("jaar", "année", "Jahr"),
    "date": ("datum",),
    "title": ("titel", "titre"),
}
FIELDS = {fold(name): field for field, names in _NAMES.items() for name in (field, *names)}
