"""Checking what is stored: conflicts between sightings, words without a concept, loose ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kroniek.archive.models import Capture, Change, Concept, Remainder, Sighting, Story
from kroniek.dates import compatible

# Findings of these kinds mean that something is wrong; the others are work for an editor.
FAULTS = ("date", "unfinished")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: what kind, where (an address within the archive), what and advice."""

    kind: str
    where: str
    what: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        return {"kind": self.kind, "where": self.where, "what": self.what, "advice": self.advice}


def examine() -> Iterator[Finding]:
    """Everything there is to say of the archive's data."""
    yield from conflicts()
    yield from contradicting_dates()
    yield from unfinished_imports()
    yield from provisional()
    yield from remainders()
    yield from empty_stories()


def conflicts() -> Iterator[Finding]:
    """What sources said against what was stored, as noted when it was met."""
    changes = Change.objects.filter(action="story.conflict").order_by("story", "id")
    for story, why, details in changes.values_list("story", "why", "details"):
        what = "; ".join(details.get("what", ()))
        yield Finding("conflict", f"story {story}", f"{why} says {what}", "Decide in the admin.")


def contradicting_dates() -> Iterator[Finding]:
    """Sightings whose date cannot be the story's."""
    seen = Sighting.objects.exclude(date="").select_related("capture__source")
    pairs = seen.values_list("story_id", "story__date", "date", "capture__source__name")
    for story, date, found, source in pairs.iterator(chunk_size=2000):
        if found != date and date and not compatible(found, date):
            what = f"{source} dates it {found}, the story has {date}"
            yield Finding("date", f"story {story}", what, "Set the right date in the admin.")


def unfinished_imports() -> Iterator[Finding]:
    for capture in Capture.objects.filter(finished_at=None).select_related("source"):
        what = f"the import of {capture.file} stopped behind line {capture.line}"
        advice = "Run the same import again: it goes on from there."
        yield Finding("unfinished", f"source {capture.source}", what, advice)


def provisional() -> Iterator[Finding]:
    waiting = Concept.objects.filter(provisional=True, replaced_by=None)
    for concept in waiting.prefetch_related("labels"):
        what = f"the word {concept.label('en')!r} stands for no concept of the vocabulary"
        yield Finding("provisional", f"concept {concept.id}", what, "Merge it or take it up.")


def remainders() -> Iterator[Finding]:
    for rest in Remainder.objects.select_related("capture"):
        yield Finding("unread", f"{rest.capture.file}:{rest.line}", rest.why)


def empty_stories() -> Iterator[Finding]:
    for story in Story.objects.filter(texts=None).values_list("pk", flat=True):
        yield Finding("empty", f"story {story}", "it has no text", "Write one, or unpublish it.")
