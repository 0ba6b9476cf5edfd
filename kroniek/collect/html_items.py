"""What one item of an HTML list holds: date, labels, title, teaser, links.

The item's lines are sorted out in turn, each step taking what is its own and leaving the rest:
labels, dates, titles, "read more" links; what is left is the teaser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from kroniek.collect.columns import field_of
from kroniek.collect.dated import DatedText, bare_date, is_bare_lead, stated_date
from kroniek.collect.html_lists import Item, date_of
from kroniek.collect.html_values import values_of
from kroniek.collect.labels import LabelLine, is_sentence, read_label
from kroniek.collect.languages import language_code
from kroniek.collect.markup import HEADINGS, Element, Page, safe_href
from kroniek.collect.paragraphs import Line, Run, anchor_of, joined, lines, links
from kroniek.records import Link


@dataclass(slots=True)
class Words:
    """The words of an item in one language."""

    title: str = ""
    teaser: str = ""


@dataclass(slots=True)
class Parts:
    """An item sorted out. `words` is by stated language, "" where none is stated."""

    language: str = ""
    date: DatedText | None = None
    labels: dict[str, list[str]] = field(default_factory=dict)
    happenings: list[DatedText] = field(default_factory=list)
    words: dict[str, Words] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    url: str = ""
    is_event: bool = False

    def add(self, name: str, values: Sequence[str]) -> None:
        """Adds what stood behind a label; the first date that can be read is *the* date."""
        for value in values:
            date = bare_date(value, year=True) if name in ("date", "event") else None
            if name == "date":
                self.date = self.date or date or DatedText(value, "")
                continue
            self.labels.setdefault(name, []).append(value)
            if date:
                self.happenings.append(date)


def parts_of(page: Page, item: Item) -> Parts:
    """Everything an item says, sorted out; whatever is missing stays empty."""
    parts = Parts(language=_language(item.elements[0], item))
    text = [line for element in item.elements for line in lines([element], element)]
    columns = _columns(item)
    text = _take_labels(text, item, parts, columns)
    text = _take_classed(text, item, parts)
    if parts.date is None:
        text = _take_date(text, item, parts)
    if parts.date is None:
        parts.date = item.heading
    parts.is_event = any(_EVENT_CLASS.search(c) for e in item.elements for c in e.classes)
    text = _without(text, lambda run: _is_about(run, item))
    titles = {cell for cell, name in columns.items() if name == "title"}
    _take_words(text, item, page, parts, titles)
    return parts


# Who wrote and when it was changed: no part of a story's words.
_ABOUT_CLASSES = frozenset(
    (
        "byline",
        "author",
        "vcard",
        "posted-on",
        "comments-link",
        "edit-link",
        "entry-meta",
        "updated",
    )
)


def _is_about(run: Run, item: Item) -> bool:
    holders = (e for e in _within(run.element, item) if e not in item.tops)
    return any(not _ABOUT_CLASSES.isdisjoint(holder.classes) for holder in holders)


_EVENT_CLASS = re.compile(r"(?:^|[-_])(?:event|tribe_events)(?:$|[-_])")


def _within(element: Element, item: Item) -> Iterator[Element]:
    """An element and what holds it, up to the item's own element."""
    for holder in element.up():
        yield holder
        if holder in item.tops:
            return


def _language(element: Element, item: Item) -> str:
    for holder in _within(element, item):
        stated = holder.attrs.get("lang") or holder.attrs.get("xml:lang")
        if stated is not None:
            return language_code(stated) or ""
    return ""


# --- labels ---------------------------------------------------------------------------------


def _take_labels(
    text: list[Line], item: Item, parts: Parts, columns: dict[Element, str]
) -> list[Line]:
    """Takes labels with their values: on one line, in the elements beside, or in the column."""
    left: list[Line] = []
    at = 0
    while at < len(text):
        line = text[at]
        column = next((columns[e] for e in line.block.up() if e in columns), "")
        label = None if column else _label_of(line)
        below = 0
        if column in _LABEL_FIELDS:
            parts.add(column, values_of(column, line))
        elif label is None or not _take_label(text, at, label, item, parts):
            left.append(line)
        if label and not label[1]:
            below = _values_below(text, at, label[0].field, item)
        at += 1 + below
    return left


def _take_label(
    text: Sequence[Line], at: int, label: tuple[LabelLine, list[Run]], item: Item, parts: Parts
) -> bool:
    """Takes a label and its values; False if it labels nothing, and so is but a word."""
    read, runs = label
    if runs:
        parts.add(read.field, values_of(read.field, Line(text[at].block, "", runs)))
        return True
    below = text[at + 1 : at + 1 + _values_below(text, at, read.field, item)]
    for line in below:
        parts.add(read.field, values_of(read.field, line, below=True))
    return bool(below) or read.colon


def _columns(item: Item) -> dict[Element, str]:
    """The cells of a table's row that stand under a label in its header: cell -> label."""
    row = item.elements[0]
    table = next((e for e in row.up() if e.tag == "table"), None) if row.tag == "tr" else None
    header = next((e for e in table.walk() if e.tag == "tr"), None) if table else None
    if header is None or header is row:
        return {}
    fields = (field_of(joined(lines([cell], cell))) for cell in header.elements)
    names = ("theme" if name == "themes" else name for name in fields)
    pairs = zip(row.elements, names, strict=False)
    return {cell: name for cell, name in pairs if name in (*_LABEL_FIELDS, "title")}


_LABEL_FIELDS = ("theme", "keywords", "type", "geography", "commissioner", "event", "date")


def _label_of(line: Line) -> tuple[LabelLine, list[Run]] | None:
    """The label that a line begins with, and the runs of its value on the same line."""
    first, *rest = line.runs
    alone = read_label(first.text)
    if rest and alone and not alone.value and _parted(first, rest, alone):
        return alone, rest
    label = read_label(line.text)
    return (label, _tail(line.runs, len(label.value))) if label else None


def _parted(first: Run, rest: Sequence[Run], label: LabelLine) -> bool:
    """Whether a label in an element of its own is a label, not the first word of a sentence."""
    value = "".join(run.text for run in rest).strip()
    if rest[0].element is first.element or is_sentence(value):
        return False
    return label.field not in ("date", "event") or bare_date(value, year=True) is not None


def _tail(runs: Sequence[Run], length: int) -> list[Run]:
    """The runs that hold the last `length` letters of a line."""
    tail: list[Run] = []
    for run in reversed(runs):
        if length <= 0:
            break
        tail.append(Run(run.text[-length:], run.element))
        length -= len(run.text)
    return tail[::-1]


def _values_below(text: Sequence[Line], at: int, name: str, item: Item) -> int:
    """How many of the lines after `at` are the values of the label that stands there."""
    if at + 1 >= len(text):
        return 0
    if text[at + 1].block is text[at].block:
        return int(_can_be_value(name, text[at + 1]))
    holds = _value_holder(text, at, item)
    end = at + 1
    while end < len(text) and any(map(holds, text[end].block.up())):
        if not _can_be_value(name, text[end]):
            break
        end += 1
    return end - at - 1


def _value_holder(text: Sequence[Line], at: int, item: Item) -> Callable[[Element], bool]:
    """What tells the elements that hold the values of a label: its field, or its neighbour."""
    label = text[at].block
    holder = label.parent
    if label.tag == "dt":
        return lambda element: element.tag == "dd" and element.parent is holder
    inside = label not in item.tops and holder not in item.tops
    if inside and (at == 0 or not any(e is holder for e in text[at - 1].block.up())):
        return lambda element: element is holder
    neighbour = next((e for e in text[at + 1].block.up() if e.parent is holder), None)
    return lambda element: element is neighbour


def _can_be_value(name: str, line: Line) -> bool:
    shown = line.text
    if name in ("date", "event"):
        return bare_date(shown, year=True) is not None
    prose = len(shown) > 120 or is_sentence(shown)
    return not prose and line.block.tag not in HEADINGS and read_label(shown) is None


# --- labels by class ------------------------------------------------------------------------

_CLASSES = {
    "theme": re.compile(
        r"(?:cat-links|post-categories|entry-categories|taxonomy-category|rel=category)"
        r"|(?:views-field|field--name)-field-(?:.*-)?(?:theme|thema|topic)s?"
    ),
    "keywords": re.compile(
        r"(?:tag-links|tags-links|post-tags|entry-tags|taxonomy-post_tag|p-category|rel=tag)"
        r"|(?:views-field|field--name)-field-(?:.*-)?(?:keywords?|tags?|trefwoorden|mots-cles)"
    ),
    "type": re.compile(r"(?:views-field|field--name)-field-(?:.*-)?publication-type"),
}


def _take_classed(text: list[Line], item: Item, parts: Parts) -> list[Line]:
    """Takes the values that a system marks by the class of their element, without a label."""
    known: dict[Element, str] = {}
    left: list[Line] = []
    for line in text:
        by_field: dict[str, list[Run]] = {}
        for run in line.runs:
            by_field.setdefault(_classed(run.element, item, known), []).append(run)
        for name, runs in by_field.items():
            if name:
                parts.add(name, values_of(name, Line(line.block, "", runs), links_only=True))
        rest = _clean(by_field.get("", []))
        if rest and not (len(by_field) > 1 and _introduces(rest)):
            left.append(Line(line.block, line.gap, rest))
    return left


def _introduces(rest: Sequence[Run]) -> bool:
    """Whether what is left beside the values is but the words before them ("Labels:")."""
    words = "".join(run.text for run in rest).strip()
    return len(words) < 40 and words.endswith(":")


def _classed(element: Element, item: Item, known: dict[Element, str]) -> str:
    if element not in known:
        holders = [e for e in _within(element, item) if e not in item.tops]
        known[element] = next(filter(None, map(_marked_field, holders)), "")
    return known[element]


def _marked_field(element: Element) -> str:
    """The field that an element is for by its class, its `rel`, or its `aria-label`."""
    names = [*element.classes, *_relations(element)]
    marked = (label for label, form in _CLASSES.items() if any(map(form.fullmatch, names)))
    spoken = read_label(element.attrs.get("aria-label", ""))
    said = spoken.field if spoken and not spoken.value and spoken.field in _CLASSES else ""
    return next(marked, said)


def _relations(element: Element) -> list[str]:
    return [f"rel={name}" for name in element.attrs.get("rel", "").split()]


def _clean(runs: Sequence[Run]) -> list[Run]:
    """Runs without the signs that parted them from what was taken; none if only those are left."""
    told = [number for number, run in enumerate(runs) if not is_bare_lead(run.text)]
    if not told:
        return []
    kept = list(runs[told[0] : told[-1] + 1])
    kept[0] = Run(kept[0].text.lstrip(" "), kept[0].element)
    kept[-1] = Run(kept[-1].text.rstrip(" "), kept[-1].element)
    return kept


# --- the date -------------------------------------------------------------------------------


def _take_date(text: list[Line], item: Item, parts: Parts) -> list[Line]:
    """Takes the date: that of a <time>, else of the first line that holds one."""
    marked = _marked_date(text, item)
    if marked:
        element, parts.date = marked
        return _without(text, lambda run: element in run.element.up())
    dates = ((number, date) for number, line in enumerate(text) if (date := date_of(line)))
    number, dated = next(dates, (-1, None))
    if dated is None:
        return text
    parts.date = dated[0]
    rest = _clean(dated[1])
    changed = [Line(text[number].block, text[number].gap, rest)] if rest else []
    return text[:number] + changed + text[number + 1 :]


def _marked_date(text: Sequence[Line], item: Item) -> tuple[Element, DatedText] | None:
    shown = {run.element for line in text for run in line.runs}
    times = [
        element
        for top in item.elements
        for element in top.walk()
        if element.tag == "time" and (not element.children or _any_in(element, shown))
    ]
    times.sort(key=lambda element: "updated" in element.classes)  # the first publication counts
    for element in times:
        words = " ".join(line.text for line in lines(element.children, element))
        if date := bare_date(words, year=True):
            return element, date
        stated = element.attrs.get("datetime", "").strip()
        if edtf := stated_date(stated):
            return element, DatedText(words or stated, edtf)
    return None


def _any_in(element: Element, shown: set[Element]) -> bool:
    return any(inner in shown for inner in element.walk())


def _without(text: Sequence[Line], taken: Callable[[Run], bool]) -> list[Line]:
    left: list[Line] = []
    for line in text:
        rest = [run for run in line.runs if not taken(run)]
        if len(rest) < len(line.runs):
            rest = _clean(rest)
        if rest:
            left.append(Line(line.block, line.gap, rest))
    return left


# --- words ----------------------------------------------------------------------------------

_TITLE_CLASS = re.compile(r"(?:^|[-_])(?:title|headline|titel|titre|p-name)$|^p-name$")
_MORE = re.compile(
    r"[\s›»→>\[(…]*(?:read|learn|see|continue reading|full (?:story|article)|more\b"
    r"|lees|meer|verder|lire|en savoir|(?:la )?suite|voir|plus\b"
    r"|weiter|mehr\b|zum (?:artikel|beitrag))",
    re.IGNORECASE,
)
_AFTER_TITLE = re.compile(r"\s*[:|·•–—(-]")
_SIGNS = " \u00a0|·•–—-:,;"
_LONGEST_TITLE = 300


def _take_words(
    text: list[Line], item: Item, page: Page, parts: Parts, titles: Collection[Element]
) -> None:
    by_language: dict[str, list[Line]] = {}
    for line in text:
        by_language.setdefault(_language(line.runs[0].element, item), []).append(line)
    headed = any(_is_title(line, item, titles) for line in text)
    anchors: list[Element | None] = []
    fallback: list[Element | None] = []
    for language, own in by_language.items():
        own, more = _without_more(own)
        title, anchor, rest = _title(own, item, titles, headed)
        parts.words[language] = Words(title, joined(rest))
        # A card is one big link: the words below its title are no links of their own.
        parts.links += links(rest, page, but={anchor} if anchor else ())
        anchors.append(anchor)
        fallback.append(more)
    parts.url = next(filter(None, map(_href, anchors + fallback)), "")


def _href(anchor: Element | None) -> str:
    return safe_href(anchor.attrs.get("href")) if anchor else ""


def _without_more(text: Sequence[Line]) -> tuple[list[Line], Element | None]:
    """The lines without "read more" links at their end, and the first such link."""
    left: list[Line] = []
    more: Element | None = None
    for line in text:
        anchor = anchor_of(line.runs[-1])
        if anchor is not None and _is_more(line, anchor):
            more = more or anchor
            line = Line(line.block, line.gap, [r for r in line.runs if anchor_of(r) is not anchor])
            line.trim()
        if line.runs:
            left.append(line)
    return left, more


def _is_more(line: Line, anchor: Element) -> bool:
    words = "".join(run.text for run in line.runs if anchor_of(run) is anchor)
    says_so = _MORE.match(words) or "more-link" in anchor.classes
    return bool(says_so) and len(words) <= _LONGEST_TITLE and not _is_heading(line)


def _is_heading(line: Line) -> bool:
    return any(element.tag in HEADINGS for element in line.block.up())


def _title(
    text: list[Line], item: Item, titles: Collection[Element], headed: bool
) -> tuple[str, Element | None, list[Line]]:
    """The title, the link on it, and the lines that are left.

    In an item that is `headed`, nothing but a heading is a title.
    """
    for number, line in enumerate(text):
        if _is_title(line, item, titles):
            # A heading goes on below a line break; a cell does not.
            more = [n for n in text if n.block is line.block and _is_heading(n)]
            same = more or [line]
            words = " ".join(one.text for one in same).strip()
            anchor = next(filter(None, map(anchor_of, line.runs)), None)
            return words, anchor, text[:number] + text[number + len(same) :]
    for number, line in enumerate([] if headed else text[:2]):
        if led := _led_by_link(line):
            words, anchor, rest = led
            return words, anchor, text[:number] + rest + text[number + 1 :]
    if not headed and len(text) > 1 and all(_is_bold(run) for run in text[0].runs):
        return text[0].text, None, text[1:]
    return "", None, text


def _is_title(line: Line, item: Item, titles: Collection[Element]) -> bool:
    for element in _within(line.runs[0].element, item):
        if element.tag in HEADINGS or element in titles:
            return True
        if element not in item.tops and any(map(_TITLE_CLASS.search, element.classes)):
            return len(line.text) <= _LONGEST_TITLE
    return False


def _is_bold(run: Run) -> bool:
    return any(element.tag in ("strong", "b") for element in run.element.up())


def _led_by_link(line: Line) -> tuple[str, Element, list[Line]] | None:
    """A line that begins with a link, and goes on with nothing or behind a sign."""
    anchor = anchor_of(line.runs[0])
    if anchor is None:
        return None
    size = next((n for n, r in enumerate(line.runs) if anchor_of(r) is not anchor), len(line.runs))
    words = "".join(run.text for run in line.runs[:size]).strip()
    rest = line.runs[size:]
    after = "".join(run.text for run in rest)
    if len(words) > _LONGEST_TITLE or (after.strip() and not _AFTER_TITLE.match(after)):
        return None
    if rest:
        rest = [Run(rest[0].text.lstrip(_SIGNS), rest[0].element), *rest[1:]]
    rest = _clean([run for run in rest if run.text])
    return words, anchor, [Line(line.block, "\n\n", rest)] if rest else []
