"""Lists to look at, not to write in: sources, what could not be read, the change log."""

from __future__ import annotations

import json
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.contrib.admin.utils import quote
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from kroniek.archive.models import Change, Concept, Remainder, Sighting, Source, Story
from kroniek.edit.columns import counted_by, headline
from kroniek.edit.lookup import ui_language


class LookOnly(ModelPermissionPolicy):
    """Nobody writes here by hand, not even a superuser: these rows tell what happened."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return "view" in actions and self.user_has_permission(user, "view")

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return self.user_has_any_permission(user, actions)


class LookOnlyViewSet(ModelViewSet):
    copy_view_enabled = False
    inspect_view_enabled = True
    add_to_reference_index = False
    add_to_admin_menu = True
    form_fields: tuple[str, ...] = ()
    list_per_page = 50


# --- sources --------------------------------------------------------------------------------


class SourceIndexView(generic.IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Source"), get_url=stories_of, sort_key="name"),
            NumberColumn("seen", label=_("Stories"), sort_key="seen"),
            NumberColumn("unread", label=_("Unread"), sort_key="unread"),
            DateColumn("last", label=_("Last import"), sort_key="last"),
        ]

    def get_base_queryset(self) -> QuerySet[Source]:
        return Source.objects.annotate(
            seen=counted_by("capture__source", Sighting.objects, "story"),
            unread=counted_by("capture__source", Remainder.objects, "pk"),
            last=Max("captures__started_at"),
        )


def stories_of(source: Source) -> str:
    return reverse("wagtailsnippets_archive_story:list") + f"?source={source.pk}"


class SourceViewSet(LookOnlyViewSet):
    model = Source
    name = "kroniek_sources"
    url_prefix = "sources"
    icon = "globe"
    menu_label = _("Sources")
    menu_name = "sources"
    menu_order = 300
    ordering = "name"
    index_view_class = SourceIndexView
    inspect_view_fields = ("name", "created_at")


# --- what could not be read -----------------------------------------------------------------


class RemainderFilters(WagtailFilterSet):
    source = django_filters.ModelChoiceFilter(
        label=_("Source"), queryset=Source.objects.all(), field_name="capture__source"
    )

    class Meta:
        model = Remainder
        fields: tuple[str, ...] = ()


class RemainderIndexView(generic.IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("why", label=_("Why"), get_url=self.get_inspect_url),
            Column("text", label=_("Words"), accessor=_opening),
            Column("file", label=_("File"), accessor="capture.file"),
            NumberColumn("line", label=_("Line")),
        ]

    def get_base_queryset(self) -> QuerySet[Remainder]:
        return Remainder.objects.select_related("capture__source")


def _opening(remainder: Remainder) -> str:
    words = " ".join(remainder.text[:400].split())
    return words if len(words) <= 120 else words[:120] + " …"


class RemainderInspectView(generic.InspectView):
    template_name = "kroniek_edit/remainder.html"


class RemainderViewSet(LookOnlyViewSet):
    model = Remainder
    name = "kroniek_unread"
    url_prefix = "unread"
    icon = "warning"
    menu_label = _("Unread")
    menu_name = "unread"
    menu_order = 400
    ordering = ("capture_id", "line")
    filterset_class = RemainderFilters
    index_view_class = RemainderIndexView
    inspect_view_class = RemainderInspectView
    inspect_template_name = "kroniek_edit/remainder.html"
    inspect_view_fields = ("capture", "line", "why", "text")


# --- the change log -------------------------------------------------------------------------

ACTIONS = {
    "story.created": _("created"),
    "story.changed": _("changed"),
    "story.draft-saved": _("draft saved"),
    "story.published": _("published"),
    "story.scheduled": _("planned"),
    "story.unpublished": _("unpublished"),
    "story.deleted": _("deleted"),
    "story.conflict": _("contradicting sources"),
    "concept.created": _("concept created"),
    "concept.changed": _("concept changed"),
    "concept.merged": _("concept merged"),
    "concept.deleted": _("concept deleted"),
}
DETAILS = {
    "texts": _("texts"),
    "accepted": _("accepted"),
    "rejected": _("rejected"),
    "date": _("date"),
    "kind": _("kind"),
    "language": _("language"),
    "url": _("address"),
    "happenings": _("happenings"),
    "threads": _("threads"),
    "tags": _("tags"),
    "labels": _("labels"),
    "broader": _("broader"),
    "into": _("into"),
    "merged": _("merged"),
    "headline": _("headline"),
    "scheme": _("scheme"),
    "definitions": _("definitions"),
    "what": _("what"),
}


# Details that name tags, as "theme:borders-visa".
_TAGS = ("accepted", "rejected")


class ChangeFilters(WagtailFilterSet):
    story = django_filters.NumberFilter(label=_("Story (number)"))
    concept = django_filters.CharFilter(label=_("Concept (id)"))
    action = django_filters.ChoiceFilter(label=_("What"), choices=list(ACTIONS.items()))
    by = django_filters.ChoiceFilter(
        label=_("By"),
        choices=[("people", _("people")), ("machine", _("the machine"))],
        method="by_whom",
    )

    class Meta:
        model = Change
        fields: tuple[str, ...] = ()

    def by_whom(self, changes: QuerySet[Change], _name: str, whom: str) -> QuerySet[Change]:
        return changes.filter(machine="") if whom == "people" else changes.exclude(machine="")


def who(change: Change) -> str:
    if change.who:
        return str(get_user_display_name(change.who))
    return change.machine or gettext("unknown")


def action_words(change: Change) -> str:
    return str(ACTIONS.get(change.action, change.action))


def details_words(change: Change) -> str:
    """What changed, in one line: "date: 2020-12 → 2020-12-15; rejected: Borders & Visa"."""
    labels = getattr(change, "labels", {})
    told = [
        f"{DETAILS[name]}: {_value([labels.get(v, v) for v in value] if name in _TAGS else value)}"
        for name, value in change.details.items()
        if name in DETAILS and value
    ]
    return "; ".join(told)


def _value(value: Any) -> str:
    if isinstance(value, list) and len(value) == 2 and any(isinstance(v, list) for v in value):
        return _both_lists(*value)
    if isinstance(value, list) and len(value) == 2 and not all(value):
        return f"{value[0] or '–'} → {value[1] or '–'}"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _both_lists(before: Any, after: Any) -> str:
    gone = [f"- {item}" for item in before if item not in after]
    return ", ".join(gone + [f"+ {item}" for item in after if item not in before])


class SubjectColumn(TitleColumn):
    """What a change is about, by name; a link where it still exists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("subject", get_url=_subject_url, **kwargs)

    def get_value(self, instance: Change) -> str:
        return str(getattr(instance, "subject", ""))


def _subject_url(change: Change) -> str | None:
    if not getattr(change, "exists", False):
        return None
    if change.story:
        return reverse("wagtailsnippets_archive_story:edit", args=[change.story])
    return reverse("wagtailsnippets_archive_concept:edit", args=[quote(change.concept)])


def with_subjects(changes: list[Change]) -> list[Change]:
    """Changes with the names of what they are about, in a few queries for all of them."""
    ui = ui_language()
    stories = Story.objects.prefetch_related("texts").in_bulk({c.story for c in changes if c.story})
    tags = {tag for change in changes for name in _TAGS for tag in change.details.get(name, ())}
    ids = {change.concept for change in changes} | {tag.partition(":")[2] for tag in tags}
    concepts = Concept.objects.prefetch_related("labels").in_bulk(ids)
    held = {tag: concepts.get(tag.partition(":")[2]) for tag in tags}
    labels = {tag: concept.label(ui) for tag, concept in held.items() if concept}
    for change in changes:
        found = stories.get(change.story or 0) or concepts.get(change.concept)
        name = headline(found) if isinstance(found, Story) else found.label(ui) if found else ""
        was = change.details.get("headline") or change.details.get("label") or ""
        change.subject = name or str(was) or str(change.story or change.concept)  # type: ignore[attr-defined]
        change.exists = found is not None  # type: ignore[attr-defined]
        change.labels = labels  # type: ignore[attr-defined]
    return changes


class ChangeIndexView(generic.IndexView):
    """Who changed what, when and why; the newest first."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            DateColumn("at", label=_("When"), sort_key="at"),
            SubjectColumn(label=_("Story or concept")),
            Column("action", label=_("What"), accessor=action_words),
            Column("who", label=_("Who"), accessor=who),
            Column("why", label=_("Why"), accessor="why"),
            Column("details", label=_("Details"), accessor=details_words),
        ]

    def get_base_queryset(self) -> QuerySet[Change]:
        return Change.objects.filter(Q(story__isnull=False) | ~Q(concept="")).select_related(
            "who", "who__wagtail_userprofile"
        )

    def order_queryset(self, queryset: QuerySet[Change]) -> QuerySet[Change]:
        return queryset.order_by("id" if self.ordering == "at" else "-id")

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(with_subjects(list(object_list)))


class ChangeViewSet(LookOnlyViewSet):
    model = Change
    name = "kroniek_changes"
    url_prefix = "changes"
    icon = "history"
    menu_label = _("Changes")
    menu_name = "changes"
    menu_order = 500
    ordering = "-at"
    filterset_class = ChangeFilters
    index_view_class = ChangeIndexView
    inspect_view_fields = ("at", "story", "concept", "action", "who", "machine", "why", "details")


for _model in (Source, Remainder, Change):
    register_permission_policy(_model, LookOnly(_model))
