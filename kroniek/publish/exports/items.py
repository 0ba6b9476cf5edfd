"""What the text and the HTML export print of a story: date, words, labelled values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kroniek.archive.models import Sighting, Story, Text
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.archive.stories import stream
from kroniek.dates import display
from kroniek.find import search
from kroniek.records import LabelsFound, Query, TagRole

FOUND, VOCABULARY = "found", "vocabulary"
# Kinds that go without saying: a news list prints no type for them.
_PLAIN_KINDS = ("news-item", "event")
_ORDER = ("event", "type", "geography", "commissioner", "theme", "keywords")


@dataclass(frozen=True, slots=True)
class Item:
    """One printed item: `labels` are (field of LabelsFound, values), in printing order."""

    story: Story
    text: Text | None
    date: str
    labels: tuple[tuple[str, tuple[str, ...]], ...]


def stories_of(query: Query) -> Iterator[Story]:
    """All stories that a query asks for, newest first."""
    newest = replace(query, sort="date")
    page = search(newest, with_facets=False, with_reasons=False)
    return stream(hit.story for hit in page.hits)


def item_of(story: Story, ui: str, labels: str) -> Item:
    """A story as printed in a language, with its labels as found or from the vocabulary."""
    sighting = next(iter(story.sightings.all()), None)
    if labels == FOUND and sighting is not None:
        return _as_found(story, ui, sighting)
    return Item(story, story.best_text(ui), display(story.date, ui), _from_vocabulary(story, ui))


def _as_found(story: Story, ui: str, sighting: Sighting) -> Item:
    found = LabelsFound.from_dict(sighting.labels)
    values = tuple((name, getattr(found, name)) for name in _ORDER if getattr(found, name))
    return Item(story, story.best_text(ui), display(sighting.date, ui), values)


def _from_vocabulary(story: Story, ui: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    values: dict[str, Sequence[str]] = {
        "event": _event(story, ui),
        "type": _type(story, ui),
        "theme": _tags(story, TagRole.THEME, ui),
        "keywords": _tags(story, TagRole.KEYWORD, ui),
    }
    return tuple((name, tuple(values[name])) for name in _ORDER if values.get(name))


def _event(story: Story, ui: str) -> list[str]:
    if story.kind_id != "event":
        return []
    return [display(happening.date, ui) for happening in story.happenings.all()][:1]


def _type(story: Story, ui: str) -> list[str]:
    if story.kind is None or story.kind_id in _PLAIN_KINDS:
        return []
    return [story.kind.label(ui)]


def _tags(story: Story, role: TagRole, ui: str) -> list[str]:
    return [
        tag.concept.label(ui)
        for tag in story.tags.all()
        if tag.role == role and tag.state in PUBLIC_STATES
    ]
