"""The passage that shows why a story was found, beside a headline that may say the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kroniek.records import Mark, Snippet

_CUT = " …\n\t"  # what stands at the ends of a passage that was cut


@dataclass(frozen=True, slots=True)
class SnippetShown:
    """`lang` is empty where it is the reader's own; `language_name` where the headline's is the
    same."""

    marks: tuple[Mark, ...]
    lang: str
    language_name: str


def parted(
    headline: str, rest: str, marks: Sequence[Mark]
) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
    """(the headline's pieces, the passage's pieces): nothing is said twice.

    A passage may overlap the headline: it may be the title, or the opening of a text without
    one. What it has of the headline is marked there, and the passage goes on behind it. `rest` is
    what follows the headline in the text.
    """
    plain = (Mark(headline),)
    begun = "".join(mark.text for mark in marks)
    passage = begun.strip(_CUT)
    at = f"{headline} {rest}".find(passage) if passage else -1
    if at < 0 or at >= len(headline):
        return plain, tuple(marks)
    skipped = len(begun) - len(begun.lstrip(_CUT))
    end = skipped + len(headline) - at
    inside = _between(marks, skipped, min(end, skipped + len(passage)))
    before = (Mark(headline[:at]),) if at else ()
    after = headline[at + len(passage) :]
    behind = _between(marks, end, len(begun)) if len(passage) > len(headline) - at else ()
    return (*before, *inside, *((Mark(after),) if after else ())), _without_gap(behind)


def marked(headline: str, texts: Iterable[str]) -> tuple[Mark, ...]:
    """A headline with some whole words of it marked, in capitals or not."""
    words = sorted({text for text in texts if text}, key=len, reverse=True)
    if not words:
        return (Mark(headline),)
    found = "|".join(re.escape(word) for word in words)
    pieces = re.split(rf"(?<!\w)({found})(?!\w)", headline, flags=re.IGNORECASE)
    return tuple(Mark(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece)


def _between(marks: Sequence[Mark], first: int, end: int) -> tuple[Mark, ...]:
    """The pieces of the letters from `first` to `end`."""
    found = []
    at = 0
    for mark in marks:
        text = mark.text[max(first - at, 0) : max(end - at, 0)]
        at += len(mark.text)
        if text:
            found.append(Mark(text, mark.marked))
    return tuple(found)


def _without_gap(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The pieces without the space (or the full stop) that parts them from the headline."""
    if not marks or not "".join(mark.text for mark in marks).strip(_CUT + '.!?»”"'):
        return ()
    first, *others = marks
    return (Mark(first.text.lstrip(), first.marked), *others)


def shown(
    snippet: Snippet, marks: tuple[Mark, ...], language: str, ui: str, name: str
) -> SnippetShown | None:
    """What is left of a snippet, as a page prints it; `language` is the headline's."""
    if not marks:
        return None
    lang = "" if snippet.language == ui else snippet.language
    return SnippetShown(marks, lang, "" if snippet.language == language else name)
