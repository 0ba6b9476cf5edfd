"""Structured data: what it says, what it does not make up, and that it cannot be broken out of."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from kroniek.archive import stories
from kroniek.archive.models import Happening
from kroniek.archive.models.story import State
from kroniek.publish import jsonld
from tests.publish.made import story, tag

BASE = "https://archive.example"


def told(made, ui="en"):
    (loaded,) = stories.load([made.pk])
    return jsonld.story(loaded, ui, f"{BASE}/")


def on_page(content):
    (block,) = html.fromstring(content).xpath('//head/script[@type="application/ld+json"]')
    return json.loads(block.text)


# --- articles -------------------------------------------------------------------------------


def test_a_news_item(archive):
    made = story(
        texts={"nl": ("Meer opvang", "Er komen plaatsen bij.")},
        themes=["reception"],
        url="https://old.example/nl/a",
    )
    record = told(made, "nl")
    address = f"{BASE}/nl/story/{made.pk}/meer-opvang/"
    assert record.pop("dateModified")
    assert record.pop("about") == [
        {
            "@type": "DefinedTerm",
            "name": "Opvang",
            "termCode": "reception",
            "url": f"{BASE}/nl/themes/reception/",
        }
    ]
    assert record == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"{BASE}/story/{made.pk}/#nl",
        "url": address,
        "mainEntityOfPage": address,
        "headline": "Meer opvang",
        "description": "Er komen plaatsen bij.",
        "inLanguage": "nl",
        "datePublished": "2024-03-05",
        "isBasedOn": "https://old.example/nl/a",
        "isPartOf": {"@id": f"{BASE}/#site"},
        "publisher": {
            "@type": "Organization",
            "@id": f"{BASE}/#publisher",
            "name": "Kroniek",
            "url": f"{BASE}/",
        },
    }


@pytest.mark.parametrize(
    ("date", "published"),
    [("2020-12", "2020-12"), ("2020", "2020"), ("", None), ("2020-12~", None), ("2017/2018", None)],
)
def test_a_date_is_no_more_exact_than_it_is_known(archive, date, published):
    assert told(story(date=date)).get("datePublished") == published


@pytest.mark.parametrize("kind", ["publication", "report", "study", "emn-inform"])
def test_publications_are_reports(archive, kind):
    assert told(story(kind=kind))["@type"] == "Report"


@pytest.mark.parametrize("kind", ["", "news-item"])
def test_the_rest_is_news(archive, kind):
    assert told(story(kind=kind))["@type"] == "NewsArticle"


def test_the_language_is_that_of_the_words_not_of_the_page(archive):
    record = told(story(texts={"fr": ("L’accueil", "…")}), "de")
    assert (record["inLanguage"], record["headline"]) == ("fr", "L’accueil")
    assert "workTranslation" not in record
    assert "translationOfWork" not in record


def test_translations_are_told_from_both_sides(archive):
    made = story(texts={"fr": ("L’accueil", "…"), "nl": ("De opvang", "…")}, language="fr")
    french, dutch = told(made, "fr"), told(made, "nl")
    assert [t["@id"] for t in french["workTranslation"]] == [dutch["@id"]]
    assert dutch["translationOfWork"]["@id"] == french["@id"]
    assert dutch["translationOfWork"]["url"] == french["url"]
    assert "translationOfWork" not in french
    assert "workTranslation" not in dutch


def test_tags_that_readers_are_not_shown_are_not_told(archive):
    made = story()
    tag(made, "reception", state=State.SUGGESTED)
    tag(made, "integration", state=State.REJECTED)
    assert "about" not in told(made)


def test_an_address_that_could_run_code_is_not_told(archive):
    made = story()
    made.url = "javascript:alert(1)"
    made.save()
    assert "isBasedOn" not in told(made)


# --- events ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happening", "start", "end"),
    [
        ("2021-03-17", "2021-03-17", None),
        ("2021-03-17/2021-03-18", "2021-03-17", "2021-03-18"),
        ("2021-03", "2021-03", None),
        ("2021-03-17/..", "2021-03-17", None),
    ],
)
def test_an_event_has_the_dates_of_what_happens(archive, happening, start, end):
    record = told(story(kind="event", happenings=[happening], themes=["reception"]))
    assert (record["@type"], record["name"]) == ("Event", "A title")
    assert (record.get("startDate"), record.get("endDate")) == (start, end)
    assert record["about"][0]["name"] == "Reception"
    article = record["subjectOf"]
    assert (article["@type"], article["datePublished"]) == ("NewsArticle", "2024-03-05")
    assert "@context" not in article


def test_an_event_without_a_date_makes_none_up(archive):
    made = story(kind="event")
    Happening.objects.create(story=made, date="2030-01-01", state=State.SUGGESTED)
    record = told(made)
    assert record["@type"] == "Event"
    assert "startDate" not in record


# --- on the page ----------------------------------------------------------------------------


def test_it_stands_in_the_head_of_a_story(archive, client):
    made = story()
    assert on_page(client.get(made.get_absolute_url("en")).content)["headline"] == "A title"


def test_the_front_page_tells_how_to_search(archive, client):
    record = on_page(client.get("/fr/").content)
    assert record["@type"] == "WebSite"
    target = record["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://testserver/fr/search/?q={search_term_string}"


def test_words_cannot_break_out_of_it(archive, client):
    words = '</script><script>alert(1)</script><!-- & "quoted" \u2028'
    made = story(texts={"en": (words, words)})
    page = client.get(made.get_absolute_url("en")).content
    assert b"<script>alert" not in page
    assert on_page(page)["headline"] == words


@given(words=st.text())
def test_nothing_written_in_it_ends_it(words):
    written = jsonld.as_script({"name": words})
    inside = written.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == {"name": words}


def test_it_costs_no_query_of_its_own(archive):
    (loaded,) = stories.load([story(themes=["reception"], kind="event").pk])
    with CaptureQueriesContext(connection) as queries:
        jsonld.story(loaded, "nl", BASE)
    assert len(queries) == 0
