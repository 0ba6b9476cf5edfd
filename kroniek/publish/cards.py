"""Stories as a list shows them: plain records that hold all a template needs to print.

    Story (prefetched) ── card ──▶ Card ── grouped ──▶ Group of Cards under a month or a year

Templates get these and never a model: what is public, and in which language, is settled here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.utils.translation import gettext

from kroniek import dates
from kroniek.archive.models import Concept, Story, Tag, Text
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.publish import addresses, language, snippets
from kroniek.publish.reasons import Called, Reason, reasons
from kroniek.publish.snippets import SnippetShown
from kroniek.publish.words import (
    Word,
    headline_of,
    label_of,
    opening,
    paragraphs,
    shortened,
    word,
)
from kroniek.records import LANGUAGES, Hit, Mark, Precision, TagRole

PLAIN_KIND = "news-item"
_TEASER = 700
# What is shown of a text where there is no passage that matched.
_PASSAGE = 280
# The reasons whose words stand in a text as they are.
_IN_TEXT = ("word", "phrase", "concept")


@dataclass(frozen=True, slots=True)
class DateShown:
    """A date in words; `machine` is what <time> may hold ("" for an interval)."""

    text: str
    machine: str = ""


@dataclass(frozen=True, slots=True)
class TagLink:
    word: Word
    href: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A language that the story can be read in; `href` leads to the story in it."""

    code: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Card:
    """One story in a list. Without a title, `headline` is how its teaser opens.

    In an answer to words, `marks` are the headline's pieces, and `snippet` stands for the rest of
    the text; `near` says that the story comes close to what was asked, and no more.
    """

    id: int
    href: str
    date: DateShown
    kind: TagLink | None
    headline: str
    rest: str
    paragraphs: tuple[str, ...]
    lang: str
    language_name: str
    themes: tuple[TagLink, ...]
    keywords: tuple[TagLink, ...]
    editions: tuple[Edition, ...]
    reasons: tuple[Reason, ...] = ()
    marks: tuple[Mark, ...] = ()
    snippet: SnippetShown | None = None
    near: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The stories of one month, of one year (no month known), or without a date."""

    heading: str
    id: str
    cards: tuple[Card, ...]


def grouped(stories: Sequence[Story], ui: str) -> tuple[Group, ...]:
    """Stories in their order, under a heading for each month."""
    return tuple(
        Group(
            dates.display(month, ui).capitalize() if month else gettext("Without a date"),
            f"d{month or '-none'}",
            tuple(card(story, ui) for story in same),
        )
        for month, same in groupby(stories, key=_month)
    )


def _month(story: Story) -> str:
    """EDTF of the month, or of the year where no month is known; "" for an undated story."""
    day = story.date_first or story.date_last
    if day is None:
        return ""
    exact = story.precision in (Precision.DAY, Precision.MONTH)
    return f"{day:%Y-%m}" if exact else f"{day:%Y}"


def card(story: Story, ui: str) -> Card:
    text = story.best_text(ui)
    headline, rest, more = _words(text)
    tags = public_tags(story)
    return Card(
        id=story.pk,
        href=story_href(story, ui),
        date=shown_date(story.date, ui),
        kind=_kind(story, ui),
        headline=headline,
        rest=rest,
        paragraphs=more,
        lang=text.language if text and text.language != ui else "",
        language_name=language.name(text.language, ui) if text else "",
        themes=links(tags, TagRole.THEME, ui),
        keywords=_keywords(tags, ui),
        editions=_other_editions(story, ui, text),
    )


def found(story: Story, hit: Hit, ui: str, names: Mapping[str, Called]) -> Card:
    """A story that answers some words: the passage in place of the whole text, and the reasons.

    `names` are those of the reasons' concepts (`reasons.called`).
    """
    plain = card(story, ui)
    flowing = " ".join((plain.rest, *plain.paragraphs)).strip()
    marks = snippets.marked(plain.headline, [w.text for w in hit.why if w.matched in _IN_TEXT])
    snippet = None
    if hit.snippet is not None:
        shared, passage = snippets.parted(plain.headline, flowing, hit.snippet.marks)
        marks = shared if any(mark.marked for mark in shared) else marks
        name = language.name(hit.snippet.language, ui)
        snippet = snippets.shown(hit.snippet, passage, plain.lang or ui, ui, name)
    return replace(
        plain,
        rest="" if snippet else shortened(flowing, _PASSAGE),
        paragraphs=(),
        # Those that matter here are among the reasons.
        keywords=(),
        marks=marks,
        snippet=snippet,
        reasons=reasons(hit.why, {tag.concept_id for tag in public_tags(story)}, names, ui),
        near=bool(hit.why) and all(why.matched in ("meaning", "part") for why in hit.why),
    )


def story_href(story: Story, ui: str) -> str:
    """ "" for a story that is only being previewed and has no address yet."""
    return story.get_absolute_url(ui) if story.pk else ""


def shown_date(edtf: str, ui: str) -> DateShown:
    plain = edtf if len(edtf) in (4, 7, 10) and edtf.replace("-", "").isdigit() else ""
    return DateShown(dates.display(edtf, ui), plain)


def _words(text: Text | None) -> tuple[str, str, tuple[str, ...]]:
    """(headline, the rest of its paragraph, the paragraphs after it)"""
    if text is None:
        return headline_of(None), "", ()
    if text.title:
        return text.title, "", paragraphs(text.teaser or shortened(text.body, _TEASER))
    first, *others = paragraphs(text.teaser or text.body) or (headline_of(None),)
    headline, rest = opening(first)
    return headline, rest, tuple(others)


def public_tags(story: Story) -> list[Tag]:
    """What the machine suggests or a person rejected is never shown to readers."""
    return [tag for tag in story.tags.all() if tag.state in PUBLIC_STATES]


def links(tags: Iterable[Tag], role: TagRole, ui: str) -> tuple[TagLink, ...]:
    return tuple(link(tag.concept, ui) for tag in tags if tag.role == role)


def _keywords(tags: Sequence[Tag], ui: str) -> tuple[TagLink, ...]:
    """A keyword that is one of the story's themes too is not said twice."""
    themes = {tag.concept_id for tag in tags if tag.role == TagRole.THEME}
    return links((tag for tag in tags if tag.concept_id not in themes), TagRole.KEYWORD, ui)


def link(concept: Concept, ui: str) -> TagLink:
    return TagLink(label_of(concept, ui), addresses.concept(concept, ui), concept.pk)


def _kind(story: Story, ui: str) -> TagLink | None:
    """Plain news goes without saying."""
    if story.kind is None or story.kind.pk == PLAIN_KIND:
        return None
    return TagLink(label_of(story.kind, ui), addresses.news(ui, kind=story.kind.pk))


def _other_editions(story: Story, ui: str, shown: Text | None) -> tuple[Edition, ...]:
    codes = {text.language for text in story.texts.all()} - {shown.language if shown else ""}
    return tuple(
        Edition(code, language.name(code, ui), story_href(story, code))
        for code in LANGUAGES
        if code in codes
    )


def titled(titles: tuple[str, str], ui: str) -> Word:
    """A thread's (language, title) as a word."""
    code, title = titles
    return word(title, code, ui)
