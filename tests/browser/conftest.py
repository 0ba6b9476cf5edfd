"""A real server with the demo archive, and a real browser: one of each for the whole run."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("KRONIEK_CHROMIUM", "/usr/bin/chromium")
_KRONIEK = (sys.executable, "-c", "from kroniek.cli import main; main()")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(frozen=True)
class Site:
    """Where the server listens."""

    base: str

    def url(self, path: str) -> str:
        return self.base + path

    def text(self, path: str) -> str:
        with urllib.request.urlopen(self.url(path), timeout=60) as answer:
            return answer.read().decode()

    def first(self, pattern: str, path: str) -> str:
        """The first address of a shape that a page links to."""
        found = re.search(f'href="({pattern})"', self.text(path))
        assert found, f"{path} has no link like {pattern}"
        return found[1]


@pytest.fixture(scope="session")
def site(new_home) -> Iterator[Site]:
    """The demo archive served by the command itself."""
    environment = {**os.environ, "KRONIEK_HOME": str(new_home())}
    demo = sorted((ROOT / "demo").glob("*.jsonl"))
    subprocess.run([*_KRONIEK, "import", *demo], env=environment, check=True, capture_output=True)
    port = _free_port()
    server = subprocess.Popen(
        [*_KRONIEK, "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        served = Site(f"http://127.0.0.1:{port}")
        _wait(served, server)
        yield served
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(site: Site, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert server.poll() is None, "the server stopped"
        try:
            site.text("/en/")
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    raise AssertionError("the server did not answer within a minute")


@pytest.fixture(scope="module")
def browser():
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM} (KRONIEK_CHROMIUM names another)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def window(browser, site):
    """One window for all tests: what it has fetched once, it need not fetch again."""
    context = browser.new_context(base_url=site.base)
    yield context
    context.close()


@pytest.fixture
def tab(window, site):
    """A tab on a desk; what the page asks of others, or complains of, fails the test."""
    page = window.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if _is_complaint(m) else None)
    page.on("request", lambda r: complaints.append(r.url) if _is_elsewhere(r.url, site) else None)
    yield page
    page.close()
    assert complaints == []


def _is_complaint(message) -> bool:
    # The browser notes every answer that is no 200: pages for what went wrong have such answers.
    return message.type == "error" and "server responded with a status" not in message.text


def _is_elsewhere(url: str, site: Site) -> bool:
    return not url.startswith((site.base, "data:"))
