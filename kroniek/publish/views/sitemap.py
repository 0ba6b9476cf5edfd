"""Sitemap and robots.txt (RFC 9309)."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from kroniek.publish import addresses, sitemap
from kroniek.publish.caching import follows_archive

_XML = "application/xml; charset=utf-8"
_MAX_AGE = 3600


@require_safe
@follows_archive(max_age=_MAX_AGE)
def index(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemap.index(partial(addresses.absolute, request)), content_type=_XML)


@require_safe
@follows_archive(max_age=_MAX_AGE)
def pages(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sitemap.pages(partial(addresses.absolute, request)), content_type=_XML)


@require_safe
@follows_archive(max_age=_MAX_AGE)
def stories(request: HttpRequest, number: int) -> HttpResponse:
    part = sitemap.stories(number, partial(addresses.absolute, request))
    if part is None:
        raise Http404
    return HttpResponse(part, content_type=_XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {addresses.absolute(request, reverse('sitemap'))}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
