"""What a query's words ask for: concepts, and the words that name none.

    "AVR Marokko cijfers" ──▶ Unit(AVR: voluntary-return), Unit(Marokko: morocco), Unit(cijfers)

A word that no text and no label has is taken for the nearest one that they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kroniek.find.clauses import (
    Among,
    Clause,
    Fixed,
    Nothing,
    Phrase,
    Some,
    Stem,
    all_of,
    best_of,
)
from kroniek.find.documents import LEVELS
from kroniek.find.engine import Engine
from kroniek.find.fusion import APART, AROUND, INNER, WHOLE, WORD, rarity
from kroniek.find.spelling import nearest
from kroniek.find.vocabulary import Vocabulary
from kroniek.records import LANGUAGES
from kroniek.understand.mentions import Mention, longest
from kroniek.understand.stop_words import ANY_LANGUAGE
from kroniek.understand.terms import Token, parts, stem, tokens


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that a query asks for, named by `text`, the query's own words.

    `wanted` matches the stories that have it, `scoring` also those that come near it; `weight`
    is what a story that plainly has it scores. `concepts` are empty for a mere word, `stems` hold
    the words by language.
    """

    text: str
    wanted: Clause
    scoring: Clause
    weight: float
    concepts: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    stems: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A run of words as it was understood; `text` is the run, mended where it had to be.

    `repairs` are the words that were mended, as (typed, meant); `unknown` those that nothing has,
    and nothing is near to.
    """

    text: str
    units: tuple[Unit, ...]
    repairs: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()


class Reader:
    """Understands runs of words, for one index and one state of the vocabulary."""

    def __init__(self, engine: Engine, known: Vocabulary, ui: str) -> None:
        self._engine = engine
        self._known = known
        self._ui = ui

    def read(self, run: str) -> Read:
        """The units of words that stand beside one another."""
        mended, repairs = self._mended(run)
        mentions = self._known.matcher.in_query(mended, self._ui)
        spans = _spans(longest(mentions))
        units = [self._concept(mended, span, shared, mentions) for span, shared in spans.items()]
        unknown = []
        for joined in _joined(mended, _left(mended, spans)):
            if number := self._number(mended, joined):
                units.append(number)
                continue
            for word in joined:
                unit = self._word(word)
                if unit is None:
                    unknown.append(word.text)
                else:
                    units.append(unit)
        return Read(mended, tuple(units), tuple(repairs), tuple(unknown))

    # --- spelling ---

    def _mended(self, run: str) -> tuple[str, list[tuple[str, str]]]:
        mentions = self._known.matcher.in_query(run, self._ui)
        mended, repairs = run, []
        for token in reversed(_left(run, _spans(longest(mentions)))):
            if self._is_known(token):
                continue
            # A compound that nothing has is either a new one, or a known one with an error in it.
            compound = any(parts(token.text, language) for language in LANGUAGES)
            if better := nearest(
                token.folded, self._known.words, None if compound else self._engine
            ):
                mended = mended[: token.start] + better + mended[token.end :]
                repairs.append((token.text, better))
        return mended, repairs

    def _is_known(self, token: Token) -> bool:
        return bool(
            token.folded in self._known.words
            or self._engine.frequency("words", token.folded)
            or any(self._has_stem(token.text, language) for language in LANGUAGES)
        )

    def _has_stem(self, word: str, language: str) -> bool:
        return self._engine.frequency("stems", _term(word, language)) > 0

    # --- concepts ---

    def _concept(
        self, run: str, span: tuple[int, int], shared: Sequence[Mention], mentions: list[Mention]
    ) -> Unit:
        concepts = tuple(mention.concept for mention in shared)
        weight = rarity(self._bearers(concepts), len(self._engine))
        text = run[span[0] : span[1]]
        named = list(self._levels(concepts, weight))
        stems = self._stems(text)
        apart = [Fixed(_together(terms), APART * weight) for _, terms in stems]
        inner = _inner(span, mentions)
        by_parts = [self._all_inner(inner, weight)] if _covers(inner, text, span) else []
        wanted = best_of([*named, *apart, *by_parts])
        return Unit(
            text=text,
            wanted=wanted,
            scoring=best_of([wanted, *self._near(concepts, inner, weight)]),
            weight=weight,
            concepts=concepts,
            inner=tuple(dict.fromkeys(m.concept for group in inner.values() for m in group)),
            stems=stems,
        )

    def _levels(self, concepts: Iterable[str], weight: float) -> Iterable[Clause]:
        """A story's strongest level of any of the concepts counts."""
        ids = tuple(concepts)
        for level, strength in enumerate(LEVELS):
            terms = tuple(f"{concept}/{level}" for concept in ids)
            yield Fixed(Among("concepts", terms), weight * strength)

    def _bearers(self, concepts: Iterable[str]) -> int:
        terms = (f"{concept}/{level}" for concept in concepts for level in range(len(LEVELS)))
        return sum(self._engine.frequency("concepts", term) for term in terms)

    def _all_inner(self, inner: dict[tuple[int, int], list[Mention]], weight: float) -> Clause:
        shared = WHOLE * weight / max(len(inner), 1)
        return all_of([self._any_level(group, shared) for group in inner.values()])

    def _any_level(self, group: Iterable[Mention], weight: float) -> Clause:
        return best_of(list(self._levels((mention.concept for mention in group), weight)))

    def _near(
        self, concepts: Sequence[str], inner: dict[tuple[int, int], list[Mention]], weight: float
    ) -> Iterable[Clause]:
        """What comes near: some of the inner concepts, or what lies right around the concept."""
        if inner:
            shared = INNER * weight / len(inner)
            yield Some(tuple(self._any_level(group, shared) for group in inner.values()))
        around = [near for concept in concepts for near in self._known.around(concept)]
        if around:
            strong = range(LEVELS.index(1.0), len(LEVELS))
            terms = tuple(f"{concept}/{level}" for concept in around for level in strong)
            yield Fixed(Among("concepts", terms), AROUND * weight)

    # --- words ---

    def _word(self, token: Token) -> Unit | None:
        stems = self._stems(token.text)
        bearers = max(
            (self._engine.frequency("stems", term) for _, terms in stems for term in terms),
            default=0,
        )
        bearers = max(bearers, self._engine.frequency("words", token.folded))
        if not bearers:
            return None
        weight = WORD * rarity(bearers, len(self._engine))
        ways: list[Clause] = [_scored(terms, weight) for _, terms in stems]
        ways.append(Phrase((token.folded,), weight=weight))
        if token.folded.isdigit() and len(token.folded) == 4:
            ways.append(Fixed(Among("year", (int(token.folded),)), weight / 2))
        wanted = best_of(ways)
        return Unit(token.text, wanted, wanted, weight, stems=stems)

    def _number(self, run: str, joined: Sequence[Token]) -> Unit | None:
        """2013/33/EU or Art.3: its parts say something only where they stand side by side."""
        folded = tuple(token.folded for token in joined)
        if len(folded) < 2 or not any(part.isdigit() for part in folded):
            return None
        rarest = min(self._engine.frequency("words", part) for part in folded)
        if not rarest:
            return None
        weight = WORD * rarity(rarest, len(self._engine))
        wanted = Phrase(folded, weight=weight)
        return Unit(run[joined[0].start : joined[-1].end], wanted, wanted, weight)

    def _stems(self, text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(language, the terms that must all be there), where the index has them all."""
        found = []
        for language in LANGUAGES:
            for way in _ways(text, language):
                if way and all(self._engine.frequency("stems", term) for term in way):
                    found.append((language, way))
                    break
        return tuple(found)


def _ways(text: str, language: str) -> Iterable[tuple[str, ...]]:
    """A text's stems; and with compounds taken apart, since texts may write them so."""
    telling = [token.text for token in tokens(text) if token.folded not in ANY_LANGUAGE]
    yield tuple(_term(word, language) for word in telling)
    split = [part for word in telling for part in parts(word, language) or (word,)]
    if split != telling:
        yield tuple(_term(word, language) for word in split)


def _term(word: str, language: str) -> str:
    return f"{language}:{stem(word, language)}"


def _scored(terms: Sequence[str], weight: float) -> Clause:
    return all_of([Stem(term, weight / len(terms)) for term in terms])


def _together(terms: Sequence[str]) -> Clause:
    return all_of([Stem(term) for term in terms]) if terms else Nothing()


def _spans(mentions: Iterable[Mention]) -> dict[tuple[int, int], list[Mention]]:
    spans: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        spans.setdefault((mention.start, mention.end), []).append(mention)
    return spans


def _left(run: str, spans: Iterable[tuple[int, int]]) -> list[Token]:
    """The telling words that no concept covers; all of them if there are only stop words."""
    taken = list(spans)
    outside = [t for t in tokens(run) if not any(a <= t.start < b for a, b in taken)]
    telling = [token for token in outside if token.folded not in ANY_LANGUAGE]
    return telling if telling or taken else outside


def _joined(run: str, found: Iterable[Token]) -> list[list[Token]]:
    """Words, those together that were typed as one: with no space between them."""
    groups: list[list[Token]] = []
    for token in found:
        if groups and not re.search(r"\s", run[groups[-1][-1].end : token.start]):
            groups[-1].append(token)
        else:
            groups.append([token])
    return groups


def _inner(
    span: tuple[int, int], mentions: Iterable[Mention]
) -> dict[tuple[int, int], list[Mention]]:
    """The concepts named inside a longer name, by place."""
    start, end = span
    inside = [m for m in mentions if start <= m.start and m.end <= end and (m.start, m.end) != span]
    return _spans(longest(inside))


def _covers(inner: Iterable[tuple[int, int]], text: str, span: tuple[int, int]) -> bool:
    """Whether two concepts or more make up the whole of a name."""
    places = list(inner)
    telling = [token for token in tokens(text) if token.folded not in ANY_LANGUAGE]
    return len(places) > 1 and all(
        any(a <= span[0] + token.start < b for a, b in places) for token in telling
    )
