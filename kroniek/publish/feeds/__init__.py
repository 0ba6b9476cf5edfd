"""Feeds: one file a format, each a function from a Feed to bytes."""

from __future__ import annotations

from collections.abc import Callable

from kroniek.publish.feeds import atom, json_feed, rss
from kroniek.publish.feeds.entries import Feed

# The end of a feed's address -> (content type, writer).
FORMS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": (atom.TYPE, atom.write),
    "rss": (rss.TYPE, rss.write),
    "json": (json_feed.TYPE, json_feed.write),
}
