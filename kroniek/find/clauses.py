"""What is looked for, as a tree that any engine can answer: the language between plan and engine.

Each clause says which stories match; some also score. Scores add up over `All` and `Some`; of
the alternatives in `Best` the highest counts. The fields are those of `documents.Document`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Everything:
    """All stories."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No story."""


@dataclass(frozen=True, slots=True)
class Among:
    """Stories that have one of these values in a field: no score."""

    field: str
    values: tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """Stories whose number in a field lies in a range; None is an open end. No score."""

    field: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """What matches a clause, with one score for all."""

    clause: Clause
    score: float


@dataclass(frozen=True, slots=True)
class Stem:
    """A stem in one language ("nl:terugkeer"): `weight` times how well it speaks for a story.

    That lies between 0 and about 2: BM25 without the inverse document frequency, which the plan
    has put into the weight.
    """

    term: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words next to one another, at most `slop` places out of order. Scored like a stem."""

    words: tuple[str, ...]
    slop: int = 0
    weight: float = 1.0
    field: str = "words"


@dataclass(frozen=True, slots=True)
class Begins:
    """A word that begins so (folded); one score for all."""

    beginning: str
    score: float = 1.0
    field: str = "words"


@dataclass(frozen=True, slots=True)
class All:
    """Stories that match every one; scores add up."""

    of: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Stories that match at least one; scores add up."""

    of: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """Stories that match at least one; the highest score counts."""

    of: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Stories that match the one and not the other."""

    wanted: Clause
    unwanted: Clause


Clause: TypeAlias = (
    Everything
    | Nothing
    | Among
    | Between
    | Fixed
    | Stem
    | Phrase
    | Begins
    | All
    | Some
    | Best
    | Without
)


def all_of(clauses: Sequence[Clause]) -> Clause:
    """The plainest clause for "every one of these"."""
    if any(isinstance(clause, Nothing) for clause in clauses):
        return Nothing()
    telling = tuple(clause for clause in clauses if not isinstance(clause, Everything))
    if not telling:
        return Everything()
    return telling[0] if len(telling) == 1 else All(telling)


def best_of(clauses: Sequence[Clause]) -> Clause:
    """The plainest clause for "the best of these"."""
    possible = tuple(clause for clause in clauses if not isinstance(clause, Nothing))
    if not possible:
        return Nothing()
    return possible[0] if len(possible) == 1 else Best(possible)
