"""Filters as a page shows them: chips that remove one, panels that choose some, ways to loosen.

A chip's word and a panel's choices come from the facets of the answer, which carry every
selected value; values that no facet counts (a source, a date) speak for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from kroniek import dates, find
from kroniek.archive.models import Source
from kroniek.find.filters import FIELDS
from kroniek.publish import addresses, language
from kroniek.publish.tree import below
from kroniek.publish.words import Word, foreign_labels
from kroniek.records import FacetValue, Page, Query

_SHOWN_KEYWORDS = 20
_SHOWN_YEARS = 12
_MOST_SOURCES = 30
_CONCEPTS = ("theme", "keyword", "kind")
# The filters that a panel of choices stands for, in their order on the page.
PANELS = ("theme", "keyword", "kind", "year", "language")


@dataclass(frozen=True, slots=True)
class Chip:
    """A value of a filter that is set; `href` is the list without it."""

    filter: str
    name: str
    word: Word
    href: str


@dataclass(frozen=True, slots=True)
class Loosening:
    """A filter that could be dropped, and what that would give: "12 stories"."""

    chip: Chip
    stories: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter: a checkbox with its count, and narrower ones below it."""

    id: str
    name: str
    value: str
    word: Word
    count: str
    selected: bool
    children: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """A group of choices; `more` are the rarer ones. Open if something in it is chosen."""

    name: str
    heading: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()
    open: bool = False
    more_open: bool = False


@dataclass(frozen=True, slots=True)
class Filters:
    """The whole form: panels, the dates, and what it must carry along unseen."""

    action: str
    panels: tuple[Panel, ...]
    date_from: str
    date_to: str
    dates_open: bool
    unseen: tuple[tuple[str, str], ...]
    active: int


def name_of(filter_name: str) -> str:
    """What a filter is called in the reader's language."""
    names = {
        "theme": gettext("Theme"),
        "keyword": gettext("Keyword"),
        "kind": gettext("Kind"),
        "language": gettext("Language"),
        "source": gettext("Source"),
        "from": gettext("From"),
        "to": gettext("Until"),
        "year": gettext("Year"),
        "state": gettext("Tag state"),
        "q": gettext("Words"),
    }
    return names.get(filter_name, filter_name)


# --- chips ----------------------------------------------------------------------------------


def chips(page: Page, path: str, foreign: Mapping[str, str]) -> tuple[Chip, ...]:
    """One for each value of each filter of the query that the page answers."""
    query = page.query
    return tuple(
        Chip(
            name,
            name_of(name),
            _word(page, foreign, name, value),
            addresses.with_filters(path, addresses.without(query, FIELDS[name], typed)),
        )
        for name, value, typed in _values(query)
    )


def _values(query: Query) -> Iterable[tuple[str, str, object]]:
    """(filter, value as text, value as the query holds it)"""
    for name, value in find.parameters(query):
        held = getattr(query, FIELDS[name])
        typed = int(value) if isinstance(held, tuple) and name == "year" else value
        yield name, value, typed


def _word(page: Page, foreign: Mapping[str, str], name: str, value: str) -> Word:
    ui = page.query.ui
    if name == "language":
        return Word(language.name(value, ui))
    if name in ("from", "to"):
        return Word(dates.display(value, ui))
    label = next((v.label for v in page.facets.get(name, ()) if v.id == value), value)
    return Word(label, foreign.get(value, "") if name in _CONCEPTS else "")


def foreign(page: Page) -> dict[str, str]:
    """The language of those facet labels that are not in the reader's."""
    values = (v.id for name in _CONCEPTS for v in page.facets.get(name, ()))
    return foreign_labels(values, page.query.ui)


def loosenings(page: Page, shown: Sequence[Chip]) -> tuple[Loosening, ...]:
    """For an empty answer: what each filter, dropped alone, would give; the most first."""
    query = page.query
    counted = [
        (_count(addresses.without(query, FIELDS[name], typed)), chip)
        for (name, _, typed), chip in zip(_values(query), shown, strict=True)
    ]
    counted.sort(key=lambda pair: -pair[0])
    return tuple(Loosening(chip, language.stories(n, query.ui)) for n, chip in counted if n)


def _count(query: Query) -> int:
    return find.search(replace(query, limit=1), with_facets=False, with_reasons=False).total


# --- panels ---------------------------------------------------------------------------------


def filters(page: Page, path: str, foreign: Mapping[str, str]) -> Filters:
    query = page.query
    panels = [_panel(page, name, foreign) for name in PANELS] + [_sources(query)]
    shown = tuple(panel for panel in panels if panel.choices)
    return Filters(
        action=path,
        panels=shown,
        unseen=_unseen(query, shown),
        date_from=query.date_from,
        date_to=query.date_to,
        dates_open=bool(query.date_from or query.date_to),
        active=len(find.parameters(query)),
    )


def _unseen(query: Query, panels: Sequence[Panel]) -> tuple[tuple[str, str], ...]:
    """What is set but has no field of its own: sending the form must not lose it."""
    offered = {(c.name, c.value) for panel in panels for c in _all((*panel.choices, *panel.more))}
    filters = tuple(
        pair
        for pair in find.parameters(query)
        if pair[0] not in ("from", "to") and pair not in offered
    )
    return (*filters, ("sort", query.sort)) if query.sort else filters


def _all(choices: Iterable[Choice]) -> Iterable[Choice]:
    for one in choices:
        yield one
        yield from _all(one.children)


def _panel(page: Page, name: str, foreign: Mapping[str, str]) -> Panel:
    values = page.facets.get(name, ())
    ui = page.query.ui
    if name == "theme":
        return Panel(name, name_of(name), _theme_choices("", below(values), ui, foreign), open=True)
    choices = [
        choice(name, value, ui, foreign)
        for value in values
        # A text may be in no language at all: nothing that one could choose.
        if value.id and (value.count or value.selected)
    ]
    shown = {"keyword": _SHOWN_KEYWORDS, "year": _SHOWN_YEARS}.get(name, len(choices))
    more = tuple(choices[shown:])
    chosen = any(c.selected for c in choices)
    return Panel(
        name,
        name_of(name),
        tuple(choices[:shown]),
        more,
        open=chosen or name == "keyword",
        more_open=any(c.selected for c in more),
    )


def _theme_choices(
    parent: str,
    tree: Mapping[str, list[FacetValue]],
    ui: str,
    foreign: Mapping[str, str],
    depth: int = 5,
) -> tuple[Choice, ...]:
    """The themes below a theme, each with its own below it."""
    if not depth:
        return ()
    return tuple(
        replace(
            choice("theme", value, ui, foreign),
            children=_theme_choices(value.id, tree, ui, foreign, depth - 1),
        )
        for value in tree.get(parent, ())
    )


def choice(name: str, value: FacetValue, ui: str, foreign: Mapping[str, str]) -> Choice:
    text = language.name(value.id, ui) if name == "language" else value.label
    lang = foreign.get(value.id, "") if name in _CONCEPTS else ""
    return Choice(
        id=f"{name}-{value.id}",
        name=name,
        value=value.id,
        word=Word(text, lang),
        count=language.number(value.count, ui),
        selected=value.selected,
    )


def _sources(query: Query) -> Panel:
    """Sources have no counts; they are shown where there are two or more to choose from."""
    names = list(Source.objects.values_list("name", flat=True)[:_MOST_SOURCES])
    if len(names) < 2:
        return Panel("source", "", ())
    choices = tuple(
        Choice(f"source-{i}", "source", name, Word(name), "", name in query.source)
        for i, name in enumerate(names)
    )
    return Panel("source", name_of("source"), choices, open=bool(query.source))
