"""What a search answers besides its stories: how much, in which order, how it was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext, ngettext

from kroniek import find
from kroniek.archive.models import Concept
from kroniek.publish import addresses, language
from kroniek.publish.cards import TagLink
from kroniek.publish.words import label_of, shortened
from kroniek.records import Note, Page, Query, Recognised

SORTS = ("date", "relevance")
_PIECE = 80
_CONCEPTS = 6


@dataclass(frozen=True, slots=True)
class NoteShown:
    """One thing to know of how a query was read; `pieces` are the parts of it that are meant."""

    sentence: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort the answer."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Meant:
    """Other words, perhaps the ones that were meant."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Answer:
    amount: str
    orders: tuple[Order, ...]
    concepts: tuple[TagLink, ...]
    notes: tuple[NoteShown, ...]
    meant: Meant | None


def answer(page: Page, path: str) -> Answer:
    return Answer(
        amount=amount(page.total, page.by_meaning, page.query.ui),
        orders=_orders(page.query, path) if page.total + page.by_meaning > 1 else (),
        concepts=_concepts(page.recognised, page.query.ui),
        notes=notes(page.notes),
        meant=_meant(page, path),
    )


def carried(query: Query) -> tuple[tuple[str, str], ...]:
    """What a search form carries along unseen, so that new words are sought in the same place."""
    pairs = tuple(pair for pair in find.parameters(query) if pair[0] != "q")
    return (*pairs, ("sort", query.sort)) if query.sort else pairs


def amount(total: int, near: int, ui: str) -> str:
    """How many there are: "18 stories, and 7 more that come close"."""
    if not near:
        return language.stories(total, ui)
    n = language.number(near, ui)
    if not total:
        close = ngettext("%(n)s story that comes close", "%(n)s stories that come close", near)
        return close % {"n": n}
    more = ngettext("and %(n)s more that comes close", "and %(n)s more that come close", near)
    return f"{language.stories(total, ui)}, {more % {'n': n}}"


def _orders(query: Query, path: str) -> tuple[Order, ...]:
    """By relevance or by date, where there are words; a list without words has one order."""
    if not query.q:
        return ()
    by_date = query.sort == "date"
    first = replace(query, after="")
    return (
        Order(
            gettext("Best first"),
            addresses.with_filters(path, replace(first, sort="")),
            not by_date,
        ),
        Order(
            gettext("Newest first"),
            addresses.with_filters(path, replace(first, sort="date")),
            by_date,
        ),
    )


def _concepts(recognised: Iterable[Recognised], ui: str) -> tuple[TagLink, ...]:
    ids = list(dict.fromkeys(one.concept for one in recognised))[:_CONCEPTS]
    found = Concept.objects.filter(pk__in=ids).prefetch_related("labels") if ids else ()
    links = {c.pk: TagLink(label_of(c, ui), addresses.concept(c, ui), c.pk) for c in found}
    return tuple(links[i] for i in ids if i in links)


def _meant(page: Page, path: str) -> Meant | None:
    if not page.did_you_mean:
        return None
    other = replace(page.query, q=page.did_you_mean, after="")
    return Meant(page.did_you_mean, addresses.with_filters(path, other))


def notes(given: Iterable[Note]) -> tuple[NoteShown, ...]:
    """A sentence for each note; of what this page has no words for it says nothing."""
    sentences = {
        "unclosed-quote": gettext("A closing quotation mark is missing: read as words"),
        "unbalanced-parenthesis": gettext("A parenthesis is missing, or there is one too many"),
        "lone-operator": gettext("An operator has nothing to work on, and was passed over"),
        "unknown-field": gettext("There is no such field: read as words"),
        "unknown-value": gettext("The filter knows no such value"),
        "short-prefix": gettext("Too few letters before the asterisk: read as a word"),
        "too-long": gettext("The question is very long: left out from here"),
        "too-many": gettext("The question has very many parts: left out from here"),
        "nothing-to-find": gettext("This was found nowhere"),
        "index-missing": gettext(
            "The search index is being made: until it is ready, words and keywords alone are "
            "searched for"
        ),
        "index-behind": gettext("The newest changes are not in the search index yet"),
    }
    told: dict[str, dict[str, None]] = {}
    for note in given:
        if note.code in sentences:
            pieces = told.setdefault(sentences[note.code], {})
            pieces |= {shortened(note.text, _PIECE): None} if note.text else {}
    return tuple(NoteShown(sentence, tuple(pieces)) for sentence, pieces in told.items())
