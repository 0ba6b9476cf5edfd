"""What Atom, RSS and JSON Feed share: a list of stories as entries.

    Selection ── feed_of ──▶ Feed of Entries ──▶ atom | rss | json_feed

Here it is settled what is said and in which language; the three files know only their format.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.encoding import iri_to_uri
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from kroniek import dates, find
from kroniek.archive import stories
from kroniek.archive.models import Story, Tag, Text
from kroniek.publish import addresses, freshness
from kroniek.publish.cards import public_tags
from kroniek.publish.wellformed import clean
from kroniek.publish.words import headline_of, label_of, paragraphs, shortened
from kroniek.records import Query, TagRole

SITE = "Kroniek"
NEWEST = 50
_SUMMARY = 600
_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IDS = uuid.UUID("5b0c2f0e-7d0b-4f0e-9a57-0d6a1f6f8c11")
_EDTF = "http://id.loc.gov/datatypes/edtf"

Absolute = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Category:
    """A concept (or a date) as feeds name one; `scheme` says what kind of thing it is."""

    term: str
    label: str
    language: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One story. `published` is empty unless the day is known: feeds have no coarser dates."""

    id: str
    story: int
    href: str
    original: str
    language: str
    title: str
    summary: str
    content: str
    date: str
    precision: str
    published: dt.datetime | None
    updated: dt.datetime
    kind: str
    themes: tuple[Category, ...]
    keywords: tuple[Category, ...]
    dated: tuple[Category, ...]
    languages: tuple[str, ...]

    @property
    def categories(self) -> tuple[Category, ...]:
        return (*self.themes, *self.keywords, *self.dated)


@dataclass(frozen=True, slots=True)
class Feed:
    """A list, or a part of it: `first` and `next` lead through the rest (RFC 5005, 3).

    Both are empty where there is nothing to lead to.
    """

    id: str
    ui: str
    title: str
    subtitle: str
    page: str
    href: str
    first: str
    next: str
    updated: dt.datetime
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which list: its page, what to search for, and which of it the address asks for."""

    title: str
    path: str
    query: Query
    asked: Query

    def href(self, form: str, after: str = "") -> str:
        return addresses.with_filters(addresses.feed(self.path, form), self.asked, after=after)


def feed_of(selection: Selection, form: str, absolute: Absolute) -> Feed:
    """The feed in the reader's language; `absolute` makes full addresses of ours."""
    page = find.search(selection.query, with_facets=False, with_reasons=False)
    born = freshness.born()
    entries = _entries([hit.story for hit in page.hits], selection.query.ui, born, absolute)
    return Feed(
        # The whole list has one id, whatever part of it this is.
        id=_urn(born, addresses.with_filters(selection.path, selection.asked)),
        ui=selection.query.ui,
        title=clean(f"{SITE} – {selection.title}"),
        subtitle=gettext("Policy news on asylum and migration, newest first."),
        page=absolute(addresses.with_filters(selection.path, selection.asked)),
        href=absolute(selection.href(form, selection.query.after)),
        first=absolute(selection.href(form)) if page.next or selection.query.after else "",
        next=absolute(selection.href(form, page.next)) if page.next else "",
        updated=max((entry.updated for entry in entries), default=freshness.state().at),
        entries=entries,
    )


def _entries(ids: list[int], ui: str, born: dt.datetime, absolute: Absolute) -> tuple[Entry, ...]:
    changed = freshness.last_changed(ids)
    return tuple(
        _entry(
            story, ui, _urn(born, f"story {story.pk}"), freshness.updated(story, changed), absolute
        )
        for story in stories.load(ids)
    )


def _urn(born: dt.datetime, name: str) -> str:
    """An id for ever: of this archive, whatever its host, a story's title or its slug become."""
    return uuid.uuid5(_IDS, f"{born.isoformat()} {name}").urn


def _entry(story: Story, ui: str, id: str, updated: dt.datetime, absolute: Absolute) -> Entry:
    text = story.best_text(ui)
    return Entry(
        id=id,
        story=story.pk,
        href=absolute(story.get_absolute_url(ui)),
        original=iri_to_uri(clean(addresses.safe(story.url))),
        language=text.language if text else ui,
        title=clean(headline_of(text)).strip() or headline_of(None),
        summary=clean(shortened(text.teaser or text.body, _SUMMARY) if text else ""),
        content=clean(_content(story, text, ui)),
        date=story.date,
        precision=story.precision,
        published=day_of(story.date),
        updated=updated,
        kind=story.kind_id or "",
        themes=_categories(story, TagRole.THEME, ui, absolute),
        keywords=_categories(story, TagRole.KEYWORD, ui, absolute),
        dated=_dated(story, ui),
        languages=tuple(text.language for text in story.texts.all()),
    )


def day_of(edtf: str) -> dt.datetime | None:
    """The day as a moment, if it is known for sure.

    Noon in UTC: so it is the same day for readers from the Azores to Auckland. A month or a year
    gives nothing, for any moment would be made up.
    """
    if not _PLAIN_DAY.fullmatch(edtf):
        return None
    return dt.datetime.combine(dt.date.fromisoformat(edtf), dt.time(12), dt.UTC)


# --- categories -----------------------------------------------------------------------------


def _categories(story: Story, role: TagRole, ui: str, absolute: Absolute) -> tuple[Category, ...]:
    scheme = absolute(f"/{ui}/{role}s/")
    return tuple(_category(tag, ui, scheme) for tag in public_tags(story) if tag.role == role)


def _category(tag: Tag, ui: str, scheme: str) -> Category:
    label = label_of(tag.concept, ui)
    return Category(tag.concept_id, clean(label.text), label.lang or ui, scheme)


def _dated(story: Story, ui: str) -> tuple[Category, ...]:
    """A date that no feed can state is a category: "2020-12", in words "décembre 2020"."""
    if not story.date or day_of(story.date):
        return ()
    return (Category(story.date, dates.display(story.date, ui), ui, _EDTF),)


# --- content --------------------------------------------------------------------------------


def _content(story: Story, text: Text | None, ui: str) -> SafeString:
    """HTML: the date where the feed cannot say it, the words, the original address."""
    spoken = mark_safe("") if text is None or text.language == ui else format_html(' lang="{}"', ui)
    words = [*paragraphs(text.teaser), *paragraphs(text.body)] if text else []
    return SafeString(_date_line(story, ui, spoken) + _paragraphs(words) + _original(story, spoken))


def _date_line(story: Story, ui: str, spoken: SafeString) -> SafeString:
    if day_of(story.date):
        return mark_safe("")
    shown = dates.display(story.date, ui) or gettext("no date was given")
    return format_html("<p{}>{}</p>\n", spoken, shown)


def _paragraphs(words: Iterable[str]) -> SafeString:
    return format_html_join("", "<p>{}</p>\n", ((paragraph,) for paragraph in words))


def _original(story: Story, spoken: SafeString) -> SafeString:
    href = addresses.safe(story.url)
    if not href:
        return mark_safe("")
    label = gettext("Original address")
    return format_html('<p><a href="{}"{}>{}</a></p>\n', href, spoken, label)
