"""The front page: the newest stories, the themes, the chart."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kroniek import find
from kroniek.archive import changes, stories
from kroniek.publish import addresses, cards, charts, jsonld, language
from kroniek.publish.caching import follows_archive
from kroniek.publish.frame import feeds, frame
from kroniek.publish.tree import branches
from kroniek.publish.views.public import public
from kroniek.records import Page, Query

_NEWEST = 8


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """To the front page in the language that the browser asks for."""
    response = HttpResponseRedirect(reverse("home", args=[language.wanted(request)]))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
@follows_archive()
@public
def home(request: HttpRequest, ui: str) -> HttpResponse:
    change = changes.last_change()
    page = changes.remember(f"newest:{ui}", lambda: _newest(ui), change=change)
    chart = changes.remember(f"chart:{ui}", lambda: (charts.by_theme(ui),), change=change)[0]
    context = {
        "frame": frame(
            request,
            ui,
            gettext("Policy news on asylum and migration"),
            description=gettext("An archive of policy news in four languages."),
            feeds=feeds(addresses.news(ui), gettext("Newest stories")),
        ),
        "cards": [cards.card(story, ui) for story in stories.load([h.story for h in page.hits])],
        "total": page.total,
        "total_shown": language.stories(page.total, ui),
        "themes": branches(page.facets.get("theme", ()), ui),
        "chart": chart,
        "news": addresses.news(ui),
        "structured": jsonld.as_script(jsonld.site(ui, addresses.absolute(request, "/"))),
    }
    return render(request, "publish/home.html", context)


def _newest(ui: str) -> Page:
    return find.search(Query(ui=ui, limit=_NEWEST))
