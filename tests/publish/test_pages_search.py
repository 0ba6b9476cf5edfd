"""The search page and the pages for what went wrong."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils.html import escape

from kroniek.archive.models import Concept
from kroniek.publish.views import errors
from tests.publish.made import changed, story


def test_hits_say_why(page):
    story(texts={"nl": ("Vrijwillige terugkeer", "")})
    story(texts={"fr": ("Un titre", "")}, themes=["return-readmission"])
    html = page("/nl/search/?q=vrijwillige+terugkeer")
    assert "woorden: <b>vrijwillige terugkeer</b>" in html


def test_a_concept_found_by_any_of_its_names(page):
    story(texts={"fr": ("Un titre", "")}, themes=["return-readmission"])
    html = page("/en/search/?q=Terugkeer+%26+Readmissie")
    assert "tagged: <b>Return &amp; Readmission</b>" in html


def test_a_concept_is_one_reason_in_the_readers_language(page):
    story(texts={"en": ("Return & Readmission grow", "")}, themes=["return-readmission"])
    html = page("/de/search/?q=Terugkeer+%26+Readmissie")
    name = Concept.objects.get(pk="return-readmission").label("de")
    assert html.count('<span class="reason">') == 1
    assert f"verschlagwortet: <b>{escape(name)}</b>" in html


def test_a_concept_that_only_the_text_names(page):
    story(texts={"en": ("Return & Readmission grow", "")})
    html = page("/de/search/?q=Terugkeer+%26+Readmissie")
    name = escape(Concept.objects.get(pk="return-readmission").label("de"))
    assert f"Text nennt: <b>{name}</b>" in html
    assert 'als <q lang="en">Return &amp; Readmission</q>' in html


def test_an_answer_stays_good_until_the_archive_changes(client, archive):
    story(texts={"en": ("A title", "")}, themes=["return-readmission"])
    for address in ("/en/search/?q=title", "/en/themes/return-readmission/"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304, address
    changed(story())
    assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_nothing_asked_is_no_answer(page):
    html = page("/en/search/")
    assert "Type what you are looking for" in html
    assert 'role="status"' not in html


def test_nothing_found_helps(page):
    story()
    html = page("/en/search/?q=zzzz&language=en")
    assert 'href="/en/search/?language=en"' in html


@pytest.mark.parametrize(
    ("ui", "words"),
    [
        ("nl", "Pagina niet gevonden"),
        ("fr", "Page introuvable"),
        ("de", "Seite nicht gefunden"),
        ("en", "Page not found"),
    ],
)
def test_not_found_in_the_language_of_the_address(page, ui, words):
    html = page(f"/{ui}/nothing/here/", status=404)
    assert words in html
    assert f'<html lang="{ui}">' in html


def test_not_found_elsewhere_follows_the_browser(page):
    assert "Page introuvable" in page("/nothing", status=404, HTTP_ACCEPT_LANGUAGE="fr")


def test_a_fault_of_ours_asks_no_database():
    response = errors.server_error(RequestFactory().get("/de/news/"))
    assert response.status_code == 500
    assert "Etwas ist schiefgegangen" in response.content.decode()


def test_a_bad_request_has_a_page():
    response = errors.bad_request(RequestFactory().get("/nl/"), Exception())
    assert (response.status_code, "Dat is niet gelukt" in response.content.decode()) == (400, True)
