"""JSON Feed 1.1 (jsonfeed.org). What it has no word for stands under `_kroniek`."""

from __future__ import annotations

import json
from typing import Any

from kroniek.publish.feeds.entries import Entry, Feed

TYPE = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"


def write(feed: Feed) -> bytes:
    made = {
        "version": VERSION,
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.page,
        "feed_url": feed.href,
        "language": feed.ui,
        "items": [_item(entry) for entry in feed.entries],
    }
    if feed.next:
        made["next_url"] = feed.next
    return json.dumps(made, ensure_ascii=False).encode("utf-8")


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.href,
        "external_url": entry.original,
        "title": entry.title,
        "summary": entry.summary,
        "language": entry.language,
        "date_published": entry.published.isoformat() if entry.published else "",
        "date_modified": entry.updated.isoformat(),
        "tags": [category.label for category in (*entry.themes, *entry.keywords)],
    }
    known = {key: value for key, value in item.items() if value}
    # An item must have its content, even an empty one.
    return known | {"content_html": entry.content, "_kroniek": _ours(entry)}


def _ours(entry: Entry) -> dict[str, Any]:
    """The date as exactly as it is known (EDTF), and the ids behind the labels."""
    return {
        "id": entry.story,
        "date": entry.date or None,
        "precision": entry.precision,
        "kind": entry.kind or None,
        "languages": list(entry.languages),
        "themes": [category.term for category in entry.themes],
        "keywords": [category.term for category in entry.keywords],
    }
