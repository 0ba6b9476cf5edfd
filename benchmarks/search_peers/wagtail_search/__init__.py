"""Wagtail's own search (the package modelsearch) on its SQLite backend, with filters and facets.

As its documentation shows it: an indexed model, filters on the queryset, counts by `facet`.
"""
