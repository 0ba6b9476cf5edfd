"""Stories that speak of the same, tagged or not: by the concepts they name and by meaning.

What the index has of a story is what a query would find it by: so its strongest concepts are
asked for, and its own vector.
"""

from __future__ import annotations

from collections.abc import Collection

from kroniek.archive import stories
from kroniek.find import likeness, place
from kroniek.find.clauses import All, Among, Clause, Fixed, Some, Without
from kroniek.find.documents import LEVELS, Document, Documents
from kroniek.find.engine import Engine
from kroniek.find.fusion import Likeness, fuse, rarity
from kroniek.find.vocabulary import Vocabulary, vocabulary
from kroniek.records import Hit, Why

# A concept counts from this strength on: named, not only through a narrower one.
_STRONG = LEVELS.index(1.0)
_CONCEPTS = 12  # the rarest; more make a story like all others
_NEAR = 60
_REASONS = 3
# Below this, of what a story is about or of deviations above the mean, another is not like it.
_LEAST, _ALIKE = 0.3, 2.0


def alike(story: int, *, but: Collection[int], ui: str, limit: int) -> list[Hit]:
    """Public stories, the most alike first, without some. Nothing where there is no index."""
    if limit < 1:
        return []
    try:
        engine = place.opened().engine
    except place.IndexUnusable:
        return []
    found = stories.searchable([story])
    if not found:
        return []
    known = vocabulary()
    document = Documents(known.matcher, known.tree).of(*found[0])
    weights = _weights(document, engine, known)
    others = Without(Among("live", (1,)), Among("story", (story, *but)))
    wanted = Some(tuple(_named(concept, weight) for concept, weight in weights.items()))
    named = dict(engine.best(All((wanted, others)), _NEAR).stories) if weights else {}
    near = _near(story, engine, others, list(named))
    scores = fuse({**dict.fromkeys(near.cosines, 0.0), **named}, sum(weights.values()), near)
    best = [i for i in scores if scores[i] >= _LEAST and (i in named or near.of(i) >= _ALIKE)]
    best.sort(key=lambda i: (-scores[i], -i))
    return [
        Hit(i, round(scores[i], 4), _why(i, weights, engine, known, ui) or (Why("meaning", ""),))
        for i in best[:limit]
    ]


def _weights(document: Document, engine: Engine, known: Vocabulary) -> dict[str, float]:
    """The concepts that a story is about, the rarest first: what all share tells nothing."""
    strong = (term.rpartition("/") for term in document.concepts)
    named = [c for c, _, level in strong if int(level) >= _STRONG and known.is_subject(c)]
    weights = {
        concept: rarity(_bearers(concept, engine), len(engine))
        * (0.5 if known.schemes.get(concept) == "places" else 1.0)
        for concept in named
    }
    rarest = sorted(weights, key=lambda concept: (-weights[concept], concept))[:_CONCEPTS]
    return {concept: weights[concept] for concept in rarest}


def _bearers(concept: str, engine: Engine) -> int:
    return sum(
        engine.frequency("concepts", f"{concept}/{level}") for level in range(_STRONG, len(LEVELS))
    )


def _named(concept: str, weight: float) -> Clause:
    terms = tuple(f"{concept}/{level}" for level in range(_STRONG, len(LEVELS)))
    return Fixed(Among("concepts", terms), weight)


def _near(story: int, engine: Engine, others: Clause, named: list[int]) -> Likeness:
    """How near in meaning the named stories lie, and the nearest of all."""
    means = likeness.meaning_of(story)
    if means is None:
        return Likeness({}, 0.0, 0.0)
    nearest = [neighbour.story for neighbour in means.nearest(_NEAR)]
    return means.likeness([*engine.scores(others, nearest), *named])


def _why(
    story: int, weights: dict[str, float], engine: Engine, known: Vocabulary, ui: str
) -> tuple[Why, ...]:
    shared = [c for c, weight in weights.items() if engine.scores(_named(c, weight), [story])]
    return tuple(Why("concept", known.label(c, ui), c) for c in shared[:_REASONS])
