"""Understand: Found -> Reading. Batches in, batches out, no database.

Found ─┬─ language ── the language of each text, the page's as a prior
       ├─ concepts ── printed labels -> concept ids
       └─ reading ─── both, as one Reading
"""

from kroniek.understand.concepts import ConceptIndex
from kroniek.understand.reading import PageContext, read

__all__ = ["ConceptIndex", "PageContext", "read"]
