"""Mixed queries, the same for the same seed, each with at least one story that answers it.

The words of a query stand together in one text of one of the first thousand stories, and these
are the same in an archive of any size: so are the queries. Four shapes:

    frequent   words that are common in the language, though not the very commonest
    rare       words far down in the language's list
    running    words that follow one another in the text, whatever they are
    label      the words of a theme or keyword that is printed with the story
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from itertools import islice
from pathlib import Path

from benchmarks import synthetic
from benchmarks.search_peers.records import Asked, Document

SEED = 500
SAMPLED = 1_000
_LENGTHS = {1: 30, 2: 40, 3: 20, 4: 10}  # words in a query, of a hundred queries
_SHAPES = {"frequent": 35, "rare": 25, "running": 25, "label": 15}
# Ranks in a language's list: before these stand articles and prepositions, which few ask for.
_FREQUENT = range(20, 400)
_RARE = range(2_000, 10**9)
_FILTERS = ("theme", "year", "language", "kind")


def sample(documents: Iterable[Document], n: int, *, seed: int = SEED) -> list[Asked]:
    """n queries, every second one with a filter: by theme, year, language and kind in turn."""
    chance = random.Random(seed)
    chosen_from = list(islice(documents, SAMPLED))
    found: list[Asked] = []
    while len(found) < n:
        facet = _FILTERS[len(found) // 2 % 4] if len(found) % 2 else ""
        if asked := _query(chance.choice(chosen_from), facet, chance):
            found.append(asked)
    chance.shuffle(found)
    return found


def _query(document: Document, facet: str, chance: random.Random) -> Asked | None:
    """A query that this story answers; None where it has too few such words or no such value."""
    (shape,) = chance.choices([*_SHAPES], [*_SHAPES.values()])
    (length,) = chance.choices([*_LENGTHS], [*_LENGTHS.values()])
    language = next(iter(document.texts)) if shape == "label" else chance.choice([*document.texts])
    words = _words(document, language, shape, length, chance)
    values = document.values(facet) if facet else ()
    if not words or (facet and not values):
        return None
    return Asked(" ".join(words), language, shape, facet, chance.choice(values) if values else "")


def _words(
    document: Document, language: str, shape: str, length: int, chance: random.Random
) -> Sequence[str]:
    title, rest = document.texts[language]
    if shape == "label":
        return _label(rest, chance)
    words = Asked(f"{title}\n{rest.splitlines()[0]}", language).words
    if shape == "running":
        start = chance.randrange(len(words))
        return words[start : start + length]
    ranks = _FREQUENT if shape == "frequent" else _RARE
    fit = sorted({word for word in words if _ranks(language).get(word, 0) in ranks})
    return chance.sample(fit, length) if len(fit) >= length else ()


def _label(rest: str, chance: random.Random) -> Sequence[str]:
    """The words of one printed label: the lines below the teaser and the body are labels."""
    labels = [line for line in rest.splitlines()[1:] if not line.endswith(".")]
    words = Asked(chance.choice(labels), "").words if labels else []
    return words if len(words) <= max(_LENGTHS) else ()


@cache
def _ranks(language: str) -> dict[str, int]:
    things = synthetic.lexicons()[language].words.things
    return {word: rank for rank, word in enumerate(things, 1)}


# --- files ----------------------------------------------------------------------------------


def write(place: Path, queries: Sequence[Asked]) -> None:
    place.write_text("".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in queries))


def read(place: Path) -> list[Asked]:
    return [Asked(**json.loads(line)) for line in place.read_text().splitlines()]
