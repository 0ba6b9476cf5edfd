"""A tree written as a query, with English operators: how a query was read."""

from __future__ import annotations

import re

from kroniek.find.syntax.limits import MAX_DEPTH
from kroniek.find.syntax.tree import And, Field, Node, Not, Or, Phrase, Prefix, Word

_BARE = re.compile(r"[\w./-]+")


def show(tree: Node | None) -> str:
    """The query that `parse` reads as this tree; "" for None.

    An AND within an OR gets parentheses, which nobody needs but readers, unless that makes the
    query deeper than `parse` reads. (A query as long as `MAX_LENGTH` may come out longer.)
    """
    if tree is None:
        return ""
    return _shown(tree, clear=_depth(tree) - isinstance(tree, And | Or) <= MAX_DEPTH)


def _shown(node: Node, *, clear: bool) -> str:
    match node:
        case Or(children):
            grouped: tuple[type[Node], ...] = (And,) if clear else ()
            return " OR ".join(_within(child, grouped, clear) for child in children)
        case And(children):
            return " AND ".join(_within(child, (Or,), clear) for child in children)
        case Not(child):
            return f"NOT {_within(child, (And, Or), clear)}"
        case Field(name, value):
            return f"{name}:{_value(value) if isinstance(value, str) else _term(value)}"
        case term:
            return _term(term)


def _within(node: Node, grouped: tuple[type[Node], ...], clear: bool) -> str:
    shown = _shown(node, clear=clear)
    return f"({shown})" if isinstance(node, grouped) else shown


def _term(term: Word | Prefix | Phrase) -> str:
    match term:
        case Word(text):
            return text
        case Prefix(text):
            return f"{text}*"
        case Phrase(words, slop):
            return f'"{" ".join(words)}"' + (f"~{slop}" if slop else "")


def _value(value: str) -> str:
    return value if _BARE.fullmatch(value) else f'"{value}"'


def _depth(node: Node) -> int:
    """How many And and Or lie within each other: all but the outermost get parentheses."""
    match node:
        case And(children) | Or(children):
            return 1 + max(map(_depth, children))
        case Not(child):
            return _depth(child)
        case _:
            return 0
