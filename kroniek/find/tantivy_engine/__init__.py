"""The embedded engine: Tantivy, in one folder.

    Document ── schema.as_tantivy ──▶ writer.TantivyWriter ──▶ the folder
    Clause ──── translation.query ──▶ reader.TantivyEngine ◀──────┘

All terms are made by `kroniek.understand.terms`; Tantivy only splits them at spaces. Its own
query parser is never used.
"""

from kroniek.find.tantivy_engine.reader import TantivyEngine
from kroniek.find.tantivy_engine.writer import TantivyWriter

__all__ = ["TantivyEngine", "TantivyWriter"]
