"""Stories without any words: a source may print a date and labels alone, and they are kept."""

from __future__ import annotations

import json
import re

import pytest

from kroniek.archive.models import Story, Text
from kroniek.publish.views.story import preview
from tests.publish.made import story

THEME = "return-readmission"
NO_TEXT = {"nl": "(geen tekst)", "fr": "(sans texte)", "de": "(kein Text)", "en": "(no text)"}
LISTS = ("/{ui}/", "/{ui}/news/", "/{ui}/search/?theme=" + THEME, "/{ui}/themes/" + THEME + "/")


@pytest.fixture
def wordless(archive) -> Story:
    made = story(texts={}, themes=[THEME], happenings=["2024-05-01"], date="2024-03")
    Story.objects.filter(pk=made.pk).update(language="")
    return Story.objects.get(pk=made.pk)


@pytest.mark.parametrize("ui", NO_TEXT)
def test_lists_show_it(page, wordless, ui):
    for address in LISTS:
        html = page(address.format(ui=ui))
        assert f'<a href="{wordless.get_absolute_url(ui)}">{NO_TEXT[ui]}</a>' in html, address
        assert 'lang=""' not in html


@pytest.mark.parametrize("ui", NO_TEXT)
def test_its_own_page(page, wordless, ui):
    html = page(wordless.get_absolute_url(ui))
    assert f"<h1>{NO_TEXT[ui]}</h1>" in html
    assert f"<title>{NO_TEXT[ui]} – Kroniek</title>" in html
    assert f"“{NO_TEXT[ui]}”, Kroniek, " in html
    assert "langid" not in html
    assert 'lang=""' not in html
    assert not re.search(r"<a [^>]*>\s*</a>", html)


def test_what_search_engines_are_told(page, wordless):
    html = page(wordless.get_absolute_url("nl"))
    (record,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    told = json.loads(record)
    assert told["headline"] == "(geen tekst)"
    assert "inLanguage" not in told
    part = (wordless.pk - 1) // 2_000 + 1
    assert wordless.get_absolute_url("en") in page(f"/sitemap-stories-{part}.xml")


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_feeds_name_it(page, wordless, form):
    assert "(kein Text)" in page(f"/de/news.{form}")


def test_an_event_has_a_name(page, wordless):
    Story.objects.filter(pk=wordless.pk).update(kind_id="event")
    assert '"name": "(no text)"' in page(wordless.get_absolute_url("en"))


def test_its_preview(archive, rf):
    draft = Story(language="", date="")
    html = preview(rf.get("/admin/"), draft, "fr").content.decode()
    assert "<h1>(sans texte)</h1>" in html


def test_no_language_is_no_choice(page, wordless):
    story()
    Text.objects.create(story=wordless, language="", teaser="Words of no language.")
    html = page("/en/news/")
    assert 'name="language" value="en"' in html
    assert 'name="language" value=""' not in html
