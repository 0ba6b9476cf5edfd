"""What is shown of an answer: passages, reasons, how the question was read, orders, scopes.

The pages are built here, with all that an answer may hold, whatever the engine behind is.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from kroniek import find
from kroniek.archive.models import Concept
from kroniek.publish import answers, reasons, snippets
from kroniek.records import Hit, Mark, Note, Page, Query, Recognised, Snippet, Why
from tests.publish.made import story

CODES = re.findall(r"[a-z]+-[a-z-]+", (Note.__doc__ or "").partition("Codes:")[2])
UIS = ("nl", "fr", "de", "en")


def snippet(text: str, language: str = "en") -> Snippet:
    """snippet("of [this] kind"): what stands in brackets is marked."""
    parts = re.split(r"\[(.*?)\]", text)
    return Snippet(language, tuple(Mark(p, i % 2 == 1) for i, p in enumerate(parts) if p))


def written(marks) -> str:
    return "".join(f"[{mark.text}]" if mark.marked else mark.text for mark in marks)


@pytest.fixture
def answer_with(monkeypatch):
    """answer_with(hits..., total=...) -> what every search answers from now on."""

    def set_to(*hits: Hit, **more: object) -> None:
        def search(query: Query, **options: bool) -> Page:
            page = Page(query, len(hits), hits, {}, "", 1.0)
            return replace(page, **more)

        monkeypatch.setattr(find, "search", search)

    return set_to


# --- the passage ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headline", "rest", "passage", "expected"),
    [
        (
            "A title",
            "and a text of return",
            "a text of [return]",
            ("A title", "a text of [return]"),
        ),
        ("A title of return", "and more", "A title of [return]", ("A title of [return]", "")),
        ("A title of return", "and more", "… of [return] …", ("A title of [return]", "")),
        (
            "Returns grow in May.",
            "They did in June. And so on.",
            "[Returns] grow in May. They [did] …",
            ("[Returns] grow in May.", "They [did] …"),
        ),
        (
            "Returns grow in",
            "May and June",
            "grow [in May] and",
            ("Returns grow [in]", "[May] and"),
        ),
        ("A title", "", "another [language]", ("A title", "another [language]")),
        ("A title", "", "", ("A title", "")),
        ("A title", "", "…", ("A title", "…")),
    ],
)
def test_a_passage_says_nothing_twice(headline, rest, passage, expected):
    marks, behind = snippets.parted(headline, rest, snippet(passage).marks)
    assert (written(marks), written(behind)) == expected


TEXTS = st.text("ab. …", min_size=1, max_size=12)


@given(TEXTS, TEXTS, st.lists(st.builds(Mark, TEXTS, st.booleans()), max_size=4))
def test_the_headline_stays_what_it_is(headline, rest, marks):
    shown, _ = snippets.parted(headline, rest, marks)
    assert "".join(mark.text for mark in shown) == headline


def test_matched_words_are_marked_in_the_language_of_the_text(page, answer_with):
    made = story(texts={"fr": ("Un titre", "")})
    hit = Hit(made.pk, 1.0, (Why("word", "retour"),), snippet("Le [retour] à pied", "fr"))
    answer_with(hit)
    html = page("/nl/search/?q=retour")
    assert re.search(r'<div class="words" lang="fr">.*<mark>retour</mark> à pied', html, re.S)
    assert '<span class="code">Frans</span>' in html


def test_a_passage_in_another_language_than_the_headline_says_which(page, answer_with):
    made = story(texts={"nl": ("Een titel", ""), "fr": ("Un titre", "Le retour")})
    answer_with(Hit(made.pk, 1.0, (Why("word", "retour"),), snippet("Le [retour]", "fr")))
    html = page("/nl/search/?q=retour")
    assert '<p class="snippet" lang="fr">Le <mark>retour</mark>' in html
    assert '<span class="code" lang="nl">Frans</span>' in html


def test_without_a_passage_the_text_is_cut_short(page):
    story(texts={"en": ("A title", "word " * 200)})
    html = page("/en/search/?q=word")
    assert 40 < html.count("word ") < 80


HOSTILE = ['<script>alert("x")</script>', "\"'><img src=x onerror=alert(1)>", "{{ 7 }}{% x %}"]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_text_or_a_question_is_text(page, answer_with, text):
    made = story(texts={"en": (text, text)})
    why = (Why("word", text), Why("concept", text, "voluntary-return"), Why("phrase", text))
    answer_with(
        Hit(made.pk, 1.0, why, Snippet("en", (Mark("before "), Mark(text, True)))),
        notes=(Note("lone-operator", text),),
        did_you_mean=text,
        recognised=(Recognised("voluntary-return", text, text),),
    )
    html = page(f"/en/search/?{QueryString(q=text)}")
    assert "<script>alert" not in html
    assert "<img" not in html


class QueryString:
    """Parameters as an address has them."""

    def __init__(self, **values: str) -> None:
        self.values = values

    def __str__(self) -> str:
        from urllib.parse import urlencode

        return urlencode(self.values)


# --- reasons --------------------------------------------------------------------------------


def told(*why: Why, ui: str = "en", tagged: tuple[str, ...] = ()) -> list[str]:
    names = reasons.called([Hit(1, 1.0, why)], ui)
    with override(ui):
        return [
            " ".join((r.kind, ", ".join(_told(name) for name in r.names))).strip()
            for r in reasons.reasons(why, tagged, names, ui)
        ]


def _told(name: reasons.Named) -> str:
    return f"{name.word.text} ({name.found.text})" if name.found else name.word.text


def test_reasons_in_the_readers_words(archive):
    avr = Why("concept", "AVR", "voluntary-return")
    assert told(avr, ui="nl") == ["tekst noemt Vrijwillige terugkeer (AVR)"]
    assert told(Why("tag", "x", "voluntary-return"), ui="fr")[0].endswith("Retour volontaire")
    assert told(Why("meaning", "")) == ["similar in meaning"]
    assert told(Why("phrase", "a b")) == ["phrase a b"]


def test_words_are_one_reason_and_a_concept_is_one(archive):
    why = (
        Why("word", "voluntary"),
        Why("concept", "AVR", "voluntary-return"),
        Why("word", "return"),
        Why("tag", "Voluntary return", "voluntary-return"),
    )
    assert told(*why) == ["words voluntary, return", "tagged Voluntary return (AVR)"]


def test_the_readers_own_name_needs_no_explanation(archive):
    assert told(Why("concept", "voluntary RETURN", "voluntary-return")) == [
        "text names Voluntary return"
    ]


def test_at_most_four_concepts(archive):
    many = list(Concept.objects.filter(scheme="topics").values_list("pk", flat=True)[:9])
    (one,) = told(*(Why("tag", "x", concept) for concept in many))
    assert one.count(",") == 3


def test_a_concept_that_is_gone_keeps_the_words_it_came_with(archive):
    assert told(Why("concept", "old name", "no-such-concept")) == ["text names old name"]


def test_found_by_meaning_alone_is_shown_as_such(page, answer_with):
    one, other = story(), story()
    answer_with(
        Hit(one.pk, 1.0, (Why("word", "title"), Why("meaning", ""))),
        Hit(other.pk, 0.5, (Why("meaning", ""),)),
        total=1,
        by_meaning=1,
    )
    html = page("/en/search/?q=title")
    assert html.count('class="card near"') == 1
    assert "1 story, and 1 more that comes close" in html


def test_a_part_of_what_was_asked_comes_near(page, answer_with):
    answer_with(Hit(story().pk, 0.5, (Why("part", "title"),)), total=0, by_meaning=1)
    html = page("/en/search/?q=title+zzzz")
    assert 'class="card near"' in html
    assert "in part: <b>title</b>" in html


def test_what_was_found_is_marked_in_the_headline_too(page, answer_with):
    made = story(texts={"de": ("Rückkehr: die RÜCKKEHRER und <b>", "")})
    answer_with(Hit(made.pk, 1.0, (Why("concept", "rückkehr", "return-readmission"),)))
    html = page("/de/search/?q=x")
    assert "<mark>Rückkehr</mark>: die RÜCKKEHRER und &lt;b&gt;" in html


# --- how much, in which order ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "by_meaning", "ui", "words"),
    [
        (18, 7, "en", "18 stories, and 7 more that come close"),
        (1, 0, "en", "1 story"),
        (0, 1, "en", "1 story that comes close"),
        (0, 0, "en", "0 stories"),
        (1234, 2, "nl", "1.234 berichten, en nog 2 die in de buurt komen"),
    ],
)
def test_the_amount(total, by_meaning, ui, words):
    with override(ui):
        assert answers.amount(total, by_meaning, ui) == words


def test_the_order_can_be_chosen_and_is_kept(page):
    for number in range(25):
        story(texts={"en": (f"Return {number}", "")}, themes=["asylum"])
    html = page("/en/search/?q=return&theme=asylum")
    newest = "/en/search/?theme=asylum&amp;q=return&amp;sort=date"
    assert f'<a href="{newest}">Newest first</a>' in html
    assert 'aria-current="true">Best first</a>' in html
    html = page(newest.replace("&amp;", "&"))
    assert 'aria-current="true">Newest first</a>' in html
    assert '<input type="hidden" name="sort" value="date">' in html
    assert re.search(r'rel="next" href="[^"]+sort=date&amp;after=', html)


def test_the_order_reaches_the_search(page, monkeypatch):
    asked: list[Query] = []
    real = find.search
    monkeypatch.setattr(find, "search", lambda query, **m: asked.append(query) or real(query, **m))
    story()
    for address in ("?q=title", "?q=title&sort=date", "?q=title&sort=nonsense"):
        page(f"/en/search/{address}")
    assert [query.sort for query in asked] == ["", "date", ""]
    asked.clear()
    page("/en/news/?q=title")
    assert asked[0].sort == "date", "a list by months"


# --- how it was read ------------------------------------------------------------------------


def test_every_code_has_a_sentence_in_every_language():
    assert {"unclosed-quote", "too-many", "nothing-to-find"} <= set(CODES)
    for ui in UIS:
        with override(ui):
            told = {code: answers.notes([Note(code, "x")]) for code in [*CODES, "index-behind"]}
            assert [code for code, notes in told.items() if len(notes) != 1] == []
            if ui != "en":
                assert "quotation" not in told["unclosed-quote"][0].sentence


def test_notes_quote_the_piece_and_pass_over_what_they_do_not_know(page, answer_with):
    story()
    answer_with(notes=(Note("lone-operator", "AND <b>"), Note("some-new-code", "secret")))
    html = page("/en/search/?q=AND")
    assert "<q>AND &lt;b&gt;</q> An operator has nothing" in html
    assert "secret" not in html


def test_one_sentence_for_all_the_pieces_it_holds_for():
    given = [Note("nothing-to-find", piece) for piece in ("zebra", "castle", "zebra")]
    (told,) = answers.notes([*given, Note("nothing-to-find")])
    assert told.pieces == ("zebra", "castle")


def test_concepts_in_the_question_lead_to_their_pages(page, answer_with):
    answer_with(
        recognised=(
            Recognised("voluntary-return", "Vrijwillige terugkeer", "avr"),
            Recognised("return-readmission", "Terugkeer & Readmissie", "return"),
            Recognised("gone", "Gone", "gone"),
        )
    )
    html = page("/nl/search/?q=avr+return")
    assert '<a href="/nl/keywords/voluntary-return/">Vrijwillige terugkeer</a>, ' in html
    assert '<a href="/nl/themes/return-readmission/">Terugkeer &amp; Readmissie</a> ' in html


def test_did_you_mean_keeps_the_filters(page, answer_with):
    answer_with(did_you_mean="return")
    html = page("/en/search/?q=retrun&theme=asylum")
    assert '<a href="/en/search/?theme=asylum&amp;q=return">return</a>?' in html


def test_nothing_found_without_filters_gives_hints(page):
    story()
    html = page("/en/search/?q=zzzz")
    assert "No story was found." in html
    assert "Write fewer words" in html
    assert 'class="filters"' not in html, "nothing to filter"


# --- where it is searched -------------------------------------------------------------------


def hidden(html: str, place: str) -> list[tuple[str, str]]:
    form = html[html.index(f"search-{place}") :].partition("</form>")[0]
    return re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)


def test_a_theme_is_searched_within(page):
    story(themes=["return-readmission"])
    html = page("/nl/themes/return-readmission/")
    assert hidden(html, "within") == [("theme", "return-readmission")]
    assert "Zoek binnen: Terugkeer &amp; Readmissie" in html
    assert hidden(html, "top") == []


def test_a_filtered_list_is_searched_within(page):
    story(themes=["asylum"])
    html = page("/en/news/?theme=asylum&year=2024")
    assert hidden(html, "within") == [("theme", "asylum"), ("year", "2024")]
    assert "search-within" not in page("/en/news/")


def test_new_words_are_sought_in_the_same_place(page):
    story(themes=["asylum"])
    html = page("/en/search/?q=title&theme=asylum&from=2020")
    assert hidden(html, "page") == [("theme", "asylum"), ("from", "2020")]
    chips = html[html.index('class="chips"') :].partition("</ul>")[0]
    assert 'href="/en/search/?from=2020&amp;q=title"' in chips
    assert "title" not in re.sub(r'href="[^"]*"', "", chips), "the words stand in the field"
    assert '<a class="chip-all" href="/en/search/?q=title">' in chips


# --- before anything is asked ---------------------------------------------------------------


def test_examples_are_names_the_reader_knows(page):
    story(keywords=["voluntary-return"])
    html = page("/fr/search/")
    assert '<a href="/fr/search/?q=Retour+volontaire">Retour volontaire</a>' in html


@pytest.mark.parametrize(("ui", "word"), [("nl", "OF"), ("fr", "OU"), ("de", "ODER"), ("en", "OR")])
def test_how_to_search_in_the_readers_own_operators(page, ui, word):
    html = page(f"/{ui}/search/")
    help = html[html.index('class="help"') :].partition("</details>")[0]
    assert f" {word} " in help
    assert help.count("<dt>") == 8


# --- caching --------------------------------------------------------------------------------


def test_an_answer_is_asked_for_again_when_the_index_is_another(client, archive, monkeypatch):
    story()
    state = ["one"]
    monkeypatch.setattr(find, "state", lambda: state[0])
    first = client.get("/en/search/?q=title")
    again = {"HTTP_IF_NONE_MATCH": first.headers["ETag"]}
    assert client.get("/en/search/?q=title", **again).status_code == 304
    assert "Last-Modified" not in first.headers, "the archive's age is not the answer's"
    state[0] = "two"
    assert client.get("/en/search/?q=title", **again).status_code == 200
