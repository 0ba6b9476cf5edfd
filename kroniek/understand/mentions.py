"""Concepts in running text: which are named, by which of their labels, and where.

    labels ──▶ ConceptMatcher ──▶ in_text(text, language)  every mention, nested ones too
                              ──▶ in_query(text, ui)       the same, in whatever language

A label is met in whatever inflection (its words are stemmed), whatever stop words stand in it,
and inside compounds. An abbreviation is met in capitals only: "WHO" is no question, "VIS" no
fish; in a query also in small letters, where no language has such a word. Matching is one pass
of an Aho-Corasick automaton a language (Aho and Corasick, CACM 18/6, 1975).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

from ahocorasick_rs import AhoCorasick

from kroniek.folding import fold
from kroniek.records import LANGUAGES, UNDETERMINED, Label
from kroniek.understand.stop_words import ANY_LANGUAGE, NEGATIONS, STOP_WORDS
from kroniek.understand.terms import Token, bare, is_usual, parts, stem, tokens

# Longer ones are words in capitals.
_LONGEST_ABBREVIATION = 8
# Labels of these schemes are names, which texts in other languages use as they are.
_NAMES = ("organisations", "places", "instruments")
# So much of the longer of two words must be the beginning of both.
_AKIN, _AKIN_LONG = 0.6, 0.7
_LONG = (
    9  # letters: "conditionality" is no form of "conditions", nor "regroupant" of "regroupement"
)
_BREAK = "\x1f"
_PAIR = 2
# A stem, and the word of the text that it comes from.
_Piece = tuple[str, Token]
# Stems in a row -> the labels that they are, by number; and the same for words the other way round.
LabelsByPattern = list[dict[str, list[int]]]
# The same by language: plain lists and texts, to be kept as JSON.
Patterns = dict[str, LabelsByPattern]


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in a text: `text` is what stands there, from `start` to `end` (characters).

    `label` is the label that it is; `exact` if it stands there as it is written, inflection and
    all. `pieces` is how many words the label met: parts of a compound count one by one.
    """

    concept: str
    label: Label
    text: str
    start: int
    end: int
    pieces: int
    exact: bool


class ConceptMatcher:
    """All labels of the vocabulary, ready to be met in texts and queries of any language."""

    def __init__(self, labels: Iterable[Label], patterns: Patterns | None = None) -> None:
        """`patterns` are those that a matcher of the same labels had: making them takes seconds."""
        self._patterns = patterns or {}
        # By their first word: DT&V has two.
        self._abbreviations: dict[str, list[_Abbreviation]] = {}
        self._words: list[Label] = []
        for label in labels:
            if is_abbreviation(label.text):
                found = tokens(label.text)
                one = _Abbreviation(label, _standing(label.text, found), len(found))
                self._abbreviations.setdefault(found[0].text, []).append(one)
            else:
                self._words.append(label)

    def prepare(self) -> None:
        """Build what the first text would have to wait for."""
        self.in_text("", LANGUAGES[0])

    def patterns(self) -> Patterns:
        """What to keep for a matcher of the same labels."""
        return {code: automaton.patterns() for code, automaton in self._automata.items()}

    def in_text(
        self,
        text: str,
        language: str,
        *,
        found: Sequence[Token] | None = None,
        only: Collection[str] = (),
    ) -> list[Mention]:
        """Every mention in a text of one language, in order of place; nested ones too.

        `found` are the text's words, for who has them; `only` some concepts, for who wants no
        others.
        """
        found = tokens(text) if found is None else found
        automaton = self._automata.get(language) or self._any
        mentions = [*automaton.matches(text, found, only=only)]
        mentions += (m for m in self._capitals(text, found) if not only or m.concept in only)
        return sorted(_best(mentions), key=lambda m: (m.start, -m.end, m.concept))

    def in_query(self, text: str, ui: str) -> list[Mention]:
        """Every mention in a query, in whatever language; of two meanings of a word, the reader's.

        `ui` is the language of who asks. Words that mean two things in it have both.
        """
        found = tokens(text)
        mentions = [*self._typed(text, found)]
        for automaton in self._automata.values():
            mentions += automaton.matches(text, found, typed=True)
        # A small word is no name: "man" is not a man, "for" no office, "van" no lorry. Alone it may
        # be one, but not in the reader's own language.
        small = ANY_LANGUAGE if len(found) > 1 else STOP_WORDS.get(ui, frozenset())
        mentions = [m for m in mentions if m.text != m.text.lower() or fold(m.text) not in small]
        return sorted(_own(_best(mentions), ui), key=lambda m: (m.start, -m.end, m.concept))

    @cached_property
    def _automata(self) -> dict[str, _Automaton]:
        said = {code: [lb for lb in self._words if _is_said(lb, code)] for code in LANGUAGES}
        return {
            code: _Automaton(code, labels, self._patterns.get(code))
            for code, labels in said.items()
        }

    @cached_property
    def _any(self) -> _Automaton:
        """For a text in none of our languages: names alone."""
        return _Automaton(UNDETERMINED, [lb for lb in self._words if lb.scheme in _NAMES])

    def _capitals(self, text: str, found: Sequence[Token]) -> Iterator[Mention]:
        for at, token in enumerate(found):
            for one in self._abbreviations.get(token.text, ()):
                met = found[at : at + one.words]
                if _standing(text, met) == one.letters:
                    yield _mention(text, one.label, met)

    def _typed(self, text: str, found: Sequence[Token]) -> Iterator[Mention]:
        """In a query any letters will do, but those of a usual word have to be capitals."""
        for at, token in enumerate(found):
            for one in self._abbreviations.get(token.text.upper(), ()):
                met = found[at : at + one.words]
                typed = _standing(text, met)
                if typed == one.letters or (
                    typed.upper() == one.letters and not _is_word(token.folded)
                ):
                    yield _mention(text, one.label, met)


@dataclass(frozen=True, slots=True)
class _Abbreviation:
    """A label, its letters (from its first word to its last) and how many words these are."""

    label: Label
    letters: str
    words: int


class _Automaton:
    """The labels that texts of one language may use, by their stems."""

    def __init__(
        self, language: str, labels: Sequence[Label], made: LabelsByPattern | None = None
    ) -> None:
        self._language = language
        self._all_stop_words = STOP_WORDS.get(language, ANY_LANGUAGE)
        # "sans abri" is not "abri": of a label, a negation is a part.
        self._stop_words = self._all_stop_words - NEGATIONS
        self._made = made or self._make(labels)
        self._labels, self._turned = (
            {pattern: [labels[i] for i in places] for pattern, places in one.items()}
            for one in self._made
        )
        self._keys = list(self._labels | self._turned)
        self._matcher = AhoCorasick(self._keys) if self._keys else None

    def _patterns(self, found: Sequence[Token]) -> Iterable[str]:
        """A label's stems; without stop words where two words are left; compounds also split.

        A sign that else ends a stretch belongs to the label: "Regulation (EU) 2024/1351".
        """
        split = self._split(found)
        rows = [self._whole(found), split]
        if self._telling(found) > 1:
            rows.append(self._plain(found))
        elif len(split) == _PAIR:
            rows.append(split[::-1])  # Fachkräfteeinwanderung: Einwanderung von Fachkräften
        patterns = dict.fromkeys(_joined(row) for row in rows if row)
        if found and found[-1].run > found[0].run:
            patterns |= dict.fromkeys(_laid_out(row)[0] for row in rows if row)
        return patterns

    def patterns(self) -> LabelsByPattern:
        return self._made

    def _make(self, labels: Sequence[Label]) -> LabelsByPattern:
        plain: dict[str, list[int]] = {}
        turned: dict[str, list[int]] = {}
        for place, label in enumerate(labels):
            found = tokens(label.text)
            for pattern in self._patterns(found):
                plain.setdefault(pattern, []).append(place)
            for pattern in self._other_way_round(found):
                turned.setdefault(pattern, []).append(place)
        return [plain, turned]

    def _other_way_round(self, found: Sequence[Token]) -> Iterable[str]:
        """Two words as a query may have them: "asylum seekers housing", "Alternativen Haft"."""
        rows = [self._plain(found), self._split(found)]
        return {_joined(row[::-1]) for row in rows if len(row) == _PAIR}

    def _telling(self, found: Sequence[Token]) -> int:
        return sum(token.folded not in self._stop_words for token in found)

    def matches(
        self,
        text: str,
        found: Sequence[Token],
        *,
        typed: bool = False,
        only: Collection[str] = (),
    ) -> Iterator[Mention]:
        """The mentions in a text; `typed` for a query, where people spare the capitals."""
        if self._matcher is None:
            return
        whole, plain = self._whole(found), self._plain(found)
        for row in (whole, plain if len(plain) < len(whole) else (), self._split(found)):
            yield from self._met(text, row, typed, only)

    def _is_meant(self, mention: Mention, typed: bool) -> bool:
        """Whether a label whose stems stand there is really met.

        A name has its capital, but where somebody typed it: "indien" is Dutch for if. A name in
        another language stands there to the letter; other words of its stem are chance.
        """
        label = mention.label
        named = label.scheme in _NAMES and label.text[0].isupper() and not typed
        if named and mention.text[0].islower():
            return False
        if mention.exact:
            return True
        if label.language not in (self._language, UNDETERMINED):
            return False
        word = bare(mention.text)
        return mention.pieces > 1 or (
            fold(word) not in self._all_stop_words and _akin(word, label.text)
        )

    def _met(
        self, text: str, row: Sequence[_Piece], typed: bool, only: Collection[str]
    ) -> Iterator[Mention]:
        if not row or self._matcher is None:
            return
        haystack, places = _laid_out(row)
        for key, start, end in self._matcher.find_matches_as_indexes(haystack, overlapping=True):
            labels = self._labels.get(self._keys[key], [])
            if typed:
                labels = [*labels, *self._turned.get(self._keys[key], ())]
            if only and not any(label.concept in only for label in labels):
                continue
            met = row[bisect_right(places, start) : bisect_left(places, end)]
            found = [token for _, token in met]
            for label in labels:
                if only and label.concept not in only:
                    continue
                mention = _mention(text, label, found)
                if self._is_meant(mention, typed):
                    yield mention

    def _whole(self, found: Sequence[Token]) -> list[_Piece]:
        return [(stem(token.text, self._language), token) for token in found]

    def _plain(self, found: Sequence[Token]) -> list[_Piece]:
        return self._whole([token for token in found if token.folded not in self._stop_words])

    def _split(self, found: Sequence[Token]) -> list[_Piece]:
        """The same with compounds in their parts; nothing where there is no compound."""
        taken = [(token, parts(token.text, self._language)) for token in found]
        if not any(split for _, split in taken):
            return []
        return [
            (stem(word, self._language), token)
            for token, split in taken
            if token.folded not in self._stop_words
            for word in split or (token.text,)
        ]


def is_abbreviation(label: str) -> bool:
    """Whether a label is met in capitals only: AVR, EUAA, DT&V, 9ter is none."""
    return (
        " " not in label
        and len(label) <= _LONGEST_ABBREVIATION
        and sum(letter.isupper() for letter in label) >= 2
        and not any(letter.islower() for letter in label[1:])
    )


def _is_said(label: Label, language: str) -> bool:
    """Whether texts of a language use a label: one of that language, or a name."""
    return label.language in (language, UNDETERMINED) or label.scheme in _NAMES


def _is_word(folded: str) -> bool:
    return folded in ANY_LANGUAGE or is_usual(folded)


def _joined(row: Sequence[_Piece]) -> str:
    return f" {' '.join(stem for stem, _ in row)} "


def _laid_out(row: Sequence[_Piece]) -> tuple[str, list[int]]:
    """The stems in a row, a mark where a stretch ends; and where each begins."""
    laid, places, length, run = [" "], [], 1, row[0][1].run
    for piece, token in row:
        if token.run != run:
            laid.append(f"{_BREAK} ")
            length, run = length + 2, token.run
        places.append(length)
        laid.append(f"{piece} ")
        length += len(piece) + 1
    return "".join(laid), places


def _mention(text: str, label: Label, met: Sequence[Token]) -> Mention:
    words = _standing(text, met)
    exact = words == label.text or fold(bare(words)) == _written(label.text)
    return Mention(label.concept, label, words, met[0].start, met[-1].end, len(met), exact)


@lru_cache(maxsize=65_536)
def _written(label: str) -> str:
    """A label's letters, folded, without the signs before its first word and behind its last."""
    return fold(_standing(label, tokens(label)))


def _standing(text: str, found: Sequence[Token]) -> str:
    """What stands in a text from the first of some of its words to the last."""
    return text[found[0].start : found[-1].end] if found else ""


@lru_cache(maxsize=65_536)
def _akin(word: str, label: str) -> bool:
    """Whether two words of one stem are forms of one word: "regroupant" is no "regroupement"."""
    pairs = zip(fold(word), fold(label), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    longer = max(len(word), len(label))
    return shared >= (_AKIN_LONG if longer > _LONG else _AKIN) * longer


def _best(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """At each place the concepts that are met best: exactly, or else in the most pieces.

    So "Asylbewerber" is an applicant, though its stem is that of an application too.
    """
    places: dict[tuple[int, int], dict[str, Mention]] = {}
    for mention in mentions:
        concepts = places.setdefault((mention.start, mention.end), {})
        held = concepts.get(mention.concept)
        if held is None or _claim(mention) > _claim(held):
            concepts[mention.concept] = mention
    for concepts in places.values():
        best = max(map(_claim, concepts.values()))
        yield from (mention for mention in concepts.values() if _claim(mention) == best)


def _claim(mention: Mention) -> tuple[bool, int]:
    return mention.exact, mention.pieces


def _own(mentions: Iterable[Mention], ui: str) -> Iterator[Mention]:
    """Of several concepts at one place, those that go by that name in a language."""
    places: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        places.setdefault((mention.start, mention.end), []).append(mention)
    for shared in places.values():
        own = [mention for mention in shared if mention.label.language == ui]
        yield from own or shared


def longest(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that no longer one covers or overlaps, in order of place."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start, m.concept)):
        if all(_apart(mention, other) or _place(mention) == _place(other) for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.start, m.concept))


def _place(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end


def _apart(one: Mention, other: Mention) -> bool:
    return one.end <= other.start or one.start >= other.end
