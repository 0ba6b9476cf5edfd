"""Search: does a query in one language bring the items about it, in whatever language, to the top?

`ours` is `kroniek.find.search` on a new archive that holds the 240 items alone, asked 80 queries
in the interface of the asker's language, ten hits each. The peer is plain BM25 over the same
texts. Figures are means over the queries of one language, and over all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from evaluation.figures import ALL, OURS, Figure, Row
from evaluation.measures import mean
from evaluation.search import data
from evaluation.search.bm25 import BM25
from evaluation.search.measures import DEPTH, ndcg_at, precision_at_1, recall_at
from kroniek.records import LANGUAGES

SET = "search"
PEER = "BM25"
_MEASURES = (("nDCG@10", ndcg_at), ("recall@10", recall_at), ("P@1", precision_at_1))
_ROOT = Path(__file__).parents[2]

# query -> the items found, best first
Answers = Mapping[str, list[str]]


def run() -> Iterator[Figure]:
    queries, grades = data.queries(), data.judgments()
    for system, answers in ((OURS, ours()), (PEER, bm25())):
        for group in (ALL, *LANGUAGES):
            chosen = [one.id for one in queries if group in (ALL, one.language)]
            for name, measure in _MEASURES:
                values = [measure(answers[key], grades[key]) for key in chosen]
                yield Row(SET, name, group, system).figure(values, mean)


def ours() -> Answers:
    """What the archive answers today, asked in a process and a folder of its own."""
    with TemporaryDirectory(prefix="kroniek-evaluation-") as home:
        environment = {**os.environ, "KRONIEK_HOME": home}
        environment.pop("DATABASE_URL", None)  # an archive to be thrown away, never a real one
        done = subprocess.run(
            [sys.executable, "-m", "evaluation.search.ask"],
            cwd=_ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    answers: Answers = json.loads(done.stdout)
    return answers


def bm25() -> Answers:
    index = BM25({item.id: item.text for item in data.items()})
    return {asked.id: index.search(asked.query, DEPTH) for asked in data.queries()}
