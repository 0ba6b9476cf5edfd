"""Addresses of public pages: how a list with its filters is written, and what stands before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from kroniek import find
from kroniek.archive.models import Concept, Scheme
from kroniek.records import LANGUAGES, Query

_SAFE_SCHEMES = ("http", "https", "mailto", "ftp")


def absolute(request: HttpRequest, path: str) -> str:
    """The whole address of a path of ours, for whoever keeps it: a feed reader, a citation.

    KRONIEK_SITE_URL comes first: behind a proxy the request knows neither https nor, perhaps,
    the name. Raises DisallowedHost if only the request could tell, and its host is not ours.
    """
    if settings.GIVEN_SITE_URL:
        return f"{settings.GIVEN_SITE_URL}{iri_to_uri(path)}"
    return request.build_absolute_uri(path)


def with_filters(path: str, query: Query, *, after: str = "") -> str:
    """A list's address: its filters in a fixed order, its order, and the key of a later page."""
    pairs = find.parameters(query)
    if query.sort:
        pairs.append(("sort", query.sort))
    if after:
        pairs.append(("after", after))
    return f"{path}?{urlencode(pairs)}" if pairs else path


def without(query: Query, field: str, value: Any = None) -> Query:
    """The query less one value of a filter, or less the whole filter."""
    held = getattr(query, field)
    left: Any = ""
    if isinstance(held, tuple):
        left = () if value is None else tuple(item for item in held if item != value)
    changes: dict[str, Any] = {field: left, "after": ""}
    return replace(query, **changes)


def news(ui: str, **filters: str) -> str:
    path = reverse("news", args=[ui])
    return f"{path}?{urlencode(filters)}" if filters else path


def concept(concept: Concept, ui: str) -> str:
    """Themes have pages of their own kind; every other concept is a keyword to a reader."""
    name = "theme" if concept.scheme == Scheme.THEMES else "keyword"
    return reverse(name, args=[ui, concept.pk])


def in_language(path: str, ui: str) -> str:
    """The same page in another language: only the first part of an address names it."""
    head, _, rest = path.lstrip("/").partition("/")
    return f"/{ui}/{rest}" if head in LANGUAGES else f"/{ui}/"


def feed(path: str, form: str, query: Query | None = None) -> str:
    """The machine-readable twin of a list: /nl/news/ has /nl/news.atom."""
    twin = f"{path.rstrip('/')}.{form}"
    return with_filters(twin, query) if query else twin


def safe(href: str) -> str:
    """An outside address that may stand in a link; "" for one that could run code."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    return href.strip() if parts.scheme.lower() in _SAFE_SCHEMES else ""
