"""The list below a search field, as the server makes it for the script."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest

from kroniek.archive.models import Change, Concept
from tests.publish.made import story

SCRIPT = Path(__file__).resolve().parents[2] / "kroniek/publish/static/publish/suggest.js"


def asked(typed: str, ui: str = "nl") -> str:
    return f"/{ui}/search/suggest?{urlencode({'q': typed})}"


def test_concepts_in_the_readers_words_with_what_was_typed(page):
    html = page(asked("avr"))
    first = html[html.index("<li") :].partition("</li>")[0]
    assert 'data-words="Vrijwillige terugkeer"' in first
    assert '<span class="suggested">Vrijwillige terugkeer</span>' in first
    assert re.search(r'<span class="matched"[^>]*>AVR</span>', first)
    assert '<span class="sort">Trefwoord</span>' in first


def test_stories_open_and_say_their_language(page):
    made = story(texts={"fr": ("Qwaarder le monde", "")})
    html = page(asked("qwaa"))
    assert f'data-href="{made.get_absolute_url("nl")}"' in html
    assert '<span class="suggested" lang="fr">Qwaarder le monde</span>' in html
    assert "data-words" not in html


def test_a_listbox_that_says_how_many(page):
    html = page(asked("return"))
    count = html.count('role="option"')
    assert 1 < count <= 8
    assert f'role="listbox" aria-label="Suggesties" data-status="{count} suggesties"' in html


def test_nothing_comes_to_mind(page):
    assert page(asked("zzzzzzzz")).strip() == ""
    assert page(asked("")).strip() == ""
    assert page("/nl/search/suggest").strip() == ""


HOSTILE = ["<script>alert(1)</script>", "\"'><img src=x>", "🦊🦊", "لاجئون", "\u202eevil",
           "x" * 10_000, "\x00\x07", "' OR 1=1 --", "* AND (", "%ff%fe"]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_both_pages_answer(page, typed):
    story(texts={"en": ("A title", "")})
    for ui in ("nl", "en"):
        for html in (page(asked(typed, ui)), page(f"/{ui}/search/?{urlencode({'q': typed})}")):
            assert "<script>alert" not in html
            assert "<img" not in html


def test_markup_in_a_name_or_a_headline_is_text(page):
    text = '<script>qwaard("x")</script>'
    made = Concept.objects.create(id="x", scheme="topics")
    made.labels.create(language="nl", form="pref", text=text)
    made.save()
    Change.objects.create(concept="x", action="concept.created", machine="test")
    story(texts={"nl": (text, "")})
    html = page(asked("script qwaard"))
    assert html.count("&lt;script&gt;qwaard(&quot;x&quot;)") == 3, "text, words and headline"
    assert "<script" not in html


def test_a_long_question_is_cut(page):
    typed = "return " + " " * 93 + "zzzz"
    assert 'role="option"' in page(asked(typed))


def test_kept_for_a_minute_and_asked_again_after_a_change(client, archive):
    first = client.get(asked("avr"))
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["X-Robots-Tag"] == "noindex"
    tag = first.headers["ETag"]
    assert client.get(asked("avr"), HTTP_IF_NONE_MATCH=tag).status_code == 304
    story()
    assert client.get(asked("avr"), HTTP_IF_NONE_MATCH=tag).status_code == 200
    assert client.post(asked("avr")).status_code == 405


def test_the_script_is_small_and_needs_no_leave():
    """Under 4 KB, and nothing that the content security policy would forbid."""
    assert SCRIPT.stat().st_size < 4096
    source = SCRIPT.read_text()
    assert not re.search(r"\beval\b|new Function|\.style\b|setAttribute\(\"on|https?:", source)
