"""A query as tokens: whatever is typed can be read, and what means nothing is passed over."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto

from kroniek.find.syntax import names
from kroniek.find.syntax.limits import MAX_PHRASE, MAX_SLOP, MIN_PREFIX, NOTE_LENGTH
from kroniek.find.syntax.quotes import DOUBLE, SINGLE, quoted
from kroniek.find.syntax.tree import Field, Leaf, Phrase, Prefix, Word
from kroniek.folding import fold, words
from kroniek.records import Note


class Kind(Enum):
    LEAF = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()
    VOID = auto()  # an operand with nothing in it: "" or `theme:`


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query. `text` is as typed; `plain` what it adds to the query's plain words."""

    kind: Kind
    text: str
    leaf: Leaf | None = None
    plain: str = ""


# What no word has in it: white space, controls, ASCII and general punctuation, symbols, emoji.
# (Marks and letters of every script may be part of a word, and so may the underscore.)
_BREAK = (
    r"\s\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7"
    r"\u2000-\u206f\u2190-\u2bff\u2e00-\u2e7f\u3000-\u303f\ud800-\uf8ff\ufe00-\ufe0f"
    r"\uff01-\uff0f\uff1a-\uff20\U0001f000-\U0001faff"
)
_LETTER = f"[^{_BREAK}]"
# What joins letters to one word: non-refoulement, d’asile, Art.3, R&D, 2013/33/EU, Paral·lel.
_JOINT = r"(?:[-‐‑–'’‘.&@·]|(?<=[0-9])/|/(?=[0-9]))"
# An apostrophe before a word stays only if it stands for letters: 's-Hertogenbosch, 't.
_WORD = re.compile(rf"(?:['’‘](?=\w(?:[\s)-]|$)))?{_LETTER}+(?:{_JOINT}{_LETTER}+)*")
_PARTS = re.compile(f"{_LETTER}+")
# A star ends a word; what stands behind it without a space (wom*n) only narrows it.
_STAR = re.compile(rf"\*+(?:{_LETTER}|[-'’.&@*])*")
# The marks by which other engines weigh a word or allow misspellings: word~2, word^3.
_WEIGHT = re.compile(r"[~^][0-9.]*")
_SLOP = re.compile(r"~([0-9]*)")
_MINUS = re.compile(rf"(?<![^\s(])-(?=[^{_BREAK}]|[({DOUBLE}{SINGLE}'’])")
_NAME = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*):")
_VALUE = re.compile(rf"[^\s(){DOUBLE}]+")
_STARS = re.compile(r"\*+")
_NO_QUOTES = str.maketrans(dict.fromkeys(DOUBLE, " "))

_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def cleaned(text: str) -> str:
    """NFC, without what nobody sees (soft hyphens, marks of direction); controls are spaces."""
    return unicodedata.normalize("NFC", _CONTROLS.sub(" ", _INVISIBLE.sub("", text)))


def tokenise(text: str) -> tuple[list[Token], list[Note]]:
    """The tokens of a `cleaned` text, in order, and notes on what could not be read as typed."""
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.tokens, scanner.notes


class _Scanner:
    """Reads a text from left to right; each method that reads something moves `at` behind it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.tokens: list[Token] = []
        self.notes: list[Note] = []

    def scan(self) -> None:
        while self.at < len(self.text):
            if not (self._sign() or self._field() or self._operand()):
                self.at += 1

    def _sign(self) -> bool:
        """A parenthesis, or a minus directly before what it excludes."""
        kind = {"(": Kind.OPEN, ")": Kind.CLOSE}.get(self.text[self.at])
        if _MINUS.match(self.text, self.at):
            kind = Kind.NOT
        if kind is None:
            return False
        self.tokens.append(Token(kind, self.text[self.at]))
        self.at += 1
        return True

    def _field(self) -> bool:
        named = _NAME.match(self.text, self.at)
        if named is None:
            return False
        name = names.FIELDS.get(fold(named[1]))
        if name is None:
            if re.match(r"[^\s:/]", self.text[named.end() : named.end() + 1]):
                self._note("unknown-field", named[0])
            return False
        self.at = named.end()
        value = self._title() if name == "title" else self._value()
        if value:
            field = Field(name, value)
            self.tokens.append(Token(Kind.LEAF, self.text[named.start() : self.at], field))
        else:
            self._void("unknown-value", self.text[named.start() : self.at])
        return True

    def _value(self) -> str:
        if found := quoted(self.text, self.at):
            value, self.at = found
        elif plain := _VALUE.match(self.text, self.at):
            value, self.at = plain[0].rstrip(",;"), plain.end()
        else:
            return ""
        value = " ".join(value.translate(_NO_QUOTES).split())
        return value if any(map(str.isalnum, value)) else ""

    def _title(self) -> Word | Prefix | Phrase | None:
        found = self._phrase() or self._word()
        return found[0] if found else None

    def _operand(self) -> bool:
        """A phrase, a word (which may be an operator), a star or a mark that nothing closes."""
        begun = self.at
        if phrase := self._phrase():
            self._leaf(begun, *phrase)
        elif word := self._word():
            operator = _operator(word[1]) if isinstance(word[0], Word) else None
            if operator:
                self.tokens.append(Token(operator, word[1]))
            else:
                self._leaf(begun, *word)
        elif stars := _STARS.match(self.text, self.at):
            self._note("short-prefix", stars[0])
            self.at = stars.end()
        elif self.text[self.at] in DOUBLE:
            self._note("unclosed-quote", self.text[self.at : self.at + 2 * NOTE_LENGTH])
            self.at += 1
        return self.at > begun

    def _leaf(self, begun: int, leaf: Word | Prefix | Phrase | None, plain: str) -> None:
        typed = self.text[begun : self.at]
        if leaf is not None:
            self.tokens.append(Token(Kind.LEAF, typed, leaf, plain))
        else:
            self._void("nothing-to-find", typed)

    def _phrase(self) -> tuple[Phrase | None, str] | None:
        found = quoted(self.text, self.at)
        if found is None:
            return None
        inside, self.at = found
        slop = 0
        if written := _SLOP.match(self.text, self.at):
            slop = min(int(written[1] or 0), MAX_SLOP)
            self.at = written.end()
        typed = [part for part in _PARTS.findall(inside) if _has_letters(part)]
        if len(typed) > MAX_PHRASE:
            self._note("too-many", typed[MAX_PHRASE])
            del typed[MAX_PHRASE:]
        phrase = Phrase(tuple(typed), slop if len(typed) > 1 else 0) if typed else None
        return phrase, " ".join(inside.translate(_NO_QUOTES).split())

    def _word(self) -> tuple[Word | Prefix | None, str] | None:
        found = _WORD.match(self.text, self.at)
        if found is None:
            return None
        word, self.at = found[0], found.end()
        star = _STAR.match(self.text, self.at)
        self.at = star.end() if star else self.at
        if weight := _WEIGHT.match(self.text, self.at):
            self.at = weight.end()
        if not _has_letters(word):
            return None, ""
        if star and len(words(word)[-1]) >= MIN_PREFIX:
            return Prefix(word), word
        if star:
            self._note("short-prefix", word + star[0])
        return Word(word), word

    def _void(self, code: str, text: str) -> None:
        self._note(code, text)
        self.tokens.append(Token(Kind.VOID, text))

    def _note(self, code: str, text: str) -> None:
        self.notes.append(Note(code, text))


def _has_letters(text: str) -> bool:
    """Whether the index can have a word of it: a letter or a digit is left when it is folded."""
    return any(word.strip("_") for word in words(text))


def _operator(word: str) -> Kind | None:
    kinds = {Kind.AND: names.AND, Kind.OR: names.OR, Kind.NOT: names.NOT}
    return next((kind for kind, written in kinds.items() if word in written), None)
