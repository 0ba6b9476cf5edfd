"""Checking what is stored: conflicts between sightings, words without a concept, loose ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max

from kroniek.archive.models import (
    Capture,
    Change,
    Concept,
    Remainder,
    Sighting,
    Source,
    Story,
)
from kroniek.archive.models.story import State
from kroniek.dates import compatible

# Findings of these kinds mean that something is wrong; the others are an editor's work list.
FAULTS = ("conflict", "date", "unfinished", "empty", "index")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: what kind, where (an address within the archive), what and advice."""

    kind: str
    where: str
    what: str
    advice: str = ""

    @property
    def is_fault(self) -> bool:
        return self.kind in FAULTS

    def as_dict(self) -> dict[str, str]:
        level = "fault" if self.is_fault else "work"
        return {
            "kind": self.kind,
            "level": level,
            "where": self.where,
            "what": self.what,
            "advice": self.advice,
        }


def examine() -> Iterator[Finding]:
    """Everything there is to say of the archive's data: faults first, then what awaits a person."""
    yield from conflicts()
    yield from contradicting_dates()
    yield from unfinished_imports()
    yield from empty_stories()
    yield from remainders()
    yield from provisional()


def conflicts() -> Iterator[Finding]:
    """What sources said against what was stored, until a person has worked on the story."""
    changes = Change.objects.filter(action="story.conflict").order_by("story", "id")
    decided = _last_by_hand()
    told = set()
    for pk, story, why, details in changes.values_list("id", "story", "why", "details"):
        what = f"{why} says {'; '.join(details.get('what', ()))}"
        if pk > decided.get(story, 0) and (story, what) not in told:
            told.add((story, what))
            yield Finding("conflict", f"story {story}", what, "Decide in the admin.")


def _last_by_hand() -> dict[int | None, int]:
    """Story -> the newest entry of the change log that a person made."""
    by_hand = Change.objects.filter(story__isnull=False, who__isnull=False).order_by()
    return dict(by_hand.values_list("story").annotate(newest=Max("id")))


def contradicting_dates() -> Iterator[Finding]:
    """Sightings whose date cannot be the story's, where no person has settled the date."""
    seen = Sighting.objects.exclude(date="").exclude(story__date_state=State.ACCEPTED)
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
    """What could not be read of the newest state of each source; mended files fall silent."""
    newest = Source.objects.annotate(newest=Max("captures")).values("newest")
    for rest in Remainder.objects.filter(capture__in=newest).select_related("capture"):
        advice = "Mend the file and import it again, or enter the story by hand."
        yield Finding("unread", f"{rest.capture.file}:{rest.line}", rest.why, advice)


def empty_stories() -> Iterator[Finding]:
    for story in Story.objects.filter(texts=None).values_list("pk", flat=True):
        yield Finding("empty", f"story {story}", "it has no text", "Write one, or unpublish it.")
