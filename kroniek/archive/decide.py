"""What becomes of each Reading: a new story, one more sighting of a known one, or nothing.

Pure: what is stored comes in as records, intents go out, and `actions` carries them out. The
rules, in order:

1. The id that an item has in its source decides; then its address; then its words, where the
   dates can be the same day; then its title or opening, after a second look.
2. Two items with different ids in one source are two stories, however alike; so are two items
   of one page with different words, unless they share an id.
3. An item that stands where a page used to have a very similar one is that one, changed.
4. What a person decided stays. What a source states more exactly is taken over. What
   contradicts is kept as a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz.fuzz import ratio

from kroniek.archive.corrections import (
    Gap,
    Place,
    Turnover,
    figures,
    likeness,
    turnover,
    where,
    words_of,
)
from kroniek.archive.identity import Prints, is_cut, same_address, without_cut
from kroniek.archive.storable import why_not
from kroniek.dates import compatible, precision
from kroniek.folding import fold, squeeze
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

# Shorter texts ("Read more") say too little to be known by alone.
TELLING_TEXT = 40
# How alike (0-100) two teasers under one title and date must be to be one story.
SAME_UNDER_TITLE = 85.0
_EXACTNESS = {Precision.NONE: 0, Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}


# --- what is stored, and what is to be done -------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredStory:
    """What a decision needs to know of a story. `ids` and `positions` are those it has in the
    source and the capture at hand; a negative `pk` is a story that this batch creates. A story
    that a person has worked on (`by_hand`) gets no links, happenings or threads any more."""

    pk: int
    date: str = ""
    date_locked: bool = False
    kind: str = ""
    kind_stated: bool = False
    url: str = ""
    texts: tuple[Text, ...] = ()
    locked_texts: frozenset[str] = frozenset()
    tags: Mapping[tuple[str, str], TagState] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    positions: frozenset[int] = frozenset()
    in_source: bool = False
    by_hand: bool = False
    external_id: str = ""
    links: tuple[Link, ...] = ()
    happenings: frozenset[str] = frozenset()  # their dates
    threads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Create:
    """A story not known before. `pk` is its (negative) number within the batch."""

    pk: int
    reading: Reading
    prints: Prints


@dataclass(frozen=True, slots=True)
class Meet:
    """A known story, seen once more: what of it changes, if anything."""

    pk: int
    reading: Reading
    prints: Prints
    again: bool = False  # this very sighting is stored already
    texts: tuple[Text, ...] = ()
    date: str = ""
    kind: str = ""
    url: str = ""
    tags: tuple[Tagging, ...] = ()
    external_id: str = ""
    links: tuple[Link, ...] = ()
    happenings: tuple[FoundHappening, ...] = ()
    threads: tuple[FoundThread, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        facts = self.date or self.kind or self.url or self.external_id
        added = self.tags or self.links or self.happenings or self.threads
        return bool(self.texts or facts or added)


@dataclass(frozen=True, slots=True)
class Refuse:
    """An item that cannot be taken in, and why."""

    reading: Reading
    why: str


Intent = Create | Meet | Refuse


# --- deciding -------------------------------------------------------------------------------


def decide(
    readings: Sequence[Reading],
    prints: Sequence[Prints],
    stored: Mapping[int, Sequence[StoredStory]],
    *,
    before: Sequence[StoredStory] = (),
) -> list[Intent]:
    """One intent a reading, in order.

    `prints` are the fingerprints of the readings, `stored` the stories that bear them; `before`
    are the stories that the source's last page showed, where this is a page of that source.
    """
    known = {value: list(stories) for value, stories in stored.items()}
    current = {story.pk: story for stories in known.values() for story in stories}
    page = _turnover(readings, prints, known, current, before)
    current |= {story.pk: story for story in before}
    intents: list[Intent] = []
    for number, (reading, marks) in enumerate(zip(readings, prints, strict=True)):
        match = _known_again(reading, marks, known, current)
        if match is None and page.lost:
            match = _corrected(reading, page.places[number], page.lost, current)
        intent = _intent(reading, marks, match, number=number + 1)
        intents.append(intent)
        if not isinstance(intent, Refuse):
            page.lost.pop(intent.pk, None)
            current[intent.pk] = _after(intent, match)
            for value in marks.all():
                known.setdefault(value, []).append(current[intent.pk])
    return intents


def _turnover(
    readings: Sequence[Reading],
    prints: Sequence[Prints],
    known: Mapping[int, Sequence[StoredStory]],
    current: Mapping[int, StoredStory],
    before: Sequence[StoredStory],
) -> Turnover:
    """What the last page showed and no item of this one is."""
    if not before:
        return Turnover({}, ())
    pairs = zip(readings, prints, strict=True)
    met = [_known_again(reading, marks, known, current) for reading, marks in pairs]
    return turnover([story.pk for story in before], [story.pk if story else 0 for story in met])


def _intent(reading: Reading, prints: Prints, match: StoredStory | None, number: int) -> Intent:
    if not any(text.title or text.teaser or text.body for text in reading.texts):
        return Refuse(reading, "it has no words")
    if reason := why_not(reading.found):
        return Refuse(reading, reason)
    if match is None:
        return Create(-number, reading, prints)
    if reading.found.position in match.positions:
        return Meet(match.pk, reading, prints, again=True)
    if _id_twice(reading, match):
        twice = f"the id {reading.found.external_id!r} is used twice in this file"
        return Refuse(reading, f"{twice}, with different words")
    return _meet(reading, prints, match)


def _id_twice(reading: Reading, match: StoredStory) -> bool:
    """Whether an id stands before two items with different words; translations may share one."""
    if not (match.positions and reading.found.external_id in match.ids):
        return False
    held = {text.language for text in match.texts}
    translation = held.isdisjoint(text.language for text in reading.texts)
    return not translation and not _same_words(reading, match)


# --- knowing again --------------------------------------------------------------------------


def _known_again(
    reading: Reading,
    prints: Prints,
    known: Mapping[int, Sequence[StoredStory]],
    current: Mapping[int, StoredStory],
) -> StoredStory | None:
    def bearing(values: Iterable[int]) -> list[StoredStory]:
        pks = dict.fromkeys(story.pk for value in values for story in known.get(value, ()))
        stories = (current[pk] for pk in pks)
        return [story for story in stories if not _other_id(reading, story)]

    for story in bearing(prints.id):
        return story
    addressed = [s for s in bearing(prints.path) if same_address(reading.found.url, s.url)]
    if len(addressed) == 1 and not addressed[0].positions:
        return addressed[0]
    # An address that several items share (the list itself, a search) says nothing of them.
    for likely in (_same_text, _one_on_second_look):
        for story in bearing((*prints.opening, *prints.title)):
            if compatible(reading.date, story.date) and likely(reading, story):
                return story
    return None


def _same_text(reading: Reading, story: StoredStory) -> bool:
    """The same words to the letter; short ones need the same date and title too."""
    for new in reading.texts:
        for old in story.texts:
            words = fold(new.teaser or new.body)
            if words != fold(old.teaser or old.body):
                continue
            if len(words) >= TELLING_TEXT:
                return True
            if reading.date == story.date and fold(new.title) == fold(old.title):
                return True
    return False


def _other_id(reading: Reading, story: StoredStory) -> bool:
    given = reading.found.external_id
    return bool(given and story.ids and given not in story.ids)


def _one_on_second_look(reading: Reading, story: StoredStory) -> bool:
    """A shared title or opening: one story if a teaser is missing, cut short, or nearly equal."""
    pairs = [(new, old) for new in reading.texts for old in story.texts]
    if any(_continues(new.teaser, old.teaser) for new, old in pairs):
        return True
    dated = bool(reading.date and story.date)
    return dated and any(_one_under_title(new, old, story) for new, old in pairs)


def _one_under_title(new: Text, old: Text, story: StoredStory) -> bool:
    if fold(new.title) != fold(old.title) or not fold(new.title):
        return False
    if not (new.teaser and old.teaser):
        return True
    a, b = fold(new.teaser), fold(old.teaser)
    # Two teasers on one page are two stories; so are those with other figures (two bulletins).
    other = story.positions or figures(a) != figures(b)
    return not other and ratio(a, b) >= SAME_UNDER_TITLE


def _continues(one: str, other: str) -> bool:
    """Whether one of two teasers is the other, cut short."""
    for cut, whole in ((one, other), (other, one)):
        if cut and is_cut(cut) and fold(whole).startswith(without_cut(fold(cut))):
            return True
    return False


def _corrected(
    reading: Reading, place: Gap, lost: Mapping[int, Gap], current: Mapping[int, StoredStory]
) -> StoredStory | None:
    """The story lost from the page whose words this item's are, a little changed."""
    best, most = None, 0.0
    for pk, gap in lost.items():
        story = current[pk]
        if story.date != reading.date or _other_id(reading, story):
            continue
        score = _likeness(reading, story, where(place, gap))
        if score > most:
            best, most = story, score
    return best


def _likeness(reading: Reading, story: StoredStory, place: Place) -> float:
    pairs = ((new, old) for new in reading.texts for old in story.texts)
    dated = bool(story.date)
    return max((likeness(a, b, place, dated=dated) for a, b in pairs), default=0.0)


# --- what changes ---------------------------------------------------------------------------


def _meet(reading: Reading, prints: Prints, story: StoredStory) -> Meet:
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
    if not old or _continues(old, new):
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
    return tag.role, tag.concept or f"?{fold(tag.label)}"


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


def _after(intent: Create | Meet, match: StoredStory | None) -> StoredStory:
    found = intent.reading.found
    before = match or _created(intent.pk, intent.reading)
    after = _met(before, intent) if isinstance(intent, Meet) else before
    return replace(
        after,
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


def _same_words(reading: Reading, story: StoredStory) -> bool:
    stored = {words_of(text) for text in story.texts}
    return any(words_of(text) in stored for text in reading.texts)
