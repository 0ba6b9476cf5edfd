"""What one would search an archive with instead, each behind the same few functions.

    synthetic stories ──▶ documents (records.py, documents.py) ──▶ build
                     └──▶ queries (queries.py) ────────────────▶ ask ──▶ Answer

A system is a module with `build(place, documents)` and `opened(place)`, which gives an Engine. All
answer alike: how many stories match, the best twenty, and the counts of five facets, where a
filter does not narrow the counts of its own facet. `python -m benchmarks.search_peers` builds and
asks each in a process of its own; `benchmarks/searching.py` starts these and makes the tables.
"""
