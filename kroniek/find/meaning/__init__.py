"""Meaning: texts found by what they say, in whatever words and language.

(story, passages) ── embed_missing ──▶ VectorStore ── refresh ──▶ VectorIndex ── search ──▶ stories
                     one writer        on disk                    one a process
"""

from kroniek.find.meaning.embedding import embed_missing
from kroniek.find.meaning.index import Neighbour, VectorIndex
from kroniek.find.meaning.store import Counts, VectorStore, content_hash

__all__ = ["Counts", "Neighbour", "VectorIndex", "VectorStore", "content_hash", "embed_missing"]
