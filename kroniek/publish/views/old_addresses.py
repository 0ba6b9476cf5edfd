"""Addresses that stories had before they came here, and short ones that always work.

A site that moves into Kroniek keeps its links: what the site itself does not know is looked up
among the original addresses of the stories, path and query, whatever the host was.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from kroniek.archive.identity import path_print
from kroniek.archive.models import Story
from kroniek.publish import language
from kroniek.publish.views.errors import not_found
from kroniek.records import LANGUAGES

# A day: a permanent redirect that is kept for ever could never be taken back.
_KEPT = "public, max-age=86400"


def moved_or_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The handler of 404: on to the story that had this address, or the page that says sorry."""
    story = story_at(request) if request.method in ("GET", "HEAD") else None
    if story is None:
        return not_found(request, exception)
    address = story.get_absolute_url(_language(request, story))
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": _KEPT})


def story_at(request: HttpRequest) -> Story | None:
    """The newest public story with this address; a query that it never had may be a tracker's."""
    query = request.META.get("QUERY_STRING", "")
    exact = _newest(set(_prints(request, f"?{query}"))) if query else None
    return exact or _newest(set(_prints(request, "")))


def _prints(request: HttpRequest, query: str) -> Iterator[int]:
    """The path as browsers send it and as people write it: sources have both."""
    sent = request.get_full_path().partition("?")[0]
    for path in (sent, request.path, sent.lower()):
        for tail in (query, unquote(query)):
            # A host of no meaning, or "//a/b" would be read as one.
            yield path_print(f"http://h{path}{tail}")


def _newest(prints: set[int]) -> Story | None:
    stories: QuerySet[Story] = Story.objects.filter(live=True, fingerprints__value__in=prints)
    return stories.order_by("sort_key", "pk").prefetch_related("texts").first()


def _language(request: HttpRequest, story: Story) -> str:
    """The one that the old address began with, or the story's own."""
    first = request.path.lstrip("/").partition("/")[0].lower()
    if first in LANGUAGES:
        return first
    return story.language if story.language in LANGUAGES else language.wanted(request)


@require_safe
def short(request: HttpRequest, id: int) -> HttpResponse:
    """/story/12: the story in the language that the browser asks for."""
    story = Story.objects.filter(live=True, pk=id).prefetch_related("texts").first()
    if story is None:
        raise Http404
    response = HttpResponseRedirect(story.get_absolute_url(language.wanted(request)))
    patch_vary_headers(response, ["Accept-Language"])
    return response
