"""Writing a Tantivy index: the one writer of a folder (Tantivy's own lock sees to that)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tantivy

from kroniek.find.documents import Document
from kroniek.find.tantivy_engine.schema import MATCH, as_tantivy, schema, with_tokenizer

# Bytes of memory before a segment is written out: few segments, and little memory.
_HEAP = 120_000_000
_THREADS = 1


class TantivyWriter:
    """Implements `find.engine.Writer`; makes the index if the folder is empty.

    Raises ValueError or OSError, as Tantivy does, if the folder is locked, broken or full.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._index = with_tokenizer(tantivy.Index(schema(), path=str(folder), reuse=True))
        self._writer = self._index.writer(_HEAP, _THREADS)
        # A writer that was killed may leave a file of the very name that this one will want.
        self._writer.garbage_collect_files()

    def put(self, documents: Iterable[Document], *, new: bool = False) -> None:
        """Add stories, or replace them whole; `new` ones are not there yet."""
        for document in documents:
            if not new:
                self._delete(document.story)
            self._writer.add_document(as_tantivy(document))

    def remove(self, stories: Iterable[int]) -> None:
        for story in stories:
            self._delete(story)

    def _delete(self, story: int) -> None:
        # By query: `delete_documents_by_term` makes a signed term, which no unsigned field has.
        term = tantivy.Query.term_query(schema(), "story", story, MATCH)
        self._writer.delete_documents_by_query(term)

    def commit(self) -> None:
        self._writer.commit()

    def close(self) -> None:
        """Wait for merges under way, and let go of the folder."""
        self._writer.rollback()
        self._writer.wait_merging_threads()
