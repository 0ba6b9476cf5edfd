"""HTML as a plain tree that remembers where every element stands in its source.

Lexbor (through selectolax) reads HTML as the standard says, but keeps no positions, and a
hostile page can make the standard's own algorithm quadratic. So the source is rewritten first,
in one pass over its tags: every start tag is given its offset as an attribute, formatting tags
become `span`, and tags nested deeper than any real page become void. What is read afterwards is
a tree of `Element`s and strings without scripts, styles and controls; nothing in it can run.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_DEPTH = 300
_PLACE = "data-kroniek-place"


def names(listed: str) -> frozenset[str]:
    """Element names written one after the other."""
    return frozenset(listed.split())


# HTML 13.1.2
_VOID = names("area base br col embed hr img input link meta param source track wbr")
# Elements that the standard's algorithm clones (formatting), takes from the middle of its stack
# (forms) or nests by other rules (drawings): read as plain ones. `Element.tag` keeps the name.
_PLAINER = {
    **dict.fromkeys(
        [
            "b",
            "big",
            "code",
            "em",
            "font",
            "i",
            "nobr",
            "s",
            "small",
            "strike",
            "strong",
            "tt",
            "u",
        ],
        "span",
    ),
    "form": "div",
    **dict.fromkeys(("svg", "math", "noscript", "frameset", "frame"), "wbr"),
}
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes"
# An element whose end tag may be left out: which ones a new one ends.
_ENDED_BY = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "p": ("p",)}
_IN_TABLES = names("tr td th tbody thead tfoot")
_NEVER_DEEP = _VOID | _IN_TABLES | frozenset(("a", "html", "head", "body"))
# An end tag does not reach out of these (HTML 13.2.4.2).
_SCOPES = frozenset(("table", "object", "applet", "marquee", "template", "button", "select"))

# The words of these are no part of a story: code, controls, fallbacks.
_SILENT = names(
    "script style template noscript select textarea button svg math iframe object audio video "
    "canvas head datalist"
)
BLOCKS = names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li "
    "main menu nav ol option p pre search section summary table tbody td tfoot th thead tr ul"
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

# What such an ending does not reach across.
_ANY = frozenset[str]()
_BARRIERS = {
    "p": BLOCKS - {"p"},
    "li": BLOCKS - {"li", "address", "div", "p"},
    "dt": BLOCKS - {"dt", "dd", "address", "div", "p"},
    "dd": BLOCKS - {"dt", "dd", "address", "div", "p"},
}
_LISTS = frozenset(("ul", "ol"))

_VALUE = r"""(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s"'>][^\s>]*+|(?=>))"""
_ATTRIBUTE = rf"[^\s/>][^\s/>=]*+(?:\s*+=\s*+{_VALUE})?+"
_TOKEN = re.compile(
    rf"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<rest>(?:[\s/]++|{_ATTRIBUTE})*+)(?:>|\Z)",
    re.DOTALL,
)
_RAW_END = {name: re.compile(rf"</{name}(?=[\s/>])|\Z", re.IGNORECASE) for name in _RAW.split("|")}
# Drawings and formulas nest by rules of their own, and hold no words of a story.
_FOREIGN_END = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("svg", "math", "noscript")
}
_UNSAFE = re.compile(r"(?:javascript|data|vbscript)\s*:", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f]+")


@dataclass(eq=False, slots=True)
class Element:
    """One element: `place` is the offset of its start tag in the source, -1 if it has none.

    `children` are its elements and texts in order, `elements` its elements alone.
    """

    tag: str
    attrs: dict[str, str]
    place: int
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    classes: tuple[str, ...] = ()

    def up(self, top: Element | None = None) -> Iterator[Element]:
        """This element and what holds it, outwards, up to and including `top`."""
        element: Element | None = self
        while element is not None:
            yield element
            element = None if element is top else element.parent

    def walk(self) -> Iterator[Element]:
        """This element and all within it, in the order of the source."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.elements))


@dataclass(frozen=True, slots=True)
class _Tag:
    start: int
    end: int
    name: str
    closes: bool


@dataclass(slots=True)
class Page:
    """A read page: its source, its tree, and the way from the one to the other."""

    source: str
    root: Element
    base: str = ""
    _tags: list[_Tag] = field(default_factory=list)
    _index: dict[int, int] = field(default_factory=dict)
    _breaks: list[int] = field(default_factory=list)

    def line(self, place: int) -> int:
        """The 1-based line on which an offset stands."""
        return bisect_right(self._breaks, place - 1) + 1 if place > 0 else 1

    def end(self, element: Element, limit: int) -> int:
        """Where the source of an element ends, `limit` at the latest.

        An element without an end tag ends where its parent does.
        """
        holder = element.parent.tag if element.parent else ""
        depth, outer, last = 0, 1, element.place
        for tag in self._from(element.place, limit):
            step = -1 if tag.closes else 1
            if tag.name == element.tag:
                depth += step
                if depth <= 0:
                    return tag.end
            elif tag.name == holder:
                outer += step
                if outer <= 0:
                    limit = tag.start
                    break
            last = tag.end
        return last + len(self.source[last:limit].rstrip())

    def resolve(self, href: str) -> str:
        """An address made absolute where the page says what it is relative to."""
        if not self.base or not href:
            return href
        try:
            return urljoin(self.base, href)
        except ValueError:
            return href  # no address by RFC 3986: kept as found

    def _from(self, place: int, limit: int) -> Iterator[_Tag]:
        for number in range(self._index.get(place, len(self._tags)), len(self._tags)):
            if self._tags[number].start >= limit:
                return
            yield self._tags[number]


# --- reading --------------------------------------------------------------------------------


def read(source: str) -> Page:
    """Reads HTML of any quality in time linear in its length. Never fails."""
    tags, copy = _Rewriter(source).run()
    parser = LexborHTMLParser(copy)
    real = {tag.start: tag.name for tag in tags if not tag.closes}
    page = Page(source, _tree(parser.root, real), _base(parser))
    page._tags = tags
    page._index = {tag.start: number for number, tag in enumerate(tags)}
    page._breaks = [match.start() for match in re.finditer("\n", source)]
    return page


def safe_href(href: str | None) -> str:
    """An address that may be shown as a link; "" for one that would run or embed something."""
    bare = _CONTROLS.sub("", href or "")  # browsers drop them too: "java\nscript:"
    return "" if _UNSAFE.match(bare) else (href or "").strip()


class _Rewriter:
    """One pass over the tags: marks them, and takes the sting out of hostile nesting.

    `open` follows the standard's stack of open elements closely enough to know how deep a tag
    would come to stand.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.tags: list[_Tag] = []
        self.open: list[str] = []
        self.too_deep = 0
        self.unclosed: set[str] = set()

    def run(self) -> tuple[list[_Tag], str]:
        parts: list[str] = []
        done = at = 0
        while match := _TOKEN.search(self.source, at):
            at = match.end()
            if not match["name"]:
                continue
            name = match["name"].lower()
            parts += (self.source[done : match.start()], self._tag(match, name), match["rest"])
            done = match.end("rest")
            if name in _RAW_END and not match["close"]:
                at = _start_of(_RAW_END[name].search(self.source, at), len(self.source))
            elif name in _FOREIGN_END and not match["close"]:
                parts.append(self.source[done:at])
                done = at = self._after_foreign(name, at)
        parts.append(self.source[done:])
        return self.tags, "".join(parts)

    def _after_foreign(self, name: str, at: int) -> int:
        if name in self.unclosed:
            return at
        end = _start_of(_FOREIGN_END[name].search(self.source, at), -1)
        if end < 0:
            self.unclosed.add(name)
        return max(end, at)

    def _tag(self, match: re.Match[str], name: str) -> str:
        closes = bool(match["close"])
        self.tags.append(_Tag(match.start(), match.end(), name, closes))
        plain = _PLAINER.get(name, name)
        fits = self._close(plain) if closes else self._start(plain)
        written = plain if fits else "wbr"
        return f"</{written}" if closes else f"<{written} {_PLACE}={match.start()} "

    def _start(self, name: str) -> bool:
        if name in BLOCKS and "p" in self.open:
            self._pop(("p",), _BARRIERS["p"])
        if name in _ENDED_BY:
            self._pop(_ENDED_BY[name], _BARRIERS[name])
        elif name in _IN_TABLES:
            self._back_to_table()
        if name in _NEVER_DEEP:
            return True
        if len(self.open) >= MAX_DEPTH:
            self.too_deep += 1
            return False
        self.open.append(name)
        return True

    def _close(self, name: str) -> bool:
        if name in _NEVER_DEEP:
            return True
        if self.too_deep:
            self.too_deep -= 1
            return False
        barrier = _LISTS if name == "li" else _ANY if name in BLOCKS else BLOCKS
        self._pop((name,), barrier)
        return True

    def _pop(self, names: tuple[str, ...], barrier: frozenset[str]) -> None:
        """Closes the innermost of `names` and all in it, unless something stands in the way."""
        for number in range(len(self.open) - 1, -1, -1):
            if self.open[number] in names:
                del self.open[number:]
                return
            if self.open[number] in _SCOPES or self.open[number] in barrier:
                return

    def _back_to_table(self) -> None:
        for number in range(len(self.open) - 1, -1, -1):
            if self.open[number] == "table":
                del self.open[number + 1 :]
                return


def _start_of(match: re.Match[str] | None, otherwise: int) -> int:
    return match.start() if match else otherwise


def _tree(root: LexborNode | None, real: dict[int, str]) -> Element:
    top = Element("html", {}, -1)
    waiting = [(root, top)] if root is not None else []
    while waiting:
        node, element = waiting.pop()
        child = node.first_child
        while child is not None:
            _add(child, element, real, waiting)
            child = child.next
    top.attrs = _attributes(root) if root is not None else {}
    return top


def _add(
    node: LexborNode,
    parent: Element,
    real: dict[int, str],
    waiting: list[tuple[LexborNode, Element]],
) -> None:
    if node.is_text_node:
        parent.children.append(node.text_content or "")
    elif node.is_element_node and node.tag not in _SILENT:
        attrs = _attributes(node)
        if "hidden" in attrs:
            return
        place = int(attrs.pop(_PLACE, "-1"))
        element = Element(real.get(place, node.tag or ""), attrs, place, parent)
        element.classes = tuple(attrs.get("class", "").split())
        parent.children.append(element)
        parent.elements.append(element)
        waiting.append((node, element))


def _attributes(node: LexborNode) -> dict[str, str]:
    return {name: value or "" for name, value in node.attributes.items()}


def _base(parser: LexborHTMLParser) -> str:
    """What the page's addresses are relative to: <base>, else its canonical address."""
    for selector in ("base[href]", 'link[rel~="canonical"][href]'):
        node = parser.css_first(selector)
        href = (node.attributes.get("href") or "").strip() if node else ""
        if href.lower().startswith(("http://", "https://")):
            return href
    return ""
