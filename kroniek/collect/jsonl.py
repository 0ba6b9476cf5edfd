"""JSON Lines (jsonlines.org): one story a line, with the keys of a story in JSON (RFC 8259)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kroniek.collect.story_keys import found_of
from kroniek.collect.text_lines import (
    LINE_LIMIT,
    SourceLine,
    printable,
    source_lines,
    unknown_letters,
)
from kroniek.records import InputError, Piece, Unread

_TOO_LONG = f"the line is longer than {LINE_LIMIT // 1024 // 1024} MB; its first part is kept"
_NUL = "\\u0000"
_ESCAPED = re.compile(r"\\u(?:d[89a-f]|0000)", re.IGNORECASE)


def looks_like_jsonl(head: str) -> bool:
    """Whether the beginning of a file holds JSON objects, each on a line of its own."""
    lines = [line for line in head.removeprefix("\ufeff").split("\n") if line.strip()]
    if len(lines) == 1 and lines[0].lstrip().startswith('{"'):
        return True  # one long line, or the beginning of one
    return any(_is_object(line) for line in lines[:10] if line.lstrip().startswith("{"))


def jsonl_pieces(path: Path, *, file: str, encoding: str) -> Iterator[Piece]:
    """The stories of a file, lazily and in constant memory; empty lines are passed over.

    A line that is no story is Unread, with what is wrong. Raises FileRefused where the file
    cannot be read at all.
    """
    position = 0
    for line in source_lines(path, encoding, newline="\n"):
        if line.text.isspace():
            continue
        position += 1
        try:
            yield found_of(_object(line), position=position, line=line.number, raw=line.text)
        except InputError as error:
            yield Unread(file, line.number, printable(line.text), error.what)


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _object(line: SourceLine) -> dict[str, Any]:
    if line.cut:
        raise InputError(_TOO_LONG)
    if unknown_letters(line.text):
        raise InputError("the line holds bytes that are no letters in the file's encoding")
    try:
        value = json.loads(line.text.rstrip("\r\n"))
    except json.JSONDecodeError as error:
        # The decoder counts from the line's own start.
        raise InputError(f"no JSON: {_in_words(error)} at letter {error.pos + 1}") from error
    except (ValueError, RecursionError) as error:
        raise InputError("no JSON that can be read: a number or a nesting is too big") from error
    if not isinstance(value, dict):
        raise InputError("the line is JSON, but no object: a story is written {...}")
    if _ESCAPED.search(line.text):
        _check_letters(value)
    return value


def _in_words(error: json.JSONDecodeError) -> str:
    return error.msg[:1].lower() + error.msg[1:].removesuffix(" at")


def _check_letters(value: dict[str, Any]) -> None:
    """Escapes can write what no text may hold: NUL, and half a surrogate pair."""
    try:
        written = json.dumps(value, ensure_ascii=False)
    except RecursionError as error:
        raise InputError("no JSON that can be read: a nesting is too deep") from error
    if _NUL in written.replace("\\\\", "") or unknown_letters(written):
        raise InputError("an escape (\\u0000 or half a surrogate pair) stands for no letter")
