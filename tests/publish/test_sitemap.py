"""The sitemap: every public page once, and only the languages that there are."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from kroniek.archive.models import Change
from kroniek.publish import sitemap
from tests.publish.made import changed, keyword, story

pytestmark = pytest.mark.django_db

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def tree(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.content)


def urls(client, path):
    """address -> {hreflang: address}"""
    return {
        url.findtext("s:loc", namespaces=NS): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", NS)
        }
        for url in tree(client, path).findall("s:url", NS)
    }


def parts(client):
    found = tree(client, "/sitemap.xml").findall("s:sitemap/s:loc", NS)
    return [urlsplit(loc.text).path for loc in found]


def stories(client):
    found = {}
    for part in parts(client)[1:]:
        found |= urls(client, part)
    return found


def test_a_story_in_two_languages_is_two_addresses_that_know_each_other(archive, client):
    made = story(texts={"fr": ("L’accueil", "…"), "nl": ("De opvang", "…")}, language="fr")
    dutch, french = (
        f"http://testserver/{ui}/story/{made.pk}/{slug}/"
        for ui, slug in (("nl", "de-opvang"), ("fr", "laccueil"))
    )
    beside = {"nl": dutch, "fr": french, "x-default": french}
    assert stories(client) == {dutch: beside, french: beside}


def test_a_story_in_one_language_has_no_alternates(archive, client):
    made = story(texts={"de": ("Die Aufnahme", "…")})
    assert stories(client) == {f"http://testserver/de/story/{made.pk}/die-aufnahme/": {}}


@pytest.mark.parametrize("texts", [{}, {"und": ("Hm", "…")}])
def test_a_story_in_no_language_that_we_know_has_one_address(archive, client, texts):
    made = story(texts=texts)
    (address,) = stories(client)
    assert address.startswith(f"http://testserver/en/story/{made.pk}/")


def test_the_language_nobody_knows_is_no_alternate(archive, client):
    story(texts={"nl": ("De opvang", "…"), "und": ("Hm", "…")})
    assert list(stories(client).values()) == [{}]


def test_drafts_are_not_in_it(archive, client):
    story(live=False)
    assert parts(client) == ["/sitemap-pages.xml"]
    assert client.get("/sitemap-stories-1.xml").status_code == 404


def test_every_address_answers(archive, client):
    story(texts={"nl": ("De opvang", "…"), "en": ("Reception", "…")}, themes=["reception"])
    story(texts={"fr": ("", "Quelques mots.")}, date="2020-12")
    for part in parts(client):
        for address in urls(client, part):
            assert client.get(urlsplit(address).path).status_code == 200, address


def test_the_sites_own_pages_are_in_four_languages(archive, client):
    keyword("topic", "nl", "Onderwerp")
    pages = urls(client, "/sitemap-pages.xml")
    assert pages["http://testserver/de/"] == {
        **{ui: f"http://testserver/{ui}/" for ui in ("nl", "fr", "de", "en")},
        "x-default": "http://testserver/",
    }
    assert "http://testserver/fr/themes/reception/" in pages
    assert all(set(beside) == {"nl", "fr", "de", "en", "x-default"} for beside in pages.values())


def test_lastmod_is_when_readers_last_got_something_new(archive, client):
    made = story()
    for day, action in ((3, "story.changed"), (4, "story.conflict")):
        at = dt.datetime(2031, 1, day, tzinfo=dt.UTC)
        Change.objects.filter(pk=changed(made, action).pk).update(at=at)
    part = parts(client)[1]
    assert tree(client, part).findtext("s:url/s:lastmod", namespaces=NS) == (
        "2031-01-03T00:00:00+00:00"
    )
    assert tree(client, "/sitemap.xml").findtext("s:sitemap[2]/s:lastmod", namespaces=NS) == (
        "2031-01-03T00:00:00+00:00"
    )


def test_parts_hold_every_story_once(archive, client, monkeypatch):
    monkeypatch.setattr(sitemap, "STORIES_A_PART", 3)
    made = [story() for _ in range(8)]
    assert len(parts(client)) >= 4
    assert sorted(int(address.split("/")[5]) for address in stories(client)) == [
        one.pk for one in made
    ]


def test_a_part_costs_the_same_queries_however_many_stories(archive, client):
    def count():
        part = parts(client)[1]
        with CaptureQueriesContext(connection) as queries:
            client.get(part)
        return len(queries)

    story()
    few = count()
    for _ in range(20):
        story(texts={"nl": ("Een", "…"), "fr": ("Un", "…")})
    assert count() == few <= 5


def test_robots_are_shown_the_sitemap_and_kept_from_the_desk(client):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Sitemap: http://testserver/sitemap.xml",
    ]
