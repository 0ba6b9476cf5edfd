"""Feeds from a file: RSS 2.0, RSS 1.0 (RDF) and Atom (RFC 4287).

The source is cut into its entries first, and each entry is read on its own, in a copy of the
feed that holds nothing else. So every entry keeps its exact source and line, and one that is
broken costs only itself. Nothing is fetched; entities that a feed declares are refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import feedparser

from kroniek.collect import markup
from kroniek.collect.dated import stated_date
from kroniek.collect.languages import language_code
from kroniek.collect.markup import safe_href
from kroniek.collect.paragraphs import joined, lines, links
from kroniek.records import (
    LANGUAGES,
    FileRefused,
    Found,
    FoundText,
    LabelsFound,
    Link,
    Piece,
    Unread,
)

NO_WORDS = "no words: the entry has no title and no text"
_CUT_OFF = "the entry is cut off: its end tag is missing"
_NO_ENTRY = "no entry that can be read: its XML is broken"

_EDTF = "http://id.loc.gov/datatypes/edtf"
_THEMES = "/themes/"
_LEAST_ADDED = 120

_NAME = r"(?:[A-Za-z_][\w.-]*:)?"
_SKIPPED = r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
_TOKEN = re.compile(
    rf"{_SKIPPED}|<(?P<close>/?)(?P<name>{_NAME}(?:item|entry))(?=[\s/>])"
    r"(?P<rest>(?:[^>\"']++|\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))*+)(?:>|\Z)",
    re.DOTALL,
)
_ROOT = re.compile(
    rf"(?:{_SKIPPED}|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*)?>|[^<]++)*+"
    rf"<(?P<name>{_NAME}(?P<kind>rss|feed|rdf))(?=[\s/>])"
    r"(?P<rest>(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>",
    re.DOTALL | re.IGNORECASE,
)
_DOCTYPE = re.compile(
    rf"(?:{_SKIPPED}|[^<]++)*+<!DOCTYPE\b(?P<rest>[^<]*+)", re.DOTALL | re.IGNORECASE
)
_LANGUAGE = re.compile(r"\sxml:lang\s*=\s*(\"[^\"]*\"|'[^']*')")
_LANGUAGE_TAG = re.compile(r"<(?:dc:)?language\b[^<>]*>\s*([A-Za-z]{2,3})\b")


class _Entry(NamedTuple):
    """An entry's place in the source; `whole` if its end tag is there."""

    start: int
    end: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a copy of the feed with one entry needs: what stands around the entries."""

    head: str
    tail: str


def looks_like(head: str) -> bool:
    """Whether the beginning of a file is a feed: its first element is rss, feed or rdf:RDF."""
    return _ROOT.match(head) is not None


def detect_ui(text: str) -> str:
    """The language that a feed states for itself; "" if none, or none of ours."""
    root = _ROOT.match(text)
    first = next(_entries(text, root.end() if root else 0), None)
    channel = text[: first.start] if first else text
    stated = (_LANGUAGE.search(root["rest"]) if root else None) or _LANGUAGE_TAG.search(channel)
    code = language_code(stated[1].strip("\"'")) if stated else ""
    return code if code in LANGUAGES else ""


def pieces(text: str, *, file: str, ui: str) -> Iterator[Piece]:
    """The entries of a feed, in order; those that cannot be read are Unread.

    `ui` changes nothing: only what an entry itself states is taken for its language. Raises
    FileRefused where the file declares entities, or is no feed with entries.
    """
    text = text.replace("\0", "\ufffd")
    _refuse_entities(text, file)
    root = _ROOT.match(text)
    entries = list(_entries(text, root.end() if root else 0))
    if root is None or not entries:
        advice = "Is this the feed itself, and not the page about it?"
        raise FileRefused("no feed entries found", where=file, advice=advice)
    return _pieces(text, entries, _around(root), file)


def _refuse_entities(text: str, file: str) -> None:
    doctype = _DOCTYPE.match(text)
    if doctype and "[" in doctype["rest"]:
        raise FileRefused(
            "the feed declares entities of its own, which can expand without bound",
            where=f"{file}:{_line(text, doctype.start('rest'))}",
            advice="Remove the declarations between [ and ] after <!DOCTYPE.",
        )


# --- cutting --------------------------------------------------------------------------------


def _entries(text: str, at: int) -> Iterator[_Entry]:
    """The places of the entries; one that another begins in ends there."""
    start = -1
    for match in _TOKEN.finditer(text, at):
        if not match["name"]:
            continue
        if start >= 0:
            yield _Entry(
                start, match.end() if match["close"] else match.start(), bool(match["close"])
            )
        opens = not match["close"] and not match["rest"].endswith("/")
        start = match.start() if opens else -1
    if start >= 0:
        yield _Entry(start, len(text), False)


def _around(root: re.Match[str]) -> _Feed:
    """The feed without its entries; the language of the whole says nothing of a single one."""
    name, rest = root["name"], _LANGUAGE.sub("", root["rest"])
    channel = root["kind"].lower() == "rss"
    head = f'<?xml version="1.0" encoding="utf-8"?><{name}{rest}>'
    return _Feed(head + "<channel>" * channel, "</channel>" * channel + f"</{name}>")


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


# --- reading --------------------------------------------------------------------------------


def _pieces(text: str, entries: list[_Entry], feed: _Feed, file: str) -> Iterator[Piece]:
    line, counted = 1, 0
    for position, entry in enumerate(entries, start=1):
        line += text.count("\n", counted, entry.start)
        counted = entry.start
        raw = text[entry.start : entry.end]
        parsed = _parsed(feed, raw) if entry.whole else None
        why = _CUT_OFF if not entry.whole else _NO_ENTRY
        found = _found(parsed, position, line, raw) if parsed else None
        if found and found.texts:
            yield found
        else:
            yield Unread(file, line, raw, NO_WORDS if found else why)


def _parsed(feed: _Feed, raw: str) -> Any:
    """The entry as feedparser reads it; None if it finds none."""
    # As bytes in a stream: a string could be taken for an address and fetched. Cleaning is left
    # to our own reading of the text, which keeps words and safe links only.
    stream = io.BytesIO(f"{feed.head}{raw}{feed.tail}".encode("utf-8", "replace"))
    read = feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    return read.entries[0] if read.entries else None


def _found(entry: Any, position: int, line: int, raw: str) -> Found:
    texts, found_links = _words(entry)
    date_found, date = _date(entry)
    return Found(
        position=position,
        line=line,
        raw=raw,
        texts=texts,
        date_found=date_found,
        date=date,
        labels=LabelsFound(theme=_categories(entry, True), keywords=_categories(entry, False)),
        url=_url(entry),
        external_id=entry.get("id", "").strip(),
        language=texts[0].language if len(texts) == 1 else _code(entry.get("language")),
        links=found_links,
    )


def _url(entry: Any) -> str:
    link = safe_href(entry.get("link"))
    # Without a link, feedparser gives the id for one, be it an address or not.
    is_id = entry.get("guidislink") and not link.lower().startswith(("http:", "https:"))
    return "" if is_id else link


def _code(stated: str | None) -> str:
    return language_code(stated or "") or ""


def _categories(entry: Any, themes: bool) -> tuple[str, ...]:
    """The categories as printed; those that a feed of ours says are themes, or the others."""
    printed = (
        (tag.get("label") or tag.get("term") or "").strip()
        for tag in entry.get("tags", ())
        if tag.get("scheme") != _EDTF and (tag.get("scheme") or "").endswith(_THEMES) is themes
    )
    return tuple(dict.fromkeys(label for label in printed if label))


# --- words ----------------------------------------------------------------------------------


def _words(entry: Any) -> tuple[tuple[FoundText, ...], tuple[Link, ...]]:
    """The texts of an entry, one a stated language, and the links within them."""
    parts: dict[str, dict[str, str]] = {}
    found: dict[Link, None] = {}
    for name, detail in _details(entry):
        words, within = _plain(detail)
        language = _code(detail.get("language")) or _code(entry.get("language"))
        if words and not (name == "body" and _repeats(words, parts.get(language, {}))):
            parts.setdefault(language, {})[name] = words
            found.update(dict.fromkeys(within))
    return tuple(FoundText(language, **words) for language, words in parts.items()), tuple(found)


def _repeats(body: str, parts: dict[str, str]) -> bool:
    """Whether a body is but the teaser again, and a line like "This post appeared first on ..."."""
    teaser = parts.get("teaser", "")
    return bool(teaser) and teaser in body and len(body) - len(teaser) <= _LEAST_ADDED


def _details(entry: Any) -> Iterator[tuple[str, Any]]:
    """Title, teaser and body. An entry with its whole text only has that for a teaser."""
    if "title_detail" in entry:
        yield "title", entry["title_detail"]
    if "summary_detail" in entry:
        yield "teaser", entry["summary_detail"]
    for content in entry.get("content", ())[:1]:
        yield ("body" if "summary_detail" in entry else "teaser"), content


def _plain(detail: Any) -> tuple[str, list[Link]]:
    value = detail.get("value") or ""
    if detail.get("type") == "text/plain":
        return value.strip(), []
    page = markup.read(value)
    text = lines(page.root.children, page.root)
    return joined(text), links(text)


# --- date -----------------------------------------------------------------------------------

_CLOCK = re.compile(r"[\s,]+[0-9]{1,2}:[0-9]{2}.*$", re.DOTALL)


def _date(entry: Any) -> tuple[str, str]:
    """The date as printed, and the day it was where the feed was written.

    RSS and Atom know moments only: our own feeds give the date itself as a category.
    """
    for tag in entry.get("tags", ()):
        term = tag.get("term") or ""
        if tag.get("scheme") == _EDTF and (edtf := stated_date(term)):
            return tag.get("label") or term, edtf
    stated = next((entry[key] for key in ("published", "updated", "created") if entry.get(key)), "")
    readers = (stated_date, _mail_date, lambda text: stated_date(_CLOCK.sub("", text)))
    return stated, next((edtf for read in readers if (edtf := read(stated))), "")


def _mail_date(stated: str) -> str:
    """A date as in RSS 2.0 (RFC 822)."""
    try:
        return parsedate_to_datetime(stated).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
