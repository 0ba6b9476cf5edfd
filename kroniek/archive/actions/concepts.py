"""Concepts made up for printed words that no concept bears: kept for an editor to judge."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from kroniek.archive.models import Change, Concept, Label, Scheme
from kroniek.archive.models.concept import LabelForm
from kroniek.folding import fingerprint, label_key, slug
from kroniek.records import UNDETERMINED, Tagging, TagRole
from kroniek.records import Label as LabelRecord

# What the archive has room for (`models.Label.text`).
_LONGEST = 300
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
    wanted: dict[tuple[str, str], Tagging] = {}
    for tag in words:
        wanted.setdefault((tag.role, label_key(tag.label)), tag)
    by_word = _held(wanted)
    missing = {key: tag for key, tag in wanted.items() if key not in by_word}
    made = _make(missing) if missing else []
    return Provisional(
        by_word | dict(zip(missing, (c.id for c, _ in made), strict=True)),
        tuple(_record(concept, label) for concept, label in made),
    )


def _held(wanted: Mapping[tuple[str, str], Tagging]) -> dict[tuple[str, str], str]:
    """The words that have a provisional concept already."""
    role_of = {scheme.value: role.value for role, scheme in _SCHEME.items()}
    keys = {key for _, key in wanted}
    labels = Label.objects.filter(key__in=keys, concept__provisional=True).order_by("-pk")
    rows = labels.values_list("concept__scheme", "key", "concept_id")
    held = {(role_of[scheme], key): concept for scheme, key, concept in rows if scheme in role_of}
    return {word: held[word] for word in wanted if word in held}


def _make(missing: Mapping[tuple[str, str], Tagging]) -> list[tuple[Concept, Label]]:
    taken = _taken({_stem(tag.label) for tag in missing.values()})
    made = []
    for tag in missing.values():
        concept = Concept(id=_free_id(tag.label, taken), scheme=_SCHEME[tag.role], provisional=True)
        taken.add(concept.id)
        made.append((concept, _label(concept, tag.label)))
    Concept.objects.bulk_create([concept for concept, _ in made])
    Label.objects.bulk_create([label for _, label in made])
    Change.objects.bulk_create(
        [Change(concept=c.id, action="concept.created", machine="import") for c, _ in made]
    )
    return made


def _label(concept: Concept, word: str) -> Label:
    text = word[:_LONGEST]
    return Label(
        concept=concept,
        language=UNDETERMINED,
        form=LabelForm.PREF,
        text=text,
        key=label_key(text),
    )


def _record(concept: Concept, label: Label) -> LabelRecord:
    scheme = str(concept.scheme)
    return LabelRecord(concept.id, scheme, UNDETERMINED, LabelForm.PREF.value, label.text)


def _stem(word: str) -> str:
    return slug(word) or f"word-{fingerprint(word) & 0xFFFFFF:06x}"


def _taken(stems: Iterable[str]) -> set[str]:
    """The ids in use that begin as one of these: all of them, since few concepts are provisional
    and there is no index for beginnings that both databases use."""
    beginnings = tuple(stems)
    ids = Concept.objects.values_list("id", flat=True)
    return {concept for concept in ids if concept.startswith(beginnings)}


def _free_id(word: str, taken: Container[str]) -> str:
    """The word in kebab case, with a number behind it if another concept has that id."""
    stem = _stem(word)
    number, candidate = 1, stem
    while candidate in taken:
        number += 1
        candidate = f"{stem}-{number}"
    return candidate
