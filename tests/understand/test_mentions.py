"""Concepts in running text and in queries: by which label, where, in whatever writing."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kroniek.records import Label
from kroniek.understand.mentions import ConceptMatcher, is_abbreviation, longest

DATA = Path(__file__).resolve().parent.parent / "data" / "understand" / "mentions.tsv"
NAMES = {
    "voluntary-return": {
        "en": "voluntary return; assisted voluntary return; AVR",
        "nl": "vrijwillige terugkeer",
        "fr": "retour volontaire",
        "de": "freiwillige Rückkehr",
    },
    "return": {"en": "return", "nl": "terugkeer", "fr": "retour", "de": "Rückkehr"},
    "reception": {"en": "reception", "nl": "opvang", "fr": "accueil", "de": "Aufnahme"},
    "detention": {"en": "detention", "nl": "detentie", "fr": "détention", "de": "Haft"},
    "minors": {"en": "minors", "nl": "minderjarigen", "fr": "mineurs", "de": "Minderjährige"},
    "detention-of-minors": {
        "en": "detention of minors",
        "nl": "detentie van minderjarigen",
        "fr": "détention de mineurs",
        "de": "Haft für Minderjährige",
    },
    "reception-directive": {
        "en": "Directive (EU) 2024/1346",
        "nl": "Richtlijn (EU) 2024/1346",
        "fr": "Directive (UE) 2024/1346",
    },
    "residence": {"nl": "verblijf"},
    "stay": {"en": "residence"},
    "home": {"en": "residence"},
    "gift": {"en": "gift"},
    "poison": {"de": "Gift"},
}
ORGANISATIONS = {
    "frontex": "Frontex", "who": "WHO", "call": "CALL; RvV", "vis": "VIS", "loi": "LOI",
    "ind": "IND", "cgra": "CGRA; CGVS; CGRS", "dtv": "DT&V", "uk": "U.K.",
}  # fmt: skip
LABELS = [
    *(
        Label(concept, "topics", language, "pref", text)
        for concept, names in NAMES.items()
        for language, texts in names.items()
        for text in texts.split("; ")
    ),
    *(
        Label(concept, "organisations", "en", "pref", text)
        for concept, texts in ORGANISATIONS.items()
        for text in texts.split("; ")
    ),
]


@pytest.fixture(scope="module")
def matcher() -> ConceptMatcher:
    return ConceptMatcher(LABELS)


def pairs() -> list[tuple[str, str, set[str]]]:
    lines = DATA.read_text(encoding="utf-8").replace("\\u00ad", "\u00ad").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(language, text, set(named)) for language, text, *named in rows]


def named(mentions) -> set[str]:
    return {f"{mention.concept}={mention.text}" for mention in mentions}


def asked(matcher: ConceptMatcher, query: str, ui: str = "en") -> set[str]:
    return {mention.concept for mention in longest(matcher.in_query(query, ui))}


# --- texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "text", "expected"), pairs())
def test_what_a_text_names(matcher, language, text, expected):
    found = matcher.in_text(text, language)
    assert named(found) == expected
    assert [(m.start, -m.end) for m in found] == sorted((m.start, -m.end) for m in found)


ODD = "x\u037aasylum\u037ay \ufe70return\ufe70 \u0301 \u00ad \ud800 \x00 AVR. DT&V (U.K.) \u202e"
PIECES = [label.text for label in LABELS] + [". ", " ", "-", "'", "(", "\n", "de ", "van ", "é"]
TEXTS = st.text() | st.lists(st.sampled_from([*PIECES, *ODD]), max_size=30).map("".join)
CODES = st.sampled_from(["nl", "fr", "de", "en", "und", "tr", "", "nonsense"])


@given(TEXTS, CODES)
@example(ODD, "en")
@example("x\u037areturn\u037ay", "en")
def test_a_mention_is_what_stands_there(matcher, text, language):
    for found in (matcher.in_text(text, language), matcher.in_query(text, language)):
        assert all(text[m.start : m.end] == m.text for m in found)
        assert all(m.text and m.pieces > 0 and m.label.concept == m.concept for m in found)
        assert len({(m.concept, m.start, m.end) for m in found}) == len(found)


@given(TEXTS, CODES)
def test_the_longest_do_not_overlap(matcher, text, language):
    found = matcher.in_query(text, language)
    kept = longest(found)
    places = sorted({(m.start, m.end) for m in kept})
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    assert set(kept) <= set(found)
    for mention in found:
        assert any(m.start < mention.end and mention.start < m.end for m in kept)


def test_nothing_and_very_much(matcher):
    assert matcher.in_text("", "nl") == matcher.in_query("", "nl") == []
    assert ConceptMatcher([]).in_text("return", "en") == []
    begun = time.monotonic()
    text = "voluntary return of minors, DT&V. " * 3_000
    assert len(matcher.in_text(text, "en")) == 4 * 3_000
    assert time.monotonic() - begun < 20


# --- one place, two concepts ----------------------------------------------------------------


def test_as_written_beats_one_of_the_same_stem():
    labels = [
        Label("applicant", "topics", "de", "pref", "Asylbewerber"),
        Label("application", "topics", "de", "pref", "Asylbewerbung"),
        Label("nationality", "topics", "en", "pref", "nationality"),
        Label("nation", "topics", "en", "pref", "nation"),
    ]
    matcher = ConceptMatcher(labels)
    assert named(matcher.in_text("Asylbewerber", "de")) == {"applicant=Asylbewerber"}
    assert named(matcher.in_text("the nation", "en")) == {"nation=nation"}


def test_a_name_with_a_stop_word_is_not_the_shorter_one():
    labels = [
        Label("south", "places", "fr", "pref", "Asie du Sud"),
        Label("southeast", "places", "fr", "pref", "Asie du Sud-Est"),
        Label("admitted", "topics", "nl", "pref", "ontvankelijk verklaard"),
        Label("refused", "topics", "nl", "pref", "niet-ontvankelijk verklaard"),
    ]
    matcher = ConceptMatcher(labels)
    assert [m.concept for m in longest(matcher.in_text("En Asie du Sud-Est.", "fr"))] == [
        "southeast"
    ]
    assert [m.concept for m in longest(matcher.in_text("Asie du Sud", "fr"))] == ["south"]
    refused = matcher.in_text("werd niet-ontvankelijk verklaard", "nl")
    assert [m.concept for m in longest(refused)] == ["refused"]


def test_a_word_with_two_meanings_has_both(matcher):
    found = matcher.in_text("residence", "en")
    assert {m.concept for m in found} == {"stay", "home"}
    assert {m.concept for m in longest(found)} == {"stay", "home"}


# --- queries --------------------------------------------------------------------------------


@pytest.mark.parametrize("ui", ["nl", "fr", "de", "en"])
@pytest.mark.parametrize(
    "query",
    ["vrijwillige terugkeer", "retour volontaire", "FREIWILLIGE RÜCKKEHR", "freiwillige ruckkehr",
     "voluntary returns", "AVR", "avr", "Avr", "retours volontaires"],
)  # fmt: skip
def test_a_query_may_be_in_any_language(matcher, query, ui):
    assert asked(matcher, query, ui) == {"voluntary-return"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cgra", {"cgra"}), ("CGVS", {"cgra"}), ("Cgrs", {"cgra"}), ("dt&v", {"dtv"}),
        ("rvv", {"call"}), ("RvV", {"call"}),
        ("who", set()), ("Who decides", set()), ("WHO", {"who"}),
        ("call", set()), ("CALL", {"call"}), ("vis", set()), ("VIS", {"vis"}),
        ("la loi", set()), ("LOI", {"loi"}),
        ("directive (eu) 2024/1346", {"reception-directive"}),
        ("richtlijn 2024/1346", set()), ("richtlijn eu 2024/1346", {"reception-directive"}),
    ],
)  # fmt: skip
def test_abbreviations_in_any_letters_unless_they_are_words(matcher, query, expected):
    assert asked(matcher, query) == expected


def test_of_two_meanings_the_readers_counts(matcher):
    assert asked(matcher, "gift", "en") == {"gift"}
    assert asked(matcher, "gift", "de") == {"poison"}
    assert asked(matcher, "gift", "fr") == {"gift", "poison"}


@pytest.mark.parametrize(
    ("label", "expected"),
    [("AVR", True), ("DT&V", True), ("9bis", False), ("Frontex", False), ("RvV", False),
     ("A", False), ("EU", True), ("ABCDEFGHI", False), ("AVR EU", False), ("", False)],
)  # fmt: skip
def test_what_is_an_abbreviation(label, expected):
    assert is_abbreviation(label) is expected


# --- the vocabulary -------------------------------------------------------------------------


def test_every_label_of_the_vocabulary_is_met_in_a_text_that_has_it():
    from django.conf import settings

    from kroniek.archive.skos import parse, records

    found = records(parse(Path(settings.KRONIEK_VOCABULARY)))
    labels = [label for concept in found for label in concept.labels]
    matcher = ConceptMatcher(labels)
    missed = [
        (label.concept, label.language, label.text)
        for label in labels
        if label.concept not in {m.concept for m in matcher.in_text(label.text, label.language)}
    ]
    assert len(labels) > 10_000
    # Where two concepts claim one name, the one that is written so has it.
    assert missed == []
