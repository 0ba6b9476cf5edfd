"""From a query as parsed to a plan: what must match, what scores, what is to be embedded.

syntax.Parsed ── plan ──▶ Plan ──▶ engine (clauses), meaning (text), explaining (units)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kroniek.find.clauses import (
    Begins,
    Clause,
    Everything,
    Nothing,
    Phrase,
    Some,
    Without,
    all_of,
    best_of,
)
from kroniek.find.engine import Engine
from kroniek.find.fields import at_time, from_source, in_title, of_language, titled
from kroniek.find.fusion import BEGINNING, PHRASE, rarity
from kroniek.find.selection import of_kind, tagged
from kroniek.find.syntax import And, Field, Node, Not, Or, Parsed, Prefix, Word, few
from kroniek.find.syntax import Phrase as Quoted
from kroniek.find.units import Read, Reader, Unit
from kroniek.find.vocabulary import Vocabulary
from kroniek.folding import fold, words
from kroniek.records import Note, Recognised, TagRole
from kroniek.understand.stop_words import ANY_LANGUAGE


@dataclass(frozen=True, slots=True)
class Plan:
    """`wanted` is what a story must match; `scoring` what also scores one that comes near.

    `limits` is what such a one must match all the same (filters, exclusions); `strict` if none is
    wanted: the query says exactly what must be there. `weight` is what a story scores that is
    plainly about each unit. `repairs` are the words that were mended because nothing has them;
    `meaning` is what to embed ("" if there are no words). `in_title` are the
    words that a headline must have, `phrases` (folded words, slop).
    """

    wanted: Clause
    scoring: Clause
    limits: Clause
    strict: bool
    weight: float
    units: tuple[Unit, ...]
    in_title: tuple[Unit, ...]
    phrases: tuple[tuple[tuple[str, ...], int], ...]
    beginnings: tuple[str, ...]
    meaning: str
    repairs: tuple[tuple[str, str], ...]
    recognised: tuple[Recognised, ...]
    notes: tuple[Note, ...]


def plan(parsed: Parsed, engine: Engine, known: Vocabulary, ui: str) -> Plan:
    """Plan a query for one index, one state of the vocabulary and one reader's language."""
    planner = _Planner(engine, known, ui)
    wanted = planner.clause(parsed.tree) if parsed.tree is not None else Nothing()
    units = tuple(planner.units)
    concepts = [concept for unit in units for concept in unit.concepts]
    text = " ".join(planner.positive) or parsed.plain
    return Plan(
        wanted=wanted,
        scoring=Some(tuple(unit.scoring for unit in units)) if units else Nothing(),
        limits=all_of(planner.limits),
        strict=planner.strict,
        weight=planner.weight,
        units=units,
        in_title=tuple(planner.in_title),
        phrases=tuple(planner.phrases),
        beginnings=tuple(planner.beginnings),
        meaning=_with_labels(text, known.preferred(concepts)),
        repairs=tuple(planner.repairs),
        recognised=_recognised(units, known, ui),
        notes=few((*parsed.notes, *planner.notes)),
    )


def _with_labels(text: str, labels: Sequence[str]) -> str:
    """The words, and what the vocabulary calls them: an abbreviation alone has little meaning."""
    others = [label for label in labels if fold(label) != fold(text)]
    return f"{text} ({', '.join(others)})" if others and text else text


def _recognised(units: Iterable[Unit], known: Vocabulary, ui: str) -> tuple[Recognised, ...]:
    found = {
        concept: Recognised(concept, known.label(concept, ui), unit.text)
        for unit in units
        for concept in unit.concepts
    }
    return tuple(found.values())


@dataclass(slots=True)
class _Planner:
    """Goes through the tree once; what it meets on the way is gathered here."""

    engine: Engine
    known: Vocabulary
    ui: str
    units: list[Unit] = field(default_factory=list)
    in_title: list[Unit] = field(default_factory=list)
    phrases: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    beginnings: list[str] = field(default_factory=list)
    positive: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    weight: float = 0.0
    repairs: list[tuple[str, str]] = field(default_factory=list)
    limits: list[Clause] = field(default_factory=list)
    strict: bool = False

    def clause(self, node: Node) -> Clause:
        match node:
            case And(children):
                return self._all(children)
            case Or(children):
                return self._any(children)
            case Not(child):
                self.strict = True
                return Without(Everything(), self._excluded(child))
            case Word():
                return self._words([node])
            case Quoted():
                return self._phrase(node)
            case Prefix(text):
                return self._beginning(text)
            case Field():
                return self._field(node)

    def _all(self, children: Sequence[Node]) -> Clause:
        clauses = [self._words(run) for run in self._telling(children)]
        clauses += [self.clause(c) for c in children if not isinstance(c, Word | Not | Field)]
        filters = [self._field(c) for c in children if isinstance(c, Field)]
        # What nothing has is passed over, unless there is nothing else.
        sought = [*clauses, *filters]
        wanted = all_of([c for c in sought if not isinstance(c, Nothing)] or sought)
        unwanted = [self._excluded(c.child) for c in children if isinstance(c, Not)]
        self.limits += [clause for clause in filters if not isinstance(clause, Nothing)]
        if not unwanted:
            return wanted
        self.limits.append(Without(Everything(), best_of(unwanted)))
        return Without(wanted, best_of(unwanted))

    def _telling(self, children: Sequence[Node]) -> list[list[Word]]:
        """The runs of words that are looked for; stop words alone if there is nothing else."""
        runs = _runs(children)
        telling = [run for run in runs if self._tells(run)]
        others = any(not isinstance(child, Word | Not) for child in children)
        return telling if telling or others else runs

    def _tells(self, run: Sequence[Word]) -> bool:
        text = " ".join(word.text for word in run)
        return not ANY_LANGUAGE.issuperset(words(text)) or bool(
            self.known.matcher.in_query(text, self.ui)
        )

    def _any(self, children: Sequence[Node]) -> Clause:
        """Of alternatives a story need be about one only."""
        self.strict |= not all(isinstance(child, Word) for child in children)
        before = self.weight
        clauses, weights = [], []
        for child in children:
            self.weight = 0.0
            clauses.append(self.clause(child))
            weights.append(self.weight)
        self.weight = before + max(weights)
        return Some(tuple(clauses))

    def _excluded(self, node: Node) -> Clause:
        """What is not wanted is looked for in the same way, but gives no reason and no weight."""
        inner = _Planner(self.engine, self.known, self.ui)
        clause = inner.clause(node)
        self.notes += inner.notes
        self.repairs += inner.repairs
        return clause

    # --- words ---

    def _words(self, run: Sequence[Word]) -> Clause:
        read = Reader(self.engine, self.known, self.ui).read(" ".join(w.text for w in run))
        self.positive.append(read.text)
        self.repairs += read.repairs
        self.notes += [Note("nothing-to-find", word) for word in read.unknown]
        return self._read(read)

    def _read(self, read: Read) -> Clause:
        self.units += read.units
        self.weight += sum(unit.weight for unit in read.units)
        return all_of([unit.wanted for unit in read.units]) if read.units else Nothing()

    def _phrase(self, quoted: Quoted) -> Clause:
        self.strict = True
        found = tuple(word for text in quoted.words for word in words(text))
        if not found:
            return Everything()
        rarest = min(self.engine.frequency("words", word) for word in found)
        weight = PHRASE * rarity(rarest, len(self.engine))
        self.phrases.append((found, quoted.slop))
        self.positive.append(" ".join(quoted.words))
        self.weight += weight
        return Phrase(found, quoted.slop, weight)

    def _beginning(self, text: str) -> Clause:
        self.strict = True
        *before, beginning = words(text) or [""]
        if not beginning:
            return Everything()
        self.beginnings.append(beginning)
        self.weight += BEGINNING
        clauses: list[Clause] = [Phrase(tuple(before))] if before else []
        return all_of([*clauses, Begins(beginning, BEGINNING)])

    # --- fields ---

    def _field(self, asked: Field) -> Clause:
        if not isinstance(asked.value, str):
            return self._title(asked.value)
        clause = self._filter(asked.name, asked.value)
        if clause is None:
            self.notes.append(Note("unknown-value", f"{asked.name}:{asked.value}"))
            return self._words([Word(asked.value)])
        return clause

    def _filter(self, name: str, value: str) -> Clause | None:
        match name:
            case "theme" | "keyword":
                concepts = self.known.resolve(value, TagRole(name))
                return tagged(name, concepts) if concepts else None
            case "kind":
                kind = self.known.index.kind(value)
                return of_kind([kind]) if kind else None
            case "language":
                return of_language(value)
            case "source":
                return from_source(value)
            case _:
                return at_time(name, value)

    def _title(self, value: Node) -> Clause:
        """Words that must stand in the headline; of a single word, any inflection."""
        self.strict = True
        match value:
            case Prefix(text):
                beginning = (words(text) or [""])[-1]
                self.beginnings.append(beginning)
                self.weight += BEGINNING
                return Begins(beginning, BEGINNING, field="title")
            case Quoted(found, slop):
                folded = tuple(word for text in found for word in words(text))
                self.phrases.append((folded, slop))
                self.weight += PHRASE
                return Phrase(folded, slop, field="title") if folded else Everything()
            case Word(text):
                self.positive.append(text)
                self.in_title += map(titled, words(text))
                self.weight += len(words(text))
                return all_of([in_title(word) for word in words(text)])
            case _:
                return Nothing()


def _runs(children: Iterable[Node]) -> list[list[Word]]:
    """Words that stand beside one another: a concept's name is not looked for across others."""
    runs: list[list[Word]] = [[]]
    for child in children:
        if isinstance(child, Word):
            runs[-1].append(child)
        else:
            runs.append([])
    return [run for run in runs if run]
