"""The desk in a real browser: the link of the first start, a tag typed in Dutch, a story out."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.browser

_KRONIEK = (sys.executable, "-c", "from kroniek.cli import main; main()")
STORY = {
    "date": "2020-12",
    "language": "nl",
    "title": "Nieuw centrum in Gent",
    "teaser": "Het agentschap opent een centrum.",
    "themes": ["Opvang"],
}


@pytest.fixture(scope="module")
def first_start(new_home, tmp_path_factory) -> Iterator[str]:
    """A fresh archive with one story, served by the command; the login link that it prints."""
    environment = {**os.environ, "KRONIEK_HOME": str(new_home()), "PYTHONUNBUFFERED": "1"}
    file = tmp_path_factory.mktemp("in") / "one.jsonl"
    file.write_text(json.dumps(STORY))
    subprocess.run([*_KRONIEK, "import", file], env=environment, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [*_KRONIEK, "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield _link(server)
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _link(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(r"http\S+/admin/first-login/\S+", line):
            return found[0]
    raise AssertionError("the command printed no link")


@pytest.fixture(scope="module")
def desk(browser, first_start) -> Iterator:
    """A person who followed the link and chose a password; script errors fail the tests."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=first_start.split("/admin/")[0]
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    _follow(page, first_start)
    for field in ("#id_new_password1", "#id_new_password2"):
        page.fill(field, "een-lang-wachtwoord")
    page.get_by_role("button", name="Set password").click()
    page.wait_for_url("**/admin/")
    yield page
    context.close()
    assert errors == []


def _follow(page, link: str) -> None:
    # The link is printed just before the server listens.
    for _ in range(60):
        try:
            page.goto(link)
            return
        except Exception:
            page.wait_for_timeout(500)
    raise AssertionError("the server did not answer within half a minute")


def test_the_link_is_good_once(browser, desk, first_start):
    page = browser.new_page()
    assert page.goto(first_start).status == 403
    assert page.get_by_role("heading", name="no longer good").is_visible()
    page.close()


def test_a_tag_typed_in_dutch_saved_previewed_published(desk):
    desk.goto("/admin/stories/")
    desk.get_by_role("link", name=STORY["title"]).click()
    themes = desk.get_by_role("combobox", name="Themes")
    themes.press_sequentially("kwetsbare", delay=20)
    option = desk.get_by_role("option", name="Vulnerable groups")
    option.wait_for()
    assert "Kwetsbare groepen" in option.inner_text()
    assert themes.get_attribute("aria-expanded") == "true"
    themes.press("Enter")
    chip = desk.locator(".k-chip", has_text="Vulnerable groups")
    assert "accepted by an editor" in chip.inner_text()
    assert themes.input_value() == ""

    desk.get_by_role("button", name="Save draft").click()
    desk.get_by_text("updated", exact=False).first.wait_for()
    public = desk.request.get("/nl/news/").text()
    assert "Kwetsbare groepen" not in _story_page(desk)
    assert STORY["title"] in public

    desk.get_by_role("button", name="Toggle preview").click()
    frame = desk.frame_locator("iframe").first
    frame.get_by_text("Kwetsbare groepen").first.wait_for()

    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish").click()
    desk.get_by_text("published", exact=False).first.wait_for()
    assert "Kwetsbare groepen" in _story_page(desk)


def _story_page(desk) -> str:
    page = desk.request.get("/nl/news/").text()
    address = re.search(r'href="(/nl/story/\d+/[^"]*)"', page)
    assert address, "the story is not on the list"
    return desk.request.get(address[1]).text()


def test_a_rejected_tag_stays_rejected_and_can_come_back(desk):
    desk.goto("/admin/stories/")
    desk.get_by_role("link", name=STORY["title"]).click()
    desk.wait_for_timeout(2500)  # Wagtail takes what a form holds after two seconds for its start
    desk.get_by_role("button", name="Reject Reception").click()
    assert desk.get_by_text("Rejected: 1").is_visible()
    desk.get_by_text("Saved").first.wait_for()  # the page saves itself
    desk.reload()
    desk.get_by_text("Rejected: 1").click()
    desk.get_by_role("button", name="Bring back Reception").click()
    assert "accepted by an editor" in desk.locator(".k-chip", has_text="Reception").inner_text()
    desk.get_by_role("button", name="Save draft").click()
    desk.get_by_text("updated", exact=False).first.wait_for()


def test_choosing_by_keyboard_and_leaving_without(desk):
    desk.goto("/admin/stories/add/")
    keywords = desk.get_by_role("combobox", name="Keywords")
    keywords.press_sequentially("asiel", delay=20)
    desk.locator(".k-picker__option").first.wait_for()
    first = keywords.get_attribute("aria-activedescendant")
    keywords.press("ArrowDown")
    assert keywords.get_attribute("aria-activedescendant") != first
    keywords.press("ArrowUp")
    assert keywords.get_attribute("aria-activedescendant") == first
    keywords.press("Escape")
    assert keywords.get_attribute("aria-expanded") == "false"
    keywords.fill("")
    keywords.press_sequentially("qqqzzz", delay=20)
    desk.get_by_text("No concept has this name").first.wait_for()
    keywords.press("Enter")
    assert desk.url.endswith("/admin/stories/add/")


def test_on_a_phone_nothing_sticks_out(desk):
    desk.set_viewport_size({"width": 390, "height": 844})
    for address in ("/admin/", "/admin/stories/", "/admin/concepts/edit/fedasil/"):
        desk.goto(address)
        wide = desk.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, address
    desk.set_viewport_size({"width": 1280, "height": 900})
