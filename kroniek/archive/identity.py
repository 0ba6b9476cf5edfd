"""By what a story is known again: 64-bit fingerprints of its id, address, words and title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from kroniek.folding import fingerprint, fold
from kroniek.records import Found, FoundText, Text

# Shorter titles ("Newsletter", "Press release") say too little to be known by.
TELLING_TITLE = 15
# Lists cut long teasers: the opening is what the cut one and the whole one share.
OPENING = 80
_CUT = re.compile(r"\s*(?:…|\.\.\.|\[…\])\s*$")


@dataclass(frozen=True, slots=True)
class Prints:
    """The fingerprints of one item, by what they are taken of.

    Only an id decides by itself; the others say which stories deserve a look.
    """

    id: tuple[int, ...] = ()
    path: tuple[int, ...] = ()
    opening: tuple[int, ...] = ()
    title: tuple[int, ...] = ()

    def all(self) -> Iterator[int]:
        yield from self.id
        yield from self.path
        yield from self.opening
        yield from self.title


def prints_of(found: Found, source: str) -> Prints:
    """The fingerprints of an item; its id counts within its source, the rest everywhere."""
    return Prints(
        id=(fingerprint("id", source, found.external_id),) if found.external_id else (),
        path=(path_print(found.url),) if is_web(found.url) else (),
        opening=tuple(_openings(found)),
        title=tuple(_titles(found)),
    )


def has_words(texts: Sequence[FoundText | Text]) -> bool:
    return any(text.title or text.teaser or text.body for text in texts)


def path_print(address: str) -> int:
    """The fingerprint of an address without its host: how an old address finds its story."""
    parts = urlsplit(address)
    query = f"?{parts.query}" if parts.query else ""
    return fingerprint("path", (parts.path.rstrip("/") or "/") + query)


def _openings(found: Found) -> Iterator[int]:
    if not has_words(found.texts):
        yield fingerprint("wordless", found.date, repr(found.labels))
    for text in found.texts:
        words = without_cut(fold(text.teaser or text.body))
        if words:
            yield fingerprint("opening", words[:OPENING])


def _titles(found: Found) -> Iterator[int]:
    for text in found.texts:
        title = fold(text.title)
        if len(title) >= TELLING_TITLE or (title and not (text.teaser or text.body)):
            yield fingerprint("title", title)


def is_cut(text: str) -> bool:
    return bool(_CUT.search(text))


def without_cut(text: str) -> str:
    return _CUT.sub("", text)


def is_web(url: str) -> bool:
    """Whether an address names a page of a web site (not merely the site)."""
    return url.startswith(("http://", "https://")) and len(urlsplit(url).path) > 1


def same_address(one: str, other: str) -> bool:
    """One page, whatever the scheme, a `www.` and a slash at the end."""
    return is_web(one) and is_web(other) and _address(one) == _address(other)


def _address(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"
