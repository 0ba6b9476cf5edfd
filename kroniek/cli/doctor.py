"""`kroniek doctor`: checks the archive's data."""

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
    """Check the archive and its index: conflicts, half imports, unread pieces, words without
    a concept, a search index that is missing, broken or behind.

    The status is 1 where something is wrong; what merely awaits an editor is listed all the same.
    """
    open_archive()
    from kroniek.archive.borders import database_errors
    from kroniek.archive.doctor import examine
    from kroniek.find.doctor import examine_index

    with database_errors():
        findings = [*examine(), *examine_index()]
    faults = [finding for finding in findings if finding.is_fault]
    if as_json:
        result = {"ok": not faults, "findings": [finding.as_dict() for finding in findings]}
        print(json.dumps(result, ensure_ascii=False))
    else:
        _print(findings)
    raise typer.Exit(1 if faults else 0)


def _print(findings: list[Finding]) -> None:
    shown: Counter[str] = Counter()
    for finding in findings:
        shown[finding.kind] += 1
        if shown[finding.kind] <= _SHOWN:
            print(f"{finding.kind}: {finding.where}: {finding.what}. {finding.advice}".strip())
    for kind, count in shown.items():
        if count > _SHOWN:
            print(f"... and {count - _SHOWN} more of {kind} (--json lists them all)")
    if not any(finding.is_fault for finding in findings):
        print("All is well." if not findings else "Nothing is wrong; the above awaits an editor.")
