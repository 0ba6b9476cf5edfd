"""The search page: the answers to some words, each with its reasons."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kroniek import find
from kroniek.archive import stories
from kroniek.publish import cards
from kroniek.publish.caching import follows_archive
from kroniek.publish.frame import frame
from kroniek.publish.views.lists import list_context, query_of, tidied
from kroniek.publish.views.public import public
from kroniek.records import Query


@require_safe
@follows_archive()
@public
def search(request: HttpRequest, ui: str) -> HttpResponse:
    path = reverse("search", args=[ui])
    if elsewhere := tidied(request, path):
        return elsewhere
    query = query_of(request, ui)
    q = query.q
    title = gettext("Search: %(words)s") % {"words": q} if q else gettext("Search")
    context: dict[str, Any] = {
        "frame": frame(request, ui, title, q=q, indexed=False),
        "asked": False,
    }
    if find.parameters(query):
        context |= {"asked": True} | _answer(query, path)
    return render(request, "publish/search.html", context)


def _answer(query: Query, path: str) -> dict[str, Any]:
    page = find.search(query)
    hits = {hit.story: hit for hit in page.hits}
    found = stories.load(list(hits))
    return list_context(page, path) | {
        "cards": [cards.card(story, query.ui, hits[story.pk]) for story in found]
    }
