"""Stories, their texts by language, their tags and happenings."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from kroniek.archive.drafts import caught_up
from kroniek.archive.models.concept import LANGUAGE_CHOICES, Concept, Scheme
from kroniek.dates import bounds, precision
from kroniek.folding import slug, words
from kroniek.records import LANGUAGES, Precision, TagRole, TagState

# Undated stories come after all dated ones.
_UNDATED = 99_999_999 * 10**8


class State(models.TextChoices):
    """`records.TagState` with words for people."""

    STATED = TagState.STATED, _("stated in the source")
    IMPLIED = TagState.IMPLIED, _("implied by the page it was listed on")
    SUGGESTED = TagState.SUGGESTED, _("suggested")
    ACCEPTED = TagState.ACCEPTED, _("accepted by an editor")
    REJECTED = TagState.REJECTED, _("rejected by an editor")


# The states that make a tag count for readers.
PUBLIC_STATES = (State.STATED, State.IMPLIED, State.ACCEPTED)


class Story(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel
):
    """One development, whatever its languages.

    `date` is EDTF; `date_first`, `date_last`, `year`, `precision` and `sort_key` follow from it
    (see `set_date`). Newest first is *ascending* `sort_key`, then `id`: the order of the page
    that a story came from decides between equal dates.
    """

    external_id = models.CharField(_("external id"), max_length=200, blank=True, db_index=True)
    date = models.CharField(_("date"), max_length=60, blank=True, help_text="EDTF")
    date_first = models.DateField(null=True, editable=False)
    date_last = models.DateField(null=True, editable=False)
    year = models.SmallIntegerField(null=True, editable=False, db_index=True)
    precision = models.CharField(
        _("precision"),
        max_length=5,
        editable=False,
        default=Precision.NONE,
        choices=[(p.value, p.value) for p in Precision],
    )
    date_state = models.CharField(max_length=9, choices=State.choices, default=State.STATED)
    sort_key = models.BigIntegerField(default=_UNDATED, editable=False)
    kind = models.ForeignKey(
        Concept,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stories_of_kind",
        limit_choices_to={"scheme": Scheme.KINDS},
        verbose_name=_("kind"),
    )
    kind_state = models.CharField(max_length=9, choices=State.choices, default=State.IMPLIED)
    language = models.CharField(_("main language"), max_length=3, choices=LANGUAGE_CHOICES)
    url = models.URLField(_("original address"), max_length=2000, blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="story")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="story",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["sort_key", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["live", "sort_key", "id"], name="story_newest_first"),
            models.Index(fields=["date_first", "date_last"], name="story_bounds"),
        ]

    def __str__(self) -> str:
        ui = (get_language() or "en")[:2]
        text = self.best_text(ui)
        words = text.headline() if text else ""
        return words or f"{self._meta.verbose_name} {self.pk}"

    @property
    def revisions(self) -> Any:
        return self._revisions

    # --- date ---

    def set_date(self, edtf: str) -> None:
        """Set the date and all that follows from it. Raises InputError if it is not EDTF."""
        limits = bounds(edtf)
        self.date, self.precision = edtf, precision(edtf)
        self.date_first, self.date_last = limits.first, limits.last
        known = limits.first or limits.last
        self.year = known.year if known else None
        self.sort_key = _sort_key(limits.first or limits.last, limits.last or limits.first)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_date(self.date)
        super().save(*args, **kwargs)

    # --- texts ---

    def best_text(self, ui: str) -> Text | None:
        """The text for a reader: in her language, or in the story's own, or the first."""
        texts: dict[str, Text] = {text.language: text for text in self.texts.all()}
        for language in (ui, self.language, "en", *LANGUAGES):
            if language in texts:
                return texts[language]
        return next(iter(texts.values()), None)

    def get_absolute_url(self, ui: str | None = None) -> str:
        language = ui or (get_language() or "en")[:2]
        text = self.best_text(language)
        words = slug(text.headline()) if text else ""
        return reverse("story", args=[language, self.pk, words or "-"])

    # --- drafts (a whole copy each; what came in since is put into them, see archive.drafts) ---

    def serializable_data(self) -> dict[str, Any]:
        data: dict[str, Any] = super().serializable_data()
        held = Text.objects.filter(story_id=self.pk).order_by("language")
        return data | {"known_languages": list(held.values_list("language", flat=True))}

    def get_latest_revision_as_object(self) -> Story:
        draft = self.get_latest_revision() if self.has_unpublished_changes else None
        if draft is None:
            return self
        content = caught_up(draft.content, self.serializable_data())
        latest: Story = self.with_content_json(content)
        return latest

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        stored = type(self).objects.get(pk=self.pk).serializable_data()
        revision.content = caught_up(revision.content, stored)
        revision.save(update_fields=["content"])
        super().publish(revision, *args, **kwargs)

    # --- preview (the public page, in each language) ---

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [(code, name) for code, name in LANGUAGE_CHOICES if code in LANGUAGES]

    @property
    def default_preview_mode(self) -> str:
        return self.language if self.language in LANGUAGES else "en"

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        # The archive knows no templates: `config` names the view that shows a story.
        view = import_string(settings.KRONIEK_STORY_PREVIEW)
        return view(request, self, mode_name)  # type: ignore[no-any-return]


def _sort_key(first: dt.date | None, last: dt.date | None) -> int:
    """Later days first; of dates that begin on one day, the more exact one first."""
    if first is None or last is None:
        return _UNDATED
    return (99_999_999 - _digits(first)) * 10**8 + _digits(last)


def _digits(day: dt.date) -> int:
    """20201215 for 15 December 2020."""
    return day.year * 10_000 + day.month * 100 + day.day


def folded_words(title: str, teaser: str, body: str) -> str:
    """What the database searches of a text: its words, each with a space on either side."""
    return f" {' '.join(words(f'{title} {teaser} {body}'))} "


class Text(models.Model):
    """A story's title, teaser and body in one language.

    `folded` is what the database searches. An *edited* text is locked against the machine.
    """

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=3, choices=LANGUAGE_CHOICES)
    title = models.CharField(_("title"), max_length=500, blank=True)
    teaser = models.TextField(_("teaser"), blank=True)
    body = models.TextField(_("body"), blank=True)
    folded = models.TextField(editable=False, blank=True)
    edited = models.BooleanField(editable=False, default=False)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["story", "language"], name="one_text_a_language")
        ]

    def __str__(self) -> str:
        return self.headline()

    def headline(self) -> str:
        """The title, or the opening words of a text that has none."""
        if self.title:
            return self.title
        words = " ".join((self.teaser or self.body).split())
        return words if len(words) <= 110 else words[:110].rsplit(" ", 1)[0] + " …"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = folded_words(self.title, self.teaser, self.body)
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "folded"}
        super().save(*args, **kwargs)


class Tag(models.Model):
    """Story x concept, in one role, with its state. `label` is the word as first printed."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="tags")
    concept = models.ForeignKey(
        Concept, on_delete=models.PROTECT, related_name="tags", verbose_name=_("concept")
    )
    role = models.CharField(
        _("role"),
        max_length=7,
        choices=[(TagRole.THEME.value, _("theme")), (TagRole.KEYWORD.value, _("keyword"))],
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.ACCEPTED
    )
    label = models.CharField(max_length=300, blank=True, editable=False)
    score = models.FloatField(null=True, editable=False)
    evidence = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["story", "concept", "role"], name="one_tag_a_concept")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["concept", "role", "state", "story"], name="tag_by_concept")
        ]

    def __str__(self) -> str:
        return str(self.concept)


class Happening(models.Model):
    """A dated event that a text speaks of; `text` holds its words."""

    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="happenings")
    date = models.CharField(_("date"), max_length=60, help_text="EDTF")
    date_first = models.DateField(null=True, editable=False, db_index=True)
    date_last = models.DateField(null=True, editable=False)
    text = models.CharField(_("words"), max_length=1000, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.ACCEPTED, editable=False
    )

    class Meta:
        verbose_name = _("happening")
        verbose_name_plural = _("happenings")
        ordering = ["date_first", "id"]

    def __str__(self) -> str:
        return f"{self.date} {self.text}".strip()

    def set_bounds(self) -> None:
        limits = bounds(self.date)
        self.date_first, self.date_last = limits.first, limits.last

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_bounds()
        super().save(*args, **kwargs)
