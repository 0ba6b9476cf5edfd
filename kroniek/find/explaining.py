"""Why a story answers a query, and the passage that shows it.

Plan, Story ──▶ Met (what stands where in each text) ──▶ reasons, snippet
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kroniek.archive.models import Story
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.find.planning import Plan
from kroniek.find.units import Unit
from kroniek.find.vocabulary import Vocabulary
from kroniek.folding import fold
from kroniek.records import Mark, Snippet, Why
from kroniek.understand.terms import Token, parts, stem, tokens

# Letters of a snippet; how far a text is looked through at first, and if that does not tell.
_LENGTH = 260
_OPENING, _WHOLE = 2_500, 60_000
_BEFORE = 60  # letters before the first mark, so that it can be read
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Met:
    """What stands in a text from `start` to `end`; `what` is the part of the query that it is."""

    what: str
    start: int
    end: int
    why: Why


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text as far as it was looked through, and what stands in its title and in the rest."""

    language: str
    text: str
    title: list[Met]
    rest: list[Met]
    is_cut: bool


class Explainer:
    """Explains the hits of one plan to one reader."""

    def __init__(self, plan: Plan, known: Vocabulary, ui: str) -> None:
        self._plan = plan
        self._known = known
        self._ui = ui
        self._below = [frozenset(known.tree.below(unit.concepts)) for unit in plan.units]
        self._all_below = frozenset().union(*self._below)
        phrases = (" ".join(words) for words in plan.phrases)
        self._asked = {*(unit.text for unit in plan.units), *phrases, *plan.beginnings}
        self._kept: tuple[Story, list[_Seen]] | None = None

    def reasons(self, story: Story) -> tuple[Why, ...]:
        """For each thing asked for, how the story has it: by name, by tag, or in mere words."""
        met = [one for seen in self._seen(story) for one in (*seen.title, *seen.rest)]
        whys: dict[Why, None] = {}
        for unit, below in zip(self._plan.units, self._below, strict=True):
            of_unit = [one.why for one in met if one.what == unit.text]
            whys |= dict.fromkeys(_plainest(unit, [*of_unit, *self._tags(story, below)]))
        asked = {unit.text for unit in self._plan.units}
        whys |= dict.fromkeys(one.why for one in met if one.what not in asked)
        return tuple(_once(whys))

    def part(self, story: Story) -> tuple[Why, ...]:
        """What a story has that does not answer the whole query."""
        said = dict.fromkeys(why.text for why in self.reasons(story))
        return (Why("part", ", ".join(said)),) if said else ()

    def snippet(self, story: Story) -> Snippet | None:
        """The passage of the text that shows most of it; the reader's language goes first."""
        texts = self._seen(story)
        if not texts:
            return None
        own = [seen for seen in texts if seen.language == self._ui and seen.rest]
        shown = max(own or texts, key=lambda seen: len({one.what for one in seen.rest}))
        return Snippet(shown.language, tuple(_passage(shown.text, shown.rest)))

    # --- what stands where ---

    def _seen(self, story: Story) -> list[_Seen]:
        """What of the query stands in a story: looked for once, no further than need be."""
        if self._kept is None or self._kept[0] is not story:
            seen = list(self._looked_through(story, _OPENING))
            if not self._is_told(seen, story) and any(one.is_cut for one in seen):
                seen = list(self._looked_through(story, _WHOLE))
            self._kept = story, seen
        return self._kept[1]

    def _looked_through(self, story: Story, length: int) -> Iterator[_Seen]:
        """The reader's language first, then the story's own; not the others if these say it all."""
        order = {self._ui: 0, story.language: 1}
        so_far = []
        for text in sorted(story.texts.all(), key=lambda text: order.get(text.language, 2)):
            whole = "\n".join(part for part in (text.teaser, text.body) if part)
            rest = whole[:length]
            seen = _Seen(
                text.language,
                rest,
                list(self._met(text.title, text.language)),
                list(self._met(rest, text.language)),
                is_cut=len(rest) < len(whole),
            )
            yield seen
            so_far.append(seen)
            if self._is_told(so_far, story):
                return

    def _is_told(self, texts: Iterable[_Seen], story: Story) -> bool:
        met = {one.what for seen in texts for one in (*seen.title, *seen.rest)}
        return self._asked <= met

    def _met(self, text: str, language: str) -> Iterator[Met]:
        if not text:
            return
        found = tokens(text)
        yield from self._concepts(text, language, found)
        for unit in self._plan.units:
            yield from _words_of(unit, found, language)
        for words in self._plan.phrases:
            yield from _phrases(words, found, text)
        for beginning in self._plan.beginnings:
            for token in found:
                if token.folded.startswith(beginning):
                    yield _word(token, token.text, beginning)

    def _concepts(self, text: str, language: str, found: Sequence[Token]) -> Iterator[Met]:
        if not self._all_below:
            return
        matcher = self._known.matcher
        for mention in matcher.in_text(text, language, found=found, only=self._all_below):
            for unit, below in zip(self._plan.units, self._below, strict=True):
                if mention.concept in below:
                    why = Why("concept", mention.text, mention.concept)
                    yield Met(unit.text, mention.start, mention.end, why)

    def _tags(self, story: Story, below: Iterable[str]) -> Iterator[Why]:
        for tag in story.tags.all():
            if tag.concept_id in below and tag.state in PUBLIC_STATES:
                yield Why("tag", self._known.label(tag.concept_id, self._ui), tag.concept_id)


def _plainest(unit: Unit, whys: Sequence[Why]) -> Iterator[Why]:
    """One name and one tag, of the concept itself rather than a narrower one; or the words."""
    best = sorted(whys, key=lambda why: why.concept not in unit.concepts)
    by = {kind: [why for why in best if why.matched == kind] for kind in ("concept", "tag")}
    for found in by.values():
        yield from found[:1]
    if not any(by.values()):
        yield from (why for why in whys if why.matched == "word")


def _once(whys: Iterable[Why]) -> Iterator[Why]:
    """Each reason once: in capitals or not, inflected or not makes no other of it."""
    said: set[tuple[str, str]] = set()
    for why in whys:
        key = (why.matched, why.concept or fold(why.text))
        if key not in said:
            said.add(key)
            yield why


def _words_of(unit: Unit, found: Iterable[Token], language: str) -> Iterator[Met]:
    """A unit's words, in any inflection; of a concept only where all of them are there."""
    wanted = {
        term.partition(":")[2] for code, terms in unit.stems if code == language for term in terms
    }
    if not wanted and not unit.concepts:
        wanted = {token.folded for token in tokens(unit.text)}
    met = [(token, has) for token in found if (has := wanted & _stems(token, language))]
    if unit.concepts and set().union(*(has for _, has in met)) < wanted:
        return
    for token, _ in met:
        yield _word(token, unit.text if unit.concepts else token.text, unit.text)


def _stems(token: Token, language: str) -> set[str]:
    split = parts(token.text, language)
    return {token.folded, stem(token.text, language), *(stem(part, language) for part in split)}


def _word(token: Token, said: str, what: str) -> Met:
    return Met(what, token.start, token.end, Why("word", said))


def _phrases(words: Sequence[str], found: Sequence[Token], text: str) -> Iterator[Met]:
    length = len(words)
    for place in range(len(found) - length + 1):
        met = found[place : place + length]
        if all(token.folded == word for token, word in zip(met, words, strict=True)):
            start, end = met[0].start, met[-1].end
            yield Met(" ".join(words), start, end, Why("phrase", text[start:end]))


# --- the passage ----------------------------------------------------------------------------


def _passage(text: str, met: Sequence[Met]) -> Iterator[Mark]:
    """The stretch of a text with the most different things in it, marked."""
    spans = _apart(met)
    start, end = _window(text, met)
    if start:
        yield Mark(f"{_CUT} ")
    at = start
    for first, last in spans:
        if first < start or last > end:
            continue
        if at < first:
            yield Mark(_in_line(text[at:first]))
        yield Mark(_in_line(text[first:last]), marked=True)
        at = last
    if at < end:
        yield Mark(_in_line(text[at:end]))
    if end < len(text):
        yield Mark(f" {_CUT}")


def _apart(met: Iterable[Met]) -> list[tuple[int, int]]:
    """The places, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted({(one.start, one.end) for one in met}):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _window(text: str, met: Sequence[Met]) -> tuple[int, int]:
    if len(text) <= _LENGTH:
        return 0, len(text)
    starts = sorted({max(0, one.start - _BEFORE) for one in met}) or [0]
    begin = max(starts, key=lambda start: (_shown(met, start), -start))
    begin = 0 if begin < _BEFORE else _word_boundary(text, begin)
    end = min(begin + _LENGTH, len(text))
    return begin, end if end == len(text) else _word_boundary(text, end)


def _shown(met: Iterable[Met], start: int) -> tuple[int, int]:
    inside = [one for one in met if one.start >= start and one.end <= start + _LENGTH]
    return len({one.what for one in inside}), min(len(inside), 4)


def _word_boundary(text: str, place: int) -> int:
    """The beginning of the word that a place lies in; the place itself in a very long one."""
    space = max(text.rfind(mark, max(0, place - 40), place) for mark in (" ", "\n"))
    return space + 1 if space >= 0 else place


def _in_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", " ")
