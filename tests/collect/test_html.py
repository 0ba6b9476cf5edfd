"""HTML lists: pairs of a page and what is found on it, hostile pages, generated pages."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kroniek.collect import markup
from kroniek.collect.html import detect_ui, looks_like, pieces
from kroniek.records import FileRefused, Found, Link, Unread
from tests.collect.pairs import expected, inputs, shown, stands_on_its_line

PAGES = inputs("html")


def read(path):
    return path.read_bytes().decode()


def found(text):
    return list(pieces(text, file="page.html", ui=""))


def items(*inner):
    """A plain list of dated items with these contents."""
    rows = "".join(f"<li>{n} May 2020 - {html}</li>\n" for n, html in enumerate(inner, start=1))
    return f"<ul>\n{rows}<li>31 May 2020 - last</li>\n</ul>"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page):
    assert shown(found(read(page))) == expected(page)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_source_and_line_are_exact(page):
    for piece in found(read(page)):
        assert stands_on_its_line(piece, read(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_lines_are_the_same_with_crlf(page):
    with_crlf = read(page).replace("\n", "\r\n")
    assert [p.line for p in found(with_crlf)] == [p.line for p in found(read(page))]
    assert all(stands_on_its_line(piece, with_crlf) for piece in found(with_crlf))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_known_for_html(page):
    assert looks_like(read(page))


def test_detects_the_language_of_the_page():
    by_page = {page.stem: detect_ui(read(page)) for page in PAGES}
    assert by_page["01-drupal-theme-nl"] == "nl"
    assert by_page["02-wordpress-fr"] == "fr"
    assert by_page["04-definition-list-de"] == "de"


def test_detects_the_language_by_months_and_labels_where_none_is_stated():
    assert detect_ui("<ul><li>3 maart 2020<p>Hoofdthema: x</ul>") == "nl"
    assert detect_ui("<p>3 février 2020</p>") == "fr"
    assert detect_ui('<html lang="pl"><p>nothing</p>') == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "december 2020\n\nA listing of <b>words</b>.",
        "a,b\n1,2\n",
        '{"title": "<p>"}',
        '<?xml version="1.0"?><rss version="2.0"><channel/></rss>',
        '<feed xmlns="http://www.w3.org/2005/Atom"/>',
        "3 < 4",
    ],
)
def test_other_files_are_no_html(text):
    assert not looks_like(text)


@pytest.mark.parametrize(
    "text",
    ["\ufeff \n<!doctype HTML>", "<!-- x --><p>", '<?xml version="1.0"?>\n<html>', "<UL><LI>"],
)
def test_html_is_known_by_its_first_tag(text):
    assert looks_like(text)


@pytest.mark.parametrize(
    "text",
    [
        "<html><body></body></html>",
        "<p>words</p>",
        "<article><h1>One story</h1><time>3 May 2020</time><p>Its words.</p></article>",
        "<nav><ul><li><a href=a>May 2020</a></li><li><a href=b>June 2020</a></li></ul></nav>",
    ],
)
def test_page_without_a_list_is_refused(text):
    with pytest.raises(FileRefused) as refused:
        found(text)
    assert refused.value.where == "page.html"
    assert "no dated items" in refused.value.what
    assert refused.value.advice


# --- hostile pages --------------------------------------------------------------------------


def test_nothing_that_runs_is_read():
    page = items('<script>steal()</script><b onclick="x()">a</b><style>b{}</style> c')
    assert found(page)[0].texts[0].teaser == "a c"


@pytest.mark.parametrize(
    "href",
    ["javascript:x", " JavaScript:x", "java&#10;script:x", "&#1;vbscript:x", "data:text/html,x"],
)
def test_unsafe_links_keep_their_words_only(href):
    (item, _) = found(items(f'before <a href="{href}">here</a> and <a href="/ok">there</a>'))
    assert item.texts[0].teaser == "before here and there"
    assert item.links == (Link("there", "/ok"),)


def test_unsafe_title_link_is_no_address():
    assert found(items('<a href="javascript:x">Title</a>'))[0].url == ""


@pytest.mark.parametrize(
    "inner",
    [
        "<div>" * 10_000 + "deep" + "</div>" * 10_000,
        "<div>" * 10_000 + "deep",
        "<b>" * 5_000 + "<p>deep" * 2_000,
        "".join(f"<font size={n}>" for n in range(3_000)) + "<p>deep</p>" * 3_000,
        "<form><div></form>" * 5_000 + "deep",
        "<span><svg><a>" * 5_000 + "deep",
        "<table><td>" * 5_000 + "deep",
        "<noscript><div>" * 3_000 + "deep",
        "deep" + "<a b='" * 20_000,
        "deep" + "<!--" * 20_000,
        "deep<i " + "x=y " * 100_000 + ">",
        f"deep<i title='{'<li>' * 500_000}'>",
    ],
    ids=lambda inner: inner[:12],
)
def test_hostile_nesting_is_read_in_linear_time(inner):
    start = time.process_time()
    pieces = found(items("first", inner))
    assert time.process_time() - start < 15
    assert pieces[0].texts[0].teaser == "first"
    assert "deep" in pieces[1].texts[0].teaser


def test_depth_is_bounded():
    page = markup.read("<div><ul><li><span>" * 5_000)
    deepest = max(sum(1 for _ in element.up()) for element in page.root.walk())
    assert deepest <= 2 * markup.MAX_DEPTH


def test_nul_is_replaced():
    (item, _) = found(items("a\0b"))
    assert "\0" not in item.raw + item.texts[0].teaser


# --- generated pages ------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=40)
TAGS = st.sampled_from(
    sorted(
        markup.names("p div ul li a b table tr td dl dt dd h2 span time br article script svg form")
    )
)
MARKUP = st.one_of(
    WORDS,
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        [
            "3 May 2020",
            "mars 2021",
            '<a href="x">',
            "<time datetime=2020-01-02>",
            "<!--",
            "<div class=views-row>",
            "When",
            "Keywords: a, b",
            '<p title="',
        ]
    ),
)


@given(st.lists(MARKUP, max_size=40).map("".join))
def test_any_markup_is_read_or_refused(text):
    with contextlib.suppress(FileRefused):
        for piece in found(text):
            assert isinstance(piece, Found | Unread)
            assert stands_on_its_line(piece, text)


@given(st.text())
def test_any_text_can_be_asked_for_its_kind(text):
    looks_like(text)
    detect_ui(text)
    markup.read(text)


PLAIN = st.text(
    st.characters(categories=("L",), include_characters=" éè-"), min_size=1, max_size=30
).map(lambda text: "Q" + " ".join(text.split()))


@given(st.lists(st.tuples(PLAIN, PLAIN, st.integers(1, 28)), min_size=2, max_size=6))
def test_generated_lists_are_read_as_written(stories):
    rows = "".join(
        f'<li><h3><a href="/{n}">{title}</a></h3>\n<i>{day} maart 2019</i>\n<p>{teaser}</p></li>\n'
        for n, (title, teaser, day) in enumerate(stories)
    )
    pieces = found(f"<ul>\n{rows}</ul>")
    texts = [piece.texts[0] for piece in pieces]
    assert [(text.title, text.teaser) for text in texts] == [(t, w) for t, w, _ in stories]
    assert [piece.date for piece in pieces] == [f"2019-03-{day:02}" for _, _, day in stories]
    assert [piece.line for piece in pieces] == [2 + 3 * n for n in range(len(stories))]
