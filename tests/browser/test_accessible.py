"""axe finds nothing (WCAG 2.0 to 2.2, A and AA, and its best practices) on any kind of page."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

UIS = ("nl", "fr", "de", "en")
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
# kind of page -> its address; {story} and {keyword} are looked up.
PAGES = {
    "front page": "/{ui}/",
    "list": "/{ui}/news/",
    "list with filters": "/{ui}/news/?theme=asylum&language=fr&year=2018&year=2019",
    "list without a result": "/{ui}/news/?q=zzzz&theme=asylum",
    "bad filter": "/{ui}/news/?theme=nonsense",
    "story": "{story}",
    "theme": "/{ui}/themes/reception/",
    "keyword": "{keyword}",
    "themes": "/{ui}/themes/",
    "keywords": "/{ui}/keywords/",
    "search": "/{ui}/search/?q=terugkeer",
    "search without words": "/{ui}/search/",
    "not found": "/{ui}/nothing/",
}
LOOKS = ((DESK, "light"), (PHONE, "dark"), (DESK, "dark"), (PHONE, "light"))
# Everything axe knows but rules that are still being tried out.
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="module")
def address(site):
    """address(kind, ui) -> the address of a page of that kind."""
    story = site.first(r"/en/story/[^\"]+", "/en/news/?theme=return-readmission&year=2018")
    keyword = site.first(r"/en/keywords/[^\"]+", "/en/keywords/")

    def of(kind: str, ui: str) -> str:
        path = PAGES[kind].format(ui=ui, story=story, keyword=keyword)
        return f"/{ui}/{path.split('/', 2)[2]}"

    return of


@pytest.fixture(scope="module")
def faults():
    """faults(tab) -> what axe finds on the page, a line each."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def found(tab) -> list[str]:
        violations = axe.run(tab, options=_RULES).response["violations"]
        return [f"{v['id']}: {node['html'][:160]}" for v in violations for node in v["nodes"]]

    return found


def show(tab, viewport, scheme: str) -> None:
    tab.set_viewport_size(viewport)
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("ui", UIS)
def test_axe_finds_nothing_and_nothing_sticks_out(tab, address, faults, kind, ui):
    """Each kind of page in each language, and in each look: the four go round together."""
    turn = list(PAGES).index(kind) + UIS.index(ui)
    show(tab, *LOOKS[turn % len(LOOKS)])
    tab.goto(address(kind, ui))
    assert faults(tab) == []
    tab.set_viewport_size(NARROW)
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert tab.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("kind", ["front page", "list", "story", "theme"])
def test_axe_finds_nothing_in_what_was_folded(tab, address, faults, kind):
    show(tab, PHONE, "light")
    tab.goto(address(kind, "nl"))
    tab.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert faults(tab) == []
