"""Found -> Reading: languages, kinds and tags, in order and in batches."""

from __future__ import annotations

import pytest

from kroniek.records import Found, FoundTag, FoundText, Label, LabelsFound, TagRole, TagState
from kroniek.understand import ConceptIndex, PageContext, read

CONCEPTS = ConceptIndex(
    [
        Label("reception", "themes", "en", "pref", "Reception"),
        Label("ad-hoc-queries", "kinds", "en", "pref", "Ad Hoc Queries"),
        Label("report", "kinds", "en", "pref", "Report"),
        Label("belgium", "places", "nl", "pref", "België"),
    ]
)
SENTENCES = {
    "nl": "De regering heeft een nieuw plan voor de opvang goedgekeurd.",
    "fr": "Le gouvernement a approuvé un nouveau plan pour l'accueil.",
    "de": "Die Regierung hat einen neuen Plan für die Aufnahme gebilligt.",
    "en": "The government has approved a new plan for the reception.",
}


def found(teaser: str = SENTENCES["en"], **more: object) -> Found:
    return Found(1, 1, teaser, texts=(FoundText("", "", teaser),), **more)


def reading_of(item: Found, **page: str):
    (reading,) = read([item], PageContext(**page), CONCEPTS)
    return reading


@pytest.mark.parametrize("page", ["", "nl", "fr", "de", "en"])
def test_a_sentence_has_its_language_whatever_the_page(page):
    batch = [found(sentence) for sentence in SENTENCES.values()]
    readings = read(batch, PageContext(ui=page), CONCEPTS)
    assert [reading.language for reading in readings] == list(SENTENCES)


@pytest.mark.parametrize(
    ("words", "page", "language"),
    [
        ("EMN", "nl", "nl"),
        ("2020 – 2021", "nl", "und"),
        ("El gobierno ha aprobado un nuevo plan para la acogida de solicitantes.", "nl", "und"),
        ("Правительство утвердило новый план.", "", "und"),
    ],
)
def test_what_cannot_be_told_from_the_words(words, page, language):
    assert reading_of(found(words), ui=page).language == language


def test_a_stated_language_is_not_guessed():
    item = Found(1, 1, "", texts=(FoundText("de", "", SENTENCES["en"]),), language="de")
    assert reading_of(item).texts[0].language == "de"


@pytest.mark.parametrize(
    ("item", "kind", "stated"),
    [
        (found(), "news-item", False),
        (found(labels=LabelsFound(event=("17 March 2021",))), "event", True),
        (found(kind="report"), "report", True),
        (found(kind="Report"), "report", True),
        (found(labels=LabelsFound(type=("Report",))), "report", True),
        (found(labels=LabelsFound(theme=("Ad Hoc Queries",))), "ad-hoc-queries", True),
        (found(kind="nonsense"), "news-item", False),
    ],
)
def test_the_kind_and_whether_it_is_stated(item, kind, stated):
    reading = reading_of(item)
    assert (reading.kind, reading.kind_stated) == (kind, stated)


def test_tags_as_printed_and_as_the_page_implies():
    labels = LabelsFound(theme=("Ad Hoc Queries",), keywords=("new word",), geography=("België",))
    reading = reading_of(found(labels=labels), theme="reception", theme_label="Opvang")
    assert [(tag.role, tag.label, tag.concept, tag.state) for tag in reading.tags] == [
        (TagRole.KEYWORD, "new word", "", TagState.STATED),
        (TagRole.KEYWORD, "België", "belgium", TagState.STATED),
        (TagRole.THEME, "Opvang", "reception", TagState.IMPLIED),
    ]


def test_tags_stated_by_id():
    tags = (
        FoundTag(TagRole.THEME, "reception", "Opvang", TagState.ACCEPTED),
        FoundTag(TagRole.THEME, "elsewhere", "reception", TagState.REJECTED),
        FoundTag(TagRole.KEYWORD, "unheard-of", "", TagState.STATED),
    )
    assert [(t.concept, t.label, t.state) for t in reading_of(found(tags=tags)).tags] == [
        ("reception", "Opvang", TagState.ACCEPTED),
        ("reception", "reception", TagState.REJECTED),
        ("", "unheard-of", TagState.STATED),
    ]
