"""The first page of the desk: how many of what, and what waits for someone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.models import WorkflowState

from kroniek.archive.models import Change, Concept, Remainder, Story
from kroniek.edit.lists import action_words, who, with_subjects
from kroniek.edit.stories import untagged

_RECENT = 8


@dataclass(frozen=True, slots=True)
class Count:
    """A number, what it counts, and the list behind it."""

    number: int
    words: str | Promise
    url: str
    icon: str


def counts() -> list[Count]:
    """What an editor has before her, each with a link to the list itself."""
    stories = reverse("wagtailsnippets_archive_story:list")
    concepts = reverse("wagtailsnippets_archive_concept:list")
    unread = reverse("kroniek_unread:index")
    provisional = Concept.objects.filter(provisional=True, replaced_by__isnull=True).count()
    moderated = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Story)
    )
    drafts, changed = _unpublished()
    rows: Iterable[tuple[int, Any, str, str]] = (
        (Story.objects.count(), _STORIES, stories, "doc-full"),
        (drafts, _DRAFTS, f"{stories}?status=draft", "draft"),
        (changed, _CHANGED, f"{stories}?status=changed", "edit"),
        (moderated.count(), _MODERATED, f"{stories}?status=moderated", "clipboard-list"),
        (untagged(Story.objects.all()).count(), _UNTAGGED, f"{stories}?tagged=none", "tag"),
        (provisional, _PROVISIONAL, f"{concepts}?provisional=provisional", "help"),
        (Remainder.objects.count(), _UNREAD, unread, "warning"),
    )
    return [Count(number, words % {"n": number}, url, icon) for number, words, url, icon in rows]


def _unpublished() -> tuple[int, int]:
    """How many stories are drafts, and how many are live with changes that no reader sees."""
    changed = Story.objects.filter(live=True, has_unpublished_changes=True)
    return Story.objects.filter(live=False).count(), changed.count()


_STORIES = ngettext_lazy("%(n)d story", "%(n)d stories", "n")
_DRAFTS = ngettext_lazy("%(n)d draft, not live", "%(n)d drafts, not live", "n")
_CHANGED = ngettext_lazy("%(n)d live story with a draft", "%(n)d live stories with a draft", "n")
_MODERATED = ngettext_lazy("%(n)d in moderation", "%(n)d in moderation", "n")
_UNTAGGED = ngettext_lazy("%(n)d without a theme", "%(n)d without a theme", "n")
_PROVISIONAL = ngettext_lazy("%(n)d provisional concept", "%(n)d provisional concepts", "n")
_UNREAD = ngettext_lazy("%(n)d unread piece", "%(n)d unread pieces", "n")


class CountsItem(SummaryItem):
    """The row of counts at the top."""

    order = 10
    template_name = "kroniek_edit/home_counts.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"counts": counts()}

    def is_shown(self) -> bool:
        return bool(self.request.user.has_perm("archive.change_story"))


class RecentPanel(Component):
    """The last things that people did, with a link to each."""

    name = "kroniek_recent"
    order = 250
    template_name = "kroniek_edit/home_recent.html"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        by_people = Change.objects.filter(machine="").select_related("who").order_by("-id")
        rows = with_subjects(list(by_people[:_RECENT]))
        return {"rows": [(change, action_words(change), who(change)) for change in rows]}
