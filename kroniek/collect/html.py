"""HTML listings: a saved page with a list of items, of whatever system.

Drupal views, WordPress archives, plain and definition lists, tables, repeated blocks, and our
own export (`<article lang id="story-7"><h3><a href>title</a></h3><time datetime>date</time>
<p class="teaser">…</p><dl class="labels"><dt>Hoofdthema</dt><dd>…</dd></dl></article>`). Read as
the HTML standard says (WHATWG, section 13.2); dates in `datetime` as in its section 2.3.5.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kroniek.collect import html_lists, markup
from kroniek.collect.html_items import Parts, parts_of
from kroniek.collect.html_lists import Item
from kroniek.collect.labels import read_label
from kroniek.collect.markup import Page
from kroniek.dates import read_printed
from kroniek.records import (
    LANGUAGES,
    FileRefused,
    Found,
    FoundHappening,
    FoundText,
    LabelsFound,
    Piece,
    Unread,
)

NO_WORDS = "no words: the item has no title and no text"

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PROLOG = re.compile(r"(?:\s|\ufeff|<\?[^>]*>)*+")
_FIRST_TAG = re.compile(r"<(!doctype\s+html|/?[a-z][a-z0-9]*)(?=[\s/>])", re.IGNORECASE)
_HTML_TAGS = markup.BLOCKS | markup.names(
    "!doctype head title meta link base script style a span b strong em i br img time font"
)
_UI = re.compile(r"<html\b[^>]{0,1000}?\slang\s*=\s*[\"']?([a-z]{2})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SAMPLE = 1024 * 1024
_MONTH_YEAR = re.compile(r"\b[^\W\d_]{3,12}\.?[\s\u00a0]+(?:[0-9]{1,2},[\s\u00a0]+)?[0-9]{4}\b")


def looks_like(head: str) -> bool:
    """Whether the beginning of a file is HTML: its first tag is one of HTML's."""
    head = _COMMENT.sub("", head)
    start = _PROLOG.match(head)
    first = _FIRST_TAG.match(head, start.end() if start else 0)
    return first is not None and first[1].lower().split()[0].lstrip("/") in _HTML_TAGS


def detect_ui(text: str) -> str:
    """The language of a page's own words: its `lang`, else that of most months and labels."""
    text = text[:_SAMPLE]
    stated = _UI.search(text)
    if stated and stated[1].lower() in LANGUAGES:
        return stated[1].lower()
    votes: Counter[str] = Counter()
    words = _TAG.sub("\n", text)
    for match in _MONTH_YEAR.finditer(words):
        if date := read_printed(match[0]):
            votes.update(date.languages)
    for line in words.splitlines():
        if label := read_label(line):
            votes.update(label.languages)
    return max(LANGUAGES, key=lambda language: votes[language]) if votes else ""


def pieces(text: str, *, file: str, ui: str) -> Iterator[Piece]:
    """The items of a page's list, in order; those without words are Unread.

    `ui` changes nothing here: months and labels are read in any language, since pages mix them.
    Raises FileRefused where the page has no list of items.
    """
    page = markup.read(text.replace("\0", "\ufffd"))
    items = html_lists.find(page)
    if not items:
        raise FileRefused(
            "no dated items found on this page",
            where=file,
            advice="Save the page that lists the news, not a single article or a menu.",
        )
    return _pieces(page, items, file)


def _pieces(page: Page, items: list[Item], file: str) -> Iterator[Piece]:
    for number, item in enumerate(items):
        following = items[number + 1].elements[0].place if number + 1 < len(items) else -1
        place, raw = _source(page, item, following)
        found = _found(page, item, number + 1, page.line(place), raw)
        yield found if found.texts else Unread(file, found.line, raw, NO_WORDS)


def _source(page: Page, item: Item, following: int) -> tuple[int, str]:
    """Where an item begins, and its source as it stands there."""
    places = [element.place for element in item.elements if element.place >= 0]
    if not places:
        return 0, ""
    limit = following if following > places[-1] else len(page.source)
    last = next(e for e in reversed(item.elements) if e.place >= 0)
    return places[0], page.source[places[0] : page.end(last, limit)]


def _found(page: Page, item: Item, position: int, line: int, raw: str) -> Found:
    parts = parts_of(page, item)
    labels = LabelsFound.from_dict(parts.labels)
    return Found(
        position=position,
        line=line,
        raw=raw,
        texts=_texts(parts),
        date_found=parts.date.printed if parts.date else "",
        date=parts.date.edtf if parts.date else "",
        labels=labels,
        url=page.resolve(parts.url),
        kind="event" if labels.event or parts.is_event else "",
        language=parts.language,
        links=tuple(parts.links),
        happenings=tuple(FoundHappening(d.edtf, d.printed) for d in parts.happenings),
    )


def _texts(parts: Parts) -> tuple[FoundText, ...]:
    return tuple(
        FoundText(language, words.title, words.teaser)
        for language, words in parts.words.items()
        if words.title or words.teaser
    )
