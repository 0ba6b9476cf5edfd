"""Headlines of texts that have none, paragraphs, safe addresses, citations."""

from __future__ import annotations

import pytest

from kroniek.publish import addresses
from kroniek.publish.words import opening, paragraphs


@pytest.mark.parametrize(
    ("text", "headline", "rest"),
    [
        ("Short.", "Short.", ""),
        (
            "On 15 December, EMN hosted a webinar. The event was online.",
            "On 15 December, EMN hosted a webinar.",
            "The event was online.",
        ),
        # An abbreviation ends no sentence.
        (
            "The State Secretary and Mr. Smith of the ministry signed an agreement. It lasts.",
            "The State Secretary and Mr. Smith of the ministry signed an agreement.",
            "It lasts.",
        ),
    ],
)
def test_opening(text, headline, rest):
    assert opening(text) == (headline, rest)


def test_a_long_sentence_opens_with_so_many_words():
    text = "word " * 80
    headline, rest = opening(text.strip())
    assert len(headline) <= 90
    assert f"{headline} {rest}" == text.strip()


def test_paragraphs():
    assert paragraphs("One\ntwo\n \n\u00a0\nthree  ") == ("One\ntwo", "three")


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "//x", "", "http://[", "x"]
)
def test_unsafe_addresses(href):
    assert addresses.safe(href) == ""


def test_safe_addresses():
    assert addresses.safe(" https://example.org/a?b=c ") == "https://example.org/a?b=c"
