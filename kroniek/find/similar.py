"""More like this: stories that share a story's concepts, the rarer the more telling.

A concept that n of N stories bear weighs log(1 + N / n), as in inverse document frequency (Spärck
Jones 1972; smoothed, so that it is never nothing), a place half of that: where a thing happened
says less of it than what happened. A story's score is the weight of what it shares over the weight
of all there is. That is where there is no index: it knows more (`alike`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import log

from django.db.models import Count, QuerySet

from kroniek.archive.changes import remember
from kroniek.archive.models import Concept, Scheme, Story, Tag, ThreadEntry
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.find.alike import alike
from kroniek.records import Hit, Why

# How many tags are read at most: those of the rarest concepts, which decide.
_READ = 4_000
# How many of the best are weighed with all their concepts.
_WEIGHED = 60
# Below this share of what a story is about, another one is not like it.
_LEAST = 0.25
_PLACE = 0.5
_REASONS = 3


def more_like_this(story: int, *, ui: str = "en", limit: int = 5) -> tuple[Hit, ...]:
    """At most so many public stories, the most alike first, of two equals the newer one.

    Itself and the stories of its threads are left out: those stand on its page already. The
    reasons are the rarest of the concepts that both bear.
    """
    threads = {story, *_of_its_threads(story)}
    hits = alike(story, but=threads, ui=ui, limit=limit)
    seen = {*threads, *(hit.story for hit in hits)}
    return (*hits, *_by_tags(story, seen, ui, limit - len(hits)))


def _by_tags(story: int, but: Collection[int], ui: str, limit: int) -> tuple[Hit, ...]:
    own = set(_public().filter(story=story).values_list("concept", flat=True))
    weights = _weights(own)
    whole = sum(weights.values())
    if not whole or limit < 1:
        return ()
    shared = _shared(_candidates(weights, but), weights)
    scores = {i: sum(weights[c] for c in concepts) / whole for i, concepts in shared.items()}
    near = [i for i, score in scores.items() if score >= _LEAST]
    keys = dict(Story.objects.filter(pk__in=near).values_list("pk", "sort_key"))
    best = sorted(near, key=lambda i: (-round(scores[i], 6), keys[i], i))[:limit]
    labels = _labels({c for i in best for c in shared[i]}, ui)
    return tuple(Hit(i, scores[i], _why(shared[i], weights, labels)) for i in best)


def _public() -> QuerySet[Tag]:
    return Tag.objects.filter(state__in=PUBLIC_STATES, story__live=True).order_by()


def _weights(concepts: Collection[str]) -> dict[str, float]:
    """Concept -> weight, the heaviest first; what no other story bears is left out.

    All tags count, hidden ones too: how rare a concept is need not be known exactly, and so it is
    read from an index alone.
    """
    counts = Tag.objects.filter(concept__in=concepts).order_by().values_list("concept")
    borne = dict(counts.annotate(n=Count("pk")))
    stories = remember("live", lambda: Story.objects.filter(live=True).count())
    places = set(
        Concept.objects.filter(pk__in=borne, scheme=Scheme.PLACES).values_list("pk", flat=True)
    )
    weights = {
        concept: log(1 + stories / n) * (_PLACE if concept in places else 1)
        for concept, n in borne.items()
        if n > 1
    }
    return dict(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0])))


def _of_its_threads(story: int) -> Iterable[int]:
    mine = ThreadEntry.objects.filter(story=story, state__in=PUBLIC_STATES).values("thread")
    entries = ThreadEntry.objects.filter(thread__in=mine, state__in=PUBLIC_STATES)
    return entries.values_list("story", flat=True)


def _candidates(weights: Mapping[str, float], but: Collection[int]) -> list[int]:
    """The stories that the rarest concepts speak for most."""
    scores: dict[int, float] = {}
    left = _READ
    for concept, weight in weights.items():
        bearing = _public().filter(concept=concept).exclude(story__in=but)
        ids = bearing.order_by("-story").values_list("story", flat=True).distinct()[:left]
        for story in ids:
            scores[story] = scores.get(story, 0.0) + weight
            left -= 1
        if left <= 0:
            break
    return sorted(scores, key=lambda i: (-scores[i], -i))[:_WEIGHED]


def _shared(stories: Collection[int], weights: Mapping[str, float]) -> dict[int, set[str]]:
    """Story -> the weighing concepts that it bears."""
    found: dict[int, set[str]] = {}
    tags = _public().filter(story__in=stories, concept__in=list(weights))
    for story, concept in tags.values_list("story", "concept"):
        found.setdefault(story, set()).add(concept)
    return found


def _labels(concepts: Collection[str], ui: str) -> dict[str, str]:
    rows = Concept.objects.filter(pk__in=concepts).prefetch_related("labels")
    return {concept.pk: concept.label(ui) for concept in rows}


def _why(
    concepts: Iterable[str], weights: Mapping[str, float], labels: Mapping[str, str]
) -> tuple[Why, ...]:
    rarest = sorted(concepts, key=lambda concept: (-weights[concept], concept))[:_REASONS]
    return tuple(Why("tag", labels[concept], concept) for concept in rarest)
