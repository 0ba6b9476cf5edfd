"""The list of stories with its filters; the search page is the same list, told why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kroniek import find
from kroniek.archive import stories
from kroniek.archive.models import Story
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.publish import addresses, answers, cards, chips, language
from kroniek.publish.caching import follows_archive
from kroniek.publish.frame import Frame, feeds, frame
from kroniek.publish.views.public import public
from kroniek.records import BadOption, Page, Query

PAGE = 20


@require_safe
@follows_archive()
@public
def news(request: HttpRequest, ui: str) -> HttpResponse:
    """Newest first, grouped by month."""
    path = reverse("news", args=[ui])
    if elsewhere := tidied(request, path):
        return elsewhere
    query = query_of(request, ui)
    # By date even where there are words: the list goes by months.
    page = replace(find.search(replace(query, sort="date"), with_reasons=False), query=query)
    found = stories.load([hit.story for hit in page.hits])
    context = list_context(page, path) | {
        "frame": _news_frame(request, page, path),
        "groups": cards.grouped(found, ui),
        "scope": within(query),
        "empty_archive": not page.total and not Story.objects.filter(live=True).exists(),
    }
    return render(request, "publish/news.html", context)


def query_of(request: HttpRequest, ui: str) -> Query:
    """The query that an address holds. Raises BadOption for a value that means nothing."""
    after = request.GET.get("after", "")
    query = find.query_from(dict(request.GET.lists()), ui=ui, limit=PAGE, after=after)
    for state in query.state:
        # What the machine suggests and a person rejected is for editors alone.
        if state not in PUBLIC_STATES:
            raise BadOption(f"{state!r} is not public", where="state")
    return query


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a search form searches: what it is called, and the filters that the form carries."""

    label: str
    carried: tuple[tuple[str, str], ...]
    words: str = ""


def within(query: Query) -> Scope | None:
    """The scope of a list with filters; a whole list needs no form but the one on every page."""
    carried = answers.carried(query)
    return Scope(gettext("Search within these stories"), carried, query.q) if carried else None


def list_context(page: Page, path: str) -> dict[str, Any]:
    """What the list and the search page have in common."""
    query = page.query
    foreign = chips.foreign(page)
    shown = chips.chips(page, path, foreign)
    return {
        "total": page.total,
        "total_shown": language.stories(page.total, query.ui),
        "chips": shown,
        "filters": chips.filters(page, path, foreign),
        "loosenings": () if page.total else chips.loosenings(page, shown),
        "older": addresses.with_filters(path, query, after=page.next) if page.next else "",
        "newest": addresses.with_filters(path, query) if query.after else "",
        "all": path,
    }


def _news_frame(request: HttpRequest, page: Page, path: str) -> Frame:
    own = addresses.with_filters(path, page.query)
    return frame(
        request,
        page.query.ui,
        gettext("News"),
        description=gettext("Policy news on asylum and migration, newest first."),
        path=addresses.with_filters(path, page.query, after=page.query.after),
        feeds=feeds(path, gettext("This list"), own.partition("?")[2]),
        q=page.query.q,
        # The same stories under another selection are no page of their own for search engines.
        indexed=own == path,
    )


def _has_empty(request: HttpRequest) -> bool:
    """A form sends its empty fields too; an address need not carry them."""
    return any(not value.strip() for values in request.GET.lists() for value in values[1])


def _tidy(request: HttpRequest, path: str) -> str:
    kept = request.GET.copy()
    for name in list(kept):
        values = [value for value in kept.getlist(name) if value.strip()]
        if values:
            kept.setlist(name, values)
        else:
            del kept[name]
    return f"{path}?{kept.urlencode()}" if kept else path


def tidied(request: HttpRequest, path: str) -> HttpResponse | None:
    """A redirect to the address without empty fields; None where it has none."""
    return HttpResponseRedirect(_tidy(request, path)) if _has_empty(request) else None
