"""What people's hands do to the vocabulary: edit, merge, take up, delete what nothing uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.actions.create import CreateAction
from wagtail.actions.delete import DeleteAction
from wagtail.actions.edit import EditAction
from wagtail.log_actions import log

from kroniek.archive.actions.log import record_concept
from kroniek.archive.models import Capture, Change, Concept, Label, Story, Tag
from kroniek.archive.models.concept import LabelForm
from kroniek.archive.models.story import State
from kroniek.records import InputError

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class CreateConcept(CreateAction):
    """A concept made by a person; vocabulary loads leave it alone."""

    def _save_instance(self) -> None:
        self.instance.edited = True
        super()._save_instance()

    def _create(self, skip_permission_checks: bool = False) -> Concept:
        with transaction.atomic():
            concept: Concept = super()._create(skip_permission_checks=skip_permission_checks)
            record_concept(concept.pk, "concept.created", by=self.user)
        return concept


class EditConcept(EditAction):
    """A person's change of a concept: from then on vocabulary loads leave it alone."""

    def _save_instance(self) -> None:
        self.before = _described(Concept.objects.get(pk=self.instance.pk))
        if self.content_changed:
            self.instance.edited = True
        super()._save_instance()

    def _edit(self, skip_permission_checks: bool = False) -> Concept:
        with transaction.atomic():
            concept: Concept = super()._edit(skip_permission_checks=skip_permission_checks)
            after = _described(Concept.objects.get(pk=concept.pk))
            changes = {n: [self.before[n], after[n]] for n in after if self.before[n] != after[n]}
            if changes:
                record_concept(concept.pk, "concept.changed", by=self.user, details=changes)
        return concept


def _described(concept: Concept) -> dict[str, Any]:
    return {
        "labels": sorted(f"{lb.form} {lb.language} {lb.text}" for lb in concept.labels.all()),
        "broader": sorted(concept.broader.values_list("pk", flat=True)),
        "scheme": concept.scheme,
        "definitions": concept.definitions,
        "exact_matches": concept.exact_matches,
        "notation": concept.notation,
        "provisional": concept.provisional,
    }


class DeleteConcept(DeleteAction):
    """Delete a concept that nothing rests on."""

    def _delete(self) -> Any:
        if reason := why_in_use(self.instance):
            raise InputError(reason, advice=_("Merge it into another concept instead."))
        pk, words = self.instance.pk, str(self.instance)
        with transaction.atomic():
            result = super()._delete()
            record_concept(pk, "concept.deleted", by=self.user, details={"label": words})
        return result


def why_in_use(concept: Concept) -> str:
    """A sentence that says what rests on a concept; "" where nothing does."""
    uses = {
        _("stories tagged with it: %d"): concept.tags.count(),
        _("stories of this kind: %d"): concept.stories_of_kind.count(),
        _("narrower concepts: %d"): Concept.objects.filter(broader=concept).count(),
        _("concepts merged into it: %d"): concept.replaces.count(),
        _("lists imported under it: %d"): Capture.objects.filter(theme=concept).count(),
    }
    told = "; ".join(words % count for words, count in uses.items() if count)
    if not told:
        return ""
    return _("This concept is in use (%(uses)s) and cannot be deleted") % {"uses": told}


def merge_concepts(source: Concept, target: Concept, *, by: User, why: str = "") -> int:
    """Merge one concept into another; return the number of stories whose tags moved.

    All that rests on the source moves to the target, its labels become alternative or hidden
    labels there, and its own address redirects (`replaced_by`).
    """
    target = target.replaced_by or target
    if source.pk == target.pk:
        raise InputError(_("A concept cannot be merged into itself"), advice=_("Choose another."))
    with transaction.atomic():
        stories = _move_tags(source, target)
        _move_the_rest(source, target)
        moved = _move_labels(source, target)
        Concept.objects.filter(pk=source.pk).update(
            replaced_by=target, provisional=False, edited=True
        )
        details = {"into": target.pk, "labels": moved}
        # Not `save`: a vocabulary load must leave the labels that just came in.
        Concept.objects.filter(pk=target.pk).update(edited=True)
        record_concept(source.pk, "concept.merged", by=by, why=why, details=details)
        merged = {"merged": source.pk}
        record_concept(target.pk, "concept.changed", by=by, why=why, details=merged)
        _record_moved(stories, source, target, by)
    log(instance=source, action="wagtail.edit", user=by)
    return len(stories)


def _move_tags(source: Concept, target: Concept) -> list[int]:
    moved = list(source.tags.all())
    for tag in moved:
        move_tag(tag, target.pk)
    of_kind = list(Story.objects.filter(kind=source).values_list("pk", flat=True))
    Story.objects.filter(kind=source).update(kind=target)
    return sorted({tag.story_id for tag in moved} | set(of_kind))


def move_tag(tag: Tag, target: str) -> None:
    held = Tag.objects.filter(story_id=tag.story_id, concept_id=target, role=tag.role).first()
    if held is None:
        Tag.objects.filter(pk=tag.pk).update(concept_id=target)
        return
    if _outweighs(tag, held):
        Tag.objects.filter(pk=held.pk).update(state=tag.state, label=tag.label or held.label)
    Tag.objects.filter(pk=tag.pk).delete()


# Of two tags that become one, what a person said counts most, then what is printed.
_WEIGHT = {State.ACCEPTED: 4, State.REJECTED: 4, State.STATED: 3, State.IMPLIED: 2}


def _outweighs(one: Tag, other: Tag) -> bool:
    return _WEIGHT.get(State(one.state), 1) > _WEIGHT.get(State(other.state), 1)


def _move_the_rest(source: Concept, target: Concept) -> None:
    Capture.objects.filter(theme=source).update(theme=target)
    Concept.objects.filter(replaced_by=source).update(replaced_by=target)
    through = Concept.broader.through.objects
    for narrower in Concept.objects.filter(broader=source).exclude(pk=target.pk):
        through.get_or_create(from_concept_id=narrower.pk, to_concept_id=target.pk)
    through.filter(models.Q(to_concept_id=source.pk) | models.Q(from_concept_id=source.pk)).delete()


def _move_labels(source: Concept, target: Concept) -> list[str]:
    held = set(target.labels.values_list("language", "text"))
    for label in source.labels.all():
        if (label.language, label.text) in held:
            Label.objects.filter(pk=label.pk).delete()
            continue
        form = LabelForm.ALT if label.form == LabelForm.PREF else label.form
        Label.objects.filter(pk=label.pk).update(concept_id=target.pk, form=form)
    return [f"{lb.language} {lb.text}" for lb in source.labels.all()]


def _record_moved(stories: Iterable[int], source: Concept, target: Concept, by: User) -> None:
    details = {"merged": source.pk, "into": target.pk}
    Change.objects.bulk_create(
        [Change(story=pk, action="story.changed", who=by, details=details) for pk in stories]
    )


def take_up(
    concept: Concept, *, scheme: str, broader: Iterable[Concept], by: User, why: str = ""
) -> None:
    """Make a provisional concept a full one, in its scheme and under its broader concepts."""
    parents = list(broader)
    if any(parent.pk == concept.pk for parent in parents):
        raise InputError(_("A concept cannot be broader than itself"), advice=_("Choose another."))
    with transaction.atomic():
        concept.scheme, concept.provisional, concept.edited = scheme, False, True
        concept.broader.set(parents)
        concept.save()
        details = {"taken_up": True, "scheme": scheme, "broader": [p.pk for p in parents]}
        record_concept(concept.pk, "concept.changed", by=by, why=why, details=details)
