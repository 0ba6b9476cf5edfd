"""The one door: a Query in, a Page of Hits and facets out.

    Query ─┬─ no words ──▶ the list, newest first
           └─ words ─────▶ parse ▶ plan ▶ engine + meaning ▶ fuse ▶ explain

Lists come from the index while it is as new as the archive, and else from the database; searches
from the index, and from the database (words and concepts, plainly) where there is none.
"""

from __future__ import annotations

import hashlib
import re
import time
from contextlib import suppress
from dataclasses import replace

from django.db import DatabaseError

from kroniek.archive import changes, stories
from kroniek.archive.models import Story
from kroniek.find import database, place
from kroniek.find.clauses import Clause, Everything, all_of
from kroniek.find.counting import Facets, facets
from kroniek.find.documents import order_of
from kroniek.find.engine import Engine
from kroniek.find.explaining import Explainer
from kroniek.find.likeness import index, meaning
from kroniek.find.place import IndexUnusable, OpenIndex
from kroniek.find.planning import Plan, plan
from kroniek.find.ranking import Ranked, rank
from kroniek.find.selection import filters, selected
from kroniek.find.syntax import parse
from kroniek.find.vocabulary import Vocabulary, vocabulary
from kroniek.records import BadOption, Hit, KroniekError, Note, Page, Query, Why

_RANK = "r"


def search(query: Query, *, with_facets: bool = True, with_reasons: bool = True) -> Page:
    """Answer a query: hits with their reasons and snippets, counts for every facet.

    By relevance where there are words, else newest first; `Query.sort` says otherwise. Raises
    BadOption for an `after` that is no key of this list.
    """
    begun = time.perf_counter()
    page = _answered(query, with_facets, with_reasons)
    return replace(page, took_ms=round((time.perf_counter() - begun) * 1000, 2))


def warm_up() -> None:
    """Load what the first search would have to wait for. Its troubles are told by that one."""
    with suppress(KroniekError, DatabaseError):
        vocabulary()
        place.opened()
        meaning("warm")


def state() -> str:
    """What changes whenever answers may: for whoever keeps them."""
    try:
        current = place.opened().current
        words = f"{current.folder}.{current.position}.{current.beyond}"
    except IndexUnusable:
        words = "none"
    vectors = index()
    return f"{changes.last_change()}-{words}-{vectors.upto if vectors else 0}"


def _answered(query: Query, with_facets: bool, with_reasons: bool) -> Page:
    try:
        opened = place.opened()
    except IndexUnusable:
        return _from_database(query, with_facets)
    if query.q:
        return _Search(query, opened, with_facets, with_reasons).page()
    if opened.current.position != changes.last_change():
        return _from_database(query, with_facets)
    return _list(query, opened, with_facets)


# --- without words, or without an index -----------------------------------------------------


def _from_database(query: Query, with_facets: bool) -> Page:
    found = database.matching(query)
    hits, following, total = database.page_of(found, query)
    counted = changes.remember(_name(query), lambda: database.facets(query)) if with_facets else {}
    notes = (Note("index-missing"),) if query.q else ()
    return Page(query, total, hits, counted, following, 0.0, notes=notes)


def _list(query: Query, opened: OpenIndex, with_facets: bool) -> Page:
    wanted = filters(query)
    total, ids, following = _newest(opened.engine, selected(wanted), query)
    hits = tuple(Hit(story, 1.0, ()) for story in ids)
    counted: Facets = {}
    if with_facets:
        counted = changes.remember(
            _name(query),
            lambda: facets(query, Everything(), wanted, opened.engine, vocabulary()),
            change=opened.current.position,
        )
    return Page(query, total, hits, counted, following, 0.0)


def _newest(engine: Engine, wanted: Clause, query: Query) -> tuple[int, list[int], str]:
    """(how many match, those of one page, the key of the next one)"""
    # One more than is shown tells whether there is another page.
    most = None if query.limit is None else query.limit + 1
    found = engine.newest(wanted, most, after=_after(query.after))
    ids = [story for story, _ in found.stories][: query.limit]
    more = len(found.stories) > len(ids)
    return found.total, ids, _following(ids[-1]) if more else ""


def _name(query: Query) -> str:
    """What the facets depend on: not on the page asked for."""
    asked = replace(query, limit=None, after="", sort="")
    return f"facets:{hashlib.sha256(repr(asked).encode()).hexdigest()}"


def _following(last: int) -> str:
    """The key of the page after a story: as the database has it, so that either can go on."""
    sort_key = Story.objects.filter(pk=last).values_list("sort_key", flat=True).first()
    return f"{sort_key}-{last}" if sort_key is not None else ""


def _after(after: str) -> int | None:
    """A page's key as a place in the index's order."""
    if not after:
        return None
    _, pk = database.key_of(after)
    story = Story.objects.filter(pk=pk).only("date_first", "date_last").first()
    if story is None:
        raise BadOption("this page does not exist", where="after", advice="Begin at the newest.")
    return order_of(story)


# --- words ----------------------------------------------------------------------------------


class _Search:
    """One search in one state of the index."""

    def __init__(
        self, query: Query, opened: OpenIndex, with_facets: bool, with_reasons: bool
    ) -> None:
        self._query = query
        self._engine = opened.engine
        self._known: Vocabulary = vocabulary()
        self._filters = filters(query)
        self._with_facets = with_facets
        self._with_reasons = with_reasons
        self._plan: Plan = plan(parse(query.q), self._engine, self._known, query.ui)

    def page(self) -> Page:
        # Filters and exclusions make no story better than another: then the newest comes first.
        by_date = self._query.sort == "date" or not self._plan.weight
        page = self._by_date() if by_date else self._by_relevance()
        counted: Facets = {}
        if self._with_facets:
            counted = facets(
                self._query, self._plan.wanted, self._filters, self._engine, self._known
            )
        return replace(
            page,
            facets=counted,
            recognised=self._plan.recognised,
            notes=self._plan.notes,
            did_you_mean=self._meant(),
        )

    def _wanted(self) -> Clause:
        return all_of([self._plan.wanted, selected(self._filters)])

    def _by_date(self) -> Page:
        total, ids, following = _newest(self._engine, self._wanted(), self._query)
        hits = self._explained([(story, 1.0, True) for story in ids])
        return Page(self._query, total, hits, {}, following, 0.0)

    def _by_relevance(self) -> Page:
        query = self._query
        first = _rank_of(query.after)
        ranked = rank(
            self._plan,
            selected(self._filters),
            self._engine,
            None if self._plan.strict else meaning(self._plan.meaning),
            least=query.limit,
        )
        last = len(ranked.stories) if query.limit is None else first + query.limit
        hits = self._explained(ranked.stories[first:last])
        following = f"{_RANK}{last}" if last < len(ranked.stories) else ""
        return Page(query, ranked.total, hits, {}, following, 0.0, by_meaning=ranked.beyond)

    def _explained(self, ranked: Ranked) -> tuple[Hit, ...]:
        if not self._with_reasons:
            return tuple(Hit(story, round(score, 4), ()) for story, score, _ in ranked)
        explainer = Explainer(self._plan, self._known, self._query.ui)
        found = {s.pk: s for s in stories.readable([story for story, _, _ in ranked])}
        return tuple(
            _hit(found[story], score, matches, explainer)
            for story, score, matches in ranked
            if story in found
        )

    def _meant(self) -> str:
        meant = self._query.q
        for typed, better in self._plan.repairs:
            meant = re.sub(rf"\b{re.escape(typed)}\b", better, meant)
        return meant if meant != self._query.q else ""


def _hit(story: Story, score: float, matches: bool, explainer: Explainer) -> Hit:
    why = explainer.reasons(story) if matches else explainer.part(story)
    if not (why or matches):
        why = (Why("meaning", ""),)
    return Hit(story.pk, round(score, 4), why, explainer.snippet(story))


def _rank_of(after: str) -> int:
    number = after.removeprefix(_RANK)
    if not after:
        return 0
    if number == after or not (number.isascii() and number.isdigit() and len(number) < 7):
        raise BadOption("this page does not exist", where="after", advice="Begin at the best.")
    return int(number)
