"""Concepts and threads at the desk, and settling what is provisional: merge or take up."""

from __future__ import annotations

from typing import Any, cast

import django_filters  # type: ignore[import-untyped]
from django import forms
from django.contrib.admin.utils import quote, unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views import snippets

from kroniek.archive.actions.curating import merge_concepts, take_up
from kroniek.archive.models import Concept, Label, Scheme, Story, Tag, Thread
from kroniek.edit.columns import counted_by, headline
from kroniek.edit.forms import ConceptForm, MergeForm, TakeUpForm, ThreadForm
from kroniek.edit.lookup import ui_language
from kroniek.edit.stories import RefusedDelete
from kroniek.folding import label_key, words
from kroniek.records import InputError

_SHOWN = 10  # stories shown on the page on which a concept is settled


# --- the list -------------------------------------------------------------------------------


class ConceptFilters(WagtailFilterSet):
    scheme = django_filters.ChoiceFilter(label=_("Scheme"), choices=Scheme.choices)
    provisional = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("provisional", _("provisional")),
            ("full", _("in the vocabulary")),
            ("merged", _("merged into another")),
        ],
        method="by_state",
    )

    class Meta:
        model = Concept
        fields: tuple[str, ...] = ()

    def by_state(self, found: QuerySet[Concept], _name: str, state: str) -> QuerySet[Concept]:
        if state == "merged":
            return found.filter(replaced_by__isnull=False)
        return found.filter(provisional=state == "provisional", replaced_by__isnull=True)


def concept_label(concept: Concept) -> str:
    return concept.label(ui_language())


def other_labels(concept: Concept) -> str:
    """Preferred labels in the other languages, so that a reader of one finds the rest."""
    by_key = {label_key(text): text for text in concept.preferred().values()}
    # A provisional concept's word is in no known language: in another case it is the same word.
    by_key.pop(label_key(concept_label(concept)), None)
    return " · ".join(by_key.values())


def concept_state(concept: Concept) -> str:
    if concept.replaced_by:
        return gettext("merged into %(label)s") % {"label": concept_label(concept.replaced_by)}
    return gettext("provisional") if concept.provisional else ""


class ConceptIndexView(snippets.IndexView):
    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(snippets.TitleColumn)(
                "label", label=_("Concept"), accessor=concept_label, get_url=self.get_edit_url
            ),
            Column("others", label=_("In other languages"), accessor=other_labels),
            Column("scheme", label=_("Scheme"), accessor="get_scheme_display", sort_key="scheme"),
            Column("state", label=_("State"), accessor=concept_state),
            NumberColumn("uses", label=_("Stories"), accessor="uses", sort_key="uses"),
        ]

    def get_base_queryset(self) -> QuerySet[Concept]:
        counted = Concept.objects.annotate(uses=counted_by("concept", Tag.objects, "story"))
        found: QuerySet[Concept] = counted.select_related("replaced_by").prefetch_related(
            "labels", "replaced_by__labels"
        )
        return found

    def search_queryset(self, queryset: QuerySet[Concept]) -> QuerySet[Concept]:
        if not self.is_searching:
            return queryset
        labels = Label.objects.filter(concept_id=OuterRef("pk"))
        for word in words(self.search_query):
            labels = labels.filter(key__contains=word)
        return queryset.filter(Exists(labels))

    def get_list_more_buttons(self, instance: Concept) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.replaced_by_id is None and may_settle(self.request, instance):
            buttons.append(_settle_button(instance))
        return buttons


def _settle_button(concept: Concept) -> Button:
    words = _("Merge or take up…") if concept.provisional else _("Merge into…")
    url = reverse("kroniek_settle", args=[quote(concept.pk)])
    return Button(words, url=url, icon_name="collapse-down", priority=15)


def may_settle(request: HttpRequest, concept: Concept) -> bool:
    """Whether she may merge it, or at least take it up."""
    may_take_up = concept.provisional and request.user.has_perm("archive.change_concept")
    return may_merge(request) or may_take_up


def may_merge(request: HttpRequest) -> bool:
    # Merging makes a concept disappear: it takes the right to delete.
    return bool(request.user.has_perm("archive.delete_concept"))


# --- settling -------------------------------------------------------------------------------


def settle(request: HttpRequest, pk: str) -> HttpResponse:
    """One page for a concept that is not one yet: what it is used for, merge it or take it up."""
    concept = get_object_or_404(Concept, pk=unquote(pk))
    if not may_settle(request, concept):
        raise PermissionDenied
    if concept.replaced_by_id:
        return redirect(_edit_url(str(concept.replaced_by_id)))
    merge = MergeForm(request.POST if "merge" in request.POST else None, prefix="merge")
    up = TakeUpForm(
        request.POST if "take-up" in request.POST else None,
        prefix="up",
        initial={"scheme": concept.scheme},
    )
    if response := _settled(request, concept, merge, up):
        return response
    return render(request, "kroniek_edit/settle.html", _context(request, concept, merge, up))


def _settled(
    request: HttpRequest, concept: Concept, merge: MergeForm, up: TakeUpForm
) -> HttpResponse | None:
    try:
        if merge.is_bound and may_merge(request) and merge.is_valid():
            return _merge(request, concept, merge.cleaned_data)
        if up.is_bound and concept.provisional and up.is_valid():
            return _take_up(request, concept, up.cleaned_data)
    except InputError as error:
        (merge if merge.is_bound else up).add_error(None, str(error))
    return None


def _merge(request: HttpRequest, concept: Concept, given: dict[str, Any]) -> HttpResponse:
    target = Concept.objects.get(pk=next(iter(given["target"])))
    words, count = (
        str(concept),
        merge_concepts(concept, target, by=_editor(request), why=given["why"]),
    )
    told = ngettext(
        "“%(label)s” is merged into “%(target)s”: %(count)s story moved.",
        "“%(label)s” is merged into “%(target)s”: %(count)s stories moved.",
        count,
    )
    messages.success(request, told % {"label": words, "target": target, "count": count})
    return redirect("wagtailsnippets_archive_concept:list")


def _take_up(request: HttpRequest, concept: Concept, given: dict[str, Any]) -> HttpResponse:
    broader = Concept.objects.filter(pk__in=given["broader"])
    take_up(concept, scheme=given["scheme"], broader=broader, by=_editor(request), why=given["why"])
    told = gettext("“%(label)s” is now in the vocabulary.") % {"label": concept}
    messages.success(request, told)
    return redirect(_edit_url(concept.pk))


def _editor(request: HttpRequest) -> User:
    # The desk lets nobody in who is not logged in.
    return cast("User", request.user)


def _edit_url(pk: str) -> str:
    return reverse("wagtailsnippets_archive_concept:edit", args=[quote(pk)])


def _context(
    request: HttpRequest, concept: Concept, merge: forms.Form, up: forms.Form
) -> dict[str, Any]:
    stories = Story.objects.filter(tags__concept=concept).distinct()
    shown = [(story, headline(story)) for story in stories.prefetch_related("texts")[:_SHOWN]]
    return {
        "concept": concept,
        "count": stories.count(),
        "stories": shown,
        "merge": merge if may_merge(request) else None,
        "up": up if concept.provisional else None,
        "media": merge.media + up.media,
        "list_url": reverse("wagtailsnippets_archive_concept:list"),
        "edit_url": _edit_url(concept.pk),
    }


# --- the forms ------------------------------------------------------------------------------


class ConceptEditView(snippets.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_more_buttons
        if self.object.replaced_by_id is None and may_settle(self.request, self.object):
            buttons.append(_settle_button(self.object))
        log = reverse("kroniek_changes:index") + f"?concept={self.object.pk}"
        buttons.append(Button(_("Change log"), url=log, icon_name="history", priority=25))
        return buttons


class ConceptDeleteView(RefusedDelete, snippets.DeleteView):
    pass


_LABELS = InlinePanel(
    "labels",
    [FieldRowPanel([FieldPanel("language"), FieldPanel("form"), FieldPanel("text")])],
    heading=_("Labels"),
    label=_("Label"),
    min_num=1,
    classname="k-rows",
)


class ConceptViewSet(snippets.SnippetViewSet):
    model = Concept
    icon = "tag"
    menu_label = _("Concepts")
    menu_name = "concepts"
    menu_order = 200
    add_to_admin_menu = True
    base_url_path = "concepts"
    list_per_page = 50
    filterset_class = ConceptFilters
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = ConceptIndexView
    edit_view_class = ConceptEditView
    delete_view_class = ConceptDeleteView
    edit_handler = ObjectList(
        [
            _LABELS,
            MultiFieldPanel(
                [FieldPanel("scheme"), FieldPanel("broader_concepts"), FieldPanel("notation")],
                heading=_("Place in the vocabulary"),
            ),
            MultiFieldPanel(
                [FieldPanel(f"definition_{code}") for code in ("nl", "fr", "de", "en")],
                heading=_("Definitions"),
            ),
            FieldPanel("same_as"),
        ],
        base_form_class=ConceptForm,
    )


class ThreadViewSet(snippets.SnippetViewSet):
    model = Thread
    icon = "link"
    menu_label = _("Threads")
    menu_name = "threads"
    menu_order = 250
    add_to_admin_menu = True
    base_url_path = "threads"
    list_per_page = 50
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(
        [FieldPanel(f"title_{code}") for code in ("nl", "fr", "de", "en")],
        base_form_class=ThreadForm,
    )


urlpatterns = [path("concepts/settle/<str:pk>/", settle, name="kroniek_settle")]
