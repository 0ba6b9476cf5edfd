"""Filling the project's database and asking it. Everything of Django's is imported once it is set
up, which can be done for one folder a process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.search_peers import usage
from benchmarks.search_peers.records import (
    FACETS,
    HITS,
    LIMIT,
    Answer,
    Asked,
    Document,
    TooLong,
    most,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from benchmarks.search_peers.wagtail_search.models import Story

_BATCH = 2_000
_STEPS = 100_000  # of SQLite's machine between two looks at the clock
# facet -> field of a story
_FIELDS = {
    "theme": "themes",
    "keyword": "keywords",
    "kind": "kind",
    "language": "languages",
    "year": "year",
}
_MANY = ("theme", "keyword", "language")


def _set_up(place: Path) -> None:
    import django

    os.environ["WAGTAIL_SEARCH_HOME"] = str(place)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.search_peers.wagtail_search.settings"
    django.setup()


# --- filling --------------------------------------------------------------------------------


def build(place: Path, documents: Iterable[Document]) -> None:
    place.mkdir()
    _set_up(place)
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0, run_syncdb=True, interactive=False)
    left = iter(documents)
    while batch := list(islice(left, _BATCH)):
        with transaction.atomic():
            _store(batch)
    call_command("rebuild_modelsearch_index", verbosity=0)
    with connection.cursor() as cursor:
        # Without statistics SQLite looks each story up in the full-text index: 100 x slower.
        cursor.execute("ANALYZE")


def _store(batch: Sequence[Document]) -> None:
    from benchmarks.search_peers.wagtail_search.models import Story

    Story.objects.bulk_create(
        Story(
            id=document.id,
            title="\n".join(title for title, _ in document.texts.values()),
            body="\n".join(rest for _, rest in document.texts.values()),
            kind=document.kind,
            year=document.year,
        )
        for document in batch
    )
    for facet in _MANY:
        _file_under(facet, batch)


def _file_under(facet: str, batch: Sequence[Document]) -> None:
    """What a batch's stories are filed under, in one facet."""
    from benchmarks.search_peers.wagtail_search.models import Story

    relation = Story._meta.get_field(_FIELDS[facet])
    through: Any = relation.remote_field.through  # type: ignore[union-attr]
    named: Any = relation.related_model
    pairs = [(document.id, value) for document in batch for value in document.values(facet)]
    values = {value for _, value in pairs}
    named.objects.bulk_create((named(id=value) for value in values), ignore_conflicts=True)
    through.objects.bulk_create(
        through(**{"story_id": story, f"{facet}_id": value}) for story, value in pairs
    )


# --- asking ---------------------------------------------------------------------------------


def opened(place: Path) -> WagtailSearch:
    return WagtailSearch(place)


class WagtailSearch:
    def __init__(self, place: Path) -> None:
        _set_up(place)
        from django.db import connection
        from modelsearch.backends import get_search_backend

        self._backend = get_search_backend()
        self._until = 0.0
        connection.ensure_connection()
        connection.connection.set_progress_handler(self._too_late, _STEPS)

    def _too_late(self) -> bool:
        return time.perf_counter() > self._until

    def ask(self, asked: Asked) -> Answer:
        from django.db import OperationalError

        self._until = time.perf_counter() + LIMIT
        try:
            return self._answer(asked)
        except OperationalError as error:
            raise TooLong from error

    def _answer(self, asked: Asked) -> Answer:
        from benchmarks.search_peers.wagtail_search.models import Story

        words = " ".join(asked.words)
        every = self._backend.search(words, Story)
        found = self._backend.search(words, _narrowed(asked)) if asked.facet else every
        ids = tuple(story.pk for story in found[:HITS])
        facets = {
            facet: _counts((every if facet == asked.facet else found).facet(_FIELDS[facet]))
            for facet in FACETS
        }
        return Answer(found.count(), ids, facets)

    def processor(self) -> float:
        return time.process_time()

    def memory_mb(self) -> tuple[float, float]:
        return usage.memory_mb()


def _narrowed(asked: Asked) -> QuerySet[Story]:
    from benchmarks.search_peers.wagtail_search.models import Story

    field = _FIELDS[asked.facet]
    chosen: QuerySet[Story]
    if asked.facet not in _MANY:
        chosen = Story.objects.filter(**{field: asked.value})
    else:
        through: Any = getattr(Story, field).through
        filed = through.objects.filter(**{asked.facet: asked.value}).values("story")
        chosen = Story.objects.filter(pk__in=filed)
    return chosen


def _counts(found: dict[Any, int]) -> dict[str, int]:
    return most((str(value), count) for value, count in found.items() if value is not None)
