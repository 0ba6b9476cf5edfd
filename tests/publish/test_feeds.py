"""Feeds, read back with parsers that others made, and the rules of their standards."""

from __future__ import annotations

import datetime as dt
import json
from xml.etree import ElementTree

import feedparser
import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kroniek.archive.models import Change, Story
from kroniek.archive.models.story import State
from tests.publish.made import changed, keyword, story, tag

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FORMS = ("atom", "rss", "json")
TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
FOUR = {
    "nl": ("Opvang uitgebreid", "Er komen 200 plaatsen bij."),
    "fr": ("L’accueil s’agrandit", "200 places de plus."),
}

_STRING = {"type": "string", "minLength": 1}
_ADDRESS = {"type": "string", "pattern": "^https?://"}
_MOMENT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}
# https://www.jsonfeed.org/version/1.1/, as JSON Schema
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "patternProperties": {"^_[^.]+$": {"type": "object"}},
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _STRING,
        "description": _STRING,
        "home_page_url": _ADDRESS,
        "feed_url": _ADDRESS,
        "next_url": _ADDRESS,
        "language": {"enum": ["nl", "fr", "de", "en"]},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "additionalProperties": False,
                "patternProperties": {"^_[^.]+$": {"type": "object"}},
                "properties": {
                    "id": _STRING,
                    "url": _ADDRESS,
                    "external_url": _ADDRESS,
                    "title": _STRING,
                    "content_html": {"type": "string"},
                    "summary": _STRING,
                    "date_published": _MOMENT,
                    "date_modified": _MOMENT,
                    "language": _STRING,
                    "tags": {"type": "array", "items": _STRING, "uniqueItems": True},
                },
            },
        },
    },
}


def read(client, path, **filters):
    """The feed as feedparser understands it: without a word of complaint."""
    response = client.get(path, filters)
    assert response.status_code == 200, response.content
    headers = {name.lower(): value for name, value in response.headers.items()}
    parsed = feedparser.parse(response.content, response_headers=headers)
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


def atom(client, path="/en/news.atom", **filters):
    return etree.fromstring(client.get(path, filters).content)


def json_feed(client, path="/en/news.json", **filters):
    feed = json.loads(client.get(path, filters).content)
    jsonschema.validate(feed, JSON_FEED)
    return feed


def titles(parsed):
    return [entry.title for entry in parsed.entries]


# --- what is in them ------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_feed_has_the_stories_newest_first(archive, client, form):
    story(texts={"en": ("Older", "…")}, date="2023-01-01")
    story(texts={"en": ("Newer", "…")}, date="2024-01-01")
    story(texts={"en": ("Undated", "…")}, date="")
    story(texts={"en": ("Draft", "…")}, live=False)
    assert titles(read(client, f"/en/news.{form}")) == ["Newer", "Older", "Undated"]


@pytest.mark.parametrize("form", FORMS)
def test_the_type_is_the_formats_own(archive, client, form):
    response = client.get(f"/fr/news.{form}")
    assert response.headers["Content-Type"] == TYPES[form]
    assert response.headers["Content-Language"] == "fr"
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_archive_has_valid_feeds(archive, client, form):
    if form == "json":
        assert json_feed(client)["items"] == []
    else:
        assert read(client, f"/en/news.{form}").entries == []


def test_text_in_the_readers_language_else_marked_with_its_own(archive, client):
    story(texts=FOUR, date="2024-02-02")
    story(texts={"de": ("Nur deutsch", "Ein Satz.")}, date="2024-01-01")
    feed = atom(client, "/fr/news.atom")
    first, second = feed.findall(f"{ATOM}entry")
    assert feed.get(LANG) == "fr"
    assert (first.findtext(f"{ATOM}title"), first.get(LANG)) == ("L’accueil s’agrandit", None)
    assert (second.findtext(f"{ATOM}title"), second.get(LANG)) == ("Nur deutsch", "de")
    assert [e.title_detail.language for e in read(client, "/fr/news.atom").entries] == ["fr", "de"]
    assert [item["language"] for item in json_feed(client, "/fr/news.json")["items"]] == [
        "fr",
        "de",
    ]
    rss = etree.fromstring(client.get("/fr/news.rss").content)
    assert [e.text for e in rss.iter("{*}language")] == ["fr", "fr", "de"]


def test_a_label_in_another_language_than_the_text_is_marked(archive, client):
    keyword("conference-emn", "fr", "Conférence EMN")
    story(texts={"de": ("Nur deutsch", "…")}, themes=["reception"], keywords=["conference-emn"])
    categories = atom(client, "/nl/news.atom").findall(f"{ATOM}entry/{ATOM}category")
    assert [(c.get("term"), c.get("label"), c.get(LANG)) for c in categories] == [
        ("reception", "Opvang", "nl"),
        ("conference-emn", "Conférence EMN", "fr"),
    ]
    assert json_feed(client, "/nl/news.json")["items"][0]["tags"] == ["Opvang", "Conférence EMN"]


def test_only_public_tags_are_told(archive, client):
    made = story()
    tag(made, "reception", role="theme", state=State.SUGGESTED)
    tag(made, "integration", role="theme", state=State.REJECTED)
    tag(made, "statelessness", role="theme", state=State.ACCEPTED)
    (item,) = json_feed(client)["items"]
    assert item["_kroniek"]["themes"] == ["statelessness"]
    assert [c.get("term") for c in atom(client).iter(f"{ATOM}category")] == ["statelessness"]


# --- dates ----------------------------------------------------------------------------------


def test_a_known_day_is_published_on_that_day(archive, client):
    story(date="2021-03-22")
    for form in ("atom", "rss"):
        (entry,) = read(client, f"/nl/news.{form}").entries
        assert entry.published_parsed[:3] == (2021, 3, 22)
    (item,) = json_feed(client)["items"]
    assert item["date_published"].startswith("2021-03-22T")


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("2020-12", "december 2020"),
        ("2020", "2020"),
        ("2017/2018", "2017 – 2018"),
        ("2021-03-22~", "± 22 maart 2021"),
    ],
)
def test_a_date_less_exact_than_a_day_is_said_in_words_and_edtf(archive, client, date, shown):
    story(date=date)
    (entry,) = atom(client, "/nl/news.atom").findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}published") is None
    assert f'<p lang="nl">{shown}</p>' in entry.findtext(f"{ATOM}content")
    (category,) = entry.findall(f"{ATOM}category")
    assert (category.get("term"), category.get("label")) == (date, shown)
    (item,) = json_feed(client, "/nl/news.json")["items"]
    assert "date_published" not in item
    assert item["_kroniek"]["date"] == date
    rss = etree.fromstring(client.get("/nl/news.rss").content)
    assert rss.find("channel/item/pubDate") is None


def test_an_undated_story_says_so(archive, client):
    story(date="")
    (item,) = json_feed(client)["items"]
    assert item["_kroniek"]["date"] is None
    assert "date_published" not in item
    assert item["content_html"].startswith("<p>no date was given</p>")


def test_updated_is_when_readers_last_got_something_new(archive, client):
    made = story()
    for day, action in ((2, "story.changed"), (9, "story.draft-saved"), (8, "story.conflict")):
        entry = changed(made, action)
        at = dt.datetime(2031, 1, day, 10, tzinfo=dt.UTC)
        Change.objects.filter(pk=entry.pk).update(at=at)
    feed = atom(client)
    assert feed.findtext(f"{ATOM}entry/{ATOM}updated") == "2031-01-02T10:00:00+00:00"
    assert feed.findtext(f"{ATOM}updated") == "2031-01-02T10:00:00+00:00"


# --- RFC 4287 -------------------------------------------------------------------------------


def test_the_rules_of_atom_that_can_be_checked_by_hand(archive, client):
    for day in range(1, 4):
        story(texts=FOUR, date=f"2024-01-0{day}", themes=["reception"], url=f"https://x.org/{day}")
    story(texts={}, date="2024")
    feed = atom(client, "/nl/news.atom")
    assert feed.tag == f"{ATOM}feed"
    for parent in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):  # 4.1.1, 4.1.2: exactly one
            assert len(parent.findall(f"{ATOM}{name}")) == 1
            assert parent.findtext(f"{ATOM}{name}")
        for name in ("updated", "published"):  # 3.3
            for moment in parent.findall(f"{ATOM}{name}"):
                assert dt.datetime.fromisoformat(moment.text).tzinfo
        alternates = parent.findall(f"{ATOM}link[@rel='alternate']")
        kinds = [(link.get("type"), link.get("hreflang")) for link in alternates]
        assert len(kinds) == len(set(kinds)) == 1
        assert all(link.get("href") for link in parent.findall(f"{ATOM}link"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Kroniek"
    assert len(feed.findall(f"{ATOM}link[@rel='self']")) == 1
    assert all(c.get("term") for c in feed.iter(f"{ATOM}category"))
    ids = [e.text for e in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 5
    assert all(id.startswith("urn:uuid:") for id in ids)


def test_ids_stay_when_host_language_title_and_slug_change(archive, client, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    made = story(texts=FOUR)

    def ids(host, ui):
        response = client.get(f"/{ui}/news.atom", headers={"host": host})
        return [element.text for element in etree.fromstring(response.content).iter(f"{ATOM}id")]

    before = ids("one.example", "nl")
    made.texts.filter(language="nl").update(title="Iets heel anders")
    changed(made)
    assert ids("two.example", "nl") == before
    french = ids("two.example", "fr")
    assert french[1] == before[1]  # the story is the same
    assert french[0] != before[0]  # the feed is another


def test_the_same_id_in_all_formats(archive, client):
    story()
    (item,) = json_feed(client)["items"]
    assert {item["id"]} == {
        read(client, "/en/news.atom").entries[0].id,
        read(client, "/en/news.rss").entries[0].id,
    }
    rss = etree.fromstring(client.get("/en/news.rss").content)
    assert rss.find("channel/item/guid").get("isPermaLink") == "false"


# --- words ----------------------------------------------------------------------------------


def test_words_are_escaped_and_stay_as_they_are(archive, client):
    words = 'A <script>alert(1)</script> & "b" ]]> c'
    story(texts={"en": (words, words)}, url="https://x.org/a?b=1&c=<2>")
    for form in ("atom", "rss"):
        raw = etree.fromstring(client.get(f"/en/news.{form}").content)
        title = next(e for e in raw.iter("{*}title") if "alert" in (e.text or ""))
        assert title.text == words
    (item,) = json_feed(client)["items"]
    assert item["title"] == words
    assert "<script" not in item["content_html"]
    assert "&lt;script&gt;" in item["content_html"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://[bad"])
def test_an_original_address_that_could_run_code_is_not_given(archive, client, url):
    story(url="")
    Story.objects.update(url=url)
    (item,) = json_feed(client)["items"]
    assert "external_url" not in item
    assert "href" not in item["content_html"]


def test_a_story_without_title_or_words(archive, client):
    story(texts={"nl": ("", "Alleen een aankondiging van enkele woorden.")}, date="2024-02")
    story(texts={}, date="2024-01", language="nl")
    assert titles(read(client, "/en/news.atom")) == [
        "Alleen een aankondiging van enkele woorden.",
        "(no text)",
    ]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_no_words_make_ill_formed_feeds(archive, client, words):
    Story.objects.all().delete()
    story(texts={"en": (words[:400], words, words)})
    changed(Story.objects.get())
    for form in ("atom", "rss"):
        body = client.get(f"/en/news.{form}").content
        ElementTree.fromstring(body)
        etree.fromstring(body)
    json_feed(client)


@pytest.mark.parametrize(
    "words", ["a\x01b", "a\x1bb", "a\ufffeb", "a\x0bb", "a\U0010ffffb", "a\x85b"]
)
def test_characters_that_xml_forbids_are_left_out(archive, client, words):
    story(texts={"en": (words, words)})
    title = atom(client).findtext(f"{ATOM}entry/{ATOM}title")
    assert title == words.translate(dict.fromkeys((1, 0x1B, 0xFFFE, 0x0B)))


# --- which list -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_filters_mean_what_they_mean_in_the_list(archive, client, form):
    story(texts={"en": ("One", "…")}, themes=["reception"], date="2023-05-05")
    story(texts={"en": ("Two", "…")}, themes=["integration"], date="2024-05-05")
    story(texts={"fr": ("Trois", "…")}, date="2024-06")
    path = f"/en/news.{form}"
    assert titles(read(client, path, theme="reception")) == ["One"]
    assert titles(read(client, path, theme="asylum")) == ["One"]  # the theme above it
    assert titles(read(client, path, year="2024")) == ["Trois", "Two"]
    assert titles(read(client, path, language="fr")) == ["Trois"]
    assert titles(read(client, path, q="two")) == ["Two"]
    assert titles(read(client, path, **{"from": "2024-06"})) == ["Trois"]


def test_the_title_names_the_filters(archive, client):
    feed = json_feed(client, "/nl/news.json", theme="reception", year="2024", q="bed")
    assert feed["title"] == "Kroniek – Nieuws · Opvang · 2024 · “bed”"
    assert feed["language"] == "nl"


@pytest.mark.parametrize("form", FORMS)
def test_a_theme_and_a_keyword_have_feeds(archive, client, form):
    keyword("conference-emn", "fr", "Conférence EMN")
    story(themes=["reception"], keywords=["conference-emn"])
    story(themes=["integration"])
    for path in ("/en/themes/reception", "/en/keywords/conference-emn"):
        response = client.get(f"{path}.{form}")
        assert response.status_code == 200
        assert response.content.count(b"A teaser.") == client.get(
            f"/en/news.{form}", {path.split("/")[2].rstrip("s"): path.split("/")[3]}
        ).content.count(b"A teaser.")
    feed = json_feed(client, "/nl/themes/reception.json", year="2024")
    assert feed["title"] == "Kroniek – Opvang · 2024"
    assert feed["home_page_url"] == "http://testserver/nl/themes/reception/?year=2024"
    assert len(feed["items"]) == 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("other", ["/en/news/.{}", "/en/news/feed.{}"])
def test_other_spellings_of_the_address_answer_the_same(archive, client, form, other):
    story()
    one = client.get(f"/en/news.{form}", {"year": "2024"})
    two = client.get(other.format(form), {"year": "2024"})
    assert (two.status_code, two.content) == (200, one.content)


def test_a_merged_keyword_leads_to_what_it_became(archive, client):
    merged = keyword("opvangplaatsen", "nl", "Opvangplaatsen")
    merged.replaced_by = keyword("opvangplaats", "nl", "Opvangplaats")
    merged.save()
    response = client.get("/nl/keywords/opvangplaatsen.atom")
    assert response.status_code == 301
    assert response.headers["Location"] == "/nl/keywords/opvangplaats.atom"


def test_pages_of_a_feed_hold_every_story_once(archive, client):
    made = [story(date=f"{2000 + n // 12}-{n % 12 + 1:02d}-15") for n in range(120)]
    seen, path = [], "/en/news.json"
    while path:
        feed = json_feed(client, path)
        seen += [item["_kroniek"]["id"] for item in feed["items"]]
        path = feed.get("next_url", "")
    assert seen == [s.pk for s in reversed(made)]
    links = {link.get("rel"): link.get("href") for link in atom(client).findall(f"{ATOM}link")}
    assert set(links) == {"self", "alternate", "first", "next"}
    second = read(client, links["next"]).feed
    assert {link.rel for link in second.links} == {"self", "alternate", "first", "next"}
    assert second.id == read(client, "/en/news.atom").feed.id


# --- refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ({"theme": "cheese"}, "The address asks for “cheese” as a value of the filter “Theme”."),
        ({"year": "x"}, "The address asks for “x” as a value of the filter “Year”."),
        ({"from": "31 June"}, "The address asks for “31 June” as a value of the filter “From”."),
        ({"after": "?"}, "The address asks for a page of the list that does not exist."),
        (
            {"state": "suggested"},
            "The address asks for “suggested” as a value of the filter “Tag state”.",
        ),
    ],
)
def test_a_filter_that_means_nothing_is_one_clear_line(archive, client, query, line):
    response = client.get("/en/news.atom", query)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == f"{line}\n"
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    "path", ["/en/themes/cheese.atom", "/fr/keywords/cheese.json", "/xx/news.rss"]
)
def test_what_is_not_there_is_404(archive, client, path):
    assert client.get(path).status_code == 404


# --- asking again ---------------------------------------------------------------------------


PATHS = [f"/nl/news.{form}" for form in FORMS] + [
    "/nl/themes/reception.atom",
    "/nl/news.csv",
    "/sitemap.xml",
    "/sitemap-pages.xml",
]


@pytest.mark.parametrize("path", PATHS)
def test_304_until_the_archive_changes(archive, client, path):
    made = story()
    first = client.get(path)
    tag = first.headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert len(queries) == 1
    changed(made)
    later = client.get(path, headers={"If-None-Match": tag})
    assert later.status_code == 200
    assert later.headers["ETag"] != tag


def test_last_modified_is_the_newest_change(archive, client):
    at = dt.datetime(2031, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    Change.objects.filter(pk=changed(story()).pk).update(at=at)
    response = client.get("/nl/news.atom")
    assert response.headers["Last-Modified"] == "Thu, 02 Jan 2031 03:04:05 GMT"
    assert response.headers["Cache-Control"] == "public, max-age=300"
    since = {"If-Modified-Since": "Thu, 02 Jan 2031 03:04:05 GMT"}
    assert client.get("/nl/news.atom", headers=since).status_code == 304


def test_each_address_has_a_tag_of_its_own(archive, client):
    story()
    paths = ["/nl/news.atom", "/fr/news.atom", "/nl/news.rss", "/nl/news.atom?year=2024"]
    assert len({client.get(path).headers["ETag"] for path in paths}) == 4


@pytest.mark.parametrize("form", FORMS)
def test_many_stories_cost_no_more_queries_than_few(archive, client, form):
    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/nl/news.{form}").status_code == 200
        return len(queries)

    for n in range(3):
        story(texts=FOUR, themes=["reception"], keywords=["integration"], date=f"2024-01-0{n + 1}")
    few = count()
    for n in range(45):
        story(
            texts=FOUR, themes=["reception"], keywords=["integration"], date=f"2023-{n % 9 + 1:02d}"
        )
    assert count() == few <= 16
