"""Searching in the database itself: filters, words and concepts, facets, paging by key.

This answers when there is no index, and whatever asks for a list without words. A story
matches a query's words when it has them all, or when the words name a concept (by any label in
any language) that it is tagged with, or one narrower than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kroniek.archive.models import Concept, Label, Sighting, Story, Tag, Text
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.dates import bounds
from kroniek.find.tree import descendants
from kroniek.folding import fold
from kroniek.records import BadOption, FacetValue, Hit, Query, TagRole, Why

MAX_WORDS = 32
FACETS = ("theme", "keyword", "kind", "language", "year")
_MOST_KEYWORDS = 200


# --- which stories --------------------------------------------------------------------------


def matching(query: Query, *, but: str = "") -> QuerySet[Story]:
    """The stories a query asks for; `but` leaves one filter out (to count its other values)."""
    stories: QuerySet[Story] = Story.objects.all() if query.drafts else Story.objects.filter(live=True)
    for name, condition in _conditions(query):
        if name != but:
            stories = stories.filter(condition)
    return stories


def _conditions(query: Query) -> list[tuple[str, Q]]:
    states = query.state or PUBLIC_STATES
    tagged = query.theme or query.keyword
    wanted = [
        ("q", _words(query.q) if query.q else None),
        ("theme", _tagged(TagRole.THEME, query.theme, states) if query.theme else None),
        ("keyword", _tagged(TagRole.KEYWORD, query.keyword, states) if query.keyword else None),
        ("kind", Q(kind__in=descendants(query.kind)) if query.kind else None),
        ("language", _in_text(Q(language__in=query.language)) if query.language else None),
        ("source", _seen_in(query.source) if query.source else None),
        ("from", Q(date_last__gte=_first(query.date_from)) if query.date_from else None),
        ("to", Q(date_first__lte=_last(query.date_to)) if query.date_to else None),
        ("year", Q(year__in=query.year) if query.year else None),
        ("state", Q(_tag(state__in=query.state)) if query.state and not tagged else None),
    ]
    return [(name, condition) for name, condition in wanted if condition is not None]


def _first(edtf: str) -> Any:
    limits = bounds(edtf)
    return limits.first or limits.last


def _last(edtf: str) -> Any:
    limits = bounds(edtf)
    return limits.last or limits.first


def _tag(**conditions: Any) -> Exists:
    return Exists(Tag.objects.filter(story=OuterRef("pk"), **conditions))


def _tagged(role: TagRole, concepts: Sequence[str], states: Sequence[str]) -> Q:
    return Q(_tag(role=role, concept__in=descendants(concepts), state__in=states))


def _in_text(condition: Q) -> Q:
    return Q(Exists(Text.objects.filter(condition, story=OuterRef("pk"))))


def _seen_in(names: Sequence[str]) -> Q:
    seen = Sighting.objects.filter(story=OuterRef("pk"), capture__source__name__in=names)
    return Q(Exists(seen))


# --- words and concepts ---------------------------------------------------------------------


def _words(text: str) -> Q:
    words = fold(text).split()[:MAX_WORDS]
    if not words:
        return Q()
    in_text = Q()
    for word in words:
        in_text &= Q(folded__contains=word)
    condition = _in_text(in_text)
    if concepts := named(text):
        condition |= Q(_tag(concept__in=descendants(concepts), state__in=PUBLIC_STATES))
    return condition


def named(text: str) -> tuple[str, ...]:
    """The ids of the concepts that a text names as a whole, by any label in any language."""
    found = Label.objects.filter(key=fold(text)[:300]).select_related("concept")
    ids = (label.concept.replaced_by_id or label.concept_id for label in found)
    return tuple(dict.fromkeys(ids))


def _reasons(query: Query, ids: Sequence[int]) -> dict[int, tuple[Why, ...]]:
    """Why each story is there: the words it has, the concept it is tagged with."""
    if not query.q or not ids:
        return {}
    reasons: dict[int, list[Why]] = {i: [] for i in ids}
    words = fold(query.q).split()[:MAX_WORDS]
    for text in Text.objects.filter(story__in=ids).only("story_id", "folded"):
        if all(word in text.folded for word in words) and not reasons[text.story_id]:
            reasons[text.story_id].append(Why("word", " ".join(words)))
    for tag in _tags_for(query.q, ids):
        reasons[tag.story_id].append(Why("concept", tag.concept.label(query.ui), tag.concept_id))
    return {story: tuple(found) for story, found in reasons.items()}


def _tags_for(text: str, ids: Sequence[int]) -> Iterable[Tag]:
    concepts = named(text)
    if not concepts:
        return ()
    return Tag.objects.filter(
        story__in=ids, concept__in=descendants(concepts), state__in=PUBLIC_STATES
    ).prefetch_related("concept__labels")


# --- one page -------------------------------------------------------------------------------


def page_of(stories: QuerySet[Story], query: Query) -> tuple[tuple[Hit, ...], str, int]:
    """(hits, key of the next page, total). Paged by key: deep pages cost what the first does."""
    total = stories.count()
    rows = list(_behind(stories, query.after)[: _window(query)])
    more = query.limit is not None and len(rows) > query.limit
    rows = rows[: query.limit]
    reasons = _reasons(query, [pk for _, pk in rows])
    hits = tuple(Hit(pk, 1.0, reasons.get(pk, ())) for _, pk in rows)
    following = f"{rows[-1][0]}-{rows[-1][1]}" if more else ""
    return hits, following, total


def _window(query: Query) -> int | None:
    return None if query.limit is None else query.limit + 1


def _behind(stories: QuerySet[Story], after: str) -> QuerySet[Story, Any]:
    if after:
        key, pk = _key(after)
        stories = stories.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=pk))
    return stories.order_by("sort_key", "pk").values_list("sort_key", "pk")


def _key(after: str) -> tuple[int, int]:
    key, _, pk = after.partition("-")
    if not (_is_number(key) and _is_number(pk)):
        raise BadOption("this page does not exist", where="after", advice="Begin at the newest.")
    return int(key), int(pk)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


# --- facets ---------------------------------------------------------------------------------


def facets(query: Query) -> dict[str, tuple[FacetValue, ...]]:
    """Counts for every facet; the values of one facet count as OR and keep showing the others."""
    return {name: _COUNTED[name](query) for name in FACETS}


def _tag_counts(query: Query, role: TagRole, name: str) -> list[tuple[str, int]]:
    states = query.state or PUBLIC_STATES
    tags = Tag.objects.filter(
        role=role, state__in=states, story__in=matching(query, but=name).values("pk")
    )
    counted = tags.values_list("concept").annotate(n=Count("story", distinct=True))
    return list(counted.order_by("-n", "concept"))


def _theme_counts(query: Query) -> tuple[FacetValue, ...]:
    """A theme counts the stories of its narrower themes too, each once."""
    states = query.state or PUBLIC_STATES
    pairs = Tag.objects.filter(
        role=TagRole.THEME, state__in=states, story__in=matching(query, but="theme").values("pk")
    ).values_list("concept", "story")
    stories: dict[str, set[int]] = {}
    for concept, story in pairs:
        stories.setdefault(concept, set()).add(story)
    return _theme_values(query, stories)


def _theme_values(query: Query, stories: dict[str, set[int]]) -> tuple[FacetValue, ...]:
    themes = Concept.objects.filter(scheme="themes", replaced_by=None)
    values = []
    for theme in themes.prefetch_related("labels", "broader"):
        below = descendants([theme.id])
        count = len(set().union(*(stories.get(i, set()) for i in below)))
        if theme.provisional and not count:
            continue
        parent = next((b.id for b in theme.broader.all()), "")
        selected = theme.id in query.theme
        values.append(FacetValue(theme.id, theme.label(query.ui), count, selected, parent))
    return tuple(sorted(values, key=lambda v: (-v.count, v.label)))


def _keyword_counts(query: Query) -> tuple[FacetValue, ...]:
    counts = _tag_counts(query, TagRole.KEYWORD, "keyword")[:_MOST_KEYWORDS]
    return _labelled(query, counts, query.keyword)


def _kind_counts(query: Query) -> tuple[FacetValue, ...]:
    stories = matching(query, but="kind").exclude(kind=None).order_by()
    counts = stories.values_list("kind").annotate(n=Count("pk")).order_by("-n", "kind")
    return _labelled(query, list(counts), query.kind)


def _labelled(
    query: Query, counts: Sequence[tuple[str, int]], selected: Sequence[str]
) -> tuple[FacetValue, ...]:
    counted = dict(counts) | {i: 0 for i in selected if i not in dict(counts)}
    concepts = Concept.objects.filter(id__in=counted).prefetch_related("labels")
    labels = {concept.id: concept.label(query.ui) for concept in concepts}
    values = (FacetValue(i, labels.get(i, i), n, i in selected) for i, n in counted.items())
    return tuple(sorted(values, key=lambda v: (-v.count, v.label)))


def _language_counts(query: Query) -> tuple[FacetValue, ...]:
    texts = Text.objects.filter(story__in=matching(query, but="language").values("pk"))
    counts = texts.order_by().values_list("language").annotate(n=Count("pk")).order_by("-n")
    return tuple(FacetValue(i, i, n, i in query.language) for i, n in counts)


def _year_counts(query: Query) -> tuple[FacetValue, ...]:
    stories = matching(query, but="year").exclude(year=None).order_by()
    counts = stories.values_list("year").annotate(n=Count("pk")).order_by("-year")
    return tuple(FacetValue(str(y), str(y), n, y in query.year) for y, n in counts)


_COUNTED = {
    "theme": _theme_counts,
    "keyword": _keyword_counts,
    "kind": _kind_counts,
    "language": _language_counts,
    "year": _year_counts,
}
