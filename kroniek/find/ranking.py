"""Best first: what matches by words and concepts, and what is about the same all the same."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kroniek.find.clauses import Clause, Nothing, all_of
from kroniek.find.engine import Engine
from kroniek.find.fusion import ALIKE, MOST_ALIKE, PART, Likeness, fuse, ranked
from kroniek.find.planning import Plan

if TYPE_CHECKING:
    from kroniek.find.meaning.query import Meaning

# So many matches are ranked with their meaning: a list by relevance ends there, one by date not.
WINDOW = 400
# So many stories near in meaning are looked at, and so many that have a part of what is asked.
_NEAR, _PARTS = 100, 50
# A filter that leaves so few stories is searched whole.
_FEW = 20_000

# (story, score, whether it matches)
Ranked = Sequence[tuple[int, float, bool]]


@dataclass(frozen=True, slots=True)
class Ranking:
    """`total` matches, the best of them and `beyond` others in their order."""

    total: int
    stories: Ranked
    beyond: int


def rank(
    plan: Plan, chosen: Clause, engine: Engine, means: Meaning | None, *, least: int | None
) -> Ranking:
    """Rank what a plan finds among the stories that the filters have chosen.

    At least `least` matches are ranked; None ranks them all.
    """
    wanted = all_of([plan.wanted, chosen])
    window = max(len(engine), 1) if least is None else max(WINDOW, least)
    found = engine.best(wanted, window)
    matches = dict(found.stories)
    near = _near(plan, chosen, engine, means)
    if found.total > len(matches):
        matches |= engine.scores(wanted, near)
    others = _others(plan, chosen, engine, [s for s in near if s not in matches], found.total)
    likeness = means.likeness([*matches, *others]) if means else None
    scores = fuse(matches | others, plan.weight, likeness)
    parts = {story: score for story, score in others.items() if score >= PART * plan.weight > 0}
    beyond = _alike(scores, others.keys() - matches.keys(), parts, likeness)
    shown = {story: scores[story] for story in (*matches, *beyond)}
    order = tuple((story, shown[story], story in matches) for story in ranked(shown))
    return Ranking(found.total, order, len(beyond))


def _near(plan: Plan, chosen: Clause, engine: Engine, means: Meaning | None) -> list[int]:
    """Stories near in meaning, within the filters and what the query excludes."""
    if means is None:
        return []
    limits = all_of([chosen, plan.limits])
    few = engine.newest(limits, 1)
    if few.total <= _FEW and few.total < len(engine):
        ids = [story for story, _ in engine.newest(limits, None).stories]
        return [neighbour.story for neighbour in means.nearest_of(ids, _NEAR)]
    near = [neighbour.story for neighbour in means.nearest(_NEAR)]
    allowed = engine.scores(limits, near)
    return [story for story in near if story in allowed]


def _others(
    plan: Plan, chosen: Clause, engine: Engine, near: Sequence[int], matches: int
) -> dict[int, float]:
    """What does not match: its score by the parts that it has. Parts alone count if little does."""
    if plan.strict or isinstance(plan.scoring, Nothing):
        return dict.fromkeys(near, 0.0)
    limits = all_of([plan.scoring, chosen, plan.limits])
    others = dict.fromkeys(near, 0.0) | engine.scores(limits, near)
    if matches < MOST_ALIKE:
        others = dict(engine.best(limits, _PARTS).stories) | others
    return others


def _alike(
    scores: Mapping[int, float],
    others: Iterable[int],
    parts: Container[int],
    likeness: Likeness | None,
) -> list[int]:
    """Those of the others that are shown: near in meaning, or with a part of what is asked."""
    shown = [
        story
        for story in others
        if story in parts or (likeness is not None and likeness.of(story) >= ALIKE)
    ]
    return sorted(shown, key=lambda story: (-scores[story], -story))[:MOST_ALIKE]
