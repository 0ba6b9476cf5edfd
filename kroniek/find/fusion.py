"""How the three kinds of evidence weigh: the only place for these numbers.

Chosen on `evaluation/search`, as round as it allows; docs/decisions/006 says how, and what each
is worth. A story that is plainly about each unit of a query scores about 1 by words and concepts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

# --- units ---

# A word says less than a concept: it speaks for stories in its own language alone.
WORD = 0.6
PHRASE = 1.0
BEGINNING = 0.5
# A concept's own words, where they stand apart or the concept was not recognised.
APART = 0.5
# A unit's inner concepts ("detention", "minors"): all that it is made of, or some.
WHOLE = 0.8
INNER = 0.5
# A concept right above, or related: background.
AROUND = 0.3

# --- meaning ---

# What one standard deviation of similarity adds, and how many count.
MEANING = 0.15
_LEAST, _MOST = -1.0, 5.0
# So many deviations above the mean, or so much of what is asked, and a story that does not match
# is shown; at most so many of them.
ALIKE = 1.0
PART = 0.4
MOST_ALIKE = 20


def rarity(stories: int, of: int) -> float:
    """The weight of what so many stories of so many have: the root of BM25's idf."""
    return sqrt(log(1 + (of - stories + 0.5) / (stories + 0.5))) if stories <= of else 0.1


@dataclass(frozen=True, slots=True)
class Likeness:
    """Cosines of stories with a query, and what is usual: mean and standard deviation."""

    cosines: Mapping[int, float]
    mean: float
    deviation: float

    def of(self, story: int) -> float:
        """How many standard deviations a story lies above the mean; 0 if it has no vector yet."""
        cosine = self.cosines.get(story)
        if cosine is None or not self.deviation:
            return 0.0
        return min(max((cosine - self.mean) / self.deviation, _LEAST), _MOST)


def fuse(scores: Mapping[int, float], whole: float, likeness: Likeness | None) -> dict[int, float]:
    """Stories' scores by words and concepts (`whole` for one that meets it all) and by meaning."""
    plain = {story: score / whole if whole else 0.0 for story, score in scores.items()}
    if likeness is None:
        return plain
    return {story: score + MEANING * likeness.of(story) for story, score in plain.items()}


def ranked(scores: Mapping[int, float]) -> Sequence[int]:
    """Best first; of equals, as they came."""
    return sorted(scores, key=lambda story: -scores[story])
