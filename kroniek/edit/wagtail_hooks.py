"""What the desk adds to Wagtail, and what it takes away: no page tree, no images, no documents."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.search import SearchArea
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel
from wagtail.snippets.models import register_snippet

from kroniek.archive.actions import editing
from kroniek.edit import concepts, home, lists, lookup, stories

# Wagtail's help speaks of its own news; the keyboard shortcuts are behind the "?" key.
_NOT_USED_IN_MENU = {"explorer", "images", "documents", "snippets", "help"}
_NOT_USED_IN_SETTINGS = {"collections", "sites", "locales", "redirects"}
_NOT_USED_IN_REPORTS = {"locked-pages", "aging-pages", "page-types-usage"}

register_snippet(stories.StoryViewSet)
register_snippet(concepts.ConceptViewSet)
register_snippet(concepts.ThreadViewSet)


def look_only_lists() -> list[Any]:
    return [lists.SourceViewSet(), lists.RemainderViewSet(), lists.ChangeViewSet()]


def writing_goes_through_the_archive(registry: ActionRegistry) -> None:
    editing.register(registry)


def addresses() -> list[URLPattern]:
    complete = path("vocabulary/complete/", lookup.complete, name="kroniek_complete")
    return [complete, *concepts.urlpatterns]


# --- the first page and the menus -----------------------------------------------------------


def counts_on_the_first_page(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [home.CountsItem(request)]


def panels_on_the_first_page(request: HttpRequest, panels: list[Any]) -> None:
    panels[:] = [p for p in panels if not isinstance(p, RecentEditsPanel | LockedPagesPanel)]
    panels.append(home.RecentPanel(request))


def _without(names: set[str]) -> Any:
    def take_away(request: HttpRequest, items: list[Any]) -> None:
        items[:] = [item for item in items if item.name not in names]

    return take_away


class StorySearch(SearchArea):
    """The search field in the side bar looks for stories."""

    def __init__(self) -> None:
        url = reverse("wagtailsnippets_archive_story:list")
        super().__init__(_("Stories"), url, name="stories", icon_name="doc-full", order=1)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("archive.change_story"))


def search_stories() -> StorySearch:
    return StorySearch()


def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("kroniek_edit/desk.css"))


# --- made known to Wagtail ---------------------------------------------------------------------

hooks.register("register_admin_viewset", look_only_lists)
hooks.register("register_actions", writing_goes_through_the_archive)
hooks.register("register_admin_urls", addresses)
# After Wagtail's own, which count pages, images and documents.
hooks.register("construct_homepage_summary_items", counts_on_the_first_page, order=1000)
hooks.register("construct_homepage_panels", panels_on_the_first_page)
hooks.register("register_admin_search_area", search_stories)
hooks.register("insert_global_admin_css", style)
hooks.register("before_bulk_action", stories.refuse_bulk_delete)
hooks.register("construct_main_menu", _without(_NOT_USED_IN_MENU))
hooks.register("construct_settings_menu", _without(_NOT_USED_IN_SETTINGS))
hooks.register("construct_reports_menu", _without(_NOT_USED_IN_REPORTS))
