"""Tokens mended so that the grammar can read them: every operator has its operands, and every
parenthesis its other half. What was mended is told in notes.
"""

from __future__ import annotations

from collections.abc import Iterable

from kroniek.find.syntax.limits import MAX_DEPTH, MAX_TERMS
from kroniek.find.syntax.tokens import Kind, Token
from kroniek.records import Note

_JOINING = (Kind.AND, Kind.OR)
_OPERATORS = (*_JOINING, Kind.NOT)


def repaired(tokens: Iterable[Token]) -> tuple[list[Token], list[Note]]:
    """The tokens that `grammar.build` reads, empty if nothing is to be found; and the notes."""
    mender = _Mender()
    for token in tokens:
        if mender.is_full and token.kind is Kind.LEAF:
            mender.note("too-many", token.text)
            mender.end(told=False)
            break
        mender.take(token)
    else:
        mender.end(told=True)
    return mender.kept, mender.notes


class _Mender:
    def __init__(self) -> None:
        self.kept: list[Token] = []
        self.notes: list[Note] = []
        self._terms = 0
        # One for each open parenthesis: whether it groups, or lies too deep to.
        self._open: list[bool] = []

    @property
    def is_full(self) -> bool:
        return self._terms == MAX_TERMS

    def note(self, code: str, text: str) -> None:
        self.notes.append(Note(code, text))

    def take(self, token: Token) -> None:
        match token.kind:
            case Kind.LEAF:
                self._terms += 1
                self.kept.append(token)
            case Kind.NOT:
                self.kept.append(token)
            case Kind.AND | Kind.OR:
                self._join(token)
            case Kind.OPEN:
                self._begin(token)
            case Kind.CLOSE:
                self._close(token)
            case Kind.VOID:
                self._drop_operators((Kind.NOT,), told=True)

    def end(self, *, told: bool) -> None:
        """Close what is open; `told` tells of it (not where the rest was cut off by us)."""
        if self._open and told:
            self.note("unbalanced-parenthesis", "(")
        while self._open:
            if self._open.pop():
                self._close_group(told=told)
        self._drop_operators(_OPERATORS, told=told)

    def _join(self, token: Token) -> None:
        """AND and OR need something before them."""
        if self.kept and self.kept[-1].kind in (Kind.LEAF, Kind.CLOSE):
            self.kept.append(token)
        else:
            self.note("lone-operator", token.text)

    def _begin(self, token: Token) -> None:
        groups = len(self._open) < MAX_DEPTH
        self._open.append(groups)
        if groups:
            self.kept.append(token)
        else:
            self.note("too-many", token.text)

    def _close(self, token: Token) -> None:
        if not self._open:
            self.note("unbalanced-parenthesis", token.text)
        elif self._open.pop() and not self._close_group(told=True):
            self.note("nothing-to-find", "()")

    def _close_group(self, *, told: bool) -> bool:
        """Whether there is anything in the group; if not, it goes, and a NOT before it too."""
        self._drop_operators(_OPERATORS, told=told)
        if self.kept[-1].kind is not Kind.OPEN:
            self.kept.append(Token(Kind.CLOSE, ")"))
            return True
        self.kept.pop()
        self._drop_operators((Kind.NOT,), told=told)
        return False

    def _drop_operators(self, kinds: tuple[Kind, ...], *, told: bool) -> None:
        """Take away the operators at the end, behind which nothing comes."""
        while self.kept and self.kept[-1].kind in kinds:
            dropped = self.kept.pop()
            if told:
                self.note("lone-operator", dropped.text)
