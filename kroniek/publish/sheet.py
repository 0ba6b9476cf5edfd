"""One story with all that the archive holds of it, as its own page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kroniek.archive.models import Sighting, Story, Tag, Text, Thread
from kroniek.archive.models.story import PUBLIC_STATES
from kroniek.publish import addresses, language
from kroniek.publish.cards import (
    DateShown,
    Edition,
    TagLink,
    link,
    public_tags,
    shown_date,
    story_href,
    titled,
)
from kroniek.publish.citing import Citation, citation
from kroniek.publish.words import Word, headline_of, label_of, opening, paragraphs, word
from kroniek.records import LANGUAGES, LabelsFound, Precision, TagRole


@dataclass(frozen=True, slots=True)
class TextShown:
    """The story in one language; `anchor` is its place on the page."""

    code: str
    lang: str
    language_name: str
    anchor: str
    titled: bool
    headline: str
    lead: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagShown:
    link: TagLink
    state: str


@dataclass(frozen=True, slots=True)
class HappeningShown:
    date: DateShown
    word: Word


@dataclass(frozen=True, slots=True)
class Step:
    """One story of a thread; `current` is the one being read."""

    date: DateShown
    headline: Word
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ThreadShown:
    title: Word
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class LabelShown:
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SightingShown:
    source: str
    file: str
    line: int
    position: int
    date_found: str
    labels: tuple[LabelShown, ...]
    raw: str
    lang: str


@dataclass(frozen=True, slots=True)
class LinkShown:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Sheet:
    id: int | None
    href: str
    date: DateShown
    precision: str
    kind: TagLink | None
    text: TextShown | None
    others: tuple[TextShown, ...]
    editions: tuple[Edition, ...]
    themes: tuple[TagShown, ...]
    keywords: tuple[TagShown, ...]
    happenings: tuple[HappeningShown, ...]
    threads: tuple[ThreadShown, ...]
    sightings: tuple[SightingShown, ...]
    url: str
    links: tuple[LinkShown, ...]
    citation: Citation | None


def sheet(
    story: Story,
    ui: str,
    *,
    threads: Mapping[Thread, Sequence[Story]] | None = None,
    sightings: Iterable[Sighting] = (),
    address: str = "",
) -> Sheet:
    """`threads` holds the public stories of each thread, in order; `address` the full URL."""
    texts = _texts(story, ui)
    tags = public_tags(story)
    return Sheet(
        id=story.pk,
        href=story_href(story, ui),
        date=shown_date(story.date, ui),
        precision=_precision(story),
        kind=_kind(story, ui),
        text=texts[0] if texts else None,
        others=texts[1:],
        editions=_editions(story, ui),
        themes=_tags(tags, TagRole.THEME, ui),
        keywords=_tags(tags, TagRole.KEYWORD, ui),
        happenings=_happenings(story, ui),
        threads=tuple(_thread(t, all_, story, ui) for t, all_ in (threads or {}).items()),
        sightings=tuple(_sighting(seen, ui) for seen in sightings),
        url=addresses.safe(story.url),
        links=_links(story),
        citation=citation(story, ui, address) if address else None,
    )


def _precision(story: Story) -> str:
    return {
        Precision.DAY: "",
        Precision.MONTH: gettext("the day is not known"),
        Precision.YEAR: gettext("only the year is known"),
        Precision.NONE: gettext("no date was given"),
    }.get(Precision(story.precision), "")


def _kind(story: Story, ui: str) -> TagLink | None:
    if story.kind is None:
        return None
    return TagLink(label_of(story.kind, ui), addresses.news(ui, kind=story.kind.pk))


# --- texts ----------------------------------------------------------------------------------


def _texts(story: Story, ui: str) -> tuple[TextShown, ...]:
    """The reader's language first (or the best there is), the others after it."""
    best = story.best_text(ui)
    others = [text for text in story.texts.all() if text is not best]
    return tuple(_text(text, ui) for text in (best, *others) if text is not None)


def _text(text: Text, ui: str) -> TextShown:
    headline, lead, body = _parts(text)
    return TextShown(
        code=text.language,
        lang="" if text.language == ui else text.language,
        language_name=language.name(text.language, ui),
        anchor=f"text-{text.language}",
        titled=bool(text.title),
        headline=headline,
        lead=lead,
        body=body,
    )


def _parts(text: Text) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """(headline, lead, body). A text without a title lends its first sentence to the headline."""
    lead, body = paragraphs(text.teaser), paragraphs(text.body)
    if text.title:
        return text.title, lead, body
    first, *others = lead or body or (headline_of(None),)
    headline, rest = opening(first)
    if not headline.endswith((".", "!", "?")) and rest:
        # Cut in mid-sentence: the headline announces, and the text stands in full.
        return f"{headline} …", lead, body
    left = ((rest,) if rest else ()) + tuple(others)
    return (headline, left, body) if lead else (headline, (), left)


def _editions(story: Story, ui: str) -> tuple[Edition, ...]:
    codes = {text.language for text in story.texts.all()}
    return tuple(
        Edition(code, language.name(code, ui), story_href(story, code))
        for code in LANGUAGES
        if code in codes
    )


# --- tags, happenings, links ----------------------------------------------------------------


def _tags(tags: Sequence[Tag], role: TagRole, ui: str) -> tuple[TagShown, ...]:
    states = {
        "stated": gettext("printed in the source"),
        "implied": gettext("implied by the page it stood on"),
        "accepted": gettext("accepted by an editor"),
    }
    return tuple(
        TagShown(link(tag.concept, ui), states[tag.state]) for tag in tags if tag.role == role
    )


def _happenings(story: Story, ui: str) -> tuple[HappeningShown, ...]:
    return tuple(
        HappeningShown(shown_date(happening.date, ui), word(happening.text, story.language, ui))
        for happening in story.happenings.all()
        if happening.state in PUBLIC_STATES
    )


def _links(story: Story) -> tuple[LinkShown, ...]:
    """The links that stood in the text; what is no web address is not made clickable."""
    found = [item for item in story.links if isinstance(item, dict)]
    pairs = ((str(i.get("text") or ""), addresses.safe(str(i.get("href") or ""))) for i in found)
    return tuple(LinkShown(text or href, href) for text, href in pairs if href)


# --- threads --------------------------------------------------------------------------------


def _thread(thread: Thread, stories: Sequence[Story], current: Story, ui: str) -> ThreadShown:
    steps = tuple(_step(story, current, ui) for story in stories)
    return ThreadShown(titled(thread.title(ui), ui), steps)


def _step(story: Story, current: Story, ui: str) -> Step:
    text = story.best_text(ui)
    headline = word(headline_of(text), text.language, ui) if text else Word(headline_of(None))
    return Step(shown_date(story.date, ui), headline, story_href(story, ui), story.pk == current.pk)


# --- sightings ------------------------------------------------------------------------------


def _sighting(seen: Sighting, ui: str) -> SightingShown:
    return SightingShown(
        source=seen.capture.source.name,
        file=seen.capture.file.replace("\\", "/").rsplit("/", 1)[-1],
        line=seen.line,
        position=seen.position,
        date_found=seen.date_found,
        labels=_labels(seen),
        raw=seen.raw,
        lang="" if seen.capture.ui == ui else seen.capture.ui,
    )


def _labels(seen: Sighting) -> tuple[LabelShown, ...]:
    names = {
        "theme": gettext("Theme"),
        "keywords": gettext("Keywords"),
        "type": gettext("Publication type"),
        "geography": gettext("Geography"),
        "commissioner": gettext("Commissioned by"),
        "event": gettext("When"),
    }
    found = LabelsFound.from_dict(seen.labels).as_dict()
    return tuple(LabelShown(names[key], tuple(values)) for key, values in found.items() if values)
