"""The set as it is written: items, queries, and who answers what how well."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ITEMS = FOLDER / "items.jsonl"
QUERIES = FOLDER / "queries.jsonl"
JUDGMENTS = FOLDER / "judgments.tsv"

# query -> item -> grade (1, 2 or 3; what is not named is 0)
Judgments = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news, with the labels that are printed under it."""

    id: str
    language: str
    date: str
    teaser: str
    title: str = ""
    themes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All that can be read: title, teaser and labels."""
        return "\n".join((self.title, self.teaser, *self.themes, *self.keywords)).strip()


@dataclass(frozen=True, slots=True)
class Asked:
    """One query, in the language of the one who asks."""

    id: str
    language: str
    query: str
    kind: str


def items() -> list[Item]:
    return [
        Item(**record | {name: tuple(record[name]) for name in ("themes", "keywords")})
        for record in map(json.loads, ITEMS.read_text(encoding="utf-8").splitlines())
    ]


def queries() -> list[Asked]:
    lines = QUERIES.read_text(encoding="utf-8").splitlines()
    return [Asked(**json.loads(line)) for line in lines]


def judgments() -> Judgments:
    grades: Judgments = defaultdict(dict)
    with JUDGMENTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            grades[row["query"]][row["item"]] = int(row["grade"])
    return dict(grades)
