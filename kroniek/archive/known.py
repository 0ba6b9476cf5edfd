"""What `decide` needs to know of the stories that a batch may be about, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kroniek.archive.identity import Prints
from kroniek.archive.intents import StoredStory
from kroniek.archive.models import (
    Capture,
    Change,
    Fingerprint,
    Happening,
    Sighting,
    Story,
    Tag,
    Text,
    ThreadEntry,
)
from kroniek.archive.models.story import State
from kroniek.records import Format, Link, TagState
from kroniek.records import Text as Words

_MANY = 900
_TABLES = (Format.JSONL, Format.CSV)


def known_stories(prints: Iterable[Prints], capture: Capture) -> dict[int, list[StoredStory]]:
    """Fingerprint -> the stories that bear it, for all fingerprints of a batch."""
    values = {value for marks in prints for value in marks.all()}
    pairs = [pair for part in _parts(values) for pair in _bearing(part)]
    stories = stored_stories({pk for _, pk in pairs}, capture)
    known: dict[int, list[StoredStory]] = defaultdict(list)
    for value, pk in pairs:
        known[value].append(stories[pk])
    return known


def stories_before(capture: Capture) -> list[StoredStory]:
    """The stories that the source's last page showed, in its order."""
    pages = capture.source.captures.exclude(pk=capture.pk).exclude(format__in=_TABLES)
    before = pages.order_by("-pk").first()
    if before is None:
        return []
    seen = before.sightings.order_by("line", "position").values_list("story_id", flat=True)
    shown = list(dict.fromkeys(seen))
    stories = stored_stories(shown, capture)
    return [stories[pk] for pk in shown]


def _bearing(values: Sequence[int]) -> Iterable[tuple[int, int]]:
    rows = Fingerprint.objects.filter(value__in=values).order_by("story_id")
    return rows.values_list("value", "story_id")


def _parts(values: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _MANY):
        yield ordered[start : start + _MANY]


# --- stories as records ---------------------------------------------------------------------


def stored_stories(pks: Iterable[int], capture: Capture) -> dict[int, StoredStory]:
    """The stories with these keys, as `decide` wants them."""
    stories: dict[int, StoredStory] = {}
    for part in _parts(pks):
        about = _about(part, capture)
        for story in Story.objects.filter(pk__in=part).order_by("pk"):
            stories[story.pk] = _stored(story, about)
    return stories


@dataclass(frozen=True, slots=True)
class _About:
    """What hangs on some stories, by story."""

    texts: dict[int, list[Text]]
    tags: dict[int, dict[tuple[str, str], TagState]]
    seen: dict[int, list[Any]]
    happenings: dict[int, list[str]]
    threads: dict[int, list[str]]
    by_hand: set[int | None]


def _about(pks: Sequence[int], capture: Capture) -> _About:
    happenings = Happening.objects.filter(story_id__in=pks).order_by("pk")
    entries = ThreadEntry.objects.filter(story_id__in=pks).order_by("pk")
    people = Change.objects.filter(story__in=pks, who__isnull=False)
    return _About(
        texts=_texts(pks),
        tags=_tags(pks),
        seen=_seen(pks, capture),
        happenings=_by_story(happenings.values_list("story_id", "date")),
        threads=_by_story(entries.values_list("story_id", "thread_id")),
        by_hand=set(people.values_list("story", flat=True).distinct()),
    )


def _by_story(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = defaultdict(list)
    for story, value in pairs:
        rows[story].append(value)
    return rows


def _stored(story: Story, about: _About) -> StoredStory:
    texts, seen = about.texts[story.pk], about.seen[story.pk]
    return StoredStory(
        pk=story.pk,
        date=story.date,
        date_locked=story.date_state in (State.ACCEPTED, State.REJECTED),
        kind=story.kind_id or "",
        kind_stated=story.kind_state != State.IMPLIED,
        url=story.url,
        texts=tuple(Words(t.language, t.title, t.teaser, t.body) for t in texts),
        locked_texts=frozenset(t.language for t in texts if t.edited),
        tags=about.tags[story.pk],
        ids=frozenset(external for _, _, external in seen if external),
        positions=frozenset(position for here, position, _ in seen if here),
        in_source=bool(seen),
        by_hand=story.pk in about.by_hand,
        external_id=story.external_id,
        links=tuple(Link(link["text"], link["href"]) for link in story.links),
        happenings=frozenset(about.happenings[story.pk]),
        threads=frozenset(about.threads[story.pk]),
    )


def _texts(pks: Sequence[int]) -> dict[int, list[Text]]:
    rows: dict[int, list[Text]] = defaultdict(list)
    for text in Text.objects.filter(story_id__in=pks).order_by("pk"):
        rows[text.story_id].append(text)
    return rows


def _tags(pks: Sequence[int]) -> dict[int, dict[tuple[str, str], TagState]]:
    rows: dict[int, dict[tuple[str, str], TagState]] = defaultdict(dict)
    for tag in Tag.objects.filter(story_id__in=pks):
        rows[tag.story_id][tag.role, tag.concept_id] = TagState(tag.state)
    return rows


def _seen(pks: Sequence[int], capture: Capture) -> dict[int, list[Any]]:
    """Story -> (in this very capture?, position, id in the source) of its sightings there."""
    rows: dict[int, list[Any]] = defaultdict(list)
    sightings = Sighting.objects.filter(story_id__in=pks, capture__source=capture.source_id)
    for story, where, position, external in sightings.values_list(
        "story_id", "capture_id", "position", "external_id"
    ):
        rows[story].append((where == capture.pk, position, external))
    return rows
