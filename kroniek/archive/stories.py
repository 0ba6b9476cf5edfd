"""Reading stories out of the archive, with all that a page or a report shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch, QuerySet

from kroniek.archive.models import Concept, Sighting, Story, Tag, ThreadEntry

# Rows fetched at a time: few enough for memory, many enough for speed; below the 999 variables
# that older SQLite builds allow in one statement.
CHUNK = 500


def with_everything(stories: QuerySet[Story], *, sightings: bool = True) -> QuerySet[Story]:
    """Stories with texts, tags, labels, happenings, threads (and sightings), in few queries."""
    concepts = Concept.objects.prefetch_related("labels")
    prefetches: list[str | Prefetch[str]] = [
        "texts",
        "happenings",
        Prefetch("tags", Tag.objects.prefetch_related(Prefetch("concept", concepts))),
        Prefetch("kind", concepts),
        Prefetch("thread_entries", ThreadEntry.objects.select_related("thread")),
    ]
    if sightings:
        seen = Sighting.objects.select_related("capture__source")
        prefetches.append(Prefetch("sightings", seen))
    return stories.prefetch_related(*prefetches)


def load(ids: Sequence[int], *, sightings: bool = False) -> list[Story]:
    """The stories with these ids, in this order; ids that are not there are passed over."""
    found = with_everything(Story.objects.filter(pk__in=ids), sightings=sightings)
    by_id = {story.pk: story for story in found}
    return [by_id[i] for i in ids if i in by_id]


def stream(ids: Iterable[int], *, sightings: bool = True) -> Iterator[Story]:
    """The same for any number of ids, in constant memory."""
    chunk: list[int] = []
    for wanted in ids:
        chunk.append(wanted)
        if len(chunk) == CHUNK:
            yield from load(chunk, sightings=sightings)
            chunk = []
    yield from load(chunk, sightings=sightings)


def searchable(ids: Sequence[int]) -> list[tuple[Story, list[str]]]:
    """Stories with their texts and tags, and the names of the sources each was seen in."""
    seen = Sighting.objects.filter(story__in=ids).order_by("capture__source__name")
    sources: dict[int, list[str]] = {}
    for story, name in seen.values_list("story", "capture__source__name").distinct():
        sources.setdefault(story, []).append(name)
    found = Story.objects.filter(pk__in=ids).prefetch_related("texts", "tags")
    return [(story, sources.get(story.pk, [])) for story in found]


def readable(ids: Sequence[int]) -> list[Story]:
    """Stories with their texts and tags, in no particular order."""
    return list(Story.objects.filter(pk__in=ids).prefetch_related("texts", "tags"))
