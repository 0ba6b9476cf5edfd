"""The sitemap (sitemaps.org 0.9) with the languages of each page (hreflang, as xhtml:link).

    index ──▶ the site's own pages · stories 1 to 2000 · stories 2001 to 4000 · ...

Stories are parted by their id, so that a part keeps its stories and only the last one grows. An
alternate is given only for a language that the story really has a text in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from xml.etree import ElementTree as ET

from django.db.models import F, Max, Prefetch
from django.db.models.expressions import Combinable
from django.urls import reverse

from kroniek.archive.models import Change, Concept, Scheme, Story, Text
from kroniek.publish import addresses, freshness
from kroniek.publish.wellformed import child, document, root
from kroniek.records import LANGUAGES

# With four languages 8,000 addresses: the protocol allows 50,000 and 50 MB.
STORIES_A_PART = 2_000
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"

Absolute = Callable[[str], str]


# --- the index ------------------------------------------------------------------------------


def index(absolute: Absolute) -> bytes:
    tree = root("sitemapindex", {"xmlns": _SITEMAPS})
    _part(tree, absolute(reverse("sitemap-pages")), freshness.state().at)
    for number, changed in _parts():
        _part(tree, absolute(reverse("sitemap-stories", args=[number])), changed)
    return document(tree)


def _part(tree: ET.Element, href: str, changed: dt.datetime | None) -> None:
    part = child(tree, "sitemap")
    child(part, "loc", href)
    child(part, "lastmod", _moment(changed))


def _parts() -> list[tuple[int, dt.datetime | None]]:
    """(number of a part that has public stories, when readers last got something new of it)"""
    live = Story.objects.filter(live=True).order_by().annotate(part=_part_of("id"))
    seen = Change.objects.filter(story__isnull=False, action__in=freshness.SEEN_BY_READERS)
    dated = seen.order_by().annotate(part=_part_of("story")).values_list("part")
    changed = dict(dated.annotate(latest=Max("at")))
    numbers = live.values_list("part", flat=True).distinct()
    return [(number, changed.get(number)) for number in sorted(numbers)]


def _part_of(field: str) -> Combinable:
    """The number of the part that holds a story: whole division, in the database."""
    return (F(field) - 1) / STORIES_A_PART + 1


# --- stories --------------------------------------------------------------------------------


def stories(number: int, absolute: Absolute) -> bytes | None:
    """One part; None if it has no public story."""
    behind = (number - 1) * STORIES_A_PART
    texts = Prefetch("texts", Text.objects.defer("folded"))
    found = list(
        Story.objects.filter(live=True, pk__gt=behind, pk__lte=behind + STORIES_A_PART)
        .order_by("pk")
        .prefetch_related(texts)
    )
    if not found:
        return None
    changed = freshness.last_changed(story.pk for story in found)
    tree = _urlset()
    for story in found:
        _story(tree, story, freshness.updated(story, changed), absolute)
    return document(tree)


def _story(tree: ET.Element, story: Story, changed: dt.datetime, absolute: Absolute) -> None:
    languages = translated(story) or (story.default_preview_mode,)
    hrefs = {code: absolute(story.get_absolute_url(code)) for code in languages}
    default = hrefs.get(story.language, hrefs[languages[0]])
    _page(tree, hrefs, default, changed)


def translated(story: Story) -> tuple[str, ...]:
    """The interface languages that the story has a text in."""
    written = {text.language for text in story.texts.all()}
    return tuple(code for code in LANGUAGES if code in written)


# --- the site's own pages -------------------------------------------------------------------


def pages(absolute: Absolute) -> bytes:
    """Home, lists and themes: these really are in four languages."""
    tree = _urlset()
    home = {code: absolute(reverse("home", args=[code])) for code in LANGUAGES}
    _page(tree, home, absolute(reverse("root")), None)
    for name in ("news", "themes", "keywords"):
        hrefs = {code: absolute(reverse(name, args=[code])) for code in LANGUAGES}
        _page(tree, hrefs, hrefs["en"], None)
    for theme in _themes():
        hrefs = {code: absolute(addresses.concept(theme, code)) for code in _named(theme)}
        _page(tree, hrefs, hrefs.get("en", ""), None)
    return document(tree)


def _themes() -> Iterable[Concept]:
    themes = Concept.objects.prefetch_related("labels")
    yield from themes.filter(scheme=Scheme.THEMES, replaced_by=None, provisional=False)


def _named(theme: Concept) -> Sequence[str]:
    names = theme.preferred()
    return [code for code in LANGUAGES if code in names]


# --- one address ----------------------------------------------------------------------------


def _urlset() -> ET.Element:
    return root("urlset", {"xmlns": _SITEMAPS, "xmlns:xhtml": _XHTML})


def _page(
    tree: ET.Element, hrefs: Mapping[str, str], default: str, changed: dt.datetime | None
) -> None:
    """A page in its languages: an address each, and each with all of them beside it."""
    for href in hrefs.values():
        url = child(tree, "url")
        child(url, "loc", href)
        child(url, "lastmod", _moment(changed))
        if len(hrefs) > 1:
            for code, other in (*hrefs.items(), ("x-default", default)):
                link = {"rel": "alternate", "hreflang": code, "href": other}
                child(url, "xhtml:link", attributes=link if other else {})


def _moment(at: dt.datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
