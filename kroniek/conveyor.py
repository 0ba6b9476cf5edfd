"""The whole story on one page.

    a file ─ collect.open_document ─▶ Document of Found and Unread
                                        │  batches
           understand.read ◀────────────┘
                │ Readings
           archive.known_stories ─▶ decide ─▶ intents ─▶ actions.take_in ─▶ the archive
                                                                               │ change log
                                                                             find

A page (listing, HTML, feed) is one batch, because what vanished from it matters; a table is
read a thousand rows at a time, in constant memory. One bad item or file never stops the run.
A run that was cut off goes on behind the last batch that was stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.db import transaction

from kroniek.archive.actions import importing
from kroniek.archive.borders import database_errors
from kroniek.archive.decide import decide
from kroniek.archive.identity import prints_of
from kroniek.archive.known import known_stories, stories_before
from kroniek.archive.models import Capture, Concept, Label
from kroniek.archive.storable import LONGEST_SOURCE, shown
from kroniek.collect import open_document
from kroniek.find import follow, follow_meaning, query_from
from kroniek.records import (
    BadOption,
    Document,
    Format,
    Found,
    ImportReport,
    InputError,
    Piece,
    Unread,
)
from kroniek.records import Label as LabelRecord
from kroniek.understand import ConceptIndex, PageContext, read

TABLE_BATCH = 1_000
_TABLES = (Format.JSONL, Format.CSV)
# So many stories get their vectors while one waits for the import: a minute or so.
_FEW = 1_000

# Called with (file, characters done, size of the file) after every batch.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How to read a file; empty means: find out by its content."""

    format: Format | None = None
    source: str = ""
    ui: str = ""
    theme: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class SourceResult:
    """What became of one file: a report, or the error that refused it."""

    file: str
    report: ImportReport
    error: InputError | None = None


def import_files(
    paths: Sequence[Path], options: Options, *, progress: Progress | None = None
) -> Iterator[SourceResult]:
    """Import files one after the other; a result for each, as soon as it is done.

    Raises BadOption before anything is read if an option means nothing, ArchiveError if the
    archive cannot be written. A file that cannot be read is a result with an error.
    """
    theme = _theme(options.theme)
    _check_source(options.source)
    concepts = concept_index()
    for path in paths:
        report = ImportReport()
        try:
            document = open_document(
                path,
                format=options.format,
                ui=options.ui,
                encoding=options.encoding,
                columns=options.columns,
            )
            with database_errors():
                run = _Run(document, options, theme, concepts, report, progress or _silent)
                run.import_from(options.source or shown(path.stem)[:LONGEST_SOURCE])
        except InputError as error:
            yield SourceResult(str(path), report, error)
        else:
            yield SourceResult(str(path), report)


def make_findable(*, with_meaning: bool, progress: Progress | None = None) -> int:
    """Let the index catch up with what was imported; how many stories still lack their vectors.

    Vectors are slow: many are left to the follower of `kroniek serve`. Raises ArchiveError if the
    index cannot be written; what was imported is stored all the same.
    """
    tell = progress or _silent
    follow.catch_up(progress=lambda done, total: tell("index", done, total))
    waiting = follow_meaning.waiting()
    if with_meaning and 0 < waiting <= _FEW:
        follow_meaning.catch_up()
        return 0
    return waiting


def concept_index() -> ConceptIndex:
    """All labels of the vocabulary, for looking printed words up."""
    rows = Label.objects.filter(concept__replaced_by=None).values_list(
        "concept_id", "concept__scheme", "language", "form", "text"
    )
    return ConceptIndex(LabelRecord(*row) for row in rows)


def _theme(given: str) -> Concept | None:
    """The theme that `--theme` names. Raises BadOption with the themes there are."""
    if not given:
        return None
    known = query_from({"theme": [given]})
    theme: Concept = Concept.objects.get(pk=known.theme[0])
    return theme


def _check_source(name: str) -> None:
    if len(name) > LONGEST_SOURCE or name != shown(name):
        what = f"a source's name has at most {LONGEST_SOURCE} letters, and no control codes"
        raise BadOption(what, where="--source", advice="Choose a shorter, plain one.")


def _silent(file: str, done: int, size: int) -> None:
    """No progress is shown."""


@dataclass(slots=True)
class _Run:
    """One document on its way through the house."""

    document: Document
    options: Options
    theme: Concept | None
    concepts: ConceptIndex
    report: ImportReport
    progress: Progress

    def import_from(self, source: str) -> None:
        if not self.options.dry_run:
            self._take_in_all(source)
            return
        with transaction.atomic():  # the same work, then undone
            self._take_in_all(source)
            transaction.set_rollback(True)

    def _take_in_all(self, source: str) -> None:
        theme = self.theme.pk if self.theme else ""
        capture, new = importing.open_capture(
            self.document, source=source, key=self._key(), theme=theme
        )
        if not new:
            self.report.add(importing.report_of(capture))
        if capture.finished_at:
            return
        done = 0
        for batch in self._batches(behind=capture.line):
            self._take_in(capture, batch)
            done += sum(len(_raw(piece)) for piece in batch)
            self.progress(self.document.file, done, self.document.size)
        importing.finish_capture(capture)

    def _take_in(self, capture: Capture, batch: Sequence[Piece]) -> None:
        founds = [piece for piece in batch if isinstance(piece, Found)]
        unread = [piece for piece in batch if isinstance(piece, Unread)]
        readings = read(founds, self._page(), self.concepts)
        prints = [prints_of(found, capture.source.name) for found in founds]
        before = [] if self._is_table() else stories_before(capture)
        intents = decide(readings, prints, known_stories(prints, capture), before=before)
        taken = importing.take_in(capture, intents, unread, last_line=batch[-1].line)
        self.concepts.add(taken.new_labels)
        self.report.add(taken.report)

    def _batches(self, *, behind: int) -> Iterator[list[Piece]]:
        pieces = (piece for piece in self.document.pieces if piece.line > behind)
        size = TABLE_BATCH if self._is_table() else None
        while batch := list(islice(pieces, size)):
            yield batch

    def _is_table(self) -> bool:
        return self.document.format in _TABLES

    def _page(self) -> PageContext:
        label = self.theme.label(self.document.ui) if self.theme else ""
        return PageContext(self.document.ui, self.theme.pk if self.theme else "", label)

    def _key(self) -> str:
        """The file and whatever makes it read differently: importing it again changes nothing."""
        columns = sorted(self.options.columns.items())
        read_as = [self.document.format, self.document.ui, self.theme and self.theme.pk, columns]
        return hashlib.sha256(f"{self.document.sha256} {read_as}".encode()).hexdigest()


def _raw(piece: Piece) -> str:
    return piece.raw if isinstance(piece, Found) else piece.text
