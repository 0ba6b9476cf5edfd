"""One Reading for each Found: languages, date, kind, and the concepts behind printed labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kroniek.records import Found, FoundTag, FoundText, Reading, Tagging, TagRole, TagState, Text
from kroniek.understand.concepts import ConceptIndex
from kroniek.understand.language import detect

NEWS, EVENT = "news-item", "event"
# What the archive has room for (`models.Text.title`).
LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class PageContext:
    """What the page says of all its items: its own language, and the theme it lists."""

    ui: str = ""
    theme: str = ""
    theme_label: str = ""


def read(batch: Sequence[Found], page: PageContext, concepts: ConceptIndex) -> list[Reading]:
    """Read a batch; the order is kept, and one item never stops another."""
    texts = _with_languages(batch, page)
    return [
        _reading(found, tuple(next(texts) for _ in found.texts), page, concepts) for found in batch
    ]


def _with_languages(batch: Sequence[Found], page: PageContext) -> Iterator[Text]:
    """All texts of a batch with their languages, in order: detected together, for speed."""
    texts = [(found, text) for found in batch for text in found.texts]
    unknown = [_words(text) for found, text in texts if not _stated(found, text)]
    detected = iter(detect(unknown, page=page.ui) if unknown else ())
    for found, text in texts:
        language = _stated(found, text) or next(detected)
        yield _with_short_title(Text(language, text.title, text.teaser, text.body))


def _with_short_title(text: Text) -> Text:
    """A title longer than any title is the opening of the teaser: no letter of it is lost."""
    if len(text.title) <= LONGEST_TITLE:
        return text
    words = "\n\n".join(part for part in (text.title, text.teaser) if part)
    return Text(text.language, "", words, text.body)


def _stated(found: Found, text: FoundText) -> str:
    return text.language or (found.language if len(found.texts) == 1 else "")


def _words(text: FoundText) -> str:
    return " ".join(part for part in (text.title, text.teaser, text.body) if part)


def _reading(
    found: Found, texts: tuple[Text, ...], page: PageContext, concepts: ConceptIndex
) -> Reading:
    tags, kinds = _tags(found, page, concepts)
    kind = concepts.kind(found.kind) or next(iter(kinds), "")
    default = EVENT if found.labels.event else NEWS
    return Reading(
        found=found,
        texts=texts,
        language=found.language or (texts[0].language if texts else ""),
        date=found.date,
        kind=kind or default,
        kind_stated=bool(kind or found.labels.event),
        tags=tags,
        happenings=found.happenings,
    )


def _tags(
    found: Found, page: PageContext, concepts: ConceptIndex
) -> tuple[tuple[Tagging, ...], list[str]]:
    """(tags, kinds). A type printed among the themes ("Ad Hoc Queries") is a type."""
    tags = [_stated_tag(tag, concepts) for tag in found.tags]
    kinds = [kind for printed in found.labels.type if (kind := concepts.kind(printed))]
    known = {(tag.role, tag.label) for tag in tags}
    for role, printed in _printed(found):
        if (role, printed) in known:
            continue
        label = concepts.resolve(printed, role)
        if role is TagRole.THEME and label and label.scheme == "kinds":
            kinds.append(label.concept)
        else:
            tags.append(Tagging(role, printed, label.concept if label else "", TagState.STATED))
    if page.theme:
        tags.append(Tagging(TagRole.THEME, page.theme_label, page.theme, TagState.IMPLIED))
    return tuple(tags), kinds


def _stated_tag(tag: FoundTag, concepts: ConceptIndex) -> Tagging:
    """A tag with its state; an id that is not of this vocabulary goes by its label."""
    label = tag.label or tag.concept
    if concepts.known(tag.concept):
        return Tagging(tag.role, label, tag.concept, tag.state)
    known = concepts.resolve(label, tag.role)
    return Tagging(tag.role, label, known.concept if known else "", tag.state)


def _printed(found: Found) -> Iterable[tuple[TagRole, str]]:
    for printed in found.labels.theme:
        yield TagRole.THEME, printed
    for printed in (*found.labels.keywords, *found.labels.geography):
        yield TagRole.KEYWORD, printed
