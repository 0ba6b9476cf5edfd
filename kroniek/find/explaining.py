"""Why a story answers a query, and the passage that shows it.

Plan, Story ──▶ Met (what stands where in each text) ──▶ reasons, snippet
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kroniek.archive.models import Story
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.find.meeting import Met, Stemmed, begun, phrases, stemmed, wanted_of, words_of
from kroniek.find.passage import passage
from kroniek.find.planning import Plan
from kroniek.find.units import Unit
from kroniek.find.vocabulary import Vocabulary
from kroniek.folding import fold
from kroniek.records import Snippet, Why
from kroniek.understand.terms import Token, tokens

# How far a text is looked through at first, and if that does not tell.
_OPENING, _WHOLE = 2_500, 60_000


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
        self._units = (*plan.units, *plan.in_title)
        self._below = [frozenset(known.tree.below(unit.concepts)) for unit in self._units]
        self._inner = [frozenset(known.tree.below(unit.inner)) for unit in self._units]
        self._named = frozenset().union(*self._below, *self._inner)
        quoted = (" ".join(words) for words, _ in plan.phrases)
        self._asked = {*(unit.text for unit in self._units), *quoted, *plan.beginnings}
        self._kept: tuple[Story, list[_Seen]] | None = None

    def reasons(self, story: Story) -> tuple[Why, ...]:
        """For each thing asked for, how the story has it: by name, by tag, or in mere words."""
        met = [one for seen in self._seen(story) for one in (*seen.title, *seen.rest)]
        whys: dict[Why, None] = {}
        for unit, below, inner in zip(self._units, self._below, self._inner, strict=True):
            of_unit = [one.why for one in met if one.what == unit.text]
            of_unit += [*self._tags(story, below), *_year(unit, story)]
            direct = [why for why in of_unit if not why.concept or why.concept in below]
            made_of = of_unit if direct else [*of_unit, *self._tags(story, inner)]
            whys |= dict.fromkeys(_plainest(unit, direct) if direct else _each_once(made_of))
        texts = {unit.text for unit in self._units}
        whys |= dict.fromkeys(one.why for one in met if one.what not in texts)
        if not whys:  # one word in the title, another below
            apart = (words for words, slop in self._plan.phrases if slop)
            whys = {Why("phrase", " ".join(words)): None for words in apart}
        return tuple(_once(whys))

    def part(self, story: Story) -> tuple[Why, ...]:
        """What a story has that does not answer the whole query; or what is right around that."""
        said = dict.fromkeys(why.text for why in self.reasons(story))
        said = said or dict.fromkeys(self._around(story))
        return (Why("part", ", ".join(said)),) if said else ()

    def snippet(self, story: Story) -> Snippet | None:
        """The passage of the text that shows most of it; the reader's language goes first."""
        texts = self._seen(story)
        if not texts:
            return None
        own = [seen for seen in texts if seen.language == self._ui and seen.rest]
        shown = max(own or texts, key=lambda seen: len({one.what for one in seen.rest}))
        return Snippet(shown.language, tuple(passage(shown.text, shown.rest)))

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
                *self._met(text.title, rest, text.language),
                is_cut=len(rest) < len(whole),
            )
            yield seen
            so_far.append(seen)
            if self._is_told(so_far, story):
                return

    def _is_told(self, texts: Iterable[_Seen], story: Story) -> bool:
        met = {one.what for seen in texts for one in (*seen.title, *seen.rest)}
        return self._asked <= met

    def _met(self, title: str, rest: str, language: str) -> tuple[list[Met], list[Met]]:
        """What stands in a title and in the rest; of a concept's own words, all in either."""
        wanted = [(unit, wanted_of(unit, language)) for unit in self._units]
        # A name in another language has no words of its own here: then stems are no use.
        sought = any(stems for _, stems in wanted)
        texts = [(text, stemmed(tokens(text), language, sought=sought)) for text in (title, rest)]
        has = set().union(*(stems for _, found in texts for _, stems in found))
        there = [(unit, stems) for unit, stems in wanted if not unit.concepts or stems <= has]
        in_title, in_rest = (list(self._met_in(*text, language, there)) for text in texts)
        return in_title, in_rest

    def _met_in(
        self,
        text: str,
        found: Sequence[Stemmed],
        language: str,
        wanted: Iterable[tuple[Unit, set[str]]],
    ) -> Iterator[Met]:
        yield from self._concepts(text, language, [token for token, _ in found])
        for unit, stems in wanted:
            yield from words_of(unit, stems, found)
        for words, slop in self._plan.phrases:
            yield from phrases(words, slop, found, text)
        for beginning in self._plan.beginnings:
            yield from begun(beginning, found)

    def _concepts(self, text: str, language: str, found: Sequence[Token]) -> Iterator[Met]:
        if not self._named:
            return
        matcher = self._known.matcher
        for mention in matcher.in_text(text, language, found=found, only=self._named):
            for unit, below, inner in zip(self._units, self._below, self._inner, strict=True):
                if mention.concept in below or mention.concept in inner:
                    why = Why("concept", mention.text, mention.concept)
                    yield Met(unit.text, mention.start, mention.end, why)

    def _tags(self, story: Story, below: Collection[str]) -> Iterator[Why]:
        tags = [tag.concept_id for tag in story.tags.all() if tag.state in PUBLIC_STATES]
        for concept in (*tags, story.kind_id):
            if concept in below:
                yield Why("tag", self._known.label(concept, self._ui), concept)

    def _around(self, story: Story) -> Iterator[str]:
        """The names of what lies right around what was asked for, where a story has it."""
        asked = (concept for unit in self._units for concept in unit.concepts)
        for near in dict.fromkeys(n for concept in asked for n in self._known.around(concept)):
            below = frozenset(self._known.tree.below([near]))
            if any(self._tags(story, below)) or self._names(story, below):
                yield self._known.label(near, self._ui)

    def _names(self, story: Story, concepts: Collection[str]) -> bool:
        matcher = self._known.matcher
        texts = [(f"{t.title}\n{t.teaser}\n{t.body}", t.language) for t in story.texts.all()]
        return any(matcher.in_text(t[:_WHOLE], language, only=concepts) for t, language in texts)


def _plainest(unit: Unit, whys: Sequence[Why]) -> Iterator[Why]:
    """One name and one tag, of the concept itself rather than a narrower one; or the words."""
    best = sorted(whys, key=lambda why: why.concept not in unit.concepts)
    by = {kind: [why for why in best if why.matched == kind] for kind in ("concept", "tag")}
    for found in by.values():
        yield from found[:1]
    if not any(by.values()):
        yield from (why for why in whys if why.matched == "word")


def _each_once(whys: Iterable[Why]) -> Iterator[Why]:
    """Of the concepts that a longer name is made of, each by one reason."""
    said: set[str] = set()
    for why in whys:
        if why.concept not in said:
            said.add(why.concept)
            yield why


def _year(unit: Unit, story: Story) -> Iterator[Why]:
    """A year finds the stories of that year, whether or not their texts say it."""
    if not unit.concepts and unit.text == str(story.year):
        yield Why("word", unit.text)


def _once(whys: Iterable[Why]) -> Iterator[Why]:
    """Each reason once: in capitals or not, inflected or not makes no other of it."""
    said: set[tuple[str, str]] = set()
    for why in whys:
        key = (why.matched, why.concept or fold(why.text))
        if key not in said:
            said.add(key)
            yield why
