"""Whole addresses: of the site as it is known, or as it was asked for; and hosts that are not ours.

Settings are read once, so what the environment makes of them is seen in a process of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import RequestFactory

from kroniek.publish import addresses
from tests.publish.made import story

ROOT = Path(__file__).resolve().parents[2]
SITE = "https://news.example.org"
_TOLD = """
import json, warnings
from config import settings as s
with warnings.catch_warnings(record=True) as seen:
    warnings.warn("StreamingHttpResponse must consume synchronous iterators in order ...")
    warnings.warn("another")
print(json.dumps([s.SITE_URL, s.ALLOWED_HOSTS, s.SECURE_PROXY_SSL_HEADER, len(seen)]))
"""


@pytest.fixture
def known(settings):
    """The site under the address that KRONIEK_SITE_URL gives, behind a proxy that speaks HTTP."""
    settings.GIVEN_SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["testserver"]


def settings_with(home: Path, **environment: str):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KRONIEK")}
    environment = {**kept, "KRONIEK_HOME": str(home), **environment}
    done = subprocess.run(
        [sys.executable, "-c", _TOLD], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return json.loads(done.stdout)


# --- hosts that are not ours ----------------------------------------------------------------


@pytest.mark.parametrize("address", ["/nl/", "/nl/news.atom", "/robots.txt", "/nl/nothing/"])
def test_another_host_is_refused_with_a_page(archive, client, address):
    client.raise_request_exception = False
    response = client.get(address, HTTP_HOST="a.example", HTTP_ACCEPT_LANGUAGE="nl")
    html = response.content.decode()
    assert (response.status_code, "Dat is niet gelukt" in html) == (400, True)
    assert "a.example" not in html
    assert "canonical" not in html


def test_a_missing_page_has_no_address_of_its_own(page):
    assert "canonical" not in page("/nl/nothing/", status=404)


# --- where addresses come from --------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/en/news/",
        "/en/themes/return-readmission/",
        "{story}",
        "/en/news.atom",
        "/en/news.rss",
        "/en/news.json",
        "/en/themes/return-readmission.atom",
        "/sitemap.xml",
        "/sitemap-pages.xml",
        "/sitemap-stories-{part}.xml",
        "/robots.txt",
    ],
)
def test_the_address_that_the_operator_gave_comes_first(page, known, address):
    made = story(themes=["return-readmission"])
    part = (made.pk - 1) // 2_000 + 1
    answer = page(address.format(story=made.get_absolute_url("en"), part=part))
    assert SITE in answer
    assert "testserver" not in answer


def test_a_storys_page_says_its_whole_address(page, known):
    made = story(texts={"en": ("A title", ""), "fr": ("Un titre", "")})
    html = page(made.get_absolute_url("en"))
    for code in ("en", "fr"):
        own = f"{SITE}{made.get_absolute_url(code)}"
        assert f'<link rel="alternate" hreflang="{code}" href="{own}">' in html
    own = f"{SITE}{made.get_absolute_url('en')}"
    assert f'<link rel="canonical" href="{own}">' in html
    assert f"url = {{{own}}}" in html
    (record,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert json.loads(record)["url"] == own


def test_without_one_the_request_tells(settings):
    settings.GIVEN_SITE_URL = ""
    request = RequestFactory().get("/nl/", secure=True)
    assert addresses.absolute(request, "/é") == "https://testserver/%C3%A9"


def test_the_request_tells_of_https_through_the_proxy(archive, client, settings):
    settings.GIVEN_SITE_URL = ""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    headers = {"HTTP_HOST": "testserver", "HTTP_X_FORWARDED_PROTO": "https"}
    robots = client.get("/robots.txt", **headers).content.decode()
    assert "https://testserver/sitemap.xml" in robots


# --- what the environment says --------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "hosts", "told"),
    [
        ("", "", ["http://127.0.0.1:8000", ["127.0.0.1"], None]),
        (f"{SITE}/", "", [SITE, ["news.example.org"], ["HTTP_X_FORWARDED_PROTO", "https"]]),
        (
            "http://[::1]:8000",
            "localhost, a.example",
            ["http://[::1]:8000", ["localhost", "a.example", "[::1]"], None],
        ),
    ],
)
def test_the_sites_own_host_is_allowed(tmp_path, url, hosts, told):
    """One warning is left: what WhiteNoise makes Django say of every static file is not told."""
    answer = settings_with(tmp_path, KRONIEK_SITE_URL=url, KRONIEK_HOSTS=hosts)
    assert answer == [*told, 1]
