"""A story as JSON: what `kroniek list` prints, `export` writes and the API answers."""

from __future__ import annotations

from typing import Any

from kroniek.archive.models import Sighting, Story, Tag
from kroniek.records import TagRole


def story_json(story: Story, ui: str) -> dict[str, Any]:
    """The keys of the contract; labels in the `ui` language. Expects `with_everything`."""
    text = story.best_text(story.language) or story.best_text(ui)
    return {
        "id": story.pk,
        "external_id": story.external_id,
        "date": story.date or None,
        "precision": story.precision,
        "kind": story.kind_id,
        "language": story.language,
        "title": text.title if text else "",
        "teaser": text.teaser if text else "",
        "body": text.body if text else "",
        "url": story.url,
        "links": story.links,
        "texts": [
            {"language": t.language, "title": t.title, "teaser": t.teaser, "body": t.body}
            for t in story.texts.all()
        ],
        "themes": tags_json(story, TagRole.THEME, ui),
        "keywords": tags_json(story, TagRole.KEYWORD, ui),
        "happenings": [{"date": h.date, "text": h.text} for h in story.happenings.all()],
        "threads": [
            {"id": entry.thread_id, "title": entry.thread.titles}
            for entry in story.thread_entries.all()
        ],
        "sightings": [_sighting_json(sighting) for sighting in story.sightings.all()],
    }


def tags_json(story: Story, role: TagRole, ui: str) -> list[dict[str, str]]:
    return [
        {"id": tag.concept_id, "label": label_of(tag, ui), "state": tag.state}
        for tag in story.tags.all()
        if tag.role == role
    ]


def label_of(tag: Tag, ui: str) -> str:
    return tag.concept.label(ui)


def _sighting_json(sighting: Sighting) -> dict[str, Any]:
    return {
        "source": sighting.capture.source.name,
        "file": sighting.capture.file,
        "position": sighting.position,
        "line": sighting.line,
        "date_found": sighting.date_found,
        "labels_found": sighting.labels,
        "raw": sighting.raw,
    }
