"""Loading the vocabulary: what the files state, except where a person edited a concept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from kroniek.archive.actions.rows import Row, insert
from kroniek.archive.models import Change, Concept, Label
from kroniek.archive.skos import ConceptRecord
from kroniek.folding import label_key
from kroniek.records import Label as LabelRecord

MACHINE = "vocabulary"
LABEL = ("concept", "language", "form", "text", "key")


@dataclass(slots=True)
class LoadReport:
    """How many concepts the files hold, and what became of them."""

    concepts: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0  # edited by a person, and so left alone

    def as_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


@transaction.atomic
def load_vocabulary(found: Sequence[ConceptRecord], *, why: str) -> LoadReport:
    """Store concepts, all or none; those not in the files stay as they are."""
    report = LoadReport(concepts=len(found))
    held = {c.id: c for c in Concept.objects.prefetch_related("labels", "broader")}
    to_write = []
    for record in found:
        concept = held.get(record.id)
        if concept is not None and concept.edited:
            report.kept += 1
        elif concept is not None and concept_record(concept) == record and not concept.provisional:
            report.same += 1
        else:
            report.new += concept is None
            report.changed += concept is not None
            to_write.append(record)
    _write(to_write, why)
    return report


def _write(found: Sequence[ConceptRecord], why: str) -> None:
    ids = [record.id for record in found]
    rows = [_row(record) for record in found]
    fields = ["scheme", "definitions", "exact_matches", "related", "notation", "provisional"]
    Concept.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=500
    )
    Label.objects.filter(concept_id__in=ids).delete()
    # Past the model layer: there are tens of thousands, and a newcomer is waiting.
    insert(Label, LABEL, (_label_row(label) for record in found for label in record.labels))
    _link(found, ids)
    Change.objects.bulk_create(
        [Change(concept=i, action="concept.loaded", machine=MACHINE, why=why[:500]) for i in ids],
        batch_size=1000,
    )


def _link(found: Sequence[ConceptRecord], ids: list[str]) -> None:
    through = Concept.broader.through
    known = set(Concept.objects.values_list("id", flat=True))
    through.objects.filter(from_concept_id__in=ids).delete()
    through.objects.bulk_create(
        [
            through(from_concept_id=record.id, to_concept_id=broader)
            for record in found
            for broader in record.broader
            if broader in known
        ],
        batch_size=1000,
    )


def _row(record: ConceptRecord) -> Concept:
    return Concept(
        id=record.id,
        scheme=record.scheme,
        definitions=record.definitions,
        exact_matches=list(record.exact_matches),
        related=list(record.related),
        notation=record.notation,
        provisional=False,
    )


def _label_row(label: LabelRecord) -> Row:
    return (label.concept, label.language, label.form, label.text, label_key(label.text))


def concept_record(concept: Concept) -> ConceptRecord:
    """A stored concept as SKOS has it."""
    order = {"pref": 0, "alt": 1, "hidden": 2}
    labels = [
        LabelRecord(concept.id, str(concept.scheme), lb.language, lb.form, lb.text)
        for lb in concept.labels.all()
    ]
    return ConceptRecord(
        id=concept.id,
        scheme=str(concept.scheme),
        labels=tuple(sorted(labels, key=lambda lb: (order[lb.form], lb.language, lb.text))),
        broader=tuple(sorted(b.id for b in concept.broader.all())),
        related=tuple(sorted(concept.related)),
        definitions=dict(sorted(concept.definitions.items())),
        exact_matches=tuple(sorted(concept.exact_matches)),
        notation=concept.notation,
    )
