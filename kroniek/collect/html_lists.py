"""Where the items of a news list stand on a page: by known systems, else by repetition.

A list is the same kind of element again and again, most of them with a date. Systems that mark
their items (Drupal views, WordPress, our own export) are known by their marks; any other list is
found by counting, under every element, the children of one kind that hold a date and words.
Where dates and words are neighbours instead (definition lists, headings with paragraphs), the
neighbours are cut into items where a date or a title begins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from kroniek.collect.dated import DatedText, bare_date, split_date
from kroniek.collect.labels import read_label
from kroniek.collect.markup import HEADINGS, Element, Page
from kroniek.collect.paragraphs import Line, Run, anchor_of, lines


@dataclass(eq=False)
class Item:
    """The neighbouring elements that make an item, and the date of the heading above it."""

    elements: list[Element]
    heading: DatedText | None = None

    @cached_property
    def tops(self) -> frozenset[Element]:
        return frozenset(self.elements)


@dataclass(slots=True)
class _Survey:
    """How many lines of date and of other words stand within each element."""

    dated: Counter[Element] = field(default_factory=Counter)
    worded: Counter[Element] = field(default_factory=Counter)

    def is_item(self, element: Element) -> bool:
        return bool(self.dated[element] and self.worded[element])

    def is_date(self, element: Element) -> bool:
        return bool(self.dated[element] and not self.worded[element])


_ASIDE = frozenset(("nav", "aside", "footer", "header", "form"))
_PAGERS = re.compile(r"pager|pagination|navigation|breadcrumb|sidebar|widget|menu", re.IGNORECASE)
_NOT_A_KIND = frozenset(("odd", "even", "first", "last", "active", "sticky", "featured", "row"))
_OWN = re.compile(r"story-\d+")
_TEASER = re.compile(r"(?:node--view-mode-teaser|node-teaser)")
_WORDPRESS = frozenset(("hentry", "type-post", "wp-block-post", "h-entry"))
_LISTS = frozenset(("ul", "ol"))
_MOST_RUNS = 60  # a line of more parts than this is prose, or a trap
_ALWAYS_ITEMS = frozenset(("li", "article", "tr"))


def find(page: Page) -> list[Item]:
    """The items of the page's list, in order; none where the page has no list."""
    root = _main(page.root)
    text = lines(root.children, root)
    survey = _survey(text)
    marked = _marked(root)
    counted = _counted(root, survey)
    dated = sum(bool(survey.dated[element]) for element in marked)
    if marked and 2 * dated >= _size(counted, survey):
        items = [Item([element]) for element in marked]
    else:
        items = counted or _titled(root)
    _inherit(items, text)
    return items


def date_of(line: Line) -> tuple[DatedText, list[Run]] | None:
    """The date that a line holds, and the runs that are left without it."""
    if len(line.runs) > _MOST_RUNS:
        return None
    if whole := bare_date(line.text, year=_expects_date(line.runs[0].element)):
        return whole, []
    for number, run in enumerate(line.runs):
        others = line.runs[:number] + line.runs[number + 1 :]
        if date := bare_date(run.text, year=_expects_date(run.element)):
            return date, others
    for number in {0, len(line.runs) - 1}:
        run = line.runs[number]
        if anchor_of(run) is None and (date := split_date(run.text)):
            rest = [Run(date.rest, run.element)]
            return date, line.runs[:number] + rest + line.runs[number + 1 :]
    return None


def _event_of(line: Line) -> tuple[DatedText, list[Run]] | None:
    label = read_label(line.text)
    if label and label.field == "event" and (date := bare_date(label.value)):
        return date, []
    return None


def is_aside(element: Element) -> bool:
    """Whether an element is navigation and the like, not content."""
    if element.tag in _ASIDE or element.attrs.get("role") in ("navigation", "complementary"):
        return True
    return any(_PAGERS.search(name) for name in element.classes)


_DATE_CLASS = re.compile(r"(?:^|[-_])(?:date|datum|time|created|published|posted|year)(?:$|[-_])")


def _expects_date(element: Element) -> bool:
    if element.tag in ("time", "dt", "td", "th", *HEADINGS):
        return True
    return any(_DATE_CLASS.search(name) for name in element.classes)


# --- survey ---------------------------------------------------------------------------------


def _main(root: Element) -> Element:
    mains = [e for e in root.walk() if e.tag == "main" or e.attrs.get("role") == "main"]
    return mains[0] if len(mains) == 1 and len(mains[0].children) > 1 else root


def _survey(text: Iterable[Line]) -> _Survey:
    survey = _Survey()
    for line in text:
        date = date_of(line) or _event_of(line)
        rest = date[1] if date else line.runs
        if date:
            element = next((run.element for run in line.runs if run not in rest), line.block)
            survey.dated.update(element.up())
        for element in {run.element: None for run in rest}:
            survey.worded.update(element.up())
    return survey


def _size(items: Iterable[Item], survey: _Survey) -> int:
    return sum(any(survey.dated[e] for e in item.elements) for item in items)


# --- lists whose systems mark their items ---------------------------------------------------


def _is_own(element: Element) -> bool:
    return element.tag == "article" and bool(_OWN.fullmatch(element.attrs.get("id", "")))


def _is_views_row(element: Element) -> bool:
    return "views-row" in element.classes


def _is_teaser(element: Element) -> bool:
    return element.tag in ("article", "div") and any(map(_TEASER.match, element.classes))


def _is_post(element: Element) -> bool:
    return element.tag in ("article", "div", "li") and not _WORDPRESS.isdisjoint(element.classes)


def _is_article(element: Element) -> bool:
    return element.tag == "article"


def _marked(root: Element) -> list[Element]:
    tests: tuple[Callable[[Element], bool], ...] = (_is_own, _is_views_row, _is_teaser, _is_post)
    found = next((found for test in tests if (found := _outermost(root, test))), [])
    if found:
        return found
    articles = _outermost(root, _is_article)
    return articles if len(articles) > 1 else []  # one alone is a page of its own


def _outermost(root: Element, test: Callable[[Element], bool]) -> list[Element]:
    found, waiting = [], [root]
    while waiting:
        element = waiting.pop()
        if element is not root and test(element):
            found.append(element)
        elif element is root or not is_aside(element):
            waiting.extend(reversed(element.elements))
    return found


# --- lists found by counting ----------------------------------------------------------------


def _kind(element: Element) -> tuple[str, str]:
    """What siblings of one list have in common: the tag and the first telling class."""
    names = (name for name in element.classes if name not in _NOT_A_KIND)
    return element.tag, next((n for n in names if not any(map(str.isdigit, n))), "")


def _counted(root: Element, survey: _Survey) -> list[Item]:
    rows: dict[object, list[Element]] = defaultdict(list)
    flat: list[Element] = []
    most_dates = 1
    for parent in _content(root):
        dates = 0
        for child in parent.elements:
            dates += survey.is_date(child)
            if survey.is_item(child) and child.tag not in ("main", "header", "footer"):
                # Lists that stand side by side (one a month) are one list.
                rows[(parent.parent, _kind(parent), _kind(child))].append(child)
        if dates > most_dates:
            most_dates, flat = dates, [parent]
    best = max(rows.values(), key=len, default=[])
    if flat and most_dates > len(best):
        return _cut(flat[0], survey)
    return [Item([element]) for element in _with_undated(best, survey)] if len(best) > 1 else []


def _content(root: Element) -> list[Element]:
    found, waiting = [], [root]
    while waiting:
        element = waiting.pop()
        if element is root or not is_aside(element):
            found.append(element)
            waiting.extend(reversed(element.elements))
    return found


def _with_undated(rows: list[Element], survey: _Survey) -> list[Element]:
    """The rows and their siblings of the same kind that have no date, or no words at all."""
    kind = _kind(rows[0])
    parents = {row.parent: None for row in rows if row.parent}
    return [
        child
        for parent in parents
        for child in parent.elements
        if _kind(child) == kind and (survey.dated[child] or _may_be_item(child))
    ]


def _may_be_item(element: Element) -> bool:
    header = element.tag == "tr" and all(cell.tag == "th" for cell in element.elements)
    plain = element.tag in ("p", "div", "span") and not element.classes
    return not header and not plain and not is_aside(element)


def _titled(root: Element) -> list[Item]:
    """A list without dates: siblings of one kind, each with a heading that is a link."""
    rows: dict[object, list[Element]] = defaultdict(list)
    for parent in _content(root):
        for child in parent.elements:
            if child.tag not in HEADINGS and _has_title_link(child):
                rows[(parent, _kind(child))].append(child)
    best = max(rows.values(), key=len, default=[])
    return [Item([element]) for element in best] if len(best) > 1 else []


def _has_title_link(element: Element) -> bool:
    headings = [e for e in element.elements if e.tag in HEADINGS]
    headings += [e for child in element.elements for e in child.elements if e.tag in HEADINGS]
    return any(e.tag == "a" and "href" in e.attrs for h in headings[:3] for e in h.elements)


# --- neighbours cut into items --------------------------------------------------------------


def _cut(parent: Element, survey: _Survey) -> list[Item]:
    """Neighbours as items: a new one begins at each title, or at each date if those lead."""
    children = [e for e in parent.elements if survey.dated[e] or survey.worded[e] or e.tag == "hr"]
    dates = {e: None for e in children if survey.is_date(e)}
    titles = _of_one_kind({e for e in children if e not in dates and _is_title(e)}, children, dates)
    dates_lead = next((e in dates for e in children if e in dates or e in titles), True)
    if not dates_lead:
        return _groups(children, titles, {})
    if len(titles) > 1.2 * len(dates):
        return _groups(children, titles, dates)  # each date is a heading over several
    return _lists_below(children, dates) or _groups(children, dates, {})


def _of_one_kind(
    titles: Collection[Element], children: list[Element], dates: Collection[Element]
) -> set[Element]:
    """The titles of the kind that most often stands next to a date: not the page's own title."""
    kinds: Counter[tuple[str, str]] = Counter()
    for one, other in pairwise(children):
        kinds.update(_kind(e) for e, near in ((one, other), (other, one)) if near in dates)
    known = {_kind(e) for e in titles}
    usual = next((kind for kind, _ in kinds.most_common() if kind in known), None)
    return {e for e in titles if usual is None or _kind(e) == usual}


def _is_title(element: Element) -> bool:
    if element.tag in HEADINGS:
        return True
    text = lines([element], element)
    return len(text) == 1 and all(anchor_of(run) is not None for run in text[0].runs)


def _groups(
    children: list[Element], starts: Collection[Element], stops: Collection[Element]
) -> list[Item]:
    items: list[Item] = []
    open_ = False
    for child in children:
        if child in starts:
            items.append(Item([child]))
            open_ = True
        elif child in stops or child.tag == "hr" or is_aside(child):
            open_ = False
        elif open_:
            items[-1].elements.append(child)
    return items


def _lists_below(children: list[Element], dates: Collection[Element]) -> list[Item]:
    """The entries of the lists that stand below dated headings, if that is how the page is."""
    others = [child for child in children if child not in dates and child.tag != "hr"]
    lists = [child for child in others if child.tag in _LISTS or _holds_items(child)]
    if len(lists) < max(2, len(others) * 0.8):
        return []
    return [Item([entry]) for part in lists for entry in part.elements]


def _holds_items(element: Element) -> bool:
    inner = element.elements
    return bool(inner) and all(e.tag in _ALWAYS_ITEMS for e in inner)


# --- dates of headings ----------------------------------------------------------------------


def _inherit(items: list[Item], text: Iterable[Line]) -> None:
    """Gives each item the date of the heading it stands under, if that is a date."""
    owner = {element: item for item in items for element in item.elements}
    heading: DatedText | None = None
    for line in text:
        item = next((owner[e] for e in line.block.up() if e in owner), None)
        if item is not None:
            item.heading = heading
        elif line.block.tag in HEADINGS or line.block.tag in ("dt", "caption", "summary"):
            heading = bare_date(line.text, year=True)
        elif date := bare_date(line.text):
            heading = date
