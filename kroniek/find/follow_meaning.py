"""Keeps the vectors as the archive is: the slow step, done in the background.

It follows the change log as the text index does, with a place of its own in it. A passage that
was embedded once is never embedded again, whatever becomes of its story.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence

from kroniek.archive import changes, stories
from kroniek.archive.models import Story
from kroniek.find import likeness, place
from kroniek.find.follow import Progress
from kroniek.find.meaning import VectorStore, embed_missing
from kroniek.records import ArchiveBusy, ArchiveError
from kroniek.understand.vectors import Embedder, passage_of

# Entries of the log between two notes of how far it got: a stop loses the knowledge of so many,
# never a vector.
_ENTRIES = 200
_STORIES = 500


def catch_up(*, should_stop: Callable[[], bool] | None = None, patience: float = 0.0) -> int:
    """Embed what is new or changed; the number of passages that were embedded.

    Raises ArchiveBusy if another process is at it for longer than `patience` seconds,
    EmbedderError if the embedder fails, and what the store raises.
    """
    used = likeness.embedder()
    if used is None or _position(used) == changes.last_change():
        return 0
    with place.locked("vectors", timeout=patience):
        store = likeness.store(readonly=False)
        assert store is not None
        return sum(_follow(store, used, should_stop or _never))


def rebuild(*, progress: Progress | None = None) -> int:
    """Look at all stories again; what has a vector keeps it."""
    used = likeness.embedder()
    if used is None:
        return 0
    with place.locked("vectors", timeout=0):
        store = _sound_store()
        position = changes.settled()
        _note(used, 0)  # until all is done
        ids = list(Story.objects.order_by("-pk").values_list("pk", flat=True))
        embedded = 0
        for first in range(0, len(ids), _ENTRIES):
            embedded += embed_missing(store, used, _work(ids[first : first + _ENTRIES]))
            if progress:
                progress(min(first + _ENTRIES, len(ids)), len(ids))
        _note(used, position)
        return embedded


def _sound_store() -> VectorStore:
    """The vectors on disk; none, if the file cannot be read."""
    store = likeness.store(readonly=False)
    assert store is not None
    try:
        store.check()
    except ArchiveBusy:
        raise
    except ArchiveError:
        store.discard()
    return store


def waiting() -> int:
    """How many stories may still need vectors; 0 without an embedder."""
    used = likeness.embedder()
    return changes.stories_behind(_position(used)) if used else 0


def count() -> int:
    """How many stories have vectors."""
    store = likeness.store()
    return store.counts().stories if store else 0


def _follow(store: VectorStore, used: Embedder, should_stop: Callable[[], bool]) -> Iterator[int]:
    position = _position(used)
    while not should_stop():
        batch = changes.since(position, limit=_ENTRIES)
        yield embed_missing(store, used, _work(batch.stories), should_stop=should_stop)
        if batch.position == position or should_stop():
            return
        position = batch.position
        _note(used, position)


def _work(ids: Sequence[int]) -> Iterator[tuple[int, dict[str, str]]]:
    """(story, {language: passage}); nothing for a story that is gone: it is taken out."""
    for first in range(0, len(ids), _STORIES):
        chunk = ids[first : first + _STORIES]
        found = {story.pk: story for story in stories.readable(chunk)}
        for pk in chunk:
            yield pk, _passages(found[pk]) if pk in found else {}


def _passages(story: Story) -> dict[str, str]:
    return {t.language: passage_of(t.title, t.teaser, t.body) for t in story.texts.all()}


# --- how far it got -------------------------------------------------------------------------


def _position(used: Embedder) -> int:
    """0 for an embedder that was never used here: another space, other vectors."""
    try:
        noted = json.loads((place.home() / "vectors.json").read_text(encoding="utf-8"))
        position = int(noted[used.name])
    except (OSError, ValueError, KeyError, TypeError):
        return 0
    # Of another archive, or of a later day: then it says nothing.
    return position if position <= changes.last_change() else 0


def _note(used: Embedder, position: int) -> None:
    file = place.home() / "vectors.json"
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps({used.name: position}), encoding="utf-8")
    draft.replace(file)


def _never() -> bool:
    return False
