"""Readings and an archive in memory, for tests of `decide` without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kroniek.archive.decide import decide
from kroniek.archive.identity import Prints, prints_of
from kroniek.archive.intents import Create, Intent, Meet, StoredStory
from kroniek.archive.merging import tag_key
from kroniek.records import (
    Found,
    FoundText,
    Reading,
    Tagging,
    TagRole,
    TagState,
    Text,
)

LONG = (
    "The government has agreed on a new plan for the reception of people who ask for protection, "
    "with more places in local centres and shorter procedures."
)


def theme(concept: str, state: TagState = TagState.STATED) -> Tagging:
    return Tagging(TagRole.THEME, concept.title(), concept, state)


def keyword(label: str, concept: str = "") -> Tagging:
    return Tagging(TagRole.KEYWORD, label, concept, TagState.STATED)


def item(
    teaser: str = LONG,
    *,
    date: str = "",
    title: str = "",
    language: str = "en",
    kind: str = "news-item",
    kind_stated: bool = False,
    tags: Sequence[Tagging] = (),
    **found: object,
) -> Reading:
    """An item as read; its position is given by `Memory.take`."""
    raw = Found(
        position=0, line=0, raw="", date=date, texts=(FoundText(language, title, teaser),), **found
    )
    texts = (Text(language, title, teaser, ""),)
    return Reading(raw, texts, language, date, kind, kind_stated, tuple(tags), raw.happenings)


@dataclass
class Memory:
    """What the archive does with intents, in memory: enough to import page after page."""

    stories: dict[int, StoredStory] = field(default_factory=dict)
    prints: dict[int, set[int]] = field(default_factory=dict)
    sightings: list[tuple[str, int, int]] = field(default_factory=list)
    ids: dict[tuple[int, str], set[str]] = field(default_factory=dict)
    pages: dict[str, list[int]] = field(default_factory=dict)

    def take(self, *readings: Reading, source: str = "page") -> list[Intent]:
        """Import a page of a source; the intents."""
        placed = [
            replace(reading, found=replace(reading.found, position=n, line=n))
            for n, reading in enumerate(readings, 1)
        ]
        prints = [prints_of(reading.found, source) for reading in placed]
        before = [self._seen_from(pk, source) for pk in self.pages.get(source, [])]
        intents = decide(placed, prints, self._bearing(prints, source), before=before)
        self._store(intents, source)
        return intents

    def _bearing(self, prints: Sequence[Prints], source: str) -> dict[int, list[StoredStory]]:
        return {
            value: [self._seen_from(pk, source) for pk in sorted(self.prints.get(value, ()))]
            for marks in prints
            for value in marks.all()
        }

    def _seen_from(self, pk: int, source: str) -> StoredStory:
        seen = any(where == source for where, _, story in self.sightings if story == pk)
        ids = frozenset(self.ids.get((pk, source), ()))
        return replace(self.stories[pk], ids=ids, positions=frozenset(), in_source=seen)

    def _store(self, intents: Sequence[Intent], source: str) -> None:
        page: list[int] = []
        pks: dict[int, int] = {}
        for intent in intents:
            if isinstance(intent, Create):
                pks[intent.pk] = len(self.stories) + 1
                self.stories[pks[intent.pk]] = _new(pks[intent.pk], intent)
            if isinstance(intent, Create | Meet):
                pk = pks.get(intent.pk, intent.pk)
                if isinstance(intent, Meet):
                    self.stories[pk] = _changed(self.stories[pk], intent)
                self._see(pk, intent, source)
                page.append(pk)
        self.pages[source] = list(dict.fromkeys(page))

    def _see(self, pk: int, intent: Create | Meet, source: str) -> None:
        found = intent.reading.found
        self.sightings.append((source, found.position, pk))
        self.ids.setdefault((pk, source), set()).update({found.external_id} - {""})
        for value in intent.prints.all():
            self.prints.setdefault(value, set()).add(pk)

    def outcome(self) -> set[tuple[object, ...]]:
        """The stories without their numbers: what must not hang on the order of imports."""
        return {
            (
                story.date,
                story.kind,
                story.url,
                frozenset((text.language, text.title, text.teaser) for text in story.texts),
                frozenset(story.tags.items()),
            )
            for story in self.stories.values()
        }


def _new(pk: int, intent: Create) -> StoredStory:
    reading = intent.reading
    tags: dict[tuple[str, str], TagState] = {}
    for tag in reading.tags:
        tags.setdefault(tag_key(tag), tag.state)
    return StoredStory(
        pk,
        reading.date,
        kind=reading.kind,
        kind_stated=reading.kind_stated,
        url=reading.found.url,
        texts=reading.texts,
        tags=tags,
        external_id=reading.found.external_id,
        links=reading.found.links,
        happenings=frozenset(h.date for h in reading.happenings),
        threads=frozenset(t.id for t in reading.found.threads),
    )


def _changed(story: StoredStory, meet: Meet) -> StoredStory:
    texts = {text.language: text for text in (*story.texts, *meet.texts)}
    return replace(
        story,
        date=meet.date or story.date,
        kind=meet.kind or story.kind,
        kind_stated=story.kind_stated or bool(meet.kind),
        url=story.url or meet.url,
        texts=tuple(texts.values()),
        tags={**story.tags, **{tag_key(tag): tag.state for tag in meet.tags}},
        external_id=story.external_id or meet.external_id,
        links=(*story.links, *meet.links),
        happenings=story.happenings | {h.date for h in meet.happenings},
        threads=story.threads | {t.id for t in meet.threads},
    )
