"""What an item changes of a story that we have, and what the story then is. Rule 4 of `decide`."""

from __future__ import annotations

from dataclasses import replace

from kroniek.archive.identity import Prints, is_cut
from kroniek.archive.intents import Create, Meet, StoredStory
from kroniek.archive.matching import continues
from kroniek.dates import compatible, precision
from kroniek.folding import label_key, squeeze
from kroniek.records import (
    FoundHappening,
    FoundThread,
    Link,
    Precision,
    Reading,
    Tagging,
    TagState,
    Text,
)

_EXACTNESS = {Precision.NONE: 0, Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}


def meet(reading: Reading, prints: Prints, story: StoredStory) -> Meet:
    """One more sighting of a story: what it adds, and what it contradicts."""
    texts, text_conflicts = _texts(reading, story)
    date, date_conflicts = _date(reading, story)
    kind, kind_conflicts = _kind(reading, story)
    return Meet(
        story.pk,
        reading,
        prints,
        texts=texts,
        date=date,
        kind=kind,
        url=reading.found.url if not story.url else "",
        tags=_tags(reading, story),
        external_id=reading.found.external_id if not story.external_id else "",
        links=_links(reading, story),
        happenings=_happenings(reading, story),
        threads=_threads(reading, story),
        conflicts=(*text_conflicts, *date_conflicts, *kind_conflicts),
    )


def _texts(reading: Reading, story: StoredStory) -> tuple[tuple[Text, ...], tuple[str, ...]]:
    """The texts to store in place of those there are, and the ones that a person locked."""
    stored = {text.language: text for text in story.texts}
    changed, conflicts = [], []
    for text in reading.texts:
        old = _counterpart(text, story)
        if old is None:
            if text.language not in stored:
                changed.append(text)
            continue
        new = _merged(text, old, overwrite=story.in_source)
        if new == old:
            continue
        if old.language in story.locked_texts:
            conflicts.append(f"the {old.language} text differs from the editor's")
        else:
            changed.append(new)
    return tuple(changed), tuple(conflicts)


def _counterpart(text: Text, story: StoredStory) -> Text | None:
    """The stored text that a text is another writing of: by its words, or by its language."""
    for old in story.texts:
        if text.teaser and squeeze(text.teaser) == squeeze(old.teaser):
            return old
    return next((old for old in story.texts if old.language == text.language), None)


def _merged(text: Text, old: Text, *, overwrite: bool) -> Text:
    """`old` with what `text` adds. Only the source it came from may change what is there."""
    return Text(
        old.language,
        _part(text.title, old.title, overwrite=overwrite),
        _part(text.teaser, old.teaser, overwrite=overwrite),
        _part(text.body, old.body, overwrite=overwrite),
    )


def _part(new: str, old: str, *, overwrite: bool) -> str:
    if not new or squeeze(new) == squeeze(old) or (is_cut(new) and old):
        return old
    if not old or continues(old, new):
        return new
    return new if overwrite else old


def _date(reading: Reading, story: StoredStory) -> tuple[str, tuple[str, ...]]:
    """The better date, if the reading has it: more exact, and not against the one we have."""
    if not reading.date or reading.date == story.date:
        return "", ()
    if not compatible(reading.date, story.date):
        return "", (f"the date {reading.date} against {story.date}",)
    exacter = _EXACTNESS[precision(reading.date)] > _EXACTNESS[precision(story.date)]
    return (reading.date if exacter and not story.date_locked else ""), ()


def _kind(reading: Reading, story: StoredStory) -> tuple[str, tuple[str, ...]]:
    if not reading.kind_stated or reading.kind == story.kind:
        return "", ()
    if story.kind_stated:
        return "", (f"the kind {reading.kind} against {story.kind}",)
    return reading.kind, ()


def tag_key(tag: Tagging) -> tuple[str, str]:
    """What makes two tags one: the role, and the concept or else the folded word."""
    return tag.role, tag.concept or f"?{label_key(tag.label)}"


def _tags(reading: Reading, story: StoredStory) -> tuple[Tagging, ...]:
    """Tags the story does not have, and those now stated that were only implied or suggested."""
    weaker = {TagState.IMPLIED, TagState.SUGGESTED}
    added: dict[tuple[str, str], Tagging] = {}
    for tag in reading.tags:
        key = tag_key(tag)
        have = story.tags.get(key)
        if have is None or (have in weaker and tag.state is TagState.STATED):
            added.setdefault(key, tag)
    return tuple(added.values())


def _links(reading: Reading, story: StoredStory) -> tuple[Link, ...]:
    new = dict.fromkeys(reading.found.links) if not story.by_hand else {}
    return tuple(link for link in new if link not in story.links)


def _happenings(reading: Reading, story: StoredStory) -> tuple[FoundHappening, ...]:
    new = {h.date: h for h in reading.happenings} if not story.by_hand else {}
    return tuple(happening for date, happening in new.items() if date not in story.happenings)


def _threads(reading: Reading, story: StoredStory) -> tuple[FoundThread, ...]:
    new = {t.id: t for t in reading.found.threads} if not story.by_hand else {}
    return tuple(thread for name, thread in new.items() if name not in story.threads)


# --- the story after an intent (so that the next item of the batch sees it) -------------------


def after(intent: Create | Meet, match: StoredStory | None) -> StoredStory:
    """The story as it will be stored."""
    found = intent.reading.found
    before = match or _created(intent.pk, intent.reading)
    now = _met(before, intent) if isinstance(intent, Meet) else before
    return replace(
        now,
        kind_stated=before.kind_stated or intent.reading.kind_stated,
        ids=before.ids | ({found.external_id} - {""}),
        positions=before.positions | {found.position},
        in_source=True,
    )


def _created(pk: int, reading: Reading) -> StoredStory:
    found = reading.found
    return StoredStory(
        pk,
        reading.date,
        kind=reading.kind,
        url=found.url,
        texts=reading.texts,
        # The first of two tags of one concept counts: what is printed comes before what is implied.
        tags={tag_key(tag): tag.state for tag in reversed(reading.tags)},
        external_id=found.external_id,
        links=found.links,
        happenings=frozenset(happening.date for happening in reading.happenings),
        threads=frozenset(thread.id for thread in found.threads),
    )


def _met(before: StoredStory, intent: Meet) -> StoredStory:
    rewritten = {text.language for text in intent.texts}
    kept = (text for text in before.texts if text.language not in rewritten)
    return replace(
        before,
        date=intent.date or before.date,
        kind=intent.kind or before.kind,
        url=before.url or intent.url,
        texts=(*kept, *intent.texts),
        tags={**before.tags, **{tag_key(tag): tag.state for tag in intent.tags}},
        external_id=before.external_id or intent.external_id,
        links=(*before.links, *intent.links),
        happenings=before.happenings | {happening.date for happening in intent.happenings},
        threads=before.threads | {thread.id for thread in intent.threads},
    )
