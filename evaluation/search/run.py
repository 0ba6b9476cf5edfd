"""Search: does a query in one language bring the items about it, in whatever language, to the top?

`ours` is `kroniek.find.search` on a new archive that holds the 240 items alone, asked 80 queries
in the interface of the asker's language, ten hits each; `ours, no vectors` the same without an
embedder, which shows what vectors add. The peers have the same items: plain BM25, vectors alone,
and Wagtail's own search, which wants all words unless it is told to take any. Figures are means
over the queries of one language, and over all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evaluation.figures import ALL, OURS, Figure, Row
from evaluation.measures import mean
from evaluation.search import data
from evaluation.search.bm25 import BM25
from evaluation.search.measures import DEPTH, ndcg_at, precision_at_1, recall_at
from evaluation.search.vectors import Nearest, model
from kroniek.records import LANGUAGES

SET = "search"
_MEASURES = (("nDCG@10", ndcg_at), ("recall@10", recall_at), ("P@1", precision_at_1))
_ROOT = Path(__file__).parents[2]

# query -> the items found, best first
Answers = Mapping[str, list[str]]


def run() -> Iterator[Figure]:
    yield from figures(SET, data.FOLDER, _answers())


def figures(name: str, folder: Path, answered: Iterable[tuple[str, Answers]]) -> Iterator[Figure]:
    """The figures of the set in this folder, under its name, for what each system answered."""
    queries, grades = data.queries(folder), data.judgments(folder)
    for system, answers in answered:
        for group in (ALL, *LANGUAGES):
            chosen = [one.id for one in queries if group in (ALL, one.language)]
            for label, measure in _MEASURES:
                values = [measure(answers[key], grades[key]) for key in chosen]
                yield Row(name, label, group, system).figure(values, mean)


def _answers() -> Iterator[tuple[str, Answers]]:
    yield from answers_without_wagtail(data.FOLDER)
    found = wagtail()
    yield "Wagtail", found["and"]
    yield "Wagtail, any", found["or"]


def answers_without_wagtail(folder: Path) -> Iterator[tuple[str, Answers]]:
    """(system, its answers): ours, ours without vectors, and the peers that are quick to ask."""
    yield OURS, ours(folder)
    yield f"{OURS}, no vectors", ours(folder, KRONIEK_EMBEDDER="off")
    yield "BM25", bm25(folder)
    yield "vectors", vectors(folder)


def ours(folder: Path, **settings: str) -> Answers:
    """What the archive answers today, asked in a process and a folder of its own."""
    with TemporaryDirectory(prefix="kroniek-evaluation-") as home:
        answers: Answers = _printed_by("ask", str(folder), KRONIEK_HOME=home, **settings)
    return answers


def wagtail() -> Mapping[str, Answers]:
    """What Wagtail's search answers, by how it joins words: "and" (as it comes) and "or"."""
    answers: Mapping[str, Answers] = _printed_by("wagtail_search")
    return answers


def bm25(folder: Path) -> Answers:
    return _each(folder, BM25({item.id: item.text for item in data.items(folder)}).search)


def vectors(folder: Path) -> Answers:
    passages, queries = model()
    texts = {item.id: f"{item.title}\n{item.teaser}".strip() for item in data.items(folder)}
    nearest = Nearest(texts, passages)
    return _each(folder, lambda query, limit: nearest.search(queries([query])[0], limit))


def _each(folder: Path, search: Callable[[str, int], list[str]]) -> Answers:
    return {asked.id: search(asked.query, DEPTH) for asked in data.queries(folder)}


def _printed_by(module: str, *arguments: str, **settings: str) -> Any:
    """The JSON that a module of this set prints, run in a process of its own."""
    environment = {**os.environ, **settings}
    environment.pop("DATABASE_URL", None)  # an archive to be thrown away, never a real one
    done = subprocess.run(
        [sys.executable, "-m", f"evaluation.search.{module}", *arguments],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)
