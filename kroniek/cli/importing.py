"""`kroniek import`: files into the archive."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kroniek.cli.options import JsonOption, Ui
from kroniek.cli.setup import open_archive
from kroniek.records import ArchiveError, BadOption, Format, ImportReport, Unread

if TYPE_CHECKING:
    from kroniek.conveyor import Options, Progress, SourceResult

# How many unread pieces are shown to a person; --json has them all.
_SHOWN = 20


class FormatChoice(StrEnum):
    """`auto`, or one of the formats that are read."""

    AUTO = "auto"
    LISTING = "listing"
    HTML = "html"
    JSONL = "jsonl"
    CSV = "csv"
    FEED = "feed"


class Vectors(StrEnum):
    """Now, if they are few enough to wait for; or later, in the background."""

    NOW = "now"
    LATER = "later"


def import_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files to read.")],
    format: Annotated[FormatChoice, typer.Option(help="What the files are.")] = FormatChoice.AUTO,
    source: Annotated[str, typer.Option(help="Name of the source; else the file's name.")] = "",
    ui: Annotated[Ui | None, typer.Option(help="Language of the page's own labels.")] = None,
    theme: Annotated[str, typer.Option(help="Theme id: the page is this theme's list.")] = "",
    map: Annotated[
        list[str] | None, typer.Option("--map", metavar="F=COLUMN", help="A CSV's column names.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="Encoding of the files, if not UTF-8.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report, but store nothing.")] = False,
    vectors: Annotated[
        Vectors, typer.Option(help="When to compute what search by meaning needs.")
    ] = Vectors.NOW,
    as_json: JsonOption = False,
) -> None:
    """Read files into the archive. Safe to repeat: what is there already stays as it is."""
    columns = _columns(map or [])
    open_archive()
    from kroniek.conveyor import Options

    options = Options(
        format=None if format is FormatChoice.AUTO else Format(format.value),
        source=source,
        ui=ui.value if ui else "",
        theme=theme,
        encoding=encoding,
        columns=columns,
        dry_run=dry_run,
    )
    results = _run(paths, options)
    if not dry_run:
        _make_findable(vectors)
    report = _added_up(results)
    _print(report, results, as_json=as_json)
    raise typer.Exit(_status(report, results))


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not (name and equals and column):
            advice = "Write field=column, for example --map title=Titel."
            raise BadOption(f"{pair!r} names no column", where="--map", advice=advice)
        columns[name.strip()] = column.strip()
    return columns


def _run(paths: list[Path], options: Options) -> list[SourceResult]:
    from kroniek.archive.lock import import_lock
    from kroniek.conveyor import import_files

    with import_lock(), _progress() as progress:
        return list(import_files(paths, options, progress=progress))


def _make_findable(vectors: Vectors) -> None:
    """What was imported is stored, whatever becomes of the index: its troubles are only told."""
    from kroniek.conveyor import make_findable

    try:
        with _progress() as progress:
            waiting = make_findable(with_meaning=vectors is Vectors.NOW, progress=progress)
    except ArchiveError as error:
        print(f"kroniek: {error}", file=sys.stderr)
        return
    if waiting:
        advice = "`kroniek serve` computes their vectors, or `kroniek index follow`."
        print(f"{waiting} stories are found by words and concepts only: {advice}", file=sys.stderr)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on standard error that tells the time left; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskID,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with bar:
        tasks: dict[str, TaskID] = {}

        def advance(file: str, done: int, size: int) -> None:
            if file not in tasks:
                tasks[file] = bar.add_task(Path(file).name, total=size)
            bar.update(tasks[file], completed=done, total=max(done, size))

        yield advance


def _added_up(results: list[SourceResult]) -> ImportReport:
    total = ImportReport()
    for result in results:
        total.add(result.report)
        if result.error is not None:
            error = result.error
            total.refused += 1
            why = f"{error.what}. {error.advice}".strip()
            total.unread.append(Unread(result.file, _line(error.where), "", why))
    return total


def _line(where: str) -> int:
    """The line that an error's `where` ends in, or 1."""
    _, _, line = where.rpartition(":")
    return int(line) if line.isdigit() else 1


def _print(report: ImportReport, results: list[SourceResult], *, as_json: bool) -> None:
    for result in results:
        if result.error is not None:
            print(f"kroniek: {result.error}", file=sys.stderr)
    if as_json:
        print(json.dumps(report.as_dict(), ensure_ascii=False))
        return
    counts = report.as_dict()
    names = ("found", "new", "changed", "same", "refused")
    unread = len(report.unread) - report.refused
    print(", ".join([*(f"{counts[name]} {name}" for name in names), f"{unread} unread"]))
    refused = {result.file for result in results if result.error is not None}
    shown = [piece for piece in report.unread if piece.file not in refused]
    for piece in shown[:_SHOWN]:
        words = " ".join(piece.text.split())[:60]
        print(f"{piece.file}:{piece.line}: not read: {piece.why}: {words!r}", file=sys.stderr)
    if len(shown) > _SHOWN:
        print(f"... and {len(shown) - _SHOWN} more (--json lists them all)", file=sys.stderr)


def _status(report: ImportReport, results: list[SourceResult]) -> int:
    if all(result.error is not None for result in results):
        return 2
    return 0 if report.complete else 1
