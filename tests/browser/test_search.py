"""Searching by hand: what completes the words, by keyboard, touch and without script."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessible import DESK, NARROW, PHONE, show

pytestmark = pytest.mark.browser

# What a test need not measure: the rules that are still being tried out are left out, as there.
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="module")
def faults():
    """faults(tab) -> what axe finds on the page as it is now, a line each."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def found(tab) -> list[str]:
        violations = axe.run(tab, options=_RULES).response["violations"]
        return [f"{v['id']}: {node['html'][:160]}" for v in violations for node in v["nodes"]]

    return found


def type_in(tab, words: str, field: str = "#q-page"):
    """Type, as one does, and wait for the list."""
    tab.locator(field).click()
    tab.keyboard.type(words)
    options = tab.locator("[role=option]")
    expect(options.first).to_be_visible()
    return options


def parameters(tab) -> dict[str, list[str]]:
    return parse_qs(urlsplit(tab.url).query)


# --- by keyboard ----------------------------------------------------------------------------


def test_a_name_is_completed_and_searched_for(tab):
    tab.goto("/nl/search/")
    type_in(tab, "avr")
    field = tab.locator("#q-page")
    expect(field).to_have_attribute("aria-expanded", "true")
    tab.keyboard.press("ArrowDown")
    first = tab.locator("[role=option][aria-selected=true]")
    expect(first).to_contain_text("Vrijwillige terugkeer")
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    assert field.get_attribute("aria-controls") == tab.locator("[role=listbox]").get_attribute("id")
    assert tab.evaluate("document.activeElement.id") == "q-page", "focus stays in the field"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/nl/search/?q=*")
    assert parameters(tab) == {"q": ["Vrijwillige terugkeer"]}


def test_how_many_there_are_is_announced(tab):
    tab.goto("/en/search/")
    options = type_in(tab, "return")
    status = tab.locator(".search-page [role=status]")
    expect(status).to_have_text(f"{options.count()} suggestions")


def test_the_arrows_go_round_and_come_back_to_the_field(tab):
    tab.goto("/en/search/")
    options = type_in(tab, "return")
    tab.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    tab.keyboard.press("ArrowDown")
    expect(tab.locator("[aria-selected=true]")).to_have_count(0)
    assert tab.locator("#q-page").get_attribute("aria-activedescendant") is None
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/en/search/?q=return")


def test_escape_closes_the_list_and_keeps_the_words(tab):
    tab.goto("/en/search/")
    options = type_in(tab, "return")
    tab.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(tab.locator("#q-page")).to_have_value("return")
    expect(tab.locator("#q-page")).to_have_attribute("aria-expanded", "false")
    tab.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    tab.keyboard.press("Tab")
    expect(options).to_have_count(0)


def test_the_list_follows_the_words(tab):
    tab.goto("/en/search/")
    options = type_in(tab, "return")
    for _ in range(5):
        tab.keyboard.press("Backspace")
    expect(options).to_have_count(0)


def test_chosen_within_a_theme_it_is_searched_within(tab):
    tab.goto("/nl/themes/return-readmission/")
    type_in(tab, "avr", "#q-within")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/nl/search/?*")
    assert parameters(tab) == {"theme": ["return-readmission"], "q": ["Vrijwillige terugkeer"]}
    expect(tab.locator(".chip")).to_contain_text("Terugkeer & Readmissie")
    tab.locator(".chip").click()
    tab.wait_for_url("**/nl/search/?q=Vrijwillige+terugkeer")


# --- by touch, and by mouse -----------------------------------------------------------------


def test_a_story_opens_by_touch(browser, site):
    context = browser.new_context(base_url=site.base, has_touch=True, viewport=PHONE)
    tab = context.new_page()
    tab.goto("/en/")
    tab.locator("#q-home").tap()
    tab.keyboard.type("detention")
    option = tab.locator("[role=option][data-href]").first
    expect(option).to_be_visible()
    assert option.bounding_box()["height"] >= 40, "room for a finger"
    option.tap()
    tab.wait_for_url("**/en/story/**")
    context.close()


def test_the_order_is_switched_by_a_link(tab):
    tab.goto("/en/search/?q=return")
    tab.get_by_role("link", name="Newest first").click()
    tab.wait_for_url(re.compile(r"sort=date"))
    expect(tab.get_by_role("link", name="Newest first")).to_have_attribute("aria-current", "true")


# --- with less ------------------------------------------------------------------------------


def test_without_script_it_is_a_form(browser, site):
    context = browser.new_context(base_url=site.base, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/fr/themes/return-readmission/")
    assert tab.locator("#q-within").get_attribute("role") is None
    tab.locator("#q-within").fill("retour")
    tab.locator("#q-within").press("Enter")
    tab.wait_for_url("**/fr/search/?*")
    assert parameters(tab) == {"theme": ["return-readmission"], "q": ["retour"]}
    assert tab.locator(".card").count() > 0
    context.close()


def test_without_the_server_the_form_stays(browser, site):
    context = browser.new_context(base_url=site.base)
    tab = context.new_page()
    tab.goto("/en/search/")
    tab.route("**/search/suggest*", lambda route: route.abort())
    tab.locator("#q-page").click()
    with tab.expect_event("requestfailed"):
        tab.keyboard.type("return")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/en/search/?q=return")
    context.close()


HOSTILE = ["<script>document.title='x'</script>", "'\"><img src=x onerror=document.title='x'>"]


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_stays_words(tab, words):
    tab.goto("/en/search/")
    tab.locator("#q-page").fill(words)
    tab.wait_for_timeout(400)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/en/search/?q=*")
    assert tab.title().startswith(f"Search: {words}")
    expect(tab.locator("#q-page")).to_have_value(words)
    assert tab.locator("main img, main script").count() == 0


# --- for everyone ---------------------------------------------------------------------------


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("place", ["/nl/", "/de/search/?q=R%C3%BCckkehr", "/fr/news/?theme=asylum"])
def test_axe_finds_nothing_in_the_open_list(tab, faults, place, viewport, scheme):
    show(tab, viewport, scheme)
    tab.goto(place)
    field = tab.locator("[data-suggest]").last
    field.fill("")
    options = type_in(tab, "return", f"#{field.get_attribute('id')}")
    tab.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert faults(tab) == []
    tab.set_viewport_size(NARROW)
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


ANSWERS = ("?q=return&theme=asylum", "?q=zzzzz", "?q=zzzzz&theme=asylum", "?q=AVR&sort=date",
           "?q=%22voluntary+return", "?q=" + "Donaudampfschifffahrtsgesellschaft" * 8)  # fmt: skip


@pytest.mark.parametrize("question", ANSWERS)
@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "dark"), (PHONE, "light")])
def test_axe_finds_nothing_in_any_answer(tab, faults, question, viewport, scheme):
    show(tab, viewport, scheme)
    tab.goto(f"/de/search/{question}")
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert faults(tab) == []
    tab.set_viewport_size(NARROW)
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_similar_stories_lead_on(tab, site):
    tab.goto(site.first(r"/en/story/[^\"]+", "/en/news/?keyword=voluntary-return"))
    rows = tab.locator(".similar li")
    assert 1 <= rows.count() <= 5
    here = tab.url
    rows.first.locator("a").click()
    tab.wait_for_url(lambda url: url != here and "/en/story/" in url)
