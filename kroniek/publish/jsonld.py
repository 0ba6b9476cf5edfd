"""Structured data for search engines (schema.org, as JSON-LD 1.1).

It says no more than the page does: no moment where only a month is known, no translation that
does not exist, no tag that a reader is not shown.
"""

from __future__ import annotations

import json
import re
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kroniek.archive import changes
from kroniek.archive.models import Concept, Happening, Story, Text
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.find.tree import descendants
from kroniek.publish import addresses
from kroniek.publish.cards import public_tags
from kroniek.publish.words import headline_of, shortened
from kroniek.records import LANGUAGES

Record = dict[str, Any]

SITE = "Kroniek"
_CONTEXT = "https://schema.org"
_DESCRIPTION = 300
# ISO 8601 allows a year, a month and a day; what else EDTF can say has no place in schema.org.
_PLAIN = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
# As Django's json_script does: no "</script>" or "<!--" can come about, whatever the words are.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def as_script(record: Record) -> SafeString:
    """The record as an element for the head of a page. A data block: no script policy bars it."""
    written = json.dumps(record, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(written))


# --- the site -------------------------------------------------------------------------------


def site(ui: str, base_url: str) -> Record:
    """The archive itself, and how it is searched."""
    base = base_url.rstrip("/")
    template = f"{base}{reverse('search', args=[ui])}?q={{search_term_string}}"
    return {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "@id": f"{base}/#site",
        "name": SITE,
        "url": f"{base}{reverse('home', args=[ui])}",
        "inLanguage": list(LANGUAGES),
        "publisher": _publisher(base),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": template},
            "query-input": "required name=search_term_string",
        },
    }


def _publisher(base: str) -> Record:
    return {"@type": "Organization", "@id": f"{base}/#publisher", "name": SITE, "url": f"{base}/"}


# --- a story --------------------------------------------------------------------------------


def story(story: Story, ui: str, base_url: str) -> Record:
    """A story as its page in `ui` shows it: NewsArticle, Report, or Event with its article.

    Expects the relations prefetched; a story without an address (a preview) has none here.
    """
    base = base_url.rstrip("/")
    article = _article(story, ui, base)
    if story.kind_id == "event":
        return {"@context": _CONTEXT, **_event(story, ui, base, article)}
    return {"@context": _CONTEXT, **article}


def _article(story: Story, ui: str, base: str) -> Record:
    text = story.best_text(ui)
    href = f"{base}{story.get_absolute_url(ui)}" if story.pk else ""
    return _given(
        {
            "@type": "Report" if _is_publication(story) else "NewsArticle",
            "@id": _id(story, text, base),
            "url": href,
            "mainEntityOfPage": href,
            **_words(text),
            "datePublished": _plain(story.date),
            "dateModified": _modified(story),
            "about": _about(story, ui, base),
            "isBasedOn": addresses.safe(story.url),
            **_translations(story, text, base),
            "isPartOf": {"@id": f"{base}/#site"},
            "publisher": _publisher(base),
        }
    )


def _words(text: Text | None) -> Record:
    if text is None:
        return {"headline": headline_of(None)}
    return {
        "headline": headline_of(text),
        "description": shortened(text.teaser or text.body, _DESCRIPTION),
        "inLanguage": text.language,
    }


def _modified(story: Story) -> str:
    at = story.last_published_at
    return at.isoformat(timespec="seconds") if at else ""


def _is_publication(story: Story) -> bool:
    if story.kind_id in (None, "news-item", "event"):
        return False
    kinds = changes.remember("publications", lambda: frozenset(descendants(["publication"])))
    return story.kind_id in kinds


def _id(story: Story, text: Text | None, base: str) -> str:
    """A text is one work, on whatever page it is shown; its id stays when its title changes."""
    if not story.pk:
        return ""
    return f"{base}/story/{story.pk}/#{text.language}" if text else f"{base}/story/{story.pk}/"


def _translations(story: Story, text: Text | None, base: str) -> Record:
    """The text in the story's own language is the work; texts in others are its translations."""
    others = [other for other in story.texts.all() if text and other.language != text.language]
    if not others or text is None:
        return {}
    if text.language == story.language:
        return {"workTranslation": [_text(story, other, base) for other in others]}
    own = next((other for other in others if other.language == story.language), None)
    return {"translationOfWork": _text(story, own, base)} if own else {}


def _text(story: Story, text: Text, base: str) -> Record:
    href = story.get_absolute_url(text.language) if text.language in LANGUAGES else ""
    return _given(
        {
            "@type": "CreativeWork",
            "@id": _id(story, text, base),
            "url": f"{base}{href}" if href and story.pk else "",
            "headline": headline_of(text),
            "inLanguage": text.language,
        }
    )


def _about(story: Story, ui: str, base: str) -> list[Record]:
    concepts = {tag.concept_id: tag.concept for tag in public_tags(story)}
    return [_concept(concept, ui, base) for concept in concepts.values()]


def _concept(concept: Concept, ui: str, base: str) -> Record:
    same = [href for match in concept.exact_matches if (href := addresses.safe(str(match)))]
    return _given(
        {
            "@type": "DefinedTerm",
            "name": concept.label(ui),
            "termCode": concept.pk,
            "url": f"{base}{addresses.concept(concept, ui)}",
            "sameAs": same,
        }
    )


# --- an event -------------------------------------------------------------------------------


def _event(story: Story, ui: str, base: str, article: Record) -> Record:
    """The gathering; the announcement of it is a work about it."""
    start, end = _when(story)
    text = story.best_text(ui)
    words = _words(text)
    event = {
        "@type": "Event",
        "@id": f"{base}/story/{story.pk}/#event" if story.pk else "",
        "name": words.get("headline", ""),
        "description": words.get("description", ""),
        "inLanguage": words.get("inLanguage", ""),
        "startDate": start,
        "endDate": end,
        "about": article.get("about", []),
        "url": article.get("url", ""),
    }
    return _given(event | {"subjectOf": article})


def _when(story: Story) -> tuple[str, str]:
    """(first day, last day) of the first date that the story is known to speak of."""
    happening = next((h for h in story.happenings.all() if _is_dated(h)), None)
    if happening is None:
        return "", ""
    first, _, last = happening.date.partition("/")
    return _plain(first), _plain(last)


def _is_dated(happening: Happening) -> bool:
    return happening.state in PUBLIC_STATES and bool(_plain(happening.date.partition("/")[0]))


def _plain(edtf: str) -> str:
    return edtf if _PLAIN.fullmatch(edtf) else ""


def _given(record: Record) -> Record:
    """The record without what is not known."""
    return {key: value for key, value in record.items() if value not in ("", [], None)}
