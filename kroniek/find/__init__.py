"""Find: one door, `search`, for the command, the site's lists and its feeds.

strings ── query_from ──▶ Query ── search ──▶ Page of Hits and facets
letters ── suggest ──▶ Suggestions;   a story ── more_like_this ──▶ Hits
"""

from kroniek.find.filters import parameters, query_from
from kroniek.find.search import search, state, warm_up
from kroniek.find.similar import more_like_this
from kroniek.find.suggest import suggest

__all__ = [
    "more_like_this",
    "parameters",
    "query_from",
    "search",
    "state",
    "suggest",
    "warm_up",
]
