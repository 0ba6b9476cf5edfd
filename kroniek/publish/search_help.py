"""How to search, in the reader's language: what can be written, and words to begin with."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from kroniek import find
from kroniek.archive import changes
from kroniek.archive.models import Concept, Scheme
from kroniek.publish.words import Word, foreign_labels
from kroniek.records import Query

_EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Example:
    """Words that can be searched for, and where that leads."""

    word: Word
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that can be written, by examples, and what it means."""

    examples: tuple[Example, ...]
    meaning: str


def rows(ui: str) -> tuple[Row, ...]:
    """The query language by example, with the operators and fields of the reader's language."""
    return (
        _row(ui, gettext("All these words, in any order and any of their forms."),
             gettext("reception crisis")),
        _row(ui, gettext("The name of a theme or keyword, in any language: finds the stories that "
                         "are about it, whatever language they are in."), "AVR", "CGRS"),
        _row(ui, gettext("These words, one after the other."), gettext('"voluntary return"')),
        _row(ui, gettext("These words within five words of each other."),
             gettext('"minors detention"~5')),
        _row(ui, gettext("Words that begin like this."), gettext("integrat*")),
        _row(ui, gettext("One or the other; and none of these; parentheses group."),
             gettext("(detention OR custody) NOT minors"), gettext("detention -minors")),
        _row(ui, gettext("Only in the title; of this theme, keyword, kind, language or source."),
             gettext("title:reception"), gettext("theme:asylum"), gettext("language:fr")),
        _row(ui, gettext("Of this year; of these months."), gettext("year:2018"),
             gettext("date:2018-02..2018-06")),
    )  # fmt: skip


def _row(ui: str, meaning: str, *texts: str) -> Row:
    return Row(tuple(_example(ui, Word(text)) for text in texts), meaning)


def _example(ui: str, words: Word) -> Example:
    return Example(words, f"{reverse('search', args=[ui])}?{urlencode({'q': words.text})}")


def examples(ui: str) -> tuple[Example, ...]:
    """The keywords that most stories bear, by the names the reader knows."""
    made: tuple[Example, ...] = changes.remember(f"examples:{ui}", lambda: _most_borne(ui))
    return made


def _most_borne(ui: str) -> tuple[Example, ...]:
    keywords = find.search(Query(ui=ui, limit=1)).facets.get("keyword", ())
    # A theme says too little, and what no editor took up may say anything.
    topics = Concept.objects.filter(
        pk__in=[value.id for value in keywords], scheme=Scheme.TOPICS, provisional=False
    )
    known = set(topics.values_list("pk", flat=True))
    shown = [value for value in keywords if value.id in known][:_EXAMPLES]
    foreign = foreign_labels([value.id for value in shown], ui)
    return tuple(_example(ui, Word(v.label, foreign.get(v.id, ""))) for v in shown)
