"""Stories at the desk: the list with its filters, and the views that write through actions."""

from __future__ import annotations

import functools
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.fields import CharField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import RevisionsRevertMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Revision, WorkflowState
from wagtail.snippets.views import snippets

from kroniek.archive.actions.editing import CreateStory, EditStory
from kroniek.archive.models import Concept, Scheme, Sighting, Source, Story, Tag, Text
from kroniek.archive.models.concept import LANGUAGE_CHOICES
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.edit import columns
from kroniek.edit.forms import HappeningForm, StoryForm, TextForm
from kroniek.edit.panels import FormInlinePanel, SightingsPanel, TagsPanel
from kroniek.folding import words
from kroniek.records import InputError, TagRole

# --- the list -------------------------------------------------------------------------------


def for_the_list(stories: QuerySet[Story]) -> QuerySet[Story]:
    """Stories with all that a row shows, in a fixed number of queries."""
    concepts = Concept.objects.prefetch_related("labels")
    themes = Tag.objects.filter(role=TagRole.THEME)
    seen = Sighting.objects.only("story_id", "capture_id").select_related("capture__source")
    key = Cast(OuterRef("pk"), CharField())
    story_type = ContentType.objects.get_for_model(Story)
    planned = Revision.objects.filter(
        base_content_type=story_type, object_id=key, approved_go_live_at__isnull=False
    )
    moderated = WorkflowState.objects.active().filter(base_content_type=story_type, object_id=key)
    marked = stories.annotate(planned=Exists(planned), moderated=Exists(moderated))
    found: QuerySet[Story] = marked.prefetch_related(
        "texts",
        Prefetch("tags", themes.prefetch_related(Prefetch("concept", concepts))),
        Prefetch("sightings", seen),
    )
    return found


def with_words(stories: QuerySet[Story], typed: str) -> QuerySet[Story]:
    """Stories one text of which holds all the words; a number is also taken as an id."""
    texts = Text.objects.filter(story_id=OuterRef("pk"))
    for word in words(typed):
        texts = texts.filter(folded__contains=word)
    wanted = Q(Exists(texts)) | Q(external_id=typed.strip())
    number = typed.strip().lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        wanted |= Q(pk=int(number))
    return stories.filter(wanted)


class ConceptFilter(django_filters.ModelChoiceFilter):
    """A choice of concepts of one scheme, by their labels in the editor's language."""

    def __init__(self, scheme: Scheme, **kwargs: Any) -> None:
        kwargs["queryset"] = lambda _request: Concept.objects.filter(
            scheme=scheme, replaced_by__isnull=True
        ).prefetch_related("labels")
        super().__init__(**kwargs)


class StoryFilters(WagtailFilterSet):
    """The list's filters; together they mean AND."""

    theme = ConceptFilter(Scheme.THEMES, label=_("Theme"), method="by_theme")
    kind = ConceptFilter(Scheme.KINDS, label=_("Kind"), field_name="kind")
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=LANGUAGE_CHOICES, method="by_language"
    )
    year = django_filters.NumberFilter(label=_("Year"), field_name="year")
    source = django_filters.ModelChoiceFilter(
        label=_("Source"), queryset=Source.objects.all(), method="by_source"
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=[
            ("live", _("live")),
            ("draft", _("draft")),
            ("changed", _("live, with a draft")),
            ("moderated", _("in moderation")),
            ("planned", _("planned")),
        ],
        method="by_status",
    )
    tagged = django_filters.ChoiceFilter(
        label=_("Tags"),
        choices=[
            ("none", _("without a theme")),
            ("suggested", _("with suggestions")),
        ],
        method="by_tags",
    )

    class Meta:
        model = Story
        fields: tuple[str, ...] = ()

    def by_theme(self, stories: QuerySet[Story], _name: str, theme: Concept) -> QuerySet[Story]:
        tags = _tags().filter(concept=theme, state__in=PUBLIC_STATES)
        return stories.filter(Exists(tags))

    def by_language(self, stories: QuerySet[Story], _name: str, code: str) -> QuerySet[Story]:
        return stories.filter(Exists(Text.objects.filter(story_id=OuterRef("pk"), language=code)))

    def by_source(self, stories: QuerySet[Story], _name: str, source: Source) -> QuerySet[Story]:
        seen = Sighting.objects.filter(story_id=OuterRef("pk"), capture__source=source)
        return stories.filter(Exists(seen))

    def by_status(self, stories: QuerySet[Story], _name: str, status: str) -> QuerySet[Story]:
        wanted = {
            "live": Q(live=True),
            "draft": Q(live=False),
            "changed": Q(live=True, has_unpublished_changes=True),
            "moderated": Q(moderated=True),
            "planned": Q(planned=True),
        }
        return stories.filter(wanted[status])

    def by_tags(self, stories: QuerySet[Story], _name: str, which: str) -> QuerySet[Story]:
        if which == "suggested":
            return stories.filter(Exists(_tags().filter(state="suggested")))
        return untagged(stories)


def _tags() -> QuerySet[Tag]:
    return Tag.objects.filter(story_id=OuterRef("pk"), role=TagRole.THEME)


def untagged(stories: QuerySet[Story]) -> QuerySet[Story]:
    """Stories without a theme that counts for readers: unknown, not "without theme"."""
    return stories.filter(~Exists(_tags().filter(state__in=PUBLIC_STATES)))


class StoryIndexView(snippets.IndexView):
    """The list of stories, newest first. No bulk deleting: nothing is lost."""

    is_searchable = True

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("date", label=_("Date"), accessor=columns.date_shown, sort_key="sort_key"),
            self._get_title_column_class(snippets.TitleColumn)(
                "headline", label=_("Story"), accessor=columns.headline, get_url=self.get_edit_url
            ),
            Column("languages", label=_("Languages"), accessor=columns.languages),
            columns.ThemesColumn("themes", label=_("Themes")),
            columns.StatusColumn(label=_("Status")),
            Column("source", label=_("Source"), accessor=columns.sources),
        ]

    def get_base_queryset(self) -> QuerySet[Story]:
        return for_the_list(Story.objects.all())

    def search_queryset(self, queryset: QuerySet[Story]) -> QuerySet[Story]:
        return with_words(queryset, self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: QuerySet[Story]) -> QuerySet[Story]:
        order = {"live": ("live", "sort_key", "id"), "-live": ("-live", "sort_key", "id")}
        if self.ordering == "-sort_key":
            return queryset.order_by("-sort_key", "-id")
        return queryset.order_by(*order.get(self.ordering, ("sort_key", "id")))

    def get_list_more_buttons(self, instance: Story) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.live:
            public = instance.get_absolute_url()
            buttons.append(Button(_("View live"), url=public, icon_name="view", priority=15))
        return buttons


# --- writing --------------------------------------------------------------------------------


class ThroughActions:
    """Forms of stories: who, when and why go to the archive's actions."""

    form: StoryForm
    expects_json_response: bool

    def _why(self) -> str:
        return str(self.form.cleaned_data.get("why", ""))


class StoryCreateView(ThroughActions, snippets.CreateView):
    @property
    def action_class(self) -> Any:
        return functools.partial(CreateStory, why=self._why())

    def get_initial_form_instance(self) -> Story:
        from kroniek.edit.lookup import ui_language

        return Story(language=ui_language())


class StoryEditView(ThroughActions, snippets.EditView):
    @property
    def action_class(self) -> Any:
        return functools.partial(
            EditStory, why=self._why(), automatic=bool(self.expects_json_response)
        )

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = super().header_more_buttons
        if self.live_object.live:
            public = self.live_object.get_absolute_url()
            buttons.append(Button(_("View live"), url=public, icon_name="view", priority=5))
        log = reverse("kroniek_changes:index") + f"?story={self.object.pk}"
        buttons.append(Button(_("Change log"), url=log, icon_name="history", priority=25))
        return buttons


class StoryRevertView(RevisionsRevertMixin, StoryEditView):
    """Going back to an earlier version is an edit like any other: decided and logged."""

    view_name = "revisions_revert"

    def save_instance(self) -> Story:
        action = EditStory(
            self.form.instance,
            user=self.request.user,
            form=self.form,
            previous_revision=self.revision,
            clean=False,
            why=self._why() or str(_("back to version %(id)s")) % {"id": self.revision.pk},
        )
        story: Story = action.execute(skip_permission_checks=True)
        self.has_content_changes = True
        self.new_revision = action.revision
        return story


class RefusedDelete:
    """A delete view that tells in one sentence why something cannot be deleted."""

    object: Any

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)  # type: ignore[misc]
        self.words = str(self.object)  # what is deleted no longer knows its name

    def get_success_message(self) -> str:
        return gettext("“%(name)s” is deleted.") % {"name": self.words}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        except InputError as error:
            messages.error(self.request, str(error))  # type: ignore[attr-defined]
            return redirect(self.edit_url_name, self.object.pk)  # type: ignore[attr-defined]
        return response


class StoryDeleteView(RefusedDelete, snippets.DeleteView):
    pass


# --- the form -------------------------------------------------------------------------------

_STORY = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("date"), FieldPanel("kind")]),
            FieldRowPanel([FieldPanel("language"), FieldPanel("url")]),
        ],
        heading=_("Date and kind"),
    ),
    FormInlinePanel(
        "texts",
        [FieldPanel("language"), FieldPanel("title"), FieldPanel("teaser"), FieldPanel("body")],
        heading=_("Texts, one a language"),
        label=_("Text"),
        min_num=1,
        child_form=TextForm,
    ),
    TagsPanel("themes", TagRole.THEME, heading=_("Themes")),
    TagsPanel("keywords", TagRole.KEYWORD, heading=_("Keywords")),
    FormInlinePanel(
        "happenings",
        [FieldRowPanel([FieldPanel("date"), FieldPanel("text")])],
        heading=_("Happenings: dated events that the text speaks of"),
        label=_("Happening"),
        classname="k-rows k-rows--dated",
        child_form=HappeningForm,
    ),
    InlinePanel(
        "thread_entries",
        [FieldPanel("thread")],
        heading=_("Threads: stories that follow one another"),
        label=_("Thread"),
        classname="k-rows",
    ),
    FieldPanel("why"),
]


class StoryViewSet(snippets.SnippetViewSet):
    """Stories in the menu, with their views."""

    model = Story
    icon = "doc-full"
    menu_label = _("Stories")
    menu_name = "stories"
    menu_order = 100
    add_to_admin_menu = True
    base_url_path = "stories"
    list_per_page = 30
    ordering = "sort_key"
    filterset_class = StoryFilters
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = StoryIndexView
    add_view_class = StoryCreateView
    edit_view_class = StoryEditView
    delete_view_class = StoryDeleteView
    revisions_revert_view_class = StoryRevertView
    edit_handler = TabbedInterface(
        [
            ObjectList([*_STORY, PublishingPanel()], heading=_("Story")),
            ObjectList([SightingsPanel(heading=_("Where it was found"))], heading=_("Found")),
        ],
        base_form_class=StoryForm,
    )


def refuse_bulk_delete(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """No deleting in bulk: each story and concept is looked at, by its own view."""
    if action_type != "delete" or not isinstance(objects[0], Story | Concept):
        return None
    messages.error(request, _("Stories and concepts are deleted one at a time."))
    return redirect(objects[0].snippet_viewset.get_url_name("list"))
