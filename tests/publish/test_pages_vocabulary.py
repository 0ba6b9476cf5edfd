"""Pages of themes and keywords, their overviews, the front page and its charts."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

from kroniek.archive.models import Concept
from kroniek.publish import charts
from tests.publish.made import keyword, story, tag


def test_a_theme_with_its_labels_and_neighbours(page):
    story(themes=["reception"])
    html = page("/nl/themes/reception/")
    assert "<h1>Opvang</h1>" in html
    for code, label in (("fr", "Accueil"), ("de", "Aufnahme"), ("en", "Reception")):
        assert f'<dd lang="{code}"><b>{label}</b>' in html
    assert 'href="/nl/themes/asylum/"' in html
    assert 'href="/nl/news/?theme=reception"' in html
    assert 'href="/nl/themes/reception.atom"' in html


def test_a_merged_concept_leads_to_what_it_became(client, archive):
    old = keyword("retour", "fr", "retour")
    old.replaced_by = Concept.objects.get(pk="return-readmission")
    old.save()
    response = client.get("/nl/keywords/retour/")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        "/nl/themes/return-readmission/",
    )


def test_a_provisional_keyword_is_shown_as_such(page):
    tag(story(), keyword("retour-force", "fr", "retour forcé").id)
    html = page("/en/keywords/retour-force/")
    assert '<h1 lang="fr">retour forcé</h1>' in html
    assert "A provisional keyword" in html


def test_unknown_concepts_are_not_found(page):
    page("/en/themes/nonsense/", status=404)


def test_the_tree_counts_narrower_themes(page):
    story(themes=["reception"])
    html = page("/en/themes/")
    assert re.search(r'href="/en/themes/asylum/">Asylum</a> <span class="count">1</span>', html)


def test_keywords_from_a_to_z_in_the_readers_language(page):
    made = story(keywords=["reception"])
    tag(made, keyword("zuflucht", "de", "Äußerung").id)
    html = page("/de/keywords/")
    shown = [
        re.sub("<.*?>", "", h) for h in re.findall(r'<h2 class="rubric"[^>]*>(.*?)</h2>', html)
    ]
    assert shown == ["A"]
    assert html.index("Aufnahme") < html.index("Äußerung")


def test_the_front_page_by_the_browsers_language(client, archive):
    response = client.get("/", HTTP_ACCEPT_LANGUAGE="fr-BE,fr;q=0.9,en;q=0.5")
    assert (response.status_code, response.headers["Location"]) == (302, "/fr/")
    assert "Accept-Language" in response.headers["Vary"]
    assert client.get("/", HTTP_ACCEPT_LANGUAGE="xx").headers["Location"] == "/en/"


def test_the_front_page_shows_stories_themes_and_the_chart(page):
    story(themes=["asylum"], texts={"en": ("The newest", "")}, date="2020")
    story(themes=["migration"], date="2010-05")
    html = page("/en/")
    for part in (
        "The newest",
        'href="/en/themes/asylum/"',
        "/en/charts/themes.wide.svg",
        "<table>",
    ):
        assert part in html, part


def test_a_page_seen_again_costs_little(archive, client, django_assert_max_num_queries):
    story(themes=["asylum"])
    client.get("/en/")
    with django_assert_max_num_queries(16):
        client.get("/en/")


# --- charts ---------------------------------------------------------------------------------


def test_years_without_stories_are_shown_and_themes_beyond_five_are_others(archive):
    themes = ("asylum", "migration", "reception", "integration", "borders-visa", "statelessness")
    for theme in themes:
        story(themes=[theme], date="2010")
    for theme in themes[:5]:
        story(themes=[theme], date="2014-03-02")
    chart = charts.by_theme("en")
    assert [row.label for row in chart.rows] == ["2010", "2011", "2012", "2013", "2014"]
    assert chart.rows[0].counts == (1, 1, 1, 1, 1, 1)
    assert chart.rows[1].counts == (0,) * 6
    assert chart.series[-1].word.text == "Other themes"


def test_a_young_archive_is_counted_by_month(archive):
    story(themes=["asylum"], date="2020-11-03")
    story(themes=["asylum"], date="2021-01")
    story(themes=["asylum"], date="2021")
    chart = charts.by_theme("nl")
    assert chart.by_month
    assert [(row.period, row.counts[0]) for row in chart.rows] == [
        ("2020-11", 1),
        ("2020-12", 0),
        ("2021-01", 1),
    ]


def test_a_chart_is_an_image_with_its_own_light_and_dark(client, archive):
    story(themes=["asylum"], date="2020")
    response = client.get("/nl/charts/themes.narrow.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    svg = response.content.decode()
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "prefers-color-scheme:dark" in svg
    assert "var(--s0)" in svg
    again = client.get("/nl/charts/themes.narrow.svg", HTTP_IF_NONE_MATCH=response.headers["ETag"])
    assert again.status_code == 304


def test_a_chart_of_nothing_is_not_found(client, archive):
    assert client.get("/nl/charts/themes.wide.svg").status_code == 404
    assert client.get("/nl/charts/nonsense.wide.svg").status_code == 404
