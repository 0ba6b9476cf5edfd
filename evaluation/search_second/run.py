"""Search, asked of a second set: what helps on the first and not here was fitted to the first.

The same code over other items, queries and judgments (see the README); Wagtail is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evaluation.figures import Figure
from evaluation.search.run import answers_without_wagtail, figures

SET = "search_second"
FOLDER = Path(__file__).parent


def run() -> Iterator[Figure]:
    yield from figures(SET, FOLDER, answers_without_wagtail(FOLDER))
