"""The list of stories: order, groups, languages, filters, pages, and what it costs."""

from __future__ import annotations

import re

import pytest

from kroniek.archive.models import Source
from kroniek.archive.models.story import State
from tests.publish.made import keyword, story, tag


def headings(html: str) -> list[str]:
    return [
        re.sub(r"<[^>]+>", "", h).strip() for h in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", html)
    ]


def chips(html: str) -> list[str]:
    found = re.findall(r'class="chip" href="([^"]*)"', html)
    return [href.replace("&amp;", "&") for href in found]


def test_newest_first_under_months_years_and_no_date(page):
    story(texts={"en": ("Undated", "")}, date="")
    story(texts={"en": ("Some time in 2020", "")}, date="2020")
    story(texts={"en": ("A January", "")}, date="2020-01")
    story(texts={"en": ("A day in May", "")}, date="2021-05-03")
    assert headings(page("/fr/news/")) == [
        "Mai 2021",
        "A day in May",
        "Janvier 2020",
        "A January",
        "2020",
        "Some time in 2020",
        "Sans date",
        "Undated",
    ]


def test_a_date_is_shown_no_more_exactly_than_it_is_known(page):
    story(date="2020-12")
    html = page("/nl/news/")
    assert '<time datetime="2020-12">december 2020</time>' in html
    assert "1 december" not in html


def test_the_readers_language_where_there_is_one(page):
    story(texts={"nl": ("Een titel", "Nederlands."), "fr": ("Un titre", "Français.")})
    dutch = page("/nl/news/")
    assert "Een titel" in dutch
    assert "Un titre" not in dutch
    assert 'hreflang="fr">Frans</a>' in dutch


def test_a_foreign_text_is_marked_with_its_language(page):
    story(texts={"fr": ("Un titre", "Un texte.")})
    html = page("/de/news/")
    assert '<div class="words" lang="fr">' in html
    assert "Französisch" in html


def test_without_a_title_the_opening_words_are_the_link(page):
    story(texts={"en": ("", "Voluntary returns go down for the third year. This has reasons.")})
    html = page("/en/news/")
    assert "Voluntary returns go down for the third year.</a>" in html
    assert "<p>This has reasons.</p>" in html


def test_labels_are_in_the_readers_language_or_marked(page):
    made = story(themes=["return-readmission"])
    tag(made, keyword("retour-force", "fr", "retour forcé").id)
    html = page("/nl/news/")
    assert "Terugkeer &amp; Readmissie" in html
    assert re.search(
        r'<a class="tag" href="/nl/keywords/retour-force/" lang="fr">retour forcé', html
    )


@pytest.mark.parametrize("state", [State.SUGGESTED, State.REJECTED])
def test_suggested_and_rejected_tags_are_not_public(page, state):
    made = story()
    tag(made, "statelessness", role="theme", state=state)
    assert 'class="tag"' not in page("/en/news/")


def test_plain_news_goes_without_saying(page):
    story(kind="news-item")
    assert 'class="kind"' not in page("/en/news/")
    story(kind="event")
    assert "/en/news/?kind=event" in page("/en/news/")


def test_drafts_are_not_listed(page):
    story(texts={"en": ("Secret", "")}, live=False)
    assert "Secret" not in page("/en/news/")


# --- filters --------------------------------------------------------------------------------


def test_each_filter_has_a_chip_that_removes_it_alone(page):
    story(themes=["asylum"], date="2020-02-03")
    html = page("/en/news/?theme=asylum&theme=reception&year=2020&from=2019")
    assert chips(html) == [
        "/en/news/?theme=reception&from=2019&year=2020",
        "/en/news/?theme=asylum&from=2019&year=2020",
        "/en/news/?theme=asylum&theme=reception&year=2020",
        "/en/news/?theme=asylum&theme=reception&from=2019",
    ]


def test_filters_are_a_form_with_counts_that_needs_no_script(page):
    story(themes=["asylum"])
    story(themes=["reception"])
    html = page("/en/news/?theme=asylum")
    assert re.search(
        r'<input type="checkbox" id="f-theme-asylum" name="theme" value="asylum" checked>', html
    )
    asylum = html[html.index('id="f-theme-asylum"') :]
    assert '<span class="count">2</span>' in asylum[:300]
    # What completes the words of a search is the one script there is.
    scripts = re.findall("<script[^>]*>", html.replace('<script type="application/ld+json"', ""))
    assert scripts == ['<script src="/static/publish/suggest.js" defer>']


def test_the_form_offers_sources_where_there_are_several(page):
    story()
    Source.objects.create(name="one")
    assert 'name="source"' not in page("/en/news/")
    Source.objects.create(name="two")
    assert page("/en/news/").count('name="source"') == 2


def test_sending_the_form_again_loses_nothing(page):
    story(themes=["asylum"], date="2020-02-03")
    Source.objects.create(name="alone")
    html = page("/en/news/?q=title&year=1999&source=alone&theme=asylum")
    html = html[html.index('id="filters"') :].partition("</form>")[0]
    kept = re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', html)
    checked = re.findall(r'name="(\w+)" value="(\w+)" checked', html)
    assert sorted(kept + checked) == [
        ("q", "title"),
        ("source", "alone"),
        ("theme", "asylum"),
        ("year", "1999"),
    ]


def test_empty_fields_leave_the_address(client, archive):
    response = client.get("/en/news/?theme=asylum&from=&to=")
    assert (response.status_code, response.headers["Location"]) == (302, "/en/news/?theme=asylum")


def test_the_language_switch_keeps_the_filters(page):
    html = page("/en/news/?theme=asylum&year=2020")
    assert 'href="/de/news/?theme=asylum&amp;year=2020" lang="de"' in html


def test_feeds_carry_the_filters(page):
    html = page("/en/news/?theme=asylum")
    assert 'type="application/atom+xml" title="This list" href="/en/news.atom?theme=asylum"' in html
    assert 'href="/en/news.json?theme=asylum"' in html


def test_nothing_found_says_what_to_loosen_and_what_that_gives(page):
    story(themes=["asylum"], date="2020-02-03")
    story(themes=["migration"], date="2021-02-03")
    html = page("/en/news/?theme=asylum&year=2021")
    found = html[html.index('class="nothing"') :]
    assert re.findall(r'href="([^"]+)"', found)[:2] == [
        "/en/news/?year=2021",
        "/en/news/?theme=asylum",
    ]
    assert found.count("1 story") == 2


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ("theme=nonsense", "„nonsense“"),
        ("keyword=nonsense", "Dieses Schlagwort gibt es nicht"),
        ("source=nonsense", "Diese Quelle gibt es nicht"),
        ("from=yesterday", "2020-12-31"),
        ("year=soon", "vier Ziffern"),
        ("after=nothing", "eine Seite der Liste, die es nicht gibt"),
        ("state=suggested", "„suggested“"),
    ],
)
def test_a_bad_filter_is_explained_in_the_readers_language(page, filters, says):
    html = page(f"/de/news/?year=2020&{filters}", status=400)
    assert says in html
    assert 'href="/de/news/"' in html


def test_the_same_list_without_the_bad_filter_is_offered(page):
    html = page("/en/news/?theme=nonsense&language=fr", status=400)
    assert 'href="/en/news/?language=fr"' in html


def test_what_a_filter_holds_is_escaped(page):
    html = page("/en/news/?theme=<script>alert(1)</script>", status=400)
    assert "<script>" not in html


# --- pages ----------------------------------------------------------------------------------


def test_pages_follow_one_another_without_loss(page):
    for day in range(1, 46):
        story(
            texts={"en": (f"Story {day:02d}", "")},
            date=f"2020-{1 + day // 28:02d}-{1 + day % 28:02d}",
        )
    seen, address = [], "/en/news/?year=2020"
    while address:
        html = page(address)
        seen += re.findall(r"Story \d\d", html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 45
    assert 'href="/en/news/?year=2020"><span aria-hidden="true">↑</span> Back to the newest' in html


def test_an_empty_archive_says_how_to_fill_it(page):
    assert "kroniek import page.txt" in page("/en/news/")
    assert "kroniek import page.txt" in page("/en/")


def test_the_number_of_queries_does_not_grow_with_the_list(
    archive, client, django_assert_max_num_queries
):
    def queries() -> int:
        with django_assert_max_num_queries(70) as counted:
            assert client.get("/nl/news/").status_code == 200
        return len(counted)

    for _ in range(2):
        story(themes=["asylum"], keywords=["reception"], texts={"fr": ("A", "B"), "nl": ("C", "D")})
    few = queries()
    for _ in range(15):
        story(themes=["asylum"], keywords=["reception"], texts={"fr": ("A", "B"), "nl": ("C", "D")})
    assert queries() == few
