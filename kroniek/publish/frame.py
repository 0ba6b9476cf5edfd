"""What stands around every public page: title, navigation, languages, feeds, addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from kroniek.publish import addresses, language
from kroniek.records import LANGUAGES


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in one language.

    `alternate` is its whole address, for search engines; "" where the content is not really in
    that language.
    """

    code: str
    name: str
    href: str
    current: bool
    alternate: str = ""


@dataclass(frozen=True, slots=True)
class NavLink:
    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class FeedLink:
    """One machine-readable form of the list that a page shows, for autodiscovery."""

    type: str
    form: str
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Frame:
    ui: str
    title: str
    description: str
    canonical: str
    languages: tuple[LanguageLink, ...]
    navigation: tuple[NavLink, ...]
    feeds: tuple[FeedLink, ...] = ()
    q: str = ""
    indexed: bool = True


_FEED_TYPES = (
    ("application/atom+xml", "atom"),
    ("application/rss+xml", "rss"),
    ("application/feed+json", "json"),
)


def frame(
    request: HttpRequest,
    ui: str,
    title: str,
    *,
    description: str = "",
    path: str | None = "",
    languages: Mapping[str, str] | None = None,
    translated: Sequence[str] = LANGUAGES,
    feeds: tuple[FeedLink, ...] = (),
    q: str = "",
    indexed: bool = True,
) -> Frame:
    """The frame of one page. `path` is the one address that it is best known by.

    None: it has none. An error page must be shown under whatever address and host was asked for.
    """
    return Frame(
        ui=ui,
        title=title,
        description=description,
        canonical="" if path is None else addresses.absolute(request, path or request.path),
        languages=_languages(request, ui, languages, () if path is None else translated),
        navigation=_navigation(request, ui),
        feeds=feeds,
        q=q,
        indexed=indexed,
    )


def feeds(path: str, title: str, query: str = "") -> tuple[FeedLink, ...]:
    """Links to a list's feeds, with the same filters."""
    tail = f"?{query}" if query else ""
    return tuple(
        FeedLink(type_, form, title, addresses.feed(path, form) + tail)
        for type_, form in _FEED_TYPES
    )


def _languages(
    request: HttpRequest, ui: str, hrefs: Mapping[str, str] | None, translated: Sequence[str]
) -> tuple[LanguageLink, ...]:
    query = request.META.get("QUERY_STRING", "")
    tail = f"?{query}" if query else ""
    pages = {
        code: (hrefs or {}).get(code) or addresses.in_language(request.path, code) + tail
        for code in LANGUAGES
    }
    return tuple(
        LanguageLink(
            code,
            language.own_name(code),
            href,
            code == ui,
            addresses.absolute(request, href) if code in translated else "",
        )
        for code, href in pages.items()
    )


def _navigation(request: HttpRequest, ui: str) -> tuple[NavLink, ...]:
    pages = (
        ("news", gettext("News")),
        ("themes", gettext("Themes")),
        ("keywords", gettext("Keywords")),
    )
    links = ((text, reverse(page, args=[ui])) for page, text in pages)
    return tuple(NavLink(text, href, request.path == href) for text, href in links)
