"""JSON Lines and CSV (RFC 4180): the whole story, for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from kroniek.publish.exports.items import FOUND, stories_of
from kroniek.publish.story_json import story_json
from kroniek.records import LANGUAGES, Query

COLUMNS = (
    "id",
    "external_id",
    "date",
    "precision",
    "kind",
    "language",
    "title",
    "teaser",
    "body",
    "url",
    "themes",
    "keywords",
    *(f"{part}_{language}" for language in LANGUAGES for part in ("title", "teaser", "body")),
)


def jsonl(query: Query, labels: str, *, public: bool = False) -> Iterator[str]:
    """One story a line, with every key of the contract; `public`: what readers may see of it."""
    for story in stories_of(query):
        yield json.dumps(story_json(story, query.ui, public=public), ensure_ascii=False) + "\n"


def csv_table(query: Query, labels: str, *, public: bool = False) -> Iterator[str]:
    """One story a row; several values of a cell are parted by "; "."""
    yield _row(COLUMNS)
    for story in stories_of(query):
        record = story_json(story, query.ui, public=public)
        cells = _cells(record) | (_labels_found(record) if labels == FOUND else {})
        yield _row([cells.get(column, "") for column in COLUMNS])


def _cells(record: dict[str, Any]) -> dict[str, Any]:
    cells = {name: record[name] for name in COLUMNS[:10]}
    for role in ("themes", "keywords"):
        public = (tag["label"] for tag in record[role] if tag["state"] != "rejected")
        cells[role] = "; ".join(public)
    for text in record["texts"]:
        for part in ("title", "teaser", "body"):
            cells[f"{part}_{text['language']}"] = text[part]
    return cells


def _labels_found(record: dict[str, Any]) -> dict[str, str]:
    seen = record["sightings"][:1]
    found = seen[0]["labels_found"] if seen else {}
    return {
        "themes": "; ".join(found.get("theme", ())),
        "keywords": "; ".join(found.get("keywords", ())),
    }


def _row(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
