"""What people's hands do to the archive: with who, when and why in the change log.

The desk calls nothing else to write. Stories and concepts go through Wagtail's action classes
(made known to it in `register`), so that its forms, its workflow and its own log work as they
do for a page. The vocabulary is in `curating`, the log in `log`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.actions.create import CreateAction
from wagtail.actions.delete import DeleteAction
from wagtail.actions.edit import EditAction
from wagtail.actions.registry import ActionRegistry
from wagtail.log_actions import get_active_log_context
from wagtail.models import TaskState

from kroniek.archive.actions.curating import (
    CreateConcept,
    DeleteConcept,
    EditConcept,
    move_tag,
)
from kroniek.archive.actions.log import record_story
from kroniek.archive.byhand import Mark, Stand, Words, decide
from kroniek.archive.models import Change, Concept, Story, Tag, Thread
from kroniek.records import InputError

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from wagtail.models import Revision

# Who a change is laid to when no person is at work: Wagtail's clock for planned publishing.
SCHEDULE = "schedule"


# --- stories: what a person changed ---------------------------------------------------------


def stand_of(story: Story) -> Stand:
    """A story, or a draft of one, as the pure comparison takes it."""
    return Stand(
        date=story.date,
        date_state=story.date_state,
        kind=story.kind_id or "",
        kind_state=story.kind_state,
        language=story.language,
        url=story.url,
        texts={t.language: Words(t.title, t.teaser, t.body, t.edited) for t in story.texts.all()},
        tags=_marks(story),
        happenings=frozenset((h.date, h.text) for h in story.happenings.all()),
        threads=frozenset(e.thread_id for e in story.thread_entries.all()),
    )


def _marks(story: Story) -> dict[tuple[str, str], Mark]:
    return {
        (tag.concept_id, tag.role): Mark(tag.state, bool(tag.label) or tag.score is not None)
        for tag in story.tags.all()
    }


def lock_by_hand(story: Story, *, before: Story, live: Story | None) -> dict[str, object]:
    """Lock in `story` (not saved) all that a person changed in it; return what changed."""
    public = _marks(live) if live and live.live else {}
    decision = decide(stand_of(before), stand_of(story), public=public)
    stand = decision.stand
    story.date_state, story.kind_state = stand.date_state, stand.kind_state
    _write_texts(story, stand)
    _write_tags(story, before, stand)
    return decision.changes


def _write_texts(story: Story, stand: Stand) -> None:
    kept = []
    for text in story.texts.all():
        words = stand.texts.get(text.language)
        # What a person emptied goes; a text that was found empty stays as it was found.
        if words is None or (words.empty and words.edited):
            continue
        text.title, text.teaser, text.body = words.title, words.teaser, words.body
        text.edited = words.edited
        kept.append(text)
    story.texts.set(kept)


def _write_tags(story: Story, before: Story, stand: Stand) -> None:
    rows = {(tag.concept_id, tag.role): tag for tag in before.tags.all()}
    rows |= {(tag.concept_id, tag.role): tag for tag in story.tags.all()}
    for key, mark in stand.tags.items():
        rows[key].state = mark.state
    story.tags.set([rows[key] for key in stand.tags])


class CreateStory(CreateAction):
    """A story written by a person: all of it is hers. It is a draft until it is published."""

    instance: Story

    def __init__(
        self, instance: Story, user: User | None = None, *, why: str = "", **options: Any
    ) -> None:
        super().__init__(instance, user=user, **options)
        self.why = why

    def _save_instance(self) -> None:
        self.instance.live = False
        story = self.form.save(commit=False) if self.form else self.instance
        lock_by_hand(story, before=Story(), live=None)
        story.save()
        self.instance = story

    def _create(self, skip_permission_checks: bool = False) -> Story:
        with transaction.atomic():
            story: Story = super()._create(skip_permission_checks=skip_permission_checks)
            record_story(
                story.pk,
                "story.created",
                by=self.user,
                why=self.why,
                details={"revision": self.revision.pk},
            )
        return story


class EditStory(EditAction):
    """A person's edit: kept as a draft; what she changed is locked against the machine.

    The form is saved on its own every few seconds while she types. Such an *automatic* save
    is one line in the log when it begins a revision, and none when it overwrites it.
    """

    instance: Story

    def __init__(
        self,
        instance: Story,
        user: User | None = None,
        *,
        why: str = "",
        automatic: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(instance, user=user, **options)
        self.why = why
        self.automatic = automatic

    def _save_instance(self) -> None:
        stored = Story.objects.get(pk=self.instance.pk)
        before = stored.get_latest_revision_as_object()
        # What the log compares with: the story as it was before this revision was begun.
        base = stand_of(self._begun_from(stored) if self.overwrite_revision else before)
        story = self.form.save(commit=False) if self.form else self.instance
        lock_by_hand(story, before=before, live=stored)
        self.changes = decide(base, stand_of(story)).changes
        if not stored.live:
            story.save()
        self.instance = story

    def _begun_from(self, stored: Story) -> Story:
        earlier = stored.revisions.filter(pk__lt=self.overwrite_revision.pk).order_by("pk").last()
        begun: Story = earlier.as_object() if earlier else stored
        return begun

    def _edit(self, skip_permission_checks: bool = False) -> Story:
        with transaction.atomic():
            story: Story = super()._edit(skip_permission_checks=skip_permission_checks)
            if self._worth_a_line():
                record_story(
                    story.pk,
                    "story.draft-saved",
                    by=self.user,
                    why=self.why,
                    details={"revision": self.revision.pk, **self.changes},
                )
        return story

    def _worth_a_line(self) -> bool:
        again = self.automatic and self.overwrite_revision is not None
        return bool(self.changes or self.why) and not again


class DeleteStory(DeleteAction):
    """Delete a story that was written here. One that was found somewhere stays (rule 3)."""

    def _delete(self) -> Any:
        if self.instance.sightings.exists():
            raise InputError(
                _("This story was found in a source and cannot be deleted: nothing is lost"),
                advice=_("Unpublish it instead."),
            )
        pk, words = self.instance.pk, str(self.instance)
        with transaction.atomic():
            result = super()._delete()
            record_story(pk, "story.deleted", by=self.user, details={"headline": words})
        return result


# --- stories: going out and coming back -----------------------------------------------------


def story_published(story: Story, revision: Revision) -> None:
    """Log that a story went out, by whatever door: the form, the workflow or the clock."""
    by = get_active_log_context().user
    machine = "" if by else SCHEDULE
    if not story.live:
        planned = {"go_live_at": str(story.go_live_at or "")}
        record_story(story.pk, "story.scheduled", by=by, machine=machine, details=planned)
        return
    with transaction.atomic():
        follow_merges(Tag.objects.filter(story_id=story.pk))
        why = _moderators_words(story, revision)
        record_story(
            story.pk,
            "story.published",
            by=by,
            why=why,
            machine=machine,
            details={"revision": revision.pk},
        )


def story_unpublished(story: Story) -> None:
    """Log that a story is no longer public."""
    by = get_active_log_context().user
    record_story(story.pk, "story.unpublished", by=by, machine="" if by else SCHEDULE)


def publish_due() -> None:
    """Publish what was planned for now, and take back what expires: to be called each minute."""
    call_command("publish_scheduled", verbosity=0)


def _moderators_words(story: Story, revision: Revision) -> str:
    """What the moderator wrote when she approved this revision; "" where no workflow led here."""
    task = TaskState.objects.filter(
        workflow_state__in=story.workflow_states.all(),
        revision=revision,
        status=TaskState.STATUS_APPROVED,
    ).last()
    return str(task.comment) if task else ""


def follow_merges(tags: models.QuerySet[Tag]) -> None:
    """Move tags of concepts that were merged since to what they were merged into."""
    for tag in tags.filter(concept__replaced_by__isnull=False).select_related("concept"):
        move_tag(tag, str(tag.concept.replaced_by_id))


# --- threads --------------------------------------------------------------------------------


class EditThread(EditAction):
    """A person's change of a thread: told of each of its stories, whose pages show its title."""

    def _edit(self, skip_permission_checks: bool = False) -> Thread:
        with transaction.atomic():
            thread: Thread = super()._edit(skip_permission_checks=skip_permission_checks)
            if self.content_changed:
                _record_in_thread(thread, by=self.user)
        return thread


class DeleteThread(DeleteAction):
    """Delete a thread; its stories stay, and their logs say that it is gone."""

    def _delete(self) -> Any:
        with transaction.atomic():
            _record_in_thread(self.instance, by=self.user)
            return super()._delete()


def _record_in_thread(thread: Thread, *, by: User | None) -> None:
    details = {"threads": [thread.pk]}
    stories = thread.entries.values_list("story_id", flat=True)
    Change.objects.bulk_create(
        [Change(story=pk, action="story.changed", who=by, details=details) for pk in stories]
    )


# --- made known to Wagtail ------------------------------------------------------------------


def register(registry: ActionRegistry) -> None:
    """Make Wagtail use these for stories and concepts, whatever its door."""
    for action in (CreateStory, EditStory, DeleteStory):
        registry.register(Story, action)
    for action in (CreateConcept, EditConcept, DeleteConcept):
        registry.register(Concept, action)
    for action in (EditThread, DeleteThread):
        registry.register(Thread, action)
