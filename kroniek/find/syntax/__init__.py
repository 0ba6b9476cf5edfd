"""The query language: what a reader types, read into a tree. Pure; knows no index, no database.

limits   what is too long, too much, too deep
names    operators and fields, by their names in four languages
quotes   what stands between quotation marks
tokens   a text -> tokens
heading  the little words of a query in capitals
repair   tokens -> tokens that can be read
grammar  tokens -> a tree (LALR, by lark)
tree     the nodes
parsing  `parse`: all of it, in order
showing  `show`: a tree -> the query that is read so
days     what `date:` and `year:` mean
"""

from kroniek.find.syntax.days import days
from kroniek.find.syntax.parsing import Parsed, few, parse
from kroniek.find.syntax.showing import show
from kroniek.find.syntax.tree import (
    And,
    Field,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    leaves,
)

__all__ = [
    "And",
    "Field",
    "Leaf",
    "Node",
    "Not",
    "Or",
    "Parsed",
    "Phrase",
    "Prefix",
    "Word",
    "days",
    "few",
    "leaves",
    "parse",
    "show",
]
