"""The search page: the answers to some words, each with its reasons; and what completes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kroniek import find
from kroniek.archive import stories
from kroniek.publish import addresses, answers, cards, reasons, search_help
from kroniek.publish.caching import follows_archive
from kroniek.publish.frame import frame
from kroniek.publish.suggestions import MOST, suggestions
from kroniek.publish.views.lists import Scope, list_context, query_of, tidied
from kroniek.publish.views.public import public
from kroniek.records import Page, Query

_LETTERS = 100
# Who types and takes back a letter asks the same again within the minute.
_MAX_AGE = 60


@require_safe
@follows_archive(also=lambda: find.state())
@public
def search(request: HttpRequest, ui: str) -> HttpResponse:
    path = reverse("search", args=[ui])
    if elsewhere := tidied(request, path):
        return elsewhere
    query = _query_of(request, ui)
    q = query.q
    title = gettext("Search: %(words)s") % {"words": q} if q else gettext("Search")
    context: dict[str, Any] = {
        "frame": frame(request, ui, title, q=q, indexed=False),
        "asked": False,
        "scope": Scope("", answers.carried(query), q),
        "help": search_help.rows(ui),
    }
    if find.parameters(query):
        context |= {"asked": True} | answered(find.search(query), path)
    else:
        context["examples"] = search_help.examples(ui)
    return render(request, "publish/search.html", context)


def _query_of(request: HttpRequest, ui: str) -> Query:
    sort = request.GET.get("sort", "")
    return replace(query_of(request, ui), sort=sort if sort in answers.SORTS else "")


def answered(page: Page, path: str) -> dict[str, Any]:
    """What the template needs to show an answer."""
    query = page.query
    hits = {hit.story: hit for hit in page.hits}
    names = reasons.called(page.hits, query.ui)
    found = stories.load(list(hits))
    context = list_context(page, path)
    filtered = [chip for chip in context["chips"] if chip.filter != "q"]
    return context | {
        "answer": answers.answer(page, path),
        "cards": [cards.found(story, hits[story.pk], query.ui, names) for story in found],
        # The words stand in the field above; a chip for them would say them twice.
        "chips": filtered,
        "filters": replace(context["filters"], active=len(filtered)),
        # Without words there is nothing to answer: that loosens nothing.
        "loosenings": context["loosenings"] if filtered else (),
        "all": addresses.with_filters(path, Query(q=query.q, sort=query.sort)),
        "ranked": query.q and query.sort != "date",
    }


@require_safe
@follows_archive(max_age=_MAX_AGE, also=lambda: find.state())
@public
def suggest(request: HttpRequest, ui: str) -> HttpResponse:
    """The list below a search field, for the script; empty where nothing comes to mind."""
    typed = request.GET.get("q", "")[:_LETTERS]
    found = find.suggest(typed, ui=ui, limit=MOST)
    shown = suggestions(found, ui)
    response = render(request, "publish/parts/suggestions.html", {"suggestions": shown})
    response.headers["X-Robots-Tag"] = "noindex"
    return response
