"""Carrying out what `decide` intends for a batch of a capture: all of it, or nothing.

Rows are written in bulk, one statement a table, so that 100,000 stories take minutes. What a
person might want to undo (a changed text) makes a revision.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from kroniek.archive.actions.concepts import provisional_concepts
from kroniek.archive.actions.rows import Row, insert
from kroniek.archive.intents import Create, Intent, Meet, Refuse
from kroniek.archive.models import (
    Capture,
    Change,
    Fingerprint,
    Happening,
    Remainder,
    Sighting,
    Source,
    Story,
    Tag,
    Text,
    Thread,
    ThreadEntry,
)
from kroniek.archive.models.story import State, folded_words
from kroniek.archive.storable import LONGEST_ADDRESS, shown
from kroniek.folding import label_key
from kroniek.records import (
    Document,
    Found,
    FoundHappening,
    FoundThread,
    ImportReport,
    Label,
    Link,
    Reading,
    Tagging,
    TagState,
    Unread,
)
from kroniek.records import Text as Words

MACHINE = "import"
# (role, folded word) -> the concept made up for a word that no concept bears
Concepts = dict[tuple[str, str], str]
# The columns of the tables that `rows.insert` fills.
TEXT = ("story", "language", "title", "teaser", "body", "folded", "edited")
TAG = ("story", "concept", "role", "state", "label", "score", "evidence")
SIGHTING = (
    "story",
    "capture",
    "position",
    "line",
    "raw",
    "date_found",
    "date",
    "kind",
    "labels",
    "external_id",
)
FINGERPRINT = ("value", "story")
_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of one batch: its part of the report, and the concepts it had to make up."""

    report: ImportReport
    new_labels: tuple[Label, ...]


# --- captures -------------------------------------------------------------------------------


def open_capture(
    document: Document, *, source: str, key: str, theme: str = ""
) -> tuple[Capture, bool]:
    """(the capture of a document, whether it is new). One that was cut off is gone on with."""
    place, _ = Source.objects.get_or_create(name=source)
    return Capture.objects.get_or_create(
        source=place,
        key=key,
        defaults={
            "file": shown(document.file)[:500],
            "format": document.format,
            "ui": document.ui,
            "encoding": document.encoding,
            "theme_id": theme or None,
            "size": document.size,
        },
    )


def finish_capture(capture: Capture) -> None:
    capture.finished_at = timezone.now()
    capture.save(update_fields=["finished_at"])


def report_of(capture: Capture) -> ImportReport:
    """What a finished capture held: the report of importing it again."""
    remainders = list(capture.remainders.order_by("line"))
    refused = sum(remainder.refused for remainder in remainders)
    stories = list(capture.sightings.order_by("position").values_list("story_id", flat=True))
    return ImportReport(
        found=len(stories) + refused,
        same=len(stories),
        refused=refused,
        unread=[Unread(capture.file, r.line, r.text, r.why) for r in remainders],
        stories=list(dict.fromkeys(stories)),
    )


# --- a batch --------------------------------------------------------------------------------


def take_in(
    capture: Capture, intents: Sequence[Intent], unread: Sequence[Unread], *, last_line: int
) -> Taken:
    """Store a batch of a capture in one transaction; `last_line` is where a next run goes on."""
    with transaction.atomic():
        concepts = provisional_concepts(_words_without_concept(intents))
        creates = [intent for intent in intents if isinstance(intent, Create)]
        meets = [intent for intent in intents if isinstance(intent, Meet)]
        refused = [intent for intent in intents if isinstance(intent, Refuse)]
        pks = _create(creates, concepts.by_word, why=capture.file)
        for meet in meets:
            pks.setdefault(meet.pk, meet.pk)
        _change(meets, pks, concepts.by_word, capture)
        _see(capture, [*creates, *meets], pks)
        _keep(capture, unread, refused)
        capture.line = last_line
        capture.save(update_fields=["line"])
    return Taken(_report(capture, intents, unread, pks), concepts.made)


def _report(
    capture: Capture, intents: Sequence[Intent], unread: Sequence[Unread], pks: dict[int, int]
) -> ImportReport:
    report = ImportReport(found=len(intents), unread=list(unread))
    for intent in intents:
        if isinstance(intent, Refuse):
            found = intent.reading.found
            report.refused += 1
            report.unread.append(Unread(capture.file, found.line, found.raw, intent.why))
            continue
        if isinstance(intent, Create):
            report.new += 1
        elif intent.changes:
            report.changed += 1
        else:
            report.same += 1
        report.stories.append(pks[intent.pk])
    return report


def _words_without_concept(intents: Sequence[Intent]) -> Iterable[Tagging]:
    for intent in intents:
        if isinstance(intent, Create):
            yield from (tag for tag in intent.reading.tags if not tag.concept)
        elif isinstance(intent, Meet):
            yield from (tag for tag in intent.tags if not tag.concept)


# --- new stories ----------------------------------------------------------------------------


def _create(creates: Sequence[Create], concepts: Concepts, *, why: str) -> dict[int, int]:
    """Store new stories with all that hangs on them; batch number -> primary key."""
    now = timezone.now()
    stories = [_story(intent.reading, now) for intent in creates]
    Story.objects.bulk_create(stories, batch_size=_ROWS)
    owned = list(zip(stories, (intent.reading for intent in creates), strict=True))
    insert(Text, TEXT, (_text_row(s.pk, t) for s, r in owned for t in _one_a_language(r.texts)))
    insert(Tag, TAG, (row for s, r in owned for row in _tag_rows(s.pk, r.tags, concepts)))
    _bulk(Happening, (_happening(s.pk, h) for s, r in owned for h in r.happenings))
    _bulk(Change, (_created(s.pk, why) for s in stories))
    _join_threads([(s.pk, r.found.threads) for s, r in owned])
    return {intent.pk: story.pk for intent, story in zip(creates, stories, strict=True)}


def _story(reading: Reading, now: dt.datetime) -> Story:
    found = reading.found
    story = Story(
        external_id=found.external_id,
        kind_id=reading.kind or None,
        kind_state=State.STATED if reading.kind_stated else State.IMPLIED,
        language=reading.language,
        url=_address(found.url),
        links=_links(found.links),
        live=True,
        first_published_at=now,
        last_published_at=now,
    )
    story.set_date(reading.date)
    return story


def _address(url: str) -> str:
    """An address that can be followed; a longer one stays in the sighting's raw text only."""
    return url if len(url) <= LONGEST_ADDRESS else ""


def _links(links: Iterable[Link]) -> list[dict[str, str]]:
    return [{"text": link.text, "href": link.href} for link in links]


def _one_a_language(texts: Iterable[Words]) -> Iterable[Words]:
    """The first text of each language: a story has one text a language."""
    first: dict[str, Words] = {}
    for text in texts:
        first.setdefault(text.language, text)
    return first.values()


def _text_row(story: int, text: Words) -> Row:
    folded = folded_words(text.title, text.teaser, text.body)
    return (story, text.language, text.title[:500], text.teaser, text.body, folded, False)


def _tag_rows(story: int, tags: Iterable[Tagging], concepts: Concepts) -> list[Row]:
    return [
        (story, concept, role, tag.state, tag.label[:300], None, "[]")
        for (role, concept), tag in _one_a_concept(tags, concepts).items()
    ]


def _one_a_concept(tags: Iterable[Tagging], concepts: Concepts) -> dict[tuple[str, str], Tagging]:
    """(role, concept) -> the tag; of two words for one concept the printed one counts."""
    chosen: dict[tuple[str, str], Tagging] = {}
    for tag in tags:
        key = (tag.role, tag.concept or concepts[tag.role, label_key(tag.label)])
        have = chosen.setdefault(key, tag)
        if have.state is TagState.IMPLIED and tag.state is TagState.STATED:
            chosen[key] = tag
    return chosen


def _happening(story: int, found: FoundHappening) -> Happening:
    row = Happening(story_id=story, date=found.date, text=found.text[:1000], state=State.STATED)
    row.set_bounds()
    return row


def _created(story: int, why: str) -> Change:
    return Change(story=story, action="story.created", machine=MACHINE, why=why[:500])


def _join_threads(joined: Sequence[tuple[int, Sequence[FoundThread]]]) -> None:
    threads = {thread.id: thread for _, found in joined for thread in found}
    if not threads:
        return
    rows = [Thread(id=t.id, titles=dict(t.titles)) for t in threads.values()]
    Thread.objects.bulk_create(rows, ignore_conflicts=True)
    entries = {
        (thread.id, story): ThreadEntry(thread_id=thread.id, story_id=story, state=State.STATED)
        for story, found in joined
        for thread in found
    }
    ThreadEntry.objects.bulk_create(entries.values(), ignore_conflicts=True)


# --- known stories --------------------------------------------------------------------------


def _change(
    meets: Sequence[Meet],
    pks: dict[int, int],
    concepts: Concepts,
    capture: Capture,
) -> None:
    changes: list[Change] = []
    for meet in meets:
        pk = pks[meet.pk]
        if meet.changes:
            _apply(meet, Story.objects.get(pk=pk), concepts, capture)
            changes.append(_logged(pk, "story.changed", capture, _what_changed(meet)))
        if meet.conflicts:
            details = {"what": list(meet.conflicts), "position": meet.reading.found.position}
            changes.append(_logged(pk, "story.conflict", capture, details))
    _bulk(Change, changes)


def _apply(meet: Meet, story: Story, concepts: Concepts, capture: Capture) -> None:
    if meet.texts and story.latest_revision_id is None:
        # The words as they were: without this the first import could not be gone back to.
        story.save_revision(log_action=False, changed=False)
    for text in meet.texts:
        _store_text(story, text)
    if meet.date:
        story.set_date(meet.date)
    if meet.kind:
        story.kind_id, story.kind_state = meet.kind, State.STATED
    story.url = story.url or _address(meet.url)
    story.external_id = story.external_id or meet.external_id
    story.links = [*story.links, *_links(meet.links)]
    for (role, concept), tag in _one_a_concept(meet.tags, concepts).items():
        Tag.objects.update_or_create(
            story=story,
            concept_id=concept,
            role=role,
            defaults={"state": tag.state, "label": tag.label[:300]},
        )
    _bulk(Happening, [_happening(story.pk, happening) for happening in meet.happenings])
    _join_threads([(story.pk, meet.threads)])
    story.save()
    if meet.texts or story.latest_revision_id:
        _revise(story, capture)


def _store_text(story: Story, text: Words) -> None:
    Text.objects.update_or_create(
        story=story,
        language=text.language,
        defaults={"title": text.title[:500], "teaser": text.teaser, "body": text.body},
    )


def _revise(story: Story, capture: Capture) -> None:
    """A revision of the story as it now is.

    Not where an editor's draft lies: the newest revision *is* the draft, and stays it. What came
    in is put into it when it is opened or published (`archive.drafts`).
    """
    fresh = Story.objects.get(pk=story.pk)
    if fresh.has_unpublished_changes:
        return
    revision = fresh.save_revision(log_action=False, changed=False)
    Story.objects.filter(pk=story.pk).update(live_revision=revision)


def _what_changed(meet: Meet) -> dict[str, object]:
    return {
        "texts": [text.language for text in meet.texts],
        "date": meet.date,
        "kind": meet.kind,
        "tags": [tag.label for tag in meet.tags],
        "links": [link.href for link in meet.links],
        "happenings": [happening.date for happening in meet.happenings],
        "threads": [thread.id for thread in meet.threads],
    }


def _logged(story: int, action: str, capture: Capture, details: dict[str, object]) -> Change:
    return Change(
        story=story, action=action, machine=MACHINE, why=str(capture)[:500], details=details
    )


# --- sightings and what hangs on the capture ------------------------------------------------


def _see(capture: Capture, intents: Sequence[Create | Meet], pks: dict[int, int]) -> None:
    seen = [(pks[i.pk], i) for i in intents if not (isinstance(i, Meet) and i.again)]
    insert(Sighting, SIGHTING, (_sighting(capture, pk, i.reading.found) for pk, i in seen))
    prints = sorted({(value, pk) for pk, intent in seen for value in intent.prints.all()})
    insert(Fingerprint, FINGERPRINT, prints, ignore_conflicts=True)


def _sighting(capture: Capture, story: int, found: Found) -> Row:
    return (
        story,
        capture.pk,
        found.position,
        found.line,
        found.raw,
        found.date_found[:200],
        found.date,
        found.kind,
        json.dumps(found.labels.as_dict(), ensure_ascii=False),
        found.external_id,
    )


def _keep(capture: Capture, unread: Sequence[Unread], refused: Sequence[Refuse]) -> None:
    rows = [
        Remainder(capture_id=capture.pk, line=u.line, text=shown(u.text), why=u.why[:500])
        for u in unread
    ]
    for intent in refused:
        found = intent.reading.found
        rows.append(
            Remainder(
                capture_id=capture.pk,
                line=found.line,
                text=shown(found.raw),
                why=intent.why[:500],
                refused=True,
            )
        )
    _bulk(Remainder, rows)


def _bulk(model: type[Model], rows: Iterable[Any]) -> None:
    model._default_manager.bulk_create(list(rows), batch_size=_ROWS)
