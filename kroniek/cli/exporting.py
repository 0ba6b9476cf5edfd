"""`kroniek export`: stories to standard output."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from kroniek.cli import options as o
from kroniek.cli.setup import catch_up, open_archive
from kroniek.records import Format


class ExportFormat(StrEnum):
    """The formats that are written."""

    LISTING = "listing"
    HTML = "html"
    JSONL = "jsonl"
    CSV = "csv"


class Labels(StrEnum):
    """Labels as they were printed, or the vocabulary's in the language asked for."""

    FOUND = "found"
    VOCABULARY = "vocabulary"


@o.with_filters()
def export_command(
    filters: o.Filters,
    format: Annotated[ExportFormat, typer.Option(help="What to write.")],
    ui: o.UiOption = o.Ui.EN,
    labels: Annotated[Labels, typer.Option(help="Which labels.")] = Labels.VOCABULARY,
) -> None:
    """Write stories, drafts too, to standard output.

    A listing with --labels found is the page as it was.
    """
    open_archive()
    from kroniek.find import query_from
    from kroniek.publish.exports import EXPORTERS

    if filters["q"]:
        catch_up()
    query = query_from(filters, ui=ui.value, limit=None, drafts=True)
    # Bytes, so that no line end and no encoding of the terminal changes a letter.
    for part in EXPORTERS[Format(format.value)](query, labels.value):
        sys.stdout.buffer.write(part.encode("utf-8"))
    sys.stdout.buffer.flush()
