"""Atom 1.0 (RFC 4287), with paging links (RFC 5005)."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from kroniek.publish.feeds.entries import SITE, Category, Entry, Feed
from kroniek.publish.wellformed import child, document, root

TYPE = "application/atom+xml; charset=utf-8"


def write(feed: Feed) -> bytes:
    tree = root("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.ui})
    child(tree, "id", feed.id)
    child(tree, "title", feed.title)
    child(tree, "subtitle", feed.subtitle)
    child(tree, "updated", feed.updated.isoformat())
    child(child(tree, "author"), "name", SITE)  # 4.1.1: entries without an author need it
    child(tree, "generator", SITE)
    for rel, href, type_ in _links(feed):
        child(tree, "link", attributes={"rel": rel, "href": href, "type": type_})
    for entry in feed.entries:
        _entry(tree, entry, feed.ui)
    return document(tree)


def _links(feed: Feed) -> list[tuple[str, str, str]]:
    kind = TYPE.partition(";")[0]
    links = (
        ("self", feed.href, kind),
        ("alternate", feed.page, "text/html"),
        ("first", feed.first, kind),
        ("next", feed.next, kind),
    )
    return [link for link in links if link[1]]


def _entry(tree: ET.Element, entry: Entry, ui: str) -> None:
    # xml:lang speaks for all that is inside; only what differs is marked (2.).
    language = "" if entry.language == ui else entry.language
    made = child(tree, "entry", attributes={"xml:lang": language})
    child(made, "id", entry.id)
    child(made, "title", entry.title)
    child(made, "updated", entry.updated.isoformat())
    if entry.published:
        child(made, "published", entry.published.isoformat())
    alternate = {"rel": "alternate", "type": "text/html", "href": entry.href, "hreflang": ui}
    child(made, "link", attributes=alternate)
    if entry.original:
        child(made, "link", attributes={"rel": "via", "href": entry.original})
    for category in entry.categories:
        _category(made, category, entry.language)
    if entry.summary:
        child(made, "summary", entry.summary)
    child(made, "content", entry.content, {"type": "html"})


def _category(entry: ET.Element, category: Category, around: str) -> None:
    language = "" if category.language == around else category.language
    attributes = {
        "term": category.term,
        "scheme": category.scheme,
        "label": category.label,
        "xml:lang": language,
    }
    child(entry, "category", attributes=attributes)
