"""CSV (RFC 4180): one story a row, its columns named by our keys, everyday words, or --map."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from kroniek.collect.columns import FIELDS, SEVERAL, WORDS, field_of
from kroniek.collect.csv_rows import SourceRow, rows, sniff
from kroniek.collect.story_keys import found_of
from kroniek.collect.text_lines import LINE_LIMIT, printable, source_lines, unknown_letters
from kroniek.records import LANGUAGES, BadOption, FileRefused, InputError, Piece, Unread

_SEVERAL = re.compile(r"\s*[;|]\s*")
_LONGEST_HEADING = 60
_HEAD_LINES = 40


def looks_like_csv(head: str) -> bool:
    """Whether a file begins with a header that names a column of words, and another we know."""
    _, header = sniff(head.removeprefix("\ufeff"))
    if not header or any(len(cell) > _LONGEST_HEADING for cell in header):
        return False
    fields = {field_of(cell) for cell in header} - {""}
    return len(fields) > 1 and any(_is_words(field) for field in fields)


def csv_pieces(
    path: Path, *, file: str, encoding: str, columns: Mapping[str, str]
) -> Iterator[Piece]:
    """The stories of a file, lazily and in constant memory.

    `columns` maps a field to the column that holds it. Raises BadOption where it names a field
    or column that does not exist, FileRefused where no column holds words.
    """
    delimiter, header = sniff(_head(path, encoding), columns.values())
    fields = _fields(header, columns, file)
    numbered = enumerate(rows(source_lines(path, encoding, newline=""), delimiter))
    for position, row in islice(numbered, 1, None):
        try:
            yield found_of(
                _record(row, fields, len(header)), position=position, line=row.line, raw=row.raw
            )
        except InputError as error:
            yield Unread(file, row.line, printable(row.raw), error.what)


def _head(path: Path, encoding: str) -> str:
    head = ""
    for line in source_lines(path, encoding, newline=""):
        head += line.text
        if line.number >= _HEAD_LINES or len(head) >= LINE_LIMIT:
            break
    return head


# --- columns --------------------------------------------------------------------------------


def _fields(header: Sequence[str], columns: Mapping[str, str], file: str) -> dict[int, str]:
    """Which field each column holds: as stated, else as its heading says."""
    stated = {_index(header, name, field): field for field, name in columns.items()}
    fields = dict(stated)
    for index, heading in enumerate(header):
        field = field_of(heading)
        if field and index not in fields and field not in fields.values():
            fields[index] = field
    if not any(_is_words(field) for field in fields.values()):
        raise FileRefused(
            "no column holds a title, a teaser or a body",
            where=f"{file}:1",
            advice=f"Name one with --map title=COLUMN; the columns are {_listed(header)}.",
        )
    return fields


def _index(header: Sequence[str], name: str, field: str) -> int:
    where = f"--map {field}={name}"
    if field not in FIELDS:
        advice = f"The fields are {', '.join(FIELDS)}."
        raise BadOption(f'there is no field "{field}"', where=where, advice=advice)
    for index, heading in enumerate(header):
        if heading.strip() == name.strip():
            return index
    advice = f"The columns are {_listed(header)}."
    raise BadOption(f'there is no column "{name}"', where=where, advice=advice)


def _listed(header: Sequence[str]) -> str:
    shown = ", ".join(printable(heading)[:_LONGEST_HEADING] for heading in header[:50])
    return shown or "none"


def _is_words(field: str) -> bool:
    return field.partition("_")[0] in WORDS


# --- rows -----------------------------------------------------------------------------------


def _record(row: SourceRow, fields: Mapping[int, str], width: int) -> dict[str, Any]:
    """A row as a story in JSON. Raises InputError where the row is not one."""
    if row.why:
        raise InputError(row.why)
    if len(row.cells) != width:
        raise InputError(f"the row has {len(row.cells)} cells, the header has {width}")
    if unknown_letters(row.raw):
        raise InputError("the row holds bytes that are no letters in the file's encoding")
    record: dict[str, Any] = {}
    for index, field in fields.items():
        cell = row.cells[index]
        if cell:
            _put(record, field, cell)
    return record


def _put(record: dict[str, Any], field: str, cell: str) -> None:
    part, _, language = field.partition("_")
    if field in SEVERAL:
        record[field] = [value for value in _SEVERAL.split(cell.strip()) if value]
    elif part in WORDS and language in LANGUAGES:
        texts = record.setdefault("texts", [])
        if not texts or texts[-1]["language"] != language:
            texts.append({"language": language})
        texts[-1][part] = cell
    else:
        record[field] = cell if field in WORDS else cell.strip()
