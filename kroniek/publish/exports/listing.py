"""The listing as text: letter for letter as it came in, or printed anew from the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kroniek.archive.models import Capture, Sighting, Source
from kroniek.collect.labels import LABELS
from kroniek.find import parameters, search
from kroniek.publish.exports.items import FOUND, Item, item_of, stories_of
from kroniek.records import Format, Query


def listing(query: Query, labels: str) -> Iterator[str]:
    """The stories of a query as listing text.

    `labels="found"` gives the saved pages back: of each source the newest page, every character
    of it; filters leave out the items that do not match. Stories that never stood on a listing
    follow, printed with the labels they were found with; with filters, also those that have
    fallen off their page since.
    """
    printed: set[int] = set()
    last = ""
    if labels == FOUND:
        wanted = _filtered(query)
        for last in _as_found(query, wanted, printed):
            yield last
        if wanted is None:
            printed |= _fallen_off(query)
    for story in stories_of(query):
        if story.pk not in printed:
            yield _gap(last)
            last = printed_item(item_of(story, query.ui, labels), query.ui)
            yield last


def _gap(before: str) -> str:
    """What stands between two items: one empty line."""
    if not before or before.endswith(("\n\n", "\r\n\r\n")):
        return ""
    return "\n" if before.endswith("\n") else "\n\n"


# --- as found -------------------------------------------------------------------------------


def _as_found(query: Query, wanted: set[int] | None, printed: set[int]) -> Iterator[str]:
    last = ""
    for capture in _captures(query):
        yield _gap(last)
        for story, raw in _pieces(capture):
            if wanted is None or story in wanted:
                printed.add(story or 0)
                last = raw
                yield raw


def _filtered(query: Query) -> set[int] | None:
    """The stories to print, or None for all: then what was not read is printed too."""
    if not [name for name, _ in parameters(query) if name != "source"] and query.limit is None:
        return None
    found = search(replace(query, sort="date"), with_facets=False, with_reasons=False)
    return {hit.story for hit in found.hits}


def _fallen_off(query: Query) -> set[int]:
    """The stories that stood on some listing of the sources, now or before."""
    seen = Sighting.objects.filter(capture__format=Format.LISTING)
    if query.source:
        seen = seen.filter(capture__source__name__in=query.source)
    return set(seen.values_list("story_id", flat=True))


def _captures(query: Query) -> Iterator[Capture]:
    """The newest finished listing of each source."""
    sources = Source.objects.order_by("pk")
    if query.source:
        sources = sources.filter(name__in=query.source)
    for source in sources:
        captures = source.captures.filter(format=Format.LISTING, finished_at__isnull=False)
        if capture := captures.order_by("-pk").first():
            yield capture


def _pieces(capture: Capture) -> list[tuple[int | None, str]]:
    """(story, raw text) of everything on the page, in order; no story for what was not read."""
    seen = capture.sightings.values_list("line", "story_id", "raw")
    left = capture.remainders.values_list("line", "text")
    pieces: list[tuple[int, int | None, str]] = list(seen)
    pieces += [(line, None, text) for line, text in left]
    return [(story, raw) for _, story, raw in sorted(pieces, key=lambda piece: piece[0])]


# --- printed anew ---------------------------------------------------------------------------


def printed_item(item: Item, ui: str) -> str:
    """One item: date, empty line, words, labelled values; what the reader of listings reads."""
    date = item.date or f"{LABELS['date'][ui][0]}:"
    words = [part for part in _words(item) if part]
    lines = [f"{LABELS[name][ui][0]}: {', '.join(values)}" for name, values in item.labels]
    paragraphs = "\n\n".join(words)
    tail = "\n".join(lines)
    body = "\n".join(part for part in (paragraphs, tail) if part)
    return f"{date}\n\n{body}\n" if body else f"{date}\n"


def _words(item: Item) -> tuple[str, str]:
    if item.text is None:
        return "", ""
    return item.text.title, item.text.teaser or item.text.body
