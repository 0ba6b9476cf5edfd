"""Is this item a story that we have? Rules 1 to 3 of `decide`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.fuzz import ratio

from kroniek.archive.corrections import Gap, Place, figures, likeness, where, words_of
from kroniek.archive.identity import Prints, has_words, is_cut, same_address, without_cut
from kroniek.archive.intents import StoredStory
from kroniek.dates import compatible
from kroniek.folding import fold
from kroniek.records import Reading, Text

# Shorter texts ("Read more") say too little to be known by alone.
TELLING_TEXT = 40
# How alike (0-100) two teasers under one title and date must be to be one story.
SAME_UNDER_TITLE = 85.0


def known_again(
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
    """The same words to the letter; short ones need the same date and title too.

    Items without words share a fingerprint only if date and labels are the same.
    """
    if not (has_words(reading.texts) or has_words(story.texts)):
        return True
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
    if any(continues(new.teaser, old.teaser) for new, old in pairs):
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


def continues(one: str, other: str) -> bool:
    """Whether one of two teasers is the other, cut short."""
    for cut, whole in ((one, other), (other, one)):
        if cut and is_cut(cut) and fold(whole).startswith(without_cut(fold(cut))):
            return True
    return False


def corrected(
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


def same_words(reading: Reading, story: StoredStory) -> bool:
    """Whether some text of the item is one of the story's, title and body too."""
    stored = {words_of(text) for text in story.texts}
    return any(words_of(text) in stored for text in reading.texts)
