"""A story as JSON: what `kroniek list` prints, `export` writes and the API answers."""

from __future__ import annotations

from pathlib import PureWindowsPath  # it knows both kinds of slash
from typing import Any

from kroniek.archive.models import Sighting, Story, Tag
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.records import LANGUAGES, LabelsFound, TagRole


def story_json(story: Story, ui: str, *, public: bool = False) -> dict[str, Any]:
    """The keys of the contract; labels in the `ui` language. Expects `with_everything`.

    `public` leaves out what readers are not shown: what the machine suggests, what a person
    rejected, and the folder that a file was read from.
    """
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
        "links": [{"text": link["text"], "href": link["href"]} for link in story.links],
        "texts": [
            {"language": t.language, "title": t.title, "teaser": t.teaser, "body": t.body}
            for t in story.texts.all()
        ],
        "themes": tags_json(story, TagRole.THEME, ui, public=public),
        "keywords": tags_json(story, TagRole.KEYWORD, ui, public=public),
        "happenings": [
            {"date": happening.date, "text": happening.text}
            for happening in story.happenings.all()
            if not public or happening.state in PUBLIC_STATES
        ],
        "threads": [
            {"id": entry.thread_id, "title": _in_order(entry.thread.titles)}
            for entry in story.thread_entries.all()
            if not public or entry.state in PUBLIC_STATES
        ],
        "sightings": [
            _sighting_json(sighting, public=public) for sighting in story.sightings.all()
        ],
    }


def tags_json(
    story: Story, role: TagRole, ui: str, *, public: bool = False
) -> list[dict[str, str]]:
    return [
        {"id": tag.concept_id, "label": label_of(tag, ui), "state": tag.state}
        for tag in story.tags.all()
        if tag.role == role and (not public or tag.state in PUBLIC_STATES)
    ]


def label_of(tag: Tag, ui: str) -> str:
    return tag.concept.label(ui)


def _in_order(by_language: dict[str, str]) -> dict[str, str]:
    """In one order of languages: PostgreSQL keeps its own order of keys."""
    return {code: by_language[code] for code in sorted(by_language, key=_rank)}


def _rank(code: str) -> tuple[int, str]:
    return (LANGUAGES.index(code) if code in LANGUAGES else len(LANGUAGES), code)


def _sighting_json(sighting: Sighting, *, public: bool) -> dict[str, Any]:
    file = sighting.capture.file
    return {
        "source": sighting.capture.source.name,
        "file": PureWindowsPath(file).name if public else file,
        "position": sighting.position,
        "line": sighting.line,
        "date_found": sighting.date_found,
        "labels_found": LabelsFound.from_dict(sighting.labels).as_dict(),
        "raw": sighting.raw,
    }
