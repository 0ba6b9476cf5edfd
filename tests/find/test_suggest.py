"""What somebody who types is offered: concepts by any name, stories, spellings; and how fast."""

from __future__ import annotations

import time

import pytest

from kroniek.archive.models import Change, Concept
from kroniek.find.names import Names, names
from kroniek.find.suggest import suggest
from kroniek.records import Label
from tests.publish.made import changed, keyword, story


def offered(typed: str, kind: str = "concept", ui: str = "nl", **more: int) -> list[str]:
    return [one.text for one in suggest(typed, ui=ui, **more) if one.kind == kind]


@pytest.fixture
def concept(archive):
    """concept(id, pref={"nl": ...}, alt=..., hidden=...) -> the concept, as an editor adds it."""

    def add(id: str, scheme: str = "topics", **forms: dict[str, str]) -> Concept:
        made = Concept.objects.create(id=id, scheme=scheme)
        for form, labels in forms.items():
            for language, text in labels.items():
                made.labels.create(language=language, form=form, text=text)
        made.save()
        Change.objects.create(concept=id, action="concept.created", machine="test")
        return made

    return add


# --- concepts -------------------------------------------------------------------------------


def test_an_abbreviation_leads_to_the_name_the_reader_knows(archive):
    first = suggest("AVR", ui="nl")[0]
    assert (first.kind, first.text, first.language) == ("concept", "Vrijwillige terugkeer", "nl")
    assert (first.matched, first.id, first.scheme) == ("AVR", "voluntary-return", "topics")


@pytest.mark.parametrize("typed", ["retour volontaire", "RETOUR-VOLON", "freiwillige rückk"])
def test_names_in_any_language_and_writing(archive, typed):
    assert offered(typed)[0] == "Vrijwillige terugkeer"


def test_words_inside_a_name(concept):
    concept("zz", pref={"en": "Zanzibarian zuurkool policy"})
    assert offered("zuurk", ui="en") == ["Zanzibarian zuurkool policy"]
    assert offered("uurk", ui="en") == [], "words begin where they begin"


def test_the_better_match_comes_first(concept):
    concept("e", pref={"nl": "Een qwaard"})  # inside
    concept("d", pref={"nl": "D"}, hidden={"nl": "qwaarde"})  # a typing error
    concept("c", pref={"nl": "C"}, alt={"fr": "Qwaarder"})  # begins another name
    concept("b", pref={"nl": "Qwaardere"})  # begins the reader's name
    concept("a", pref={"nl": "A"}, alt={"de": "Qwaar"})  # the whole of a name
    assert offered("qwaar") == ["A", "Qwaardere", "C", "D", "Een qwaard"]


def test_of_two_equals_the_one_with_more_stories(concept):
    concept("few", pref={"nl": "Qwaard één"})
    concept("many", pref={"nl": "Qwaard twee"})
    story(keywords=["many"])
    assert offered("qwaard") == ["Qwaard twee", "Qwaard één"]


def test_a_typing_error_is_understood_and_never_shown(concept):
    concept("a", pref={"nl": "Goed gespeld"}, hidden={"nl": "qwoed"})
    (one,) = suggest("qwo", ui="nl")
    assert (one.text, one.matched) == ("Goed gespeld", "")


def test_a_name_is_explained_only_where_it_is_another(concept):
    concept("a", pref={"nl": "Qwaard", "fr": "Qwaarde"}, alt={"en": "Qwxyz"})
    own, other = suggest("qwaa", ui="nl")[0], suggest("qwx", ui="nl")[0]
    assert (own.text, own.matched) == ("Qwaard", "")
    assert (other.matched, other.matched_language) == ("Qwxyz", "en")


def test_the_accent_that_was_typed_tells_the_language(archive):
    one = suggest("détention", ui="nl")[0]
    assert (one.matched, one.matched_language) == ("détention", "fr")


def test_a_label_in_the_next_language_where_the_reader_has_none(concept):
    concept("a", pref={"en": "Qwaard"})
    assert [(s.text, s.language) for s in suggest("qwaa", ui="nl")] == [("Qwaard", "en")]


def test_each_concept_once(archive):
    ids = [s.id for s in suggest("return", ui="en") if s.kind == "concept"]
    assert len(ids) == len(set(ids)) == 5


# --- spellings and stories ------------------------------------------------------------------


def test_spellings_complete_what_was_typed(concept):
    concept("a", pref={"nl": "Qwaard"}, alt={"nl": "qwaardering"}, hidden={"nl": "qwaart"})
    assert offered("qwaa", "spelling") == ["qwaardering"]


def test_stories_by_words_of_their_headline_the_newest_first(archive):
    story(texts={"nl": ("Een qwaard voor allen", "")}, date="2020")
    story(texts={"fr": ("Allons qwaarder", "")}, date="2024")
    story(texts={"en": ("Something else", "of qwaard")}, date="2025")
    found = [s for s in suggest("qwaard", ui="nl") if s.kind == "story"]
    assert [(s.text, s.language) for s in found] == [
        ("Allons qwaarder", "fr"), ("Een qwaard voor allen", "nl"),
    ]  # fmt: skip
    assert offered("allen qwaar", "story") == ["Een qwaard voor allen"]


def test_a_story_without_a_title_goes_by_its_opening_words(archive):
    story(texts={"nl": ("", "Qwaard sluit de deuren. En meer.")})
    assert offered("qwaa", "story") == ["Qwaard sluit de deuren. En meer."]


def test_what_is_not_public_is_not_offered(archive):
    story(texts={"nl": ("Een qwaard", "")}, live=False)
    assert suggest("qwaard", ui="nl") == ()


def test_never_more_than_asked_for(archive):
    for number in range(9):
        story(texts={"en": (f"The return, part {number}", "")})
    assert len(suggest("return", ui="en")) == 8
    assert len(suggest("return", ui="en", limit=2)) == 2


# --- what comes in --------------------------------------------------------------------------

ODD = ["", " ", "a", "*", "%_", "\\", "'; --", "<script>", "🦊", "\x00", "\ud800", "\u202eab",
       "((((", '"', "x" * 10_000, "a " * 5_000, "لاجئ"]  # fmt: skip


@pytest.mark.parametrize("typed", ODD)
def test_odd_letters_do_no_harm(archive, typed):
    story(texts={"en": ("100 % of the_asylum", "")})
    for one in suggest(typed, ui="nl"):
        assert one.text


# --- the vocabulary changes -----------------------------------------------------------------


def test_a_new_name_is_offered_at_once(concept):
    assert offered("qwaard") == []
    concept("a", pref={"nl": "Qwaard"})
    assert offered("qwaard") == ["Qwaard"]


def test_what_was_merged_is_not_offered(concept):
    new, old = concept("new", pref={"nl": "Nieuw"}), concept("old", pref={"nl": "Qwaard"})
    assert offered("qwaard") == ["Qwaard"]
    Concept.objects.filter(pk=old.pk).update(replaced_by=new)
    Change.objects.create(concept=old.pk, action="concept.merged", machine="test")
    assert offered("qwaard") == []


def test_a_change_of_a_story_is_no_reason_to_read_the_vocabulary_again(archive):
    before = names()
    changed(story())
    assert names() is before


def test_a_provisional_keyword_too(archive):
    keyword("qwaard", "und", "Qwaard")
    Change.objects.create(concept="qwaard", action="concept.created", machine="test")
    assert offered("qwaa") == ["Qwaard"]


def test_few_questions_to_the_database(archive, django_assert_max_num_queries):
    suggest("return", ui="nl")
    with django_assert_max_num_queries(2):
        suggest("return", ui="nl")


def test_headlines_are_looked_for_among_the_newest_alone(archive, monkeypatch):
    monkeypatch.setattr("kroniek.find.headlines._NEWEST", 1)
    story(texts={"nl": ("Een oude qwaard", "")}, date="2001")
    story(texts={"nl": ("Een nieuwe qwaard", "")}, date="2025")
    assert offered("qwaard", "story") == ["Een nieuwe qwaard"]


# --- speed ----------------------------------------------------------------------------------


def test_forty_thousand_names_are_completed_in_five_milliseconds():
    words = [label.text for label in _many(2_000)]
    known = Names(_many(40_000), {})
    list(known.complete("qw", "nl"))
    took = []
    for word in words[::20]:
        begun = time.process_time()
        next(known.complete(word[:3], "nl"), None)
        took.append(time.process_time() - begun)
    took.sort()
    assert took[len(took) * 95 // 100] < 0.005


def _many(count: int) -> list[Label]:
    parts = ["asi", "opv", "ter", "ret", "vol", "min", "gra", "qwa", "lon", "eur"]
    return [
        Label(f"c{n // 8}", "topics", ("nl", "fr", "de", "en")[n % 4], "alt",
              f"{parts[n % 10]}{n % 997} {parts[n // 10 % 10]}{n % 89} {n}")
        for n in range(count)
    ]  # fmt: skip
