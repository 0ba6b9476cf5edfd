"""Concepts made up for printed words that no concept bears: kept for an editor to judge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kroniek.archive.models import Change, Concept, Label, Scheme
from kroniek.archive.models.concept import LabelForm
from kroniek.folding import fingerprint, fold, slug
from kroniek.records import UNDETERMINED, Tagging, TagRole
from kroniek.records import Label as LabelRecord

_SCHEME = {TagRole.THEME: Scheme.THEMES, TagRole.KEYWORD: Scheme.TOPICS}


@dataclass(frozen=True, slots=True)
class Provisional:
    """(role, folded word) -> concept id, and the labels that are new to the vocabulary."""

    by_word: dict[tuple[str, str], str]
    made: tuple[LabelRecord, ...]


def provisional_concepts(words: Iterable[Tagging]) -> Provisional:
    """A provisional concept for each word, made where there is none yet.

    Two writings of one word (case, accents) share a concept; a word that another concept bears
    in some way still gets its own: merging is for a person.
    """
    by_word: dict[tuple[str, str], str] = {}
    made: list[LabelRecord] = []
    for tag in words:
        key = (tag.role, fold(tag.label))
        if key not in by_word:
            concept, new = _provisional(tag, key[1])
            by_word[key] = concept.id
            if new:
                form = LabelForm.PREF.value
                scheme = str(concept.scheme)
                made.append(LabelRecord(concept.id, scheme, UNDETERMINED, form, tag.label))
    return Provisional(by_word, tuple(made))


def _provisional(tag: Tagging, folded: str) -> tuple[Concept, bool]:
    scheme = _SCHEME[tag.role]
    held = Label.objects.filter(
        key=folded[:300], concept__provisional=True, concept__scheme=scheme
    ).first()
    if held:
        return held.concept, False
    concept = Concept(id=_free_id(tag.label), scheme=scheme, provisional=True)
    concept.save(force_insert=True)
    Label.objects.create(
        concept=concept, language=UNDETERMINED, form=LabelForm.PREF, text=tag.label[:300]
    )
    Change.objects.create(concept=concept.id, action="concept.created", machine="import")
    return concept, True


def _free_id(word: str) -> str:
    """The word in kebab case, with a number behind it if another concept has that id."""
    stem = slug(word) or f"word-{fingerprint(word) & 0xFFFFFF:06x}"
    taken = set(Concept.objects.filter(id__startswith=stem).values_list("id", flat=True))
    number, candidate = 1, stem
    while candidate in taken:
        number += 1
        candidate = f"{stem}-{number}"
    return candidate
