"""A story as the index holds it: its terms, the concepts it is about and how strongly, its facets.

The strength of a concept is settled here, once a story, so that a query only looks it up:
by name in the text (more often, or in a headline, is more), by tag, or through a narrower
concept. It is kept as one of a few levels, each a term of its own: an impact-ordered index
in small (Anh and Moffat, "Vector-Space Ranking with Effective Early Termination", SIGIR 2001).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kroniek.archive.models import Story, Tag
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.archive.models.story import Text as StoredText
from kroniek.find.tree import Tree
from kroniek.records import LANGUAGES
from kroniek.understand.mentions import ConceptMatcher
from kroniek.understand.stop_words import STOP_WORDS
from kroniek.understand.terms import Token, parts, stem, tokens

# Another number, another index: what is there is built anew.
VERSION = 2

# --- strengths (chosen on evaluation/search, see docs/decisions/006) ---

# A headline names what a text is about.
_IN_TITLE = 2
# How fast the second and third mention add less (k1 of BM25).
_SATURATION = 1.2
_NARROWER = 0.8  # through a narrower concept that is named
_TAGGED = 1.0
_TAGGED_NARROWER = 0.7
_TAGGED_AND_NAMED = 0.2  # on top
# The levels that a strength is rounded down to.
LEVELS = (0.7, 0.8, 1.0, 1.2, 1.4, 1.6)

# Stands behind a headline and behind a text, so that no phrase runs on: nobody can ask for it.
_APART = "¶"
# Stands before a concept that a story has through a narrower one.
BROADER = "^"
# The longest body that is looked through: 60,000 characters are some thirty pages.
_LONGEST = 60_000
# 22 bits for the first day, 12 for the length in days, 30 for the story.
_FIRST_BITS, _LENGTH_BITS, _STORY_BITS = 22, 12, 30
_UNDATED_ORDER = (1 << _FIRST_BITS) - 1
# Days before the first and after the last: the date is open at that end.
FIRST_DAY, LAST_DAY = 1, 3_652_059
# Of two equally good stories the newer comes first: a year is worth so much, from this year on.
_RECENCY_FROM, _RECENCY_A_YEAR, _RECENCY_LEAST = 2040, 0.004, 0.8
_DAYS_A_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Document:
    """One story in the index.

    `words` are folded, in order; `stems` have their language before them ("nl:terugkeer") and
    hold compounds' parts too; `title` has both. `concepts` are "id/level". `theme` and `keyword`
    hold the public tags, `kind` the kind; a concept broader than one of them is there as "^id".
    `tags` are all tags, each as "role/state/id" (or "role/state/^id") and "any/state". `first`
    and `last` are days (proleptic Gregorian ordinals), None if undated.
    """

    story: int
    order: int
    recency: float
    words: tuple[str, ...]
    stems: tuple[str, ...]
    title: tuple[str, ...]
    concepts: tuple[str, ...]
    theme: tuple[str, ...]
    keyword: tuple[str, ...]
    tags: tuple[str, ...]
    kind: tuple[str, ...]
    language: tuple[str, ...]
    source: tuple[str, ...]
    live: bool
    first: int | None
    last: int | None
    year: int | None


def order_of(story: Story) -> int:
    """A number that sorts stories as lists do: newest first, of one day the more exact first.

    As `Story.sort_key` and the id behind it, in 64 bits.
    """
    first, last = story.date_first or story.date_last, story.date_last or story.date_first
    if first is None or last is None:
        undated: int = (_UNDATED_ORDER << (_LENGTH_BITS + _STORY_BITS)) | story.pk
        return undated
    days = min((last - first).days, (1 << _LENGTH_BITS) - 1)
    newest = LAST_DAY - first.toordinal()
    place: int = (newest << (_LENGTH_BITS + _STORY_BITS)) | (days << _STORY_BITS) | story.pk
    return place


def level_of(strength: float) -> int:
    """The highest level that a strength reaches (0 for one below all)."""
    return max((i for i, least in enumerate(LEVELS) if strength >= least), default=0)


class Documents:
    """Makes documents of stories, with one state of the vocabulary."""

    def __init__(self, matcher: ConceptMatcher, tree: Tree) -> None:
        self._matcher = matcher
        self._tree = tree

    def of(self, story: Story, sources: Iterable[str]) -> Document:
        """A story (texts and tags loaded), seen in some sources, as the index holds it."""
        texts = [_Read.of(text) for text in story.texts.all()]
        tags = list(story.tags.all())
        terms = _Terms()
        for text in texts:
            terms.add(text)
        return Document(
            story=story.pk,
            order=order_of(story),
            recency=_recency(story.date_first or story.date_last),
            words=tuple(terms.words),
            stems=tuple(terms.stems),
            title=tuple(terms.title),
            concepts=tuple(self._concepts(texts, tags, story.kind_id)),
            theme=tuple(self._public(tags, "theme")),
            keyword=tuple(self._public(tags, "keyword")),
            tags=tuple(self._tags(tags)),
            kind=tuple(self._with_broader([story.kind_id] if story.kind_id else [])),
            language=tuple(dict.fromkeys(text.language for text in texts)),
            source=tuple(sources),
            live=story.live,
            first=_first(story),
            last=_last(story),
            year=story.year,
        )

    # --- concepts and how strongly the story is about them ---

    def _concepts(
        self, texts: Iterable[_Read], tags: Iterable[Tag], kind: str | None
    ) -> Iterable[str]:
        named = self._named(texts)
        tagged = {tag.concept_id for tag in tags if tag.state in PUBLIC_STATES}
        if kind:
            tagged.add(kind)
        strengths = self._strengths(named, tagged)
        return (f"{concept}/{level_of(strength)}" for concept, strength in strengths.items())

    def _named(self, texts: Iterable[_Read]) -> Counter[str]:
        """How often each concept is named, in the language that names it most."""
        most: Counter[str] = Counter()
        for text in texts:
            counts: Counter[str] = Counter()
            for part, weight in ((text.title, _IN_TITLE), (text.rest, 1)):
                for mention in self._matcher.in_text(part.text, text.language, found=part.tokens):
                    counts[mention.concept] += weight
            most |= counts
        return most

    def _strengths(self, named: Counter[str], tagged: set[str]) -> dict[str, float]:
        strengths = {concept: _saturated(count) for concept, count in named.items()}
        for concept, count in self._inherited(named).items():
            _raise(strengths, concept, _NARROWER * _saturated(count))
        for broader in set(self._tree.above(tagged)) - tagged:
            _raise(strengths, broader, _TAGGED_NARROWER)
        for concept in tagged:
            bonus = _TAGGED_AND_NAMED if concept in named else 0.0
            strengths[concept] = max(_TAGGED, strengths.get(concept, 0.0)) + bonus
        return strengths

    def _inherited(self, named: Counter[str]) -> Counter[str]:
        """How often narrower ones of each concept are named."""
        inherited: Counter[str] = Counter()
        for concept, count in named.items():
            for broader in self._tree.above([concept]):
                if broader != concept:
                    inherited[broader] += count
        return inherited

    # --- tags as facets and filters ---

    def _public(self, tags: Iterable[Tag], role: str) -> list[str]:
        return self._with_broader(
            tag.concept_id for tag in tags if tag.role == role and tag.state in PUBLIC_STATES
        )

    def _tags(self, tags: Iterable[Tag]) -> Iterator[str]:
        concepts: dict[tuple[str, str], list[str]] = {}
        for tag in tags:
            concepts.setdefault((tag.role, tag.state), []).append(tag.concept_id)
        yield from (f"any/{state}" for state in {state: None for _, state in concepts})
        for (role, state), found in concepts.items():
            yield from (f"{role}/{state}/{value}" for value in self._with_broader(found))

    def _with_broader(self, concepts: Iterable[str]) -> list[str]:
        direct = dict.fromkeys(concepts)
        broader = (c for c in self._tree.above(direct) if c not in direct)
        return [*direct, *(f"{BROADER}{concept}" for concept in broader)]


def _raise(strengths: dict[str, float], concept: str, strength: float) -> None:
    strengths[concept] = max(strengths.get(concept, 0.0), strength)


def _saturated(count: float) -> float:
    return count * (1 + _SATURATION) / (count + _SATURATION)


# --- words ----------------------------------------------------------------------------------


class _Part(NamedTuple):
    """A stretch of text and its words."""

    text: str
    tokens: list[Token]


class _Read(NamedTuple):
    """A text of a story, taken apart once."""

    language: str
    title: _Part
    rest: _Part

    @classmethod
    def of(cls, text: StoredText) -> _Read:
        rest = f"{text.teaser}\n{text.body}"[:_LONGEST]
        title = _Part(text.title, tokens(text.title))
        return cls(text.language, title, _Part(rest, tokens(rest)))


@dataclass(slots=True)
class _Terms:
    """The terms of a story's texts, one text after the other."""

    words: list[str] = field(default_factory=list)
    stems: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)

    def add(self, text: _Read) -> None:
        headline, rest = text.title.tokens, text.rest.tokens
        for part in (headline, rest):
            self.words += [*(token.folded for token in part), _APART]
        in_title = stems_of(headline, text.language)
        self.title += [*(token.folded for token in headline), *in_title]
        # What a headline says counts twice.
        self.stems += [*in_title, *in_title, *stems_of(rest, text.language)]


def stems_of(found: Iterable[Token], language: str) -> list[str]:
    """The stems of words, with their language, and those of compounds' parts; no stop words."""
    if language not in LANGUAGES:
        return []
    stop_words = STOP_WORDS[language]
    stems: list[str] = []
    for token in found:
        if token.folded in stop_words:
            continue
        stems.append(f"{language}:{stem(token.text, language)}")
        stems += [f"{language}:{stem(part, language)}" for part in parts(token.text, language)]
    return stems


# --- dates ----------------------------------------------------------------------------------


def _first(story: Story) -> int | None:
    if story.date_first:
        return story.date_first.toordinal()
    return FIRST_DAY if story.date_last else None


def _last(story: Story) -> int | None:
    if story.date_last:
        return story.date_last.toordinal()
    return LAST_DAY if story.date_first else None


def _recency(day: dt.date | None) -> float:
    years = _RECENCY_FROM - (day.toordinal() / _DAYS_A_YEAR if day else 0)
    return max(_RECENCY_LEAST, 1 - _RECENCY_A_YEAR * max(years, 0))
