"""Find: one door, `search`, for the command, the site's lists and its feeds.

strings ── query_from ──▶ Query ── search ──▶ Page of Hits and facets
"""

from kroniek.find.filters import parameters, query_from
from kroniek.find.search import search

__all__ = ["parameters", "query_from", "search"]
