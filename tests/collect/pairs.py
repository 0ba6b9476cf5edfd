"""Pairs of an input file and the JSON of what is expected from it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kroniek.records import Found, Piece, Unread

DATA = Path(__file__).parents[1] / "data"


def inputs(folder: str) -> list[Path]:
    paths = (DATA / folder).glob("[0-9]*")
    return sorted(path for path in paths if path.suffix != ".json")


def expected(path: Path) -> Any:
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def shown(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """Pieces as the expected file holds them: without what is empty, and without their source."""
    return [_shown(piece) for piece in pieces]


def stands_on_its_line(piece: Piece, source: str) -> bool:
    """Whether the source of a piece is exactly what begins on its line."""
    raw = piece.raw if isinstance(piece, Found) else piece.text
    lines = source.split("\n")
    before = sum(len(line) + 1 for line in lines[: piece.line - 1])
    at = source.find(raw, before)
    return at >= 0 and source.count("\n", before, at) == 0


def _shown(piece: Piece) -> dict[str, Any]:
    if isinstance(piece, Unread):
        return {"line": piece.line, "unread": piece.why}
    values = json.loads(json.dumps(asdict(piece)))
    del values["raw"]
    return _without_empty(values)


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in ("", [], {}, None)}
    return [_without_empty(inner) for inner in value] if isinstance(value, list) else value
