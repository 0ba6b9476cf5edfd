"""Printed labels -> concepts: schemes, forms, languages, and words that two concepts claim."""

from __future__ import annotations

import pytest

from kroniek.records import Label, TagRole
from kroniek.understand import ConceptIndex

LABELS = [
    Label("return", "themes", "en", "pref", "Return"),
    Label("return", "themes", "nl", "pref", "Terugkeer"),
    Label("return-topic", "topics", "en", "alt", "Return"),
    Label("study", "kinds", "en", "pref", "Study"),
    Label("study-visa", "topics", "en", "hidden", "study"),
    Label("turkey", "places", "nl", "pref", "Turkije"),
    Label("turkey-bird", "topics", "nl", "alt", "turkije"),
    Label("one", "topics", "en", "alt", "Both"),
    Label("two", "topics", "en", "alt", "both"),
    Label("two", "topics", "fr", "pref", "Les deux"),
]


@pytest.fixture
def index() -> ConceptIndex:
    return ConceptIndex(LABELS)


@pytest.mark.parametrize(
    ("printed", "role", "concept"),
    [
        ("return", TagRole.THEME, "return"),
        ("RETURN", TagRole.KEYWORD, "return-topic"),
        ("terugkeer", TagRole.THEME, "return"),
        ("  Terugkeer\u00a0", TagRole.KEYWORD, "return"),
        ("Study", TagRole.THEME, "study"),
        ("Study", TagRole.KEYWORD, "study-visa"),
        ("Turkije", TagRole.KEYWORD, "turkey-bird"),
        ("LES  DEUX", TagRole.KEYWORD, "two"),
        ("both", TagRole.KEYWORD, None),
        ("Turkije", TagRole.THEME, "turkey-bird"),
        ("nothing", TagRole.KEYWORD, None),
        ("", TagRole.KEYWORD, None),
        ("study-visa", TagRole.KEYWORD, "study-visa"),
        ("study-visa", TagRole.THEME, "study-visa"),
        ("turkey", TagRole.THEME, None),
    ],
)
def test_a_word_is_the_concept_with_the_best_claim(index, printed, role, concept):
    found = index.resolve(printed, role)
    assert (found.concept if found else None) == concept


def test_a_word_that_two_claim_is_its_own_provisional_concept_from_then_on(index):
    index.add([Label("both", "topics", "und", "pref", "both")])
    assert index.resolve("BOTH", TagRole.KEYWORD).concept == "both"


def test_kinds_by_id_and_by_label(index):
    assert index.kind("study") == "study"
    assert index.kind("STUDY") == "study"
    assert index.kind("Return") == ""


def test_which_ids_there_are(index):
    assert index.known("turkey")
    assert not index.known("elsewhere")
