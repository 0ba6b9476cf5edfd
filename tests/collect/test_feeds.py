"""Feeds: pairs of a feed and what is found in it, broken and hostile feeds, generated feeds."""

from __future__ import annotations

import contextlib
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kroniek.collect.feeds import detect_ui, looks_like, pieces
from kroniek.records import FileRefused, Found, Unread
from tests.collect.pairs import expected, inputs, shown, stands_on_its_line

FEEDS = [path for path in inputs("feeds") if "bomb" not in path.stem]
BOMB = next(path for path in inputs("feeds") if "bomb" in path.stem)


def read(path):
    return path.read_bytes().decode()


def found(text):
    return list(pieces(text, file="feed.xml", ui=""))


def rss(*entries):
    inner = "\n".join(f"<item>{entry}</item>" for entry in entries)
    return f'<rss version="2.0"><channel>\n{inner}\n</channel></rss>'


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.stem)
def test_feed(feed):
    assert shown(found(read(feed))) == expected(feed)


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.stem)
def test_source_and_line_are_exact(feed):
    for piece in found(read(feed)):
        assert stands_on_its_line(piece, read(feed))


@pytest.mark.parametrize("feed", [*FEEDS, BOMB], ids=lambda feed: feed.stem)
def test_feed_is_known_for_one(feed):
    assert looks_like(read(feed))


def test_detects_the_language_of_the_feed():
    by_feed = {feed.stem: detect_ui(read(feed)) for feed in FEEDS}
    assert by_feed["01-rss2-nl"] == "nl"
    assert by_feed["02-atom-mixed"] == "en"
    assert by_feed["03-rdf-fr"] == "fr"
    assert by_feed["04-broken-en"] == ""
    assert by_feed["06-old-rss091"] == "de"


@pytest.mark.parametrize(
    "text", ["", "rss", "<html><rss>", "<rssx>", "<!-- <rss> --><p>", "<!--a-->" * 2_000]
)
def test_other_files_are_no_feeds(text):
    assert not looks_like(text)


def test_declared_entities_are_refused_in_one_clear_line():
    with pytest.raises(FileRefused, match="declares entities") as refused:
        found(read(BOMB))
    assert refused.value.where == "feed.xml:2"
    assert refused.value.advice
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["<rss><channel/></rss>", "<feed/>", "<rss", "no feed at all", ""])
def test_feed_without_entries_is_refused(text):
    with pytest.raises(FileRefused, match="no feed entries"):
        found(text)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("Sat, 01 Jan 2022 00:30:00 +0200", "2022-01-01"),
        ("Fri, 31 Dec 2021 23:30:00 GMT", "2021-12-31"),
        ("2022-01-01T00:30:00+14:00", "2022-01-01"),
        ("di, 04 mei 2021 10:00:00 +0200", "2021-05-04"),
        ("04/05/2021 10:00", "2021-05-04"),
        ("mars 2024", "2024-03"),
        ("yesterday", ""),
    ],
)
def test_date_is_the_day_where_the_feed_was_written(printed, day):
    (item,) = found(rss(f"<title>t</title><pubDate>{printed}</pubDate>"))
    assert (item.date_found, item.date) == (printed, day)


def test_entity_of_the_system_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    feed = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>' + rss("<title>&x;</title>")
    with pytest.raises(FileRefused):
        found(feed)


def test_title_with_an_address_is_not_fetched():
    (item,) = found(rss("<title>http://127.0.0.1:9/</title>"))
    assert item.texts[0].title == "http://127.0.0.1:9/"


def test_entries_in_comments_and_cdata_are_none():
    text = rss("<title>one</title><description><![CDATA[<item>x</item>]]></description>")
    (item,) = found(text.replace("<channel>", "<channel><!-- <item><title>no</title></item> -->"))
    assert item.texts[0].title == "one"


@given(st.text())
def test_any_text_is_read_or_refused(text):
    looks_like(text)
    detect_ui(text)
    with contextlib.suppress(FileRefused):
        found(text)


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_entry_costs_only_itself(inner):
    entries = found(rss("<title>before</title>", inner, "<title>after</title>"))
    assert all(isinstance(entry, Found | Unread) for entry in entries)
    assert entries[0].texts[0].title == "before"
    if "<" not in inner:
        assert entries[-1].texts[0].title == "after"


# XML 1.0, section 2.2: these are the characters that a feed can hold; spaces at the ends are lost.
TITLES = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=60
).filter(lambda text: text.strip() == text and not text.isspace())


@given(st.lists(TITLES, min_size=1, max_size=5))
def test_atom_titles_come_back_letter_for_letter(titles):
    entries = "".join(f'<entry><title type="text">{escape(t)}</title></entry>' for t in titles)
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'
    assert [entry.texts[0].title for entry in found(feed)] == titles
