"""Searching in the database itself: filters, words and concepts, facets, paging by key.

This answers when there is no index, and whatever asks for a list without words. A story
matches a query's words when it has them all, or when the words name a concept (by any label in
any language) that it is tagged with, or one narrower than that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from kroniek.archive.models import Concept, Sighting, Story, Tag, Text
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.dates import bounds
from kroniek.find.tree import Tree, descendants
from kroniek.find.wording import labels_of, looked_for, named
from kroniek.records import BadOption, FacetValue, Hit, Query, TagRole, Why

_MOST_KEYWORDS = 200


# --- which stories --------------------------------------------------------------------------


def matching(query: Query, *, but: str = "") -> QuerySet[Story]:
    """The stories a query asks for; `but` leaves one filter out (to count its other values)."""
    stories: QuerySet[Story] = Story.objects.all()
    if not query.drafts:
        stories = stories.filter(live=True)
    for name, condition in _conditions(query):
        if name != but:
            stories = stories.filter(condition)
    return stories


def _conditions(query: Query) -> list[tuple[str, Q]]:
    states = query.state or PUBLIC_STATES
    tagged = query.theme or query.keyword
    wanted = [
        ("q", _words(query.q) if query.q else None),
        ("theme", _tagged(query.theme, states, role=TagRole.THEME) if query.theme else None),
        (
            "keyword",
            _tagged(query.keyword, states, role=TagRole.KEYWORD) if query.keyword else None,
        ),
        ("kind", Q(kind__in=descendants(query.kind)) if query.kind else None),
        (
            "language",
            _among(Text.objects.filter(language__in=query.language)) if query.language else None,
        ),
        ("source", _seen_in(query.source) if query.source else None),
        ("from", _ends_from(_first(query.date_from)) if query.date_from else None),
        ("to", _begins_to(_last(query.date_to)) if query.date_to else None),
        ("year", Q(year__in=query.year) if query.year else None),
        (
            "state",
            _among(Tag.objects.filter(state__in=query.state))
            if query.state and not tagged
            else None,
        ),
    ]
    return [(name, condition) for name, condition in wanted if condition is not None]


# A date that is open at an end ("2020/..") has no first or no last day; an undated story neither.


def _ends_from(day: dt.date) -> Q:
    return Q(date_last__gte=day) | Q(date_last=None, date_first__isnull=False)


def _begins_to(day: dt.date) -> Q:
    return Q(date_first__lte=day) | Q(date_first=None, date_last__isnull=False)


def _first(edtf: str) -> Any:
    limits = bounds(edtf)
    return limits.first or limits.last


def _last(edtf: str) -> Any:
    limits = bounds(edtf)
    return limits.last or limits.first


# Conditions on other tables are uncorrelated sub-queries: the database makes each list of
# stories once, instead of looking it up again for every story.


def _among(rows: QuerySet[Any]) -> Q:
    return Q(pk__in=rows.order_by().values("story"))


def _tagged(concepts: Sequence[str], states: Sequence[str], **conditions: Any) -> Q:
    below = descendants(concepts)
    return _among(Tag.objects.filter(concept__in=below, state__in=states, **conditions))


def _seen_in(names: Sequence[str]) -> Q:
    return _among(Sighting.objects.filter(capture__source__name__in=names))


# --- words and concepts ---------------------------------------------------------------------


def _words(text: str) -> Q:
    sought = looked_for(text)
    if not sought:
        return Q(pk__in=())
    in_text = Q()
    for word in sought:
        in_text &= Q(folded__contains=word)
    concepts = named(text)
    for label in labels_of(concepts):
        in_text |= Q(folded__contains=label)
    condition = _among(Text.objects.filter(in_text))
    return condition | _tagged(concepts, PUBLIC_STATES) if concepts else condition


def _reasons(query: Query, ids: Sequence[int]) -> dict[int, tuple[Why, ...]]:
    """Why each story is there: the words it has, a concept's name in it or a tag.

    A concept is one reason, however often it is met; a tag's name goes before a name in the text.
    """
    if not query.q or not ids:
        return {}
    concepts = named(query.q)
    reasons: dict[int, dict[str, Why]] = {i: {} for i in ids}  # by concept; "" for the words
    sought, labels = looked_for(query.q), labels_of(concepts)
    for text in Text.objects.filter(story__in=ids).only("story_id", "folded"):
        if all(word in text.folded for word in sought):
            reasons[text.story_id][""] = Why("word", " ".join(query.q.split()))
        elif label := next((label for label in labels if label in text.folded), None):
            why = Why("concept", *labels[label])
            reasons[text.story_id].setdefault(why.concept, why)
    for tag in _tags_for(concepts, ids):
        why = Why("concept", tag.concept.label(query.ui), tag.concept_id)
        reasons[tag.story_id][why.concept] = why
    return {story: tuple(found.values()) for story, found in reasons.items()}


def _tags_for(concepts: Sequence[str], ids: Sequence[int]) -> Iterable[Tag]:
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
        key, pk = key_of(after)
        stories = stories.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=pk))
    return stories.order_by("sort_key", "pk").values_list("sort_key", "pk")


def key_of(after: str) -> tuple[int, int]:
    """A page's key: (sort key, story). Raises BadOption if it is none."""
    key, _, pk = after.partition("-")
    if not (_is_number(key) and _is_number(pk)):
        raise BadOption("this page does not exist", where="after", advice="Begin at the newest.")
    return int(key), int(pk)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


# --- facets ---------------------------------------------------------------------------------


def facets(query: Query) -> dict[str, tuple[FacetValue, ...]]:
    """Counts for every facet; the values of one facet count as OR and keep showing the others.

    A count is the number of stories that choosing this value alone would give: with the stories
    of narrower concepts, each once.
    """
    tree = Tree()
    return {
        "theme": _theme_counts(query, tree),
        "keyword": _keyword_counts(query, tree),
        "kind": _kind_counts(query, tree),
        "language": _language_counts(query),
        "year": _year_counts(query),
    }


def _tags(query: Query, role: TagRole) -> QuerySet[Tag]:
    """The tags that count in a facet: of the stories that its own filter does not narrow."""
    stories = matching(query, but=role.value).values("pk")
    states = query.state or PUBLIC_STATES
    return Tag.objects.filter(role=role, state__in=states, story__in=stories)


def _stories_by_concept(tags: QuerySet[Tag]) -> dict[str, set[int]]:
    # All of a role, in one pass: asked for some concepts of many stories, SQLite may look up
    # every pair of the two lists (14 s at 100,000 stories).
    stories: dict[str, set[int]] = {}
    for concept, story in tags.order_by().values_list("concept", "story"):
        stories.setdefault(concept, set()).add(story)
    return stories


def _union(stories: Mapping[str, set[int]], concepts: Iterable[str]) -> int:
    return len(set().union(*(stories.get(concept, set()) for concept in concepts)))


def _theme_counts(query: Query, tree: Tree) -> tuple[FacetValue, ...]:
    stories = _stories_by_concept(_tags(query, TagRole.THEME))
    themes = Concept.objects.filter(scheme="themes", replaced_by=None)
    values = []
    for theme in themes.prefetch_related("labels", "broader"):
        count = _union(stories, tree.below([theme.id]))
        selected = theme.id in query.theme
        if theme.provisional and not count and not selected:
            continue
        parent = next((b.id for b in theme.broader.all()), "")
        values.append(FacetValue(theme.id, theme.label(query.ui), count, selected, parent))
    return tuple(sorted(values, key=_most_first))


def _keyword_counts(query: Query, tree: Tree) -> tuple[FacetValue, ...]:
    stories = _stories_by_concept(_tags(query, TagRole.KEYWORD))
    counts = {i: _union(stories, tree.below([i])) for i in {*stories, *query.keyword}}
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    chosen = [pair for pair in most[_MOST_KEYWORDS:] if pair[0] in query.keyword]
    return _labelled(query, most[:_MOST_KEYWORDS] + chosen, query.keyword)


def _kind_counts(query: Query, tree: Tree) -> tuple[FacetValue, ...]:
    stories = matching(query, but="kind").exclude(kind=None).order_by()
    counts = dict(stories.values_list("kind").annotate(n=Count("pk")))
    below = {kind: tree.below([kind]) for kind in {*counts, *query.kind}}
    sums = [(kind, sum(counts.get(i, 0) for i in kinds)) for kind, kinds in below.items()]
    return _labelled(query, sums, query.kind)


def _most_first(value: FacetValue) -> tuple[int, str, str]:
    return -value.count, value.label, value.id


def _labelled(
    query: Query, counts: Sequence[tuple[str, int]], selected: Sequence[str]
) -> tuple[FacetValue, ...]:
    counted = dict(counts) | {i: 0 for i in selected if i not in dict(counts)}
    concepts = Concept.objects.filter(id__in=counted).prefetch_related("labels")
    labels = {concept.id: concept.label(query.ui) for concept in concepts}
    values = (FacetValue(i, labels.get(i, i), n, i in selected) for i, n in counted.items())
    return tuple(sorted(values, key=_most_first))


def _language_counts(query: Query) -> tuple[FacetValue, ...]:
    texts = Text.objects.filter(story__in=matching(query, but="language").values("pk"))
    counts = texts.order_by().values_list("language").annotate(n=Count("pk"))
    values = (FacetValue(i, i, n, i in query.language) for i, n in counts)
    return tuple(sorted(values, key=_most_first))


def _year_counts(query: Query) -> tuple[FacetValue, ...]:
    stories = matching(query, but="year").exclude(year=None).order_by()
    counts = stories.values_list("year").annotate(n=Count("pk")).order_by("-year")
    return tuple(FacetValue(str(y), str(y), n, y in query.year) for y, n in counts)
