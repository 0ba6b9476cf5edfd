"""What somebody who types may mean: concepts by any of their names, stories, other spellings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from kroniek.find.headlines import headlines
from kroniek.find.names import INNER, Match, Names, names
from kroniek.folding import label_key
from kroniek.records import Label, Suggestion

# A longer text is no beginning of anything.
MAX_TYPED = 100
# One letter begins everything.
FEWEST_LETTERS = 2
_CONCEPTS, _STORIES, _SPELLINGS = 5, 3, 3
# A concept may have a dozen names that begin alike.
_MATCHES = 300


def suggest(typed: str, *, ui: str = "en", limit: int = 8) -> tuple[Suggestion, ...]:
    """At most so many suggestions: concepts first, then stories (the newest first), then spellings.

    `typed` is taken as the beginning of a name, or of words in a headline, in any language; case,
    accents and punctuation do not matter. Fewer than two letters suggest nothing.
    """
    key = label_key(typed[:MAX_TYPED])
    if len(key) < FEWEST_LETTERS:
        return ()
    known = names()
    matches = list(islice(known.complete(key, ui), _MATCHES))
    concepts = _concepts(known, matches, typed, ui)[:limit]
    stories = _stories(key, min(_STORIES, limit - len(concepts)))
    left = min(_SPELLINGS, limit - len(concepts) - len(stories))
    return (*concepts, *stories, *_spellings(matches, key, ui, concepts, left))


# --- concepts -------------------------------------------------------------------------------


def _concepts(
    known: Names, matches: Sequence[Match], typed: str, ui: str
) -> tuple[Suggestion, ...]:
    """Each concept once, by the best of its names that match."""
    best: dict[str, Label] = {}
    for match in matches:
        best.setdefault(match.label.concept, match.label)
        if len(best) == _CONCEPTS:
            break
    found = (_as_typed(label, matches, typed, ui) for label in best.values())
    key = label_key(typed[:MAX_TYPED])
    return tuple(_concept(one, known.shown(one.concept, ui) or one, key) for one in found)


def _as_typed(best: Label, matches: Iterable[Match], typed: str, ui: str) -> Label:
    """The same name in the very letters that were typed, in the reader's language if it has it.

    "détention" and "detention" are one key; who types the accent means the French name.
    """
    letters, key = typed.strip().casefold(), label_key(best.text)
    same = [
        match.label
        for match in matches
        if match.label.concept == best.concept and label_key(match.label.text) == key
    ]
    return min(
        same,
        key=lambda label: (not label.text.casefold().startswith(letters), label.language != ui),
    )


def _concept(found: Label, shown: Label, key: str) -> Suggestion:
    other = found.form != "hidden" and not _begins_in(label_key(shown.text), [key])
    return Suggestion(
        kind="concept",
        text=shown.text,
        language=shown.language,
        id=found.concept,
        matched=found.text if other else "",
        matched_language=found.language if other else "",
        scheme=found.scheme,
    )


# --- spellings ------------------------------------------------------------------------------


def _spellings(
    matches: Iterable[Match], key: str, ui: str, concepts: Iterable[Suggestion], limit: int
) -> tuple[Suggestion, ...]:
    """Other names that the letters begin, as text to search; the reader's language first."""
    seen = {key}
    for concept in concepts:
        seen |= {label_key(concept.text), label_key(concept.matched)}
    fresh: dict[str, Label] = {}
    begun = (m.label for m in matches if m.how != INNER and m.label.form != "hidden")
    for label in sorted(begun, key=lambda label: label.language != ui):
        name = label_key(label.text)
        if name not in seen:
            fresh.setdefault(name, label)
        if len(fresh) >= limit:
            break
    return tuple(
        Suggestion("spelling", label.text, label.language)
        for label in islice(fresh.values(), limit)
    )


# --- stories --------------------------------------------------------------------------------


def _stories(key: str, limit: int) -> tuple[Suggestion, ...]:
    """Public stories whose headline has all these words, or words that they begin."""
    found: dict[int, Suggestion] = {}
    for headline in headlines().having(key.split(" ")) if limit > 0 else ():
        story = Suggestion("story", headline.text, headline.language, id=str(headline.story))
        found.setdefault(headline.story, story)
        if len(found) == limit:
            break
    return tuple(found.values())


def _begins_in(text: str, words: Iterable[str]) -> bool:
    """Whether each of the words begins a word of a folded text."""
    spaced = f" {text}"
    return all(f" {word}" in spaced for word in words)
