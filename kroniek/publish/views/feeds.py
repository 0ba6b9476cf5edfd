"""Feeds of the list, with all its filters, and of each theme and keyword."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kroniek import dates
from kroniek.archive.models import Concept
from kroniek.publish import addresses, language
from kroniek.publish.caching import follows_archive
from kroniek.publish.feeds import FORMS
from kroniek.publish.feeds.entries import NEWEST, Selection, feed_of
from kroniek.publish.views.concepts import concept_of, query_for
from kroniek.publish.views.for_machines import for_machines
from kroniek.publish.views.lists import query_of
from kroniek.records import Query

_MAX_AGE = 300


@require_safe
@follows_archive(max_age=_MAX_AGE)
@for_machines
def news(request: HttpRequest, ui: str, form: str) -> HttpResponse:
    asked = query_of(request, ui)
    selection = Selection(
        title=" · ".join((gettext("News"), *_filters_in_words(asked))),
        path=reverse("news", args=[ui]),
        query=replace(asked, limit=NEWEST, sort="date"),
        asked=asked,
    )
    return _answer(request, selection, form)


@require_safe
@follows_archive(max_age=_MAX_AGE)
@for_machines
def concept(request: HttpRequest, ui: str, id: str, form: str) -> HttpResponse:
    """One theme's or keyword's stories; a concept that was merged leads to the one it became."""
    found = concept_of(id)
    path = addresses.concept(found.replaced_by or found, ui)
    if request.path != addresses.feed(path, form):
        return HttpResponsePermanentRedirect(addresses.feed(path, form))
    name, own = query_for(found, ui)
    # The address names the concept already: as a filter it would stand there twice.
    asked = _with(query_of(request, ui), name, ())
    query = replace(_with(asked, name, getattr(own, name)), limit=NEWEST, sort="date")
    title = " · ".join((found.label(ui), *_filters_in_words(asked)))
    return _answer(request, Selection(title, path, query, asked), form)


def _with(query: Query, name: str, values: tuple[str, ...]) -> Query:
    given: dict[str, Any] = {name: values}
    return replace(query, **given)


def _answer(request: HttpRequest, selection: Selection, form: str) -> HttpResponse:
    content_type, write = FORMS[form]
    feed = feed_of(selection, form, partial(addresses.absolute, request))
    return HttpResponse(write(feed), content_type=content_type)


def _filters_in_words(query: Query) -> Iterable[str]:
    """What was chosen, so that two feeds of one archive can be told apart in a reader."""
    yield from _labels((*query.theme, *query.keyword, *query.kind), query.ui)
    yield from (language.name(code, query.ui) for code in query.language)
    yield from query.source
    yield from (str(year) for year in query.year)
    if query.date_from or query.date_to:
        ends = (dates.display(end, query.ui) for end in (query.date_from, query.date_to))
        yield " – ".join(end or "…" for end in ends)
    if query.q:
        yield f"“{query.q}”"


def _labels(ids: tuple[str, ...], ui: str) -> Iterable[str]:
    concepts = Concept.objects.filter(pk__in=ids).prefetch_related("labels") if ids else ()
    labels = {found.pk: found.label(ui) for found in concepts}
    return (labels[id] for id in ids if id in labels)
