"""A text file line by line, in constant memory, whatever is in it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from kroniek.records import FileRefused

LINE_LIMIT = 16 * 1024 * 1024
_KEPT = 500  # letters of a line over the limit
_UNKNOWN = re.compile("[\0\ud800-\udfff]")
_CHUNK = 1024 * 1024


class SourceLine(NamedTuple):
    """A line with its own line end; `cut` if it is over the limit, and only its head is kept."""

    number: int
    text: str
    cut: bool = False


def source_lines(path: Path, encoding: str, *, newline: str) -> Iterator[SourceLine]:
    """The lines of a file, without its byte order mark.

    `newline` as in `open`: "\\n" for lines that end there only, "" for any line end. Bytes that
    the encoding does not know become lone surrogates: see `unknown_letters`. Raises FileRefused
    where the file cannot be read.
    """
    errors = "replace" if _is_wide(encoding) else "surrogateescape"
    try:
        with path.open(encoding=encoding, errors=errors, newline=newline) as stream:
            yield from _lines(stream)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        advice = "Check the file and its encoding."
        raise FileRefused(f"cannot be read ({reason})", where=str(path), advice=advice) from error


def unknown_letters(text: str) -> bool:
    """Whether a text holds bytes that its encoding does not know, NUL, or half a character."""
    if text.isascii():
        return "\0" in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return "\0" in text


def printable(text: str) -> str:
    """The same text with a replacement character wherever a letter is unknown."""
    if not unknown_letters(text):
        return text
    return _UNKNOWN.sub("\ufffd", text)


def _is_wide(encoding: str) -> bool:
    return codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))


def _lines(stream: TextIO) -> Iterator[SourceLine]:
    number = 0
    while text := stream.readline(LINE_LIMIT + 1):
        number += 1
        if number == 1:
            text = text.removeprefix("\ufeff")
        if len(text) <= LINE_LIMIT:
            yield SourceLine(number, text)
        else:
            _skip_rest(stream, text)
            yield SourceLine(number, text[:_KEPT], cut=True)


def _skip_rest(stream: TextIO, text: str) -> None:
    while text and not text.endswith("\n"):
        text = stream.readline(_CHUNK)
