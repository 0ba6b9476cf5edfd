"""Wagtail's own search (the package modelsearch, on its SQLite backend) over the same items.

A Django project of its own, with a database in memory, that lives for one process:
`python -m evaluation.search.wagtail_search` prints what it finds, by query, as JSON.
"""
