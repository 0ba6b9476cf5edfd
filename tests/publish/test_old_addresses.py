"""Addresses that stories had before, and short ones."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kroniek.archive.models import Story
from tests.publish.made import story

pytestmark = pytest.mark.django_db

TWO = {"nl": ("De opvang", "…"), "fr": ("L’accueil", "…")}


def goes_to(client, path, **options):
    response = client.get(path, **options)
    assert response.status_code == 301, path
    return response.headers["Location"]


def test_an_old_address_leads_to_its_story(archive, client):
    made = story(texts=TWO, url="https://old.example/node/77")
    response = client.get("/node/77")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/nl/story/{made.pk}/de-opvang/"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert client.head("/node/77").status_code == 301


def test_its_first_part_names_the_language(archive, client):
    made = story(texts=TWO, language="nl", url="https://old.example/fr/nouvelles/accueil")
    assert goes_to(client, "/fr/nouvelles/accueil/") == f"/fr/story/{made.pk}/laccueil/"


def test_a_story_in_an_unknown_language_follows_the_browser(archive, client):
    made = story(texts={"und": ("Hm", "…")}, url="https://old.example/a/b")
    headers = {"Accept-Language": "de-AT,de;q=0.9"}
    assert goes_to(client, "/a/b", headers=headers) == f"/de/story/{made.pk}/hm/"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://www.old.example/news/a", "/news/a"),
        ("https://old.example/news/a/", "/news/a"),
        ("https://old.example/news/a", "/news/a/"),
        ("https://old.example/index.php?id=7&l=nl", "/index.php?id=7&l=nl"),
        ("https://old.example/news/a", "/news/a?utm_source=letter"),
        ("https://old.example/news/r%C3%A9ception", "/news/r%C3%A9ception"),
        ("https://old.example/news/r%c3%a9ception", "/news/r%C3%A9ception"),
        ("https://old.example/news/réception", "/news/r%C3%A9ception"),
        ("https://old.example/news/a b", "/news/a%20b"),
        ("https://old.example/news/a;b=c,d", "/news/a;b=c,d"),
    ],
)
def test_however_it_was_written(archive, client, url, path):
    made = story(url=url)
    assert goes_to(client, path) == made.get_absolute_url("en")


def test_another_query_is_another_page(archive, client):
    one = story(url="https://old.example/index.php?id=1")
    two = story(url="https://old.example/index.php?id=2")
    assert goes_to(client, "/index.php?id=1") == one.get_absolute_url("en")
    assert goes_to(client, "/index.php?id=2") == two.get_absolute_url("en")
    assert client.get("/index.php?id=3").status_code == 404
    assert client.get("/index.php").status_code == 404


def test_of_several_the_newest_public_one(archive, client):
    url = "https://old.example/update"
    story(url=url, date="2019-01-01")
    newest = story(url=url, date="2021-01-01")
    story(url=url, date="2022-01-01", live=False)
    assert goes_to(client, "/update") == newest.get_absolute_url("en")


def test_a_story_that_is_not_public_is_not_given_away(archive, client):
    story(url="https://old.example/secret", live=False)
    assert client.get("/secret").status_code == 404


def test_what_the_site_knows_comes_first(archive, client):
    story(url="https://old.example/en/themes/")
    assert client.get("/en/themes/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/nothing", "/nl/nothing", "//evil.example/x", "/%00", "/[a", "/%ff"]
)
def test_the_rest_is_not_found(archive, client, path):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)
    assert response.status_code == 404
    assert len(queries) <= 2


def test_an_address_with_two_slashes_does_not_lead_off_the_site(archive, client):
    made = story(url="https://old.example/x")
    response = client.get("//evil.example/x")
    assert response.status_code == 404 or response.headers["Location"].startswith("/en/story/")
    assert made.pk


def test_only_reading_is_redirected(archive, client):
    story(url="https://old.example/form")
    assert client.post("/form").status_code == 404


def test_a_missing_slash_is_still_added(archive, client):
    response = client.get("/nl/news")
    assert (response.status_code, response.headers["Location"]) == (301, "/nl/news/")


# --- short addresses ------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["", "/"])
def test_a_short_address_follows_the_browsers_language(archive, client, tail):
    made = story(texts=TWO)
    path = f"/story/{made.pk}{tail}"
    french = client.get(path, headers={"Accept-Language": "fr-BE,fr;q=0.9,nl;q=0.5"})
    assert (french.status_code, french.headers["Location"]) == (
        302,
        f"/fr/story/{made.pk}/laccueil/",
    )
    assert "Accept-Language" in french.headers["Vary"]
    other = client.get(path, headers={"Accept-Language": "ja"})
    assert other.headers["Location"].startswith("/en/story/")


def test_no_short_address_for_what_is_not_public(archive, client):
    made = story(live=False)
    assert client.get(f"/story/{made.pk}").status_code == 404
    assert client.get("/story/99999999999999999999").status_code == 404
    assert Story.objects.filter(live=True).count() == 0
