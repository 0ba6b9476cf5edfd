"""RSS 2.0 (RSS Advisory Board), with Atom's self and paging links and Dublin Core's language."""

from __future__ import annotations

from email.utils import format_datetime
from xml.etree import ElementTree as ET

from kroniek.publish.feeds.entries import SITE, Entry, Feed
from kroniek.publish.wellformed import child, document, root

TYPE = "application/rss+xml; charset=utf-8"
_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


def write(feed: Feed) -> bytes:
    tree = root("rss", {"version": "2.0", **_NAMESPACES})
    channel = child(tree, "channel")
    child(channel, "title", feed.title)
    child(channel, "link", feed.page)
    child(channel, "description", feed.subtitle)
    child(channel, "language", feed.ui)
    child(channel, "lastBuildDate", format_datetime(feed.updated))
    child(channel, "generator", SITE)
    for rel, href in (("self", feed.href), ("first", feed.first), ("next", feed.next)):
        if href:
            link = {"rel": rel, "href": href, "type": "application/rss+xml"}
            child(channel, "atom:link", attributes=link)
    for entry in feed.entries:
        _item(channel, entry, feed.ui)
    return document(tree)


def _item(channel: ET.Element, entry: Entry, ui: str) -> None:
    language = "" if entry.language == ui else entry.language
    item = child(channel, "item", attributes={"xml:lang": language})
    child(item, "title", entry.title)
    child(item, "link", entry.href)
    child(item, "guid", entry.id, {"isPermaLink": "false"})
    if entry.published:
        # pubDate must name a day: a month alone goes into a category.
        child(item, "pubDate", format_datetime(entry.published))
    child(item, "dc:language", entry.language)
    for category in entry.categories:
        marked = "" if category.language == entry.language else category.language
        child(item, "category", category.label, {"domain": category.scheme, "xml:lang": marked})
    child(item, "description", entry.content)
