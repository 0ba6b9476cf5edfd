"""Why each story was found: reasons that are really there, and passages of its own text."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from kroniek.archive.models import Story
from kroniek.find import place
from kroniek.find.explaining import Explainer
from kroniek.find.meeting import Met
from kroniek.find.passage import LENGTH, passage
from kroniek.find.planning import plan
from kroniek.find.syntax import parse
from kroniek.find.vocabulary import vocabulary
from kroniek.folding import words
from kroniek.records import Why
from tests.find.small import ask, small_archive

QUERIES = [
    "vrijwillige terugkeer", "retour volontaire", "AVR", "avr", "CGRS", "opvang", "détention",
    "Rückkehrberatung", "Wohnsitz", "maatregelen", "plaats", "refugies deboutes", "eveque",
    "grey seals", '"grey seals"', '"grey seals"~5', '"seals grey"~9', '"keeper seals"~20',
    "puffin OR leuchtturm", "keeper -tired", "kaz*", "de* OR the*", "title:puffin", "report",
    'title:"harbour opens"', "title:leucht*", "1998", "harbour 1998", "ooievaar", "pelikaan",
    "oculus", "frontex", "gouverneur", "the", "de la", "2013/77/QX", "semi-permanent", "pufin",
    "xqzzyw puffin", "minister terugkeer haven", "cijfers CGVS", "Straßen", "studie rapport",
]  # fmt: skip


@pytest.fixture(scope="module")
def names(django_db_setup, django_db_blocker, tmp_path_factory):
    before = settings.HOME
    with (
        django_db_blocker.unblock(),
        small_archive(settings, tmp_path_factory.mktemp("small")) as names,
    ):
        yield names
    settings.HOME = before


@pytest.fixture(autouse=True)
def home(names):
    return settings.HOME


@pytest.fixture(autouse=True)
def no_memory():
    """One state of the archive for the module: what is kept for it stays."""


def one(q: str, name: str, names: dict[int, str], ui: str = "en"):
    """The hit of one story."""
    return next(hit for hit in ask(q, ui=ui).hits if names[hit.story] == name)


# --- reasons --------------------------------------------------------------------------------


@pytest.mark.parametrize("ui", ["nl", "en"])
@pytest.mark.parametrize("query", QUERIES)
def test_every_hit_has_a_reason_that_is_there(query, ui):
    page = ask(query, ui=ui)
    for hit in page.hits:
        story = Story.objects.get(pk=hit.story)
        texts = [part for t in story.texts.all() for part in (t.title, t.teaser, t.body)]
        assert hit.why, (query, texts[:2])
        borne = {tag.concept_id for tag in story.tags.all()} | {story.kind_id}
        for why in hit.why:
            assert why.text
            if why.matched == "tag":
                assert why.concept in borne
            elif why.matched == "word":
                in_texts = {word for text in texts for word in words(text)} | {str(story.year)}
                assert set(words(why.text.replace("\u00ad", ""))) <= in_texts | set(words(query))
            elif why.matched == "concept":
                assert any(why.text in text for text in texts)


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("avr", "return-nl", {("concept", "vrijwillige terugkeer")}),
        ("avr", "return-tagged", {("tag", "Voluntary return")}),
        ("retour volontaire", "spread", {("word", "retour volontaire")}),
        ("maatregelen telt", "parts-nl", {("word", "maatregel"), ("word", "telt")}),
        ("plaats", "compound-nl", {("word", "opvangplaatsen")}),
        ('"grey seals"', "phrase-near", {("phrase", "grey seals")}),
        ('"grey seals"~5', "phrase-apart", {("phrase", "grey and tired seals")}),
        ('"grey seals"~5', "phrase-across", {("phrase", "grey seals")}),
        ("kaz*", "parts-nl", {("word", "kazerne")}),
        ("title:puffins", "tie-new", {("word", "Puffin")}),
        ("1998", "year-borne", {("word", "1998")}),
        ("report", "return-en", {("tag", "Report")}),
        ("étonné", "accents-fr", {("word", "étonne")}),
        ("pelikaan", "very-long", {("word", "pelikaan")}),
    ],
)
def test_reasons(names, query, name, expected):
    assert {(why.matched, why.text) for why in one(query, name, names).why} == expected


def test_a_name_is_explained_by_what_it_is_made_of(names):
    """A longer name is met through all the concepts inside it."""
    known = vocabulary()
    parsed = plan(parse("détention de mineurs"), place.opened().engine, known, "en")
    (unit,) = parsed.units
    assert unit.inner
    text = text_of("Detention", "Of children who are minors.")
    explained = Explainer(parsed, known, "en").reasons(story_of(text))
    assert explained
    assert {why.concept for why in explained} <= set(
        known.tree.below([*unit.concepts, *unit.inner])
    )


def test_what_comes_near_says_what_it_has(names):
    near = {names[hit.story]: hit.why for hit in ask("minister terugkeer haven").hits}
    assert {why.matched for why in near["parts-nl"]} == {"part"}
    assert near["parts-nl"][0].text == "minister"


def test_what_is_right_around_is_named(names):
    """Background: a broader concept, or a related one, in the reader's words."""
    known = vocabulary()
    explainer = Explainer(
        plan(parse("AVR puffin"), place.opened().engine, known, "de"), known, "de"
    )
    names_of = {
        concept: next(lb.text for lb in known.of_concepts([concept]) if lb.language == "fr")
        for concept in known.around("voluntary-return")
    }
    # The others' French names have "retour volontaire" in them.
    apart = {concept: name for concept, name in names_of.items() if "volontaire" not in name}
    assert apart
    for concept, name in apart.items():
        (why,) = explainer.part(story_of(text_of("", f"Il s’agit de {name}.", language="fr")))
        assert (why.matched, known.label(concept, "de") in why.text) == ("part", True)


def test_without_vectors_nothing_is_said_of_meaning():
    for query in QUERIES:
        assert all(why.matched != "meaning" for hit in ask(query).hits for why in hit.why)


# --- passages -------------------------------------------------------------------------------


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\r", "")).strip()


@pytest.mark.parametrize("query", QUERIES)
def test_a_passage_is_a_piece_of_the_text(query):
    for hit in ask(query).hits:
        texts = {text.language: text for text in Story.objects.get(pk=hit.story).texts.all()}
        text = texts[hit.snippet.language]
        piece = hit.snippet.text.strip("… ")
        assert folded(piece) in folded(f"{text.teaser}\n{text.body}")
        assert all(mark.text for mark in hit.snippet.marks)
        assert len(hit.snippet.text) <= LENGTH + 4


def test_the_readers_language_goes_first(names):
    for ui, language in (("nl", "nl"), ("fr", "fr"), ("de", "nl"), ("en", "nl")):
        assert one("year:2010 boat OR ha* OR port", "both", names, ui).snippet.language == language
    assert one("mouettes", "both", names, "nl").snippet.language == "fr"


def test_what_was_found_is_in_the_passage(names):
    for query, name in (("ooievaar", "long"), ("pelikaan", "very-long")):
        marked = [mark.text for mark in one(query, name, names).snippet.marks if mark.marked]
        assert marked == [query]


ALPHABET = "ab cé.\n\r\t…\u00ad\u200b🙂<&\u037a"
TEXTS = st.text() | st.text(st.sampled_from(ALPHABET), max_size=900)


def text_of(title: str, teaser: str, body: str = "", language: str = "en") -> SimpleNamespace:
    return SimpleNamespace(title=title, teaser=teaser, body=body, language=language)


def story_of(*texts: SimpleNamespace) -> SimpleNamespace:
    none = SimpleNamespace(all=list)
    return SimpleNamespace(
        texts=SimpleNamespace(all=lambda: list(texts)), tags=none, language="en", kind_id=None,
        year=None,
    )  # fmt: skip


@given(TEXTS, st.lists(st.tuples(st.integers(0, 900), st.integers(1, 40)), max_size=40))
def test_any_marks_in_any_text(text, places):
    met = [Met(str(at % 3), at, min(at + n, len(text)), Why("word", "x")) for at, n in places]
    met = [m for m in met if m.start < m.end]
    marks = list(passage(text, met))
    shown = "".join(mark.text for mark in marks)
    assert len(shown) <= LENGTH + 4
    assert folded(shown.removeprefix("… ").removesuffix(" …")) in folded(text)
    starts = {text[m.start : m.end] for m in met}
    assert not starts or all(mark.text for mark in marks if mark.marked)


QUERY = st.sampled_from([*QUERIES, "a*", "aé OR ab", '"a b"', '"a b"~3', "a", "cé ab 1998"])


@given(QUERY, TEXTS, TEXTS, TEXTS, st.sampled_from(["nl", "fr", "de", "en", "und", "xx"]))
def test_any_text_can_be_explained(query, title, teaser, body, language):
    known = vocabulary()
    parsed = plan(parse(query), place.opened().engine, known, "en")
    explainer = Explainer(parsed, known, "en")
    story = story_of(text_of(title, teaser, body, language))
    snippet = explainer.snippet(story)
    assert snippet.language == language
    assert len(snippet.text) <= LENGTH + 4
    piece = snippet.text.removeprefix("… ").removesuffix(" …")
    assert folded(piece) in folded(f"{teaser}\n{body}")
    explainer.reasons(story)
    explainer.part(story)


def test_a_text_full_of_what_is_sought_costs_little():
    known = vocabulary()
    parsed = plan(parse("a* OR keeper OR puffin"), place.opened().engine, known, "en")
    text = text_of("keeper", "", "ab keeper puffin " * 3_500)
    begun = time.monotonic()
    explainer = Explainer(parsed, known, "en")
    story = story_of(text)
    assert explainer.reasons(story)
    assert len(explainer.snippet(story).text) <= LENGTH + 4
    marks = [Met("x", at, at + 2, Why("word", "x")) for at in range(0, 60_000, 3)]
    assert list(passage("ab " * 20_000, marks))
    assert time.monotonic() - begun < 5
