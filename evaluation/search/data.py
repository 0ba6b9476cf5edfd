"""A search set as it is written: items, queries, and who answers what how well.

The functions read this folder unless told another with the same three files.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ITEMS = "items.jsonl"
QUERIES = "queries.jsonl"
JUDGMENTS = "judgments.tsv"

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


def items(folder: Path = FOLDER) -> list[Item]:
    return [
        Item(**record | {name: tuple(record[name]) for name in ("themes", "keywords")})
        for record in map(json.loads, (folder / ITEMS).read_text(encoding="utf-8").splitlines())
    ]


def queries(folder: Path = FOLDER) -> list[Asked]:
    lines = (folder / QUERIES).read_text(encoding="utf-8").splitlines()
    return [Asked(**json.loads(line)) for line in lines]


def judgments(folder: Path = FOLDER) -> Judgments:
    grades: Judgments = defaultdict(dict)
    with (folder / JUDGMENTS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            grades[row["query"]][row["item"]] = int(row["grade"])
    return dict(grades)
