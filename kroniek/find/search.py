"""The one door: a Query in, a Page of Hits and facets out."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace

from kroniek.archive.changes import remember
from kroniek.find.database import facets, matching, page_of
from kroniek.records import Page, Query


def search(query: Query, *, with_facets: bool = True) -> Page:
    """Answer a query: newest first, each hit with its reasons, counts for every facet.

    Raises BadOption for an `after` that is no key of this list.
    """
    begun = time.perf_counter()
    stories = matching(query)
    hits, following, total = page_of(stories, query)
    counted = remember(_name(query), lambda: facets(query)) if with_facets else {}
    took = (time.perf_counter() - begun) * 1000
    return Page(query, total, hits, counted, following, round(took, 2))


def _name(query: Query) -> str:
    """What the facets depend on: not on the page asked for."""
    asked = replace(query, limit=None, after="")
    return f"facets:{hashlib.sha256(repr(asked).encode()).hexdigest()}"
