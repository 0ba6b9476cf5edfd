"""Pages of the vocabulary: one theme or keyword, the tree of themes, the keywords from A to Z."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kroniek import find
from kroniek.archive import changes, stories
from kroniek.archive.models import Concept, Scheme, Tag
from kroniek.archive.models.concept import LabelForm
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.folding import fold
from kroniek.publish import addresses, cards, charts, language
from kroniek.publish.caching import follows_archive
from kroniek.publish.cards import TagLink, link
from kroniek.publish.frame import feeds, frame
from kroniek.publish.tree import branches
from kroniek.publish.views.lists import Scope
from kroniek.publish.views.public import public
from kroniek.publish.words import Word, label_of, word
from kroniek.records import LANGUAGES, UNDETERMINED, Query, TagRole

_NEWEST = 8
_SHOWN_NARROWER = 12


@dataclass(frozen=True, slots=True)
class Labels:
    """All that a concept is called in one language."""

    code: str
    language_name: str
    preferred: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConceptShown:
    id: str
    scheme: str
    word: Word
    definition: Word
    labels: tuple[Labels, ...]
    broader: tuple[TagLink, ...]
    narrower: tuple[TagLink, ...]
    more_narrower: tuple[TagLink, ...]
    matches: tuple[str, ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A keyword in the list from A to Z."""

    link: TagLink
    count: str


@dataclass(frozen=True, slots=True)
class Letter:
    letter: str
    id: str
    entries: tuple[Entry, ...]


# --- one concept ----------------------------------------------------------------------------


@require_safe
@follows_archive()
@public
def concept(request: HttpRequest, ui: str, id: str) -> HttpResponse:
    """A theme's or keyword's page; a concept that was merged leads to the one it became."""
    found = concept_of(id)
    address = addresses.concept(found.replaced_by or found, ui)
    if request.path != address:
        return HttpResponsePermanentRedirect(address)
    shown = concept_shown(found, ui)
    name, query = query_for(found, ui)
    page = find.search(query)
    context = {
        "frame": frame(
            request,
            ui,
            shown.word.text,
            description=shown.definition.text,
            feeds=feeds(address, shown.word.text),
        ),
        "concept": shown,
        "total": page.total,
        "total_shown": language.stories(page.total, ui),
        "scope": _scope(shown.word, name, found.pk) if page.total else None,
        "cards": [cards.card(story, ui) for story in stories.load([h.story for h in page.hits])],
        "chart": charts.over_years(found.pk, shown.word, page.facets.get("year", ()), ui),
        "news": addresses.news(ui, **{name: found.pk}),
    }
    return render(request, "publish/concept.html", context)


def _scope(name: Word, filter: str, id: str) -> Scope:
    label = gettext("Search within: %(name)s") % {"name": name.text}
    return Scope(label, ((filter, id),))


def concept_of(id: str) -> Concept:
    concepts = Concept.objects.select_related("replaced_by").prefetch_related(
        "labels", "broader__labels", "narrower__labels"
    )
    found: Concept | None = concepts.filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def query_for(found: Concept, ui: str) -> tuple[str, Query]:
    """(filter, query): what it means that a story has this concept."""
    if found.scheme == Scheme.THEMES:
        return "theme", Query(theme=(found.pk,), ui=ui, limit=_NEWEST)
    if found.scheme == Scheme.KINDS:
        return "kind", Query(kind=(found.pk,), ui=ui, limit=_NEWEST)
    return "keyword", Query(keyword=(found.pk,), ui=ui, limit=_NEWEST)


def concept_shown(found: Concept, ui: str) -> ConceptShown:
    narrower = _sorted(link(n, ui) for n in found.narrower.all() if n.replaced_by_id is None)
    defined = ui if found.definitions.get(ui) else "en"
    return ConceptShown(
        id=found.pk,
        scheme=_scheme_name(found.scheme),
        word=label_of(found, ui),
        definition=word(found.definition(ui), defined, ui),
        labels=_labels(found, ui),
        broader=_sorted(link(other, ui) for other in found.broader.all()),
        narrower=narrower[:_SHOWN_NARROWER],
        more_narrower=narrower[_SHOWN_NARROWER:],
        matches=tuple(filter(None, (addresses.safe(str(m)) for m in found.exact_matches))),
        provisional=found.provisional,
    )


def _scheme_name(scheme: str) -> str:
    names = {
        Scheme.THEMES: gettext("Theme"),
        Scheme.KINDS: gettext("Kind"),
        Scheme.ORGANISATIONS: gettext("Organisation"),
        Scheme.PLACES: gettext("Place"),
    }
    return names.get(Scheme(scheme), gettext("Keyword"))


def _sorted(links: Iterable[TagLink]) -> tuple[TagLink, ...]:
    return tuple(sorted(links, key=lambda one: fold(one.word.text)))


def _labels(found: Concept, ui: str) -> tuple[Labels, ...]:
    """By language; hidden labels (misspellings) are for machines."""
    preferred = found.preferred()
    others: dict[str, list[str]] = {}
    for label in found.labels.all():
        if label.form == LabelForm.ALT:
            others.setdefault(label.language, []).append(label.text)
    return tuple(
        Labels(code, language.name(code, ui), preferred.get(code, ""), tuple(others.get(code, ())))
        for code in (*LANGUAGES, UNDETERMINED)
        if code in preferred or code in others
    )


# --- all of them ----------------------------------------------------------------------------


@require_safe
@public
def themes(request: HttpRequest, ui: str) -> HttpResponse:
    page = changes.remember(f"themes:{ui}", lambda: find.search(Query(ui=ui, limit=1)))
    title = gettext("Themes")
    about = gettext("The themes and how they belong together.")
    context = {
        "frame": frame(request, ui, title, description=about),
        "themes": branches(page.facets.get("theme", ()), ui),
    }
    return render(request, "publish/themes.html", context)


@require_safe
@public
def keywords(request: HttpRequest, ui: str) -> HttpResponse:
    context = {
        "frame": frame(
            request, ui, gettext("Keywords"), description=gettext("All keywords from A to Z.")
        ),
        "letters": changes.remember(f"letters:{ui}", lambda: letters(ui)),
    }
    return render(request, "publish/keywords.html", context)


def letters(ui: str) -> tuple[Letter, ...]:
    """The keywords that a public story bears, by their first letter."""
    counts = _keyword_counts()
    concepts = Concept.objects.filter(pk__in=counts).prefetch_related("labels")
    entries = sorted(
        (Entry(link(c, ui), language.number(counts[c.pk], ui)) for c in concepts),
        key=lambda entry: fold(entry.link.word.text),
    )
    return tuple(
        Letter(letter, f"letter-{letter}" if letter != "#" else "letter-other", tuple(same))
        for letter, same in groupby(entries, key=_initial)
    )


def _initial(entry: Entry) -> str:
    first = fold(entry.link.word.text)[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"


def _keyword_counts() -> dict[str, int]:
    tags = Tag.objects.filter(role=TagRole.KEYWORD, state__in=PUBLIC_STATES, story__live=True)
    counted = tags.order_by().values_list("concept").annotate(n=Count("story", distinct=True))
    return dict(counted)
