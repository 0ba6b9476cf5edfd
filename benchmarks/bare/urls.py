"""A bare Django view under /plain/, Wagtail's pages for the rest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from wagtail import urls as wagtail_urls


def plain(request: HttpRequest) -> HttpResponse:
    """The least that Django can do: no database, no template."""
    return HttpResponse("<!doctype html><html lang=en><title>Plain</title><p>Plain</p></html>")


urlpatterns = [path("plain/", plain), path("", include(wagtail_urls))]
