"""The site in use: by keyboard, without script, from page to page, in light and dark."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser


def focused(tab) -> str:
    return tab.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def outlined(tab) -> bool:
    return tab.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle !== 'none' && "
        "parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"
    )


def test_the_first_key_leads_past_the_masthead(tab):
    tab.goto("/en/news/")
    tab.keyboard.press("Tab")
    assert focused(tab) == "To the content"
    assert tab.locator(".skip").bounding_box()["y"] >= 0
    tab.keyboard.press("Enter")
    assert focused(tab) == "main"


def test_every_stop_of_the_keyboard_is_seen(tab):
    tab.goto("/en/news/")
    for _ in range(40):
        tab.keyboard.press("Tab")
        assert outlined(tab), focused(tab)


def test_filters_by_keyboard_alone(tab):
    tab.goto("/en/news/")
    tab.locator("#f-theme-asylum").focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/en/news/?theme=asylum")
    assert tab.locator("#f-theme-asylum").is_checked()
    tab.locator(".chip").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/en/news/$"))


def test_filters_fold_away_on_a_phone_and_lie_open_on_a_desk(tab):
    tab.goto("/en/news/")
    assert tab.locator("#f-theme-asylum").is_visible()
    tab.set_viewport_size({"width": 390, "height": 844})
    assert not tab.locator("#f-theme-asylum").is_visible()
    tab.locator(".filters > summary").click()
    assert tab.locator("#f-theme-asylum").is_visible()


def test_without_script(browser, site):
    context = browser.new_context(java_script_enabled=False, base_url=site.base)
    tab = context.new_page()
    tab.goto("/nl/news/")
    tab.locator("#f-theme-reception").check()
    tab.get_by_role("button", name="Tonen").click()
    assert tab.url.endswith("/nl/news/?theme=reception")
    tab.locator("article.card a").first.click()
    assert tab.locator("h1").count() == 1
    context.close()


def test_the_language_switch_stays_on_the_page(tab):
    tab.goto("/en/news/?theme=asylum&year=2019")
    tab.get_by_role("navigation", name="Language").get_by_role("link", name="de").click()
    assert tab.url.endswith("/de/news/?theme=asylum&year=2019")
    assert tab.locator("html").get_attribute("lang") == "de"


def test_search_from_any_page(tab):
    tab.goto("/fr/themes/")
    tab.get_by_role("combobox").fill("retour volontaire")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/fr/search/?q=retour+volontaire")
    assert tab.get_by_role("combobox").input_value() == "retour volontaire"


def test_older_stories_and_back(tab):
    tab.goto("/en/news/")
    first = tab.locator("article.card h3").first.inner_text()
    tab.get_by_role("link", name="Older stories").click()
    assert tab.locator("article.card h3").first.inner_text() != first
    tab.get_by_role("link", name="Back to the newest").click()
    assert tab.locator("article.card h3").first.inner_text() == first


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_light_and_dark_follow_the_reader(tab, scheme, dark):
    tab.emulate_media(color_scheme=scheme)
    tab.goto("/en/")
    paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    red = int(re.findall(r"\d+", paper)[0])
    assert (red < 80) is dark


def test_own_fonts_are_used_and_the_chart_is_drawn(tab):
    tab.goto("/en/")
    tab.evaluate("document.fonts.ready")
    assert tab.evaluate("document.fonts.check('16px Newsreader')")
    assert tab.evaluate("document.fonts.check('16px \"Source Sans 3\"')")
    chart = tab.locator(".chart img")
    chart.scroll_into_view_if_needed()
    chart.evaluate("image => image.decode()")
    assert chart.get_attribute("alt")


def test_print_leaves_the_words(tab):
    tab.goto("/en/news/")
    tab.emulate_media(media="print")
    assert not tab.locator(".filters").is_visible()
    assert tab.locator("article.card h3").first.is_visible()
