"""Drafts that are older than what came in since: bringing them up to date before they go out.

A draft is a whole copy of a story. While an editor works on it, an import may add tags or
correct words in the story itself; publishing the copy as it is would undo that silently. Both
sides are taken here as the plain data of a revision, so this is pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kroniek.archive.byhand import BY_HAND

Row = dict[str, Any]
_WORDS = ("title", "teaser", "body", "folded", "edited")
_FINDINGS = ("state", "label", "score", "evidence")


def caught_up(draft: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """A draft with what the machine stored since it was made; a person's words and tags stay.

    A tag that only the story has was found after the draft was made: people's hands leave
    rejected tags behind, they remove none that a source or the machine gave. A text that only
    the story has is taken over only if it came in after the draft (`known_languages`).
    """
    fresh = dict(draft)
    fresh["texts"] = _texts(draft, stored)
    fresh["tags"] = _tags(draft.get("tags", []), stored.get("tags", []))
    for name in ("date", "kind"):
        if draft.get(f"{name}_state") not in BY_HAND:
            fresh |= {key: stored[key] for key in (name, f"{name}_state") if key in stored}
    return fresh


def _texts(draft: Mapping[str, Any], stored: Mapping[str, Any]) -> list[Row]:
    held = {row["language"]: row for row in stored.get("texts", [])}
    rows = [_text(row, held.get(row["language"])) for row in draft.get("texts", [])]
    drafted = {row["language"] for row in rows}
    known = draft.get("known_languages")
    if known is None:
        return rows
    return rows + [held[code] for code in held if code not in drafted and code not in known]


def _text(row: Row, held: Row | None) -> Row:
    if held is None:
        return row
    kept = row if row.get("edited") else row | {name: held[name] for name in _WORDS}
    return kept | {"pk": held["pk"]}


def _tags(drafted: list[Row], stored: list[Row]) -> list[Row]:
    held = {(row["concept"], row["role"]): row for row in stored}
    rows = [_tag(row, held.pop((row["concept"], row["role"]), None)) for row in drafted]
    return rows + list(held.values())


def _tag(row: Row, held: Row | None) -> Row:
    if held is None:
        return row
    kept = row if row["state"] in BY_HAND else row | {name: held[name] for name in _FINDINGS}
    return kept | {"pk": held["pk"]}
