"""Words that know their language, so that a page can mark every foreign one (WCAG 3.1.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from kroniek.archive.models import Concept, Label, Text
from kroniek.archive.models.concept import LabelForm
from kroniek.records import LANGUAGES, UNDETERMINED

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
# A full stop, a space, a capital: a sentence ends. Not after a short word ("Mr.", "art.").
_SENTENCE_END = re.compile(r"(?<=\w{4}[.!?])[\"”»)]?\s+(?=[\"„“«(]?[A-ZÀ-ÖØ-Þ0-9])")
_SHORTEST_SENTENCE = 30
_LONGEST_OPENING = 170
_OPENING = 90


@dataclass(frozen=True, slots=True)
class Word:
    """A label or heading; `lang` is empty where it is in the reader's own language."""

    text: str
    lang: str = ""


def word(text: str, language: str, ui: str) -> Word:
    return Word(text, "" if language == ui else language)


def label_of(concept: Concept, ui: str) -> Word:
    """`Concept.label`, with the language it was found in. Reads only prefetched labels."""
    preferred = concept.preferred()
    for language in (ui, "en", *LANGUAGES, UNDETERMINED):
        if language in preferred:
            return word(preferred[language], language, ui)
    return Word(concept.pk)


def foreign_labels(concepts: Iterable[str], ui: str) -> dict[str, str]:
    """Concept id -> language, for those that have no label in the reader's language."""
    found: dict[str, list[str]] = {}
    labels = Label.objects.filter(concept__in=list(concepts), form=LabelForm.PREF)
    for concept, language in labels.values_list("concept", "language"):
        found.setdefault(concept, []).append(language)
    order = ("en", *LANGUAGES, UNDETERMINED)
    return {
        concept: next((code for code in order if code in languages), "")
        for concept, languages in found.items()
        if ui not in languages
    }


def headline_of(text: Text | None) -> str:
    """What a story is called. Some have no words: a source may print a date and labels alone."""
    headline = text.headline() if text else ""
    return headline if headline.strip() else gettext("(no text)")


def paragraphs(text: str) -> tuple[str, ...]:
    """Plain text in paragraphs: a blank line parts them."""
    return tuple(part.strip() for part in _BLANK_LINE.split(text) if part.strip())


def opening(text: str) -> tuple[str, str]:
    """A text that has no title, in its opening words (a headline) and what follows them.

    The first sentence where it is of a fit length, else so many words.
    """
    end = _end_of_sentence(text)
    if end is not None:
        return text[:end].strip(), text[end:].strip()
    if len(text) <= _LONGEST_OPENING:
        return text, ""
    head = text[:_OPENING].rsplit(" ", 1)[0]
    return head, text[len(head) :].strip()


def _end_of_sentence(text: str) -> int | None:
    for match in _SENTENCE_END.finditer(text, _SHORTEST_SENTENCE):
        return match.start() if match.start() <= _LONGEST_OPENING else None
    return None


def shortened(text: str, limit: int) -> str:
    """At most so many characters, cut between words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[:limit].rsplit(" ", 1)[0] + " …"
