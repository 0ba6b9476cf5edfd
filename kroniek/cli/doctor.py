"""`kroniek doctor`: checks data and settings against each other."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import typer

from kroniek.cli.options import JsonOption
from kroniek.cli.setup import open_archive

if TYPE_CHECKING:
    from kroniek.archive.doctor import Finding

# How many findings of one kind are shown to a person; --json has them all.
_SHOWN = 10


def doctor_command(as_json: JsonOption = False) -> None:
    """Check the archive: conflicts, half imports, words without a concept, settings."""
    open_archive()
    from kroniek.archive.borders import database_errors
    from kroniek.archive.doctor import examine

    with database_errors():
        findings = list(examine())
    if as_json:
        result = {"ok": not findings, "findings": [finding.as_dict() for finding in findings]}
        print(json.dumps(result, ensure_ascii=False))
    else:
        _print(findings)
    raise typer.Exit(1 if findings else 0)


def _print(findings: list[Finding]) -> None:
    shown: Counter[str] = Counter()
    for finding in findings:
        shown[finding.kind] += 1
        if shown[finding.kind] <= _SHOWN:
            print(f"{finding.kind}: {finding.where}: {finding.what}. {finding.advice}".strip())
    for kind, count in shown.items():
        if count > _SHOWN:
            print(f"... and {count - _SHOWN} more of {kind} (--json lists them all)")
    if not findings:
        print("All is well.")
