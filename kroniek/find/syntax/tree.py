"""What a query asks for, as a tree, and the only ways in which trees are put together.

`all_of`, `any_of` and `negated` keep a tree normal: no And directly in an And, no Or directly in
an Or, none with fewer than two children or with the same child twice, no Not of a Not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed; l'asile and 2013/33/EU too, whose parts are to stand side by side."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so: `asyl*`. Of `l'asil*`, the last part is the one that goes on."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as typed, in this order, with at most `slop` others between them."""

    words: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """A filter, by its English name. The value is a str; of `title`, what the title must have."""

    name: str
    value: Word | Prefix | Phrase | str


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


Leaf: TypeAlias = Word | Prefix | Phrase | Field
Node: TypeAlias = Leaf | Not | And | Or


def all_of(nodes: Iterable[Node]) -> Node:
    """What meets every one of `nodes`, of which there is at least one."""
    flat = [n for node in nodes for n in (node.children if isinstance(node, And) else (node,))]
    children = tuple(dict.fromkeys(flat))
    return children[0] if len(children) == 1 else And(children)


def any_of(nodes: Iterable[Node]) -> Node:
    """What meets at least one of `nodes`, of which there is at least one."""
    flat = [n for node in nodes for n in (node.children if isinstance(node, Or) else (node,))]
    children = tuple(dict.fromkeys(flat))
    return children[0] if len(children) == 1 else Or(children)


def negated(node: Node) -> Node:
    """What does not meet `node`."""
    return node.child if isinstance(node, Not) else Not(node)


def leaves(tree: Node | None) -> Iterator[Leaf]:
    """The words, prefixes, phrases and fields of a tree, in order, negated ones too."""
    match tree:
        case None:
            return
        case And(children) | Or(children):
            for child in children:
                yield from leaves(child)
        case Not(child):
            yield from leaves(child)
        case leaf:
            yield leaf
