"""The grammar: tokens in, a tree out. NOT binds tightest, then AND (also unwritten), then OR.

The tokens are `repair`ed, so that every row of them can be read; LALR reads them in linear time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, cast

from lark import Lark, Transformer
from lark import Token as Terminal
from lark.lexer import Lexer

from kroniek.find.syntax.tokens import Kind, Token
from kroniek.find.syntax.tree import Node, all_of, any_of, negated

_GRAMMAR = """
    ?start: either
    ?either: all (_OR all)*
    ?all: unary (_AND? unary)*
    ?unary: negation | leaf | _OPEN either _CLOSE
    negation: _NOT unary
    leaf: LEAF

    %declare LEAF _OR _AND _NOT _OPEN _CLOSE
"""
_TERMINALS = {
    Kind.LEAF: "LEAF",
    Kind.AND: "_AND",
    Kind.OR: "_OR",
    Kind.NOT: "_NOT",
    Kind.OPEN: "_OPEN",
    Kind.CLOSE: "_CLOSE",
}


class Built(NamedTuple):
    """A tree with its plain words; `excluded` are those that stand under a negation."""

    tree: Node
    plain: tuple[str, ...]
    excluded: tuple[str, ...] = ()


def build(tokens: Sequence[Token]) -> Built:
    """The tree of repaired tokens, of which there is at least one."""
    return cast(Built, _parser().parse(cast(str, tokens)))


class _Tokens(Lexer):
    """Hands our own tokens to the parser."""

    def __init__(self, conf: object) -> None:
        pass

    def lex(self, tokens: Sequence[Token]) -> Iterator[Terminal]:  # type: ignore[override]
        for token in tokens:
            yield Terminal(_TERMINALS[token.kind], token)


class _Builder(Transformer[Terminal, Built]):
    def leaf(self, terminals: list[Terminal]) -> Built:
        token: Token = terminals[0].value
        assert token.leaf is not None
        return Built(token.leaf, (token.plain,) if token.plain else ())

    def either(self, parts: list[Built]) -> Built:
        return _joined(any_of, parts)

    def all(self, parts: list[Built]) -> Built:
        return _joined(all_of, parts)

    def negation(self, parts: list[Built]) -> Built:
        (part,) = parts
        return Built(negated(part.tree), part.excluded, part.plain)


def _joined(join: Callable[[list[Node]], Node], parts: list[Built]) -> Built:
    plain = tuple(word for part in parts for word in part.plain)
    excluded = tuple(word for part in parts for word in part.excluded)
    return Built(join([part.tree for part in parts]), plain, excluded)


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer=_Tokens, transformer=_Builder())
