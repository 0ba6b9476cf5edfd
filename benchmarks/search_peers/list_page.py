"""The list without a query: `find.search` beside what the database needs for twenty rows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable

from kroniek.cli.setup import open_archive
from kroniek.records import Query

_ROUNDS = 200
_SQL = "SELECT id FROM {table} WHERE live ORDER BY sort_key, id LIMIT 20"


def measured() -> str:
    """{what: [seconds, one a round]} as JSON; all are done in turn, once untimed."""
    open_archive(prepared=False)
    spent: dict[str, list[float]] = {name: [] for name in _WAYS}
    for number in range(_ROUNDS + 1):
        for name, way in _WAYS.items():
            begun = time.perf_counter()
            way()
            if number:
                spent[name].append(time.perf_counter() - begun)
    return json.dumps(spent)


def _bare() -> Iterable[int]:
    from django.db import connection

    from kroniek.archive.models import Story

    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(table=Story._meta.db_table))
        return [row[0] for row in cursor.fetchall()]


def _ours() -> Iterable[int]:
    from kroniek.find import search

    return [hit.story for hit in search(Query(limit=20)).hits]


def _loaded(ids: Iterable[int]) -> None:
    from kroniek.archive.stories import load

    for story in load(list(ids)):
        story.best_text("en")


_WAYS: dict[str, Callable[[], object]] = {
    "bare SQL: the ids of 20 rows": _bare,
    "bare SQL, and the stories loaded": lambda: _loaded(_bare()),
    "find.search": _ours,
    "find.search, and the stories loaded": lambda: _loaded(_ours()),
}
