"""`kroniek vocabulary`: check, load and export the SKOS vocabulary."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from kroniek.cli.options import JsonOption
from kroniek.cli.setup import open_archive

app = typer.Typer(no_args_is_help=True)
Folder = Annotated[
    Path | None, typer.Argument(help="Folder of Turtle files; else the one that is shipped.")
]


@app.command("check")
def check_command(folder: Folder = None, as_json: JsonOption = False) -> None:
    """Check the files: Turtle, SHACL shapes, labels on two concepts, cycles, loose ends."""
    open_archive(prepared=False)
    from kroniek.archive.skos import check

    records, findings = check(_folder(folder))
    result = {
        "ok": not findings,
        "concepts": len(records),
        "labels": sum(len(record.labels) for record in records),
        "findings": [finding.as_dict() for finding in findings],
    }
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.concept}: {finding.what}")
        print(f"{result['concepts']} concepts, {result['labels']} labels, {len(findings)} findings")
    raise typer.Exit(1 if findings else 0)


@app.command("load")
def load_command(folder: Folder = None, as_json: JsonOption = False) -> None:
    """Load the files into the archive; what a person edited there stays."""
    open_archive()
    from kroniek.archive.actions.vocabulary import load_vocabulary
    from kroniek.archive.borders import database_errors
    from kroniek.archive.skos import parse, records

    place = _folder(folder)
    with database_errors():
        report = load_vocabulary(records(parse(place)), why=f"loaded from {place.name}").as_dict()
    if as_json:
        print(json.dumps(report))
    else:
        print(", ".join(f"{count} {name}" for name, count in report.items()))


@app.command("export")
def export_command() -> None:
    """Write the archive's vocabulary to standard output, as Turtle."""
    open_archive()
    from kroniek.archive.actions.vocabulary import concept_record
    from kroniek.archive.models import Concept
    from kroniek.archive.skos import to_turtle

    concepts = Concept.objects.filter(replaced_by=None).prefetch_related("labels", "broader")
    turtle = to_turtle(concept_record(concept) for concept in concepts)
    sys.stdout.buffer.write(turtle.encode("utf-8"))


def _folder(given: Path | None) -> Path:
    from django.conf import settings

    return given or Path(settings.KRONIEK_VOCABULARY)
