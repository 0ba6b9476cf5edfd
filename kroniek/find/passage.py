"""The passage of a text that shows best why it was found, in marks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from kroniek.find.meeting import Met
from kroniek.records import Mark

# Letters of a passage, without the signs of what is left out.
LENGTH = 260
_BEFORE = 60  # letters before the first mark, so that it can be read
_CUT = "…"


def passage(text: str, met: Sequence[Met]) -> Iterator[Mark]:
    """The stretch of a text with the most different things in it, marked."""
    spans = _apart(met)
    start, end = _window(text, met)
    if start:
        yield Mark(f"{_CUT} ")
    at = start
    for first, last in spans:
        if first < start or last > end:
            continue
        if at < first:
            yield Mark(_in_line(text[at:first]))
        yield Mark(_in_line(text[first:last]), marked=True)
        at = last
    if at < end:
        yield Mark(_in_line(text[at:end]))
    if end < len(text):
        yield Mark(f" {_CUT}")


def _apart(met: Iterable[Met]) -> list[tuple[int, int]]:
    """The places, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted({(one.start, one.end) for one in met}):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def _window(text: str, met: Sequence[Met]) -> tuple[int, int]:
    """Where the passage begins and ends. A text may have thousands of marks: each is near few."""
    if len(text) <= LENGTH:
        return 0, len(text)
    in_order = sorted(met, key=lambda one: one.start)
    places = [one.start for one in in_order]

    def shown(start: int) -> tuple[int, int]:
        near = in_order[bisect_left(places, start) : bisect_right(places, start + LENGTH)]
        inside = [one.what for one in near if one.end <= start + LENGTH]
        return len(set(inside)), min(len(inside), 4)

    starts = sorted({max(0, place - _BEFORE) for place in places}) or [0]
    begin = max(starts, key=lambda start: (shown(start), -start))
    begin = 0 if begin < _BEFORE else _word_boundary(text, begin)
    end = min(begin + LENGTH, len(text))
    return begin, end if end == len(text) else _word_boundary(text, end)


def _word_boundary(text: str, place: int) -> int:
    """The beginning of the word that a place lies in; the place itself in a very long one."""
    space = max(text.rfind(mark, max(0, place - 40), place) for mark in (" ", "\n"))
    return space + 1 if space >= 0 else place


def _in_line(text: str) -> str:
    return text.replace("\r", "").replace("\n", " ")
