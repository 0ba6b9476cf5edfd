"""A story's own page, and its preview."""

from __future__ import annotations

from django.test import RequestFactory

from kroniek.archive.models import Capture, Sighting, Source, Story, Text, Thread, ThreadEntry
from kroniek.archive.models.story import State
from kroniek.publish.views.story import preview
from tests.publish.made import keyword, story, tag


def seen(made: Story, raw: str = "december 2020\n\nA teaser.\n") -> Sighting:
    source, _ = Source.objects.get_or_create(name="the list")
    capture = Capture.objects.create(source=source, key="k", file="/somewhere/page.txt", ui="nl")
    return Sighting.objects.create(
        story=made,
        capture=capture,
        position=3,
        line=17,
        raw=raw,
        date_found="december 2020",
        labels={"theme": ["Return & Readmission"]},
    )


def test_all_that_is_known_of_a_story(page):
    made = story(
        date="2020-12",
        texts={
            "en": ("A title", "A teaser.", "First.\n\nSecond."),
            "fr": ("Un titre", "Un texte."),
        },
        themes=["return-readmission"],
        happenings=["2020-12-15"],
        url="https://example.org/item",
    )
    seen(made)
    html = page(made.get_absolute_url("en"))
    for part in (
        "the day is not known",
        "<p>First.</p>",
        "<p>Second.</p>",
        '<div class="prose" lang="fr">',
        "printed in the source",
        "15 December 2020",
        "line 17, item 3",
        "Return &amp; Readmission",
        'href="https://example.org/item"',
        "date = {2020-12}",
    ):
        assert part in html, part
    assert "/somewhere/" not in html


def test_a_wrong_slug_leads_to_the_right_one(client, archive):
    made = story(texts={"en": ("A title", "")})
    for address in (f"/en/story/{made.pk}/wrong/", f"/en/story/{made.pk}/"):
        response = client.get(address)
        assert response.status_code == 301
        assert response.headers["Location"] == f"/en/story/{made.pk}/a-title/"


def test_what_is_not_public_is_not_found(page):
    page(story(live=False).get_absolute_url("en"), status=404)
    page("/en/story/999999999999999999999999/x/", status=404)


def test_the_language_switch_leads_to_the_storys_own_address(page):
    made = story(texts={"en": ("A title", ""), "fr": ("Un titre", "")})
    html = page(made.get_absolute_url("en"))
    assert f'href="/fr/story/{made.pk}/un-titre/" lang="fr"' in html
    assert '<link rel="alternate" hreflang="fr"' in html
    assert '<link rel="alternate" hreflang="de"' not in html


def test_a_story_in_another_language_says_so(page):
    made = story(texts={"fr": ("Un titre", "Un texte.")})
    html = page(made.get_absolute_url("nl"))
    assert '<h1 lang="fr">Un titre</h1>' in html
    assert "Er is geen Nederlandse tekst" in html


def test_states_in_words_and_nothing_unaccepted(page):
    made = story()
    for state in (State.IMPLIED, State.ACCEPTED, State.SUGGESTED, State.REJECTED):
        tag(made, keyword(f"word-{state}", "en", f"word {state}").id, state=state)
    html = page(made.get_absolute_url("en"))
    assert "implied by the page it stood on" in html
    assert "accepted by an editor" in html
    assert "word suggested" not in html
    assert "word rejected" not in html


def test_threads_are_in_order_with_this_story_marked(page):
    thread = Thread.objects.create(id="t", titles={"fr": "Une enquête"})
    first = story(texts={"en": ("Asked for", "")}, date="2017-12-22")
    last = story(texts={"en": ("Handed over", "")}, date="2018-02")
    hidden = story(texts={"en": ("Hidden", "")}, date="2018-01", live=False)
    doubted = story(texts={"en": ("Doubted", "")}, date="2018-01")
    for made in (last, first, hidden):
        ThreadEntry.objects.create(thread=thread, story=made)
    ThreadEntry.objects.create(thread=thread, story=doubted, state=State.SUGGESTED)
    html = page(last.get_absolute_url("en"))
    shown = html[html.index('id="threads"') :]
    assert '<h3 lang="fr">Une enquête</h3>' in shown
    assert shown.index("Asked for") < shown.index('class="current" aria-current="true"')
    assert shown.index('aria-current="true"') < shown.index("Handed over")
    assert "Hidden" not in html
    assert "Doubted" not in html


def test_outside_text_never_runs(page):
    made = story(texts={"en": ("<b>T</b>", "<script>alert(1)</script>")}, url="javascript:alert(1)")
    made.links = [
        {"text": "x", "href": "javascript:alert(1)"},
        {"text": "ok", "href": "https://ok.example"},
    ]
    made.save()
    seen(made, raw="</pre><script>alert(2)</script>")
    html = page(made.get_absolute_url("en"))
    assert "<script>alert" not in html
    assert "<b>T</b>" not in html
    assert 'href="javascript:' not in html
    assert 'href="https://ok.example"' in html


def test_policy_allows_nothing_from_elsewhere(client, archive):
    response = client.get(story().get_absolute_url("en"))
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Language"] == "en"
    assert "style=" not in response.content.decode()


def test_few_queries(archive, client, django_assert_max_num_queries):
    made = story(
        texts={"en": ("A", "B"), "fr": ("C", "D")}, themes=["asylum"], keywords=["reception"]
    )
    seen(made)
    with django_assert_max_num_queries(25):
        client.get(made.get_absolute_url("en"))


def test_preview_of_a_story_that_was_never_saved(archive):
    made = Story(language="nl", date="2020")
    made.set_date("2020")
    made.texts = [Text(language="nl", title="Een ontwerp", teaser="Nog niet bewaard.")]
    response = preview(RequestFactory().get("/admin/preview/"), made, "nl")
    html = response.content.decode()
    assert "Een ontwerp" in html
    assert "Voorbeeldweergave" in html


def test_preview_of_a_changed_story_shows_the_change(archive):
    made = story(texts={"en": ("Before", "")})
    made.texts = [Text(language="en", title="After", teaser="")]
    html = preview(RequestFactory().get("/"), made, "fr").content.decode()
    assert "After" in html
    assert "Before" not in html
