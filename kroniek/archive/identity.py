"""By what a story is known again: 64-bit fingerprints of its id, address, words and title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from kroniek.folding import fingerprint, fold
from kroniek.records import Found

# Shorter texts ("Newsletter", "Press release") say too little to be known by.
TELLING_TEXT, TELLING_TITLE = 40, 15
# Lists cut long teasers: the opening is what the cut one and the whole one share.
LEAD, LONG = 80, 120
_CUT = re.compile(r"\s*(?:…|\.\.\.|\[…\])\s*$")


@dataclass(frozen=True, slots=True)
class Prints:
    """The fingerprints of one item. The first four kinds decide, in this order."""

    id: tuple[int, ...] = ()
    url: tuple[int, ...] = ()
    text: tuple[int, ...] = ()
    weak: tuple[int, ...] = ()  # a title, or the opening of a teaser: needs a second look
    path: tuple[int, ...] = ()  # only so that an old address leads to the story

    def identifying(self) -> Iterator[int]:
        yield from self.id
        yield from self.url
        yield from self.text
        yield from self.weak

    def all(self) -> Iterator[int]:
        yield from self.identifying()
        yield from self.path


def prints_of(found: Found, source: str) -> Prints:
    """The fingerprints of an item; its id counts within its source, the rest everywhere."""
    return Prints(
        id=(fingerprint("id", source, found.external_id),) if found.external_id else (),
        url=(fingerprint("url", _address(found.url)),) if _is_web(found.url) else (),
        text=tuple(_text_prints(found)),
        weak=tuple(_weak_prints(found)),
        path=(path_print(found.url),) if _is_web(found.url) else (),
    )


def path_print(address: str) -> int:
    """The fingerprint of an address without its host: how an old address finds its story."""
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return fingerprint("path", (parts.path.rstrip("/") or "/") + query)


def _text_prints(found: Found) -> Iterator[int]:
    for text in found.texts:
        words = fold(text.teaser or text.body)
        if len(words) >= TELLING_TEXT:
            yield fingerprint("text", words)
        else:
            yield fingerprint("short", found.date, fold(text.title), words)


def _weak_prints(found: Found) -> Iterator[int]:
    for text in found.texts:
        title, words = fold(text.title), without_cut(fold(text.teaser))
        if len(title) >= TELLING_TITLE:
            yield fingerprint("title", title)
        if len(words) >= LONG or (len(words) >= LEAD and is_cut(text.teaser)):
            yield fingerprint("lead", words[:LEAD])


def is_cut(text: str) -> bool:
    return bool(_CUT.search(text))


def without_cut(text: str) -> str:
    return _CUT.sub("", text)


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://")) and len(urlsplit(url).path) > 1


def _address(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"
