"""The text of a piece of HTML, line by line, each word still knowing its element."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from kroniek.collect.markup import BLOCKS, Element, Page, safe_href
from kroniek.records import Link

_WHITE = re.compile(r"[ \t\n\r\f]+")  # HTML's own: a no-break space is a letter
PARAGRAPH, BREAK = "\n\n", "\n"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text and the innermost element it stands in."""

    text: str
    element: Element


@dataclass(slots=True)
class Line:
    """What stands on one line of a block; `gap` is what parts it from the line before."""

    block: Element
    gap: str
    runs: list[Run] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    def take(self, text: str, element: Element) -> None:
        """Adds text as a browser would show it: white space is one space, none at the start."""
        text = _WHITE.sub(" ", text)
        if not self.runs or self.runs[-1].text.endswith(" "):
            text = text.removeprefix(" ")
        if text:
            self.runs.append(Run(text, element))

    def trim(self) -> None:
        """Drops the space at the end."""
        if self.runs and self.runs[-1].text.endswith(" "):
            last = self.runs.pop()
            if last.text != " ":
                self.runs.append(Run(last.text[:-1], last.element))


def lines(nodes: Iterable[Element | str], within: Element) -> list[Line]:
    """The lines of neighbouring nodes of `within`: words of two blocks never run together."""
    found = [Line(within, PARAGRAPH)]
    for what, element in _events(nodes, within):
        if what is None:
            found.append(Line(element, PARAGRAPH))
        elif element.tag == "br":
            # Two breaks in a row are how many pages part paragraphs.
            found.append(Line(_block(element), BREAK if found[-1].runs else PARAGRAPH))
        else:
            found[-1].take(what, element)
    return _kept(found)


def joined(found: Iterable[Line]) -> str:
    """Lines as plain text: paragraphs parted by an empty line."""
    return "".join(part for line in found for part in (line.gap, line.text)).lstrip("\n")


def links(
    found: Iterable[Line], page: Page | None = None, *, but: Container[Element] = ()
) -> list[Link]:
    """The links that stand within lines, with the words they stand on; unsafe ones dropped."""
    words: dict[Element, str] = {}
    for line in found:
        for run in line.runs:
            anchor = anchor_of(run)
            if anchor is not None and anchor not in but:
                words[anchor] = words.get(anchor, "") + run.text
    return [
        Link(text.strip(), page.resolve(href) if page else href)
        for anchor, text in words.items()
        if (href := safe_href(anchor.attrs["href"]))
    ]


def anchor_of(run: Run) -> Element | None:
    """The link that a run stands in."""
    return next((e for e in run.element.up() if e.tag == "a" and "href" in e.attrs), None)


def _events(
    nodes: Iterable[Element | str], within: Element
) -> Iterator[tuple[str | None, Element]]:
    """Text with its element, and None with a block wherever a block begins or ends."""
    waiting: list[tuple[Element | str | None, Element]] = [(node, within) for node in nodes]
    waiting.reverse()
    while waiting:
        node, holder = waiting.pop()
        if node is None or isinstance(node, str):
            yield node, holder
        elif node.tag == "br":
            yield "", node
        else:
            if node.tag in BLOCKS:
                yield None, node
                waiting.append((None, _block(holder)))
            waiting.extend((child, node) for child in reversed(node.children))


def _block(element: Element) -> Element:
    return next((e for e in element.up() if e.tag in BLOCKS), element)


def _kept(found: Iterable[Line]) -> list[Line]:
    """The lines that hold text, each with the widest gap that stood before it."""
    kept: list[Line] = []
    gap = PARAGRAPH
    for line in found:
        line.trim()
        gap = max(gap, line.gap, key=len)
        if line.runs:
            line.gap = gap
            kept.append(line)
            gap = ""
    return kept
