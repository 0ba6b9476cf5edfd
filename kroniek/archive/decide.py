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

from collections.abc import Mapping, Sequence

from kroniek.archive.corrections import Turnover, turnover
from kroniek.archive.identity import Prints, has_words
from kroniek.archive.intents import Create, Intent, Meet, Refuse, StoredStory
from kroniek.archive.matching import corrected, known_again, same_words
from kroniek.archive.merging import after, meet
from kroniek.archive.storable import why_not
from kroniek.records import Reading


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
        match = known_again(reading, marks, known, current)
        if match is None and page.lost:
            match = corrected(reading, page.places[number], page.lost, current)
        intent = _intent(reading, marks, match, number=number + 1)
        intents.append(intent)
        if not isinstance(intent, Refuse):
            page.lost.pop(intent.pk, None)
            current[intent.pk] = after(intent, match)
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
    met = [known_again(reading, marks, known, current) for reading, marks in pairs]
    return turnover([story.pk for story in before], [story.pk if story else 0 for story in met])


def _intent(reading: Reading, prints: Prints, match: StoredStory | None, number: int) -> Intent:
    if _is_nothing(reading):
        return Refuse(reading, "it has no words, no date and no labels")
    if reason := why_not(reading.found):
        return Refuse(reading, reason)
    if match is None:
        return Create(-number, reading, prints)
    if reading.found.position in match.positions:
        return Meet(match.pk, reading, prints, again=True)
    if _id_twice(reading, match):
        twice = f"the id {reading.found.external_id!r} is used twice in this file"
        return Refuse(reading, f"{twice}, with different words")
    return meet(reading, prints, match)


def _is_nothing(reading: Reading) -> bool:
    found = reading.found
    labels = any(found.labels.as_dict().values())
    return not (has_words(reading.texts) or found.date_found or labels)


def _id_twice(reading: Reading, match: StoredStory) -> bool:
    """Whether an id stands before two items with different words; translations may share one."""
    if not (match.positions and reading.found.external_id in match.ids):
        return False
    held = {text.language for text in match.texts}
    translation = held.isdisjoint(text.language for text in reading.texts)
    return not translation and not same_words(reading, match)
