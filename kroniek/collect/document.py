"""A file -> a Document: what it is, how it is encoded, and its pieces.

    bytes ──▶ decoding ──▶ format by content ──▶ one adapter ──▶ Found | Unread

Pages (listing, HTML, feed) are read whole, within limits; tables (JSON Lines, CSV) line by
line, in constant memory.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from kroniek.collect import decoding
from kroniek.records import (
    LANGUAGES,
    BadOption,
    Document,
    FileRefused,
    Format,
    Found,
    LabelsFound,
    Piece,
    Unread,
)

PAGE_LIMIT = 64 * 1024 * 1024
LINE_LIMIT = 16 * 1024 * 1024
_CHUNK = 1024 * 1024
_HEAD = 64 * 1024
_TABLES = (Format.JSONL, Format.CSV)


def open_document(
    path: Path,
    *,
    format: Format | None = None,
    ui: str = "",
    encoding: str = "",
    columns: Mapping[str, str] | None = None,
) -> Document:
    """Open a file for reading; its format is told by its content unless `format` is given.

    `ui` is the language of the page's months and labels, `columns` names a CSV's columns by
    field. Raises FileRefused where the file cannot be read as a whole (each time saying what,
    where and what to do), BadOption where an option means nothing.
    """
    where = str(path)
    _check_ui(ui)
    with _opened(path) as stream:
        head = stream.read(_HEAD)
        codec = _codec(head, encoding, where)
        chosen = format or _format_of(decoding.sketch(head, codec))
        _check_columns(columns, chosen, where)
        if chosen is Format.CSV:
            decoding.refuse_legacy(head, codec, where=where)
        digest = _Digest(where, codec, page=chosen not in _TABLES)
        digest.read(head, stream)
    if chosen in _TABLES:
        pieces = _table_pieces(path, chosen, codec, columns or {})
        return digest.document(chosen, ui, _begun(pieces))
    adapter = _page_adapter(chosen)
    text = decoding.decode(digest.taken(), codec, where=where)
    ui = ui or adapter.detect_ui(text)
    pieces = adapter.pieces(text, file=where, ui=ui)
    return digest.document(chosen, ui, _with_items(pieces, where))


# --- which adapter --------------------------------------------------------------------------
# Adapters are imported when used: a command that reads a listing does not load an HTML parser.


def _page_adapter(chosen: Format) -> ModuleType:
    if chosen is Format.HTML:
        from kroniek.collect import html

        return html
    if chosen is Format.FEED:
        from kroniek.collect import feeds

        return feeds
    from kroniek.collect import listing

    return listing


def _table_pieces(
    path: Path, chosen: Format, codec: str, columns: Mapping[str, str]
) -> Iterator[Piece]:
    from kroniek.collect import tables

    if chosen is Format.JSONL:
        return tables.jsonl_pieces(path, file=str(path), encoding=codec)
    return tables.csv_pieces(path, file=str(path), encoding=codec, columns=columns)


def _format_of(head: str) -> Format:
    from kroniek.collect import feeds, html, tables

    head = head.removeprefix("\ufeff")
    if feeds.looks_like(head):
        return Format.FEED
    if html.looks_like(head):
        return Format.HTML
    if tables.looks_like_jsonl(head):
        return Format.JSONL
    return Format.CSV if tables.looks_like_csv(head) else Format.LISTING


# --- the file -------------------------------------------------------------------------------


def _opened(path: Path) -> BinaryIO:
    try:
        mode = os.stat(path).st_mode
        # Asked before opening: a pipe would wait for ever, and a table is opened twice.
        if not stat.S_ISREG(mode):
            raise _no_file(path, mode)
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise refusal(error, where=str(path)) from error


def _no_file(path: Path, mode: int) -> FileRefused:
    if stat.S_ISDIR(mode):
        advice = "Name the files in it."
        return FileRefused("this is a directory", where=str(path), advice=advice)
    advice = "Save what it gives to a file and import that."
    return FileRefused("this is a device or a pipe, not a file", where=str(path), advice=advice)


def refusal(error: OSError | ValueError, *, where: str) -> FileRefused:
    """The system's error as a FileRefused that says what to do."""
    if isinstance(error, FileNotFoundError):
        return FileRefused("there is no such file", where=where, advice="Check the name.")
    if isinstance(error, PermissionError):
        advice = "Ask for the right to read it, or copy it."
        return FileRefused("you may not read this file", where=where, advice=advice)
    reason = getattr(error, "strerror", None) or str(error)
    return FileRefused(f"the file cannot be read ({reason})", where=where, advice="Check the disk.")


def _codec(head: bytes, encoding: str, where: str) -> str:
    if not head:
        raise FileRefused("the file is empty", where=where, advice="Save or fetch it again.")
    decoding.refuse_binary(head, where=where)
    codec = decoding.choose_codec(head, stated=encoding, where=where)
    decoding.refuse_nul(head, codec, where=where)
    return codec


@dataclass(slots=True)
class _Digest:
    """Reads a file once: hash, size, and for a page its bytes, with its lines watched."""

    where: str
    codec: str
    page: bool
    size: int = 0
    line: int = 1
    _column: int = 0
    _after_cr: bool = False
    _sha256: hashlib._Hash = field(default_factory=hashlib.sha256)
    _chunks: list[bytes] = field(default_factory=list)

    def read(self, head: bytes, stream: BinaryIO) -> None:
        """Raises FileRefused where a page, or a line of it, is longer than the limit."""
        try:
            self._take(head)
            while chunk := stream.read(_CHUNK):
                self._take(chunk)
        except OSError as error:
            raise refusal(error, where=self.where) from error

    def taken(self) -> bytes:
        """The bytes of a page; given once, so that they are not held beside the text."""
        data = b"".join(self._chunks)
        self._chunks.clear()
        return data

    def document(self, chosen: Format, ui: str, pieces: Iterator[Piece]) -> Document:
        return Document(
            file=self.where,
            format=chosen,
            sha256=self._sha256.hexdigest(),
            size=self.size,
            ui=ui,
            encoding=self.codec,
            pieces=pieces,
        )

    def _take(self, chunk: bytes) -> None:
        if self.page:
            place = {"line": self.line, "offset": self.size}
            decoding.refuse_nul(chunk, self.codec, where=self.where, **place)
            self._chunks.append(chunk)
        self._sha256.update(chunk)
        self.size += len(chunk)
        if self.page:
            self._watch(chunk)

    def _watch(self, chunk: bytes) -> None:
        # A chunk is shorter than the limit: only a line that crosses its edges can be too long.
        ends = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
        if self._column + min(ends, default=len(chunk)) > LINE_LIMIT:
            raise self._too_long("this line", LINE_LIMIT)
        self._count_lines(chunk)
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._column = self._column + len(chunk) if last < 0 else len(chunk) - last - 1
        if self.size > PAGE_LIMIT:
            raise self._too_long("the page up to this line", PAGE_LIMIT)

    def _count_lines(self, chunk: bytes) -> None:
        ends = chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        # A CR and its LF may have come in two chunks: they end one line.
        self.line += ends - (self._after_cr and chunk.startswith(b"\n"))
        self._after_cr = chunk.endswith(b"\r")

    def _too_long(self, what: str, limit: int) -> FileRefused:
        return FileRefused(
            f"{what} is longer than {limit // 1024 // 1024} MB, the limit for a page",
            where=f"{self.where}:{self.line}",
            advice="Split the file, or import it as JSON Lines or CSV.",
        )


# --- checks ---------------------------------------------------------------------------------


def _check_ui(ui: str) -> None:
    if ui and ui not in LANGUAGES:
        advice = f"Choose one of {', '.join(LANGUAGES)}."
        raise BadOption(f"there are no pages in {ui!r} here", where="--ui", advice=advice)


def _check_columns(columns: Mapping[str, str] | None, chosen: Format, where: str) -> None:
    if columns and chosen is not Format.CSV:
        raise BadOption(
            f"columns can be named for CSV only, and {where} is read as {chosen}",
            where="--map",
            advice="Leave --map out, or add --format csv.",
        )


def _begun(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The same pieces, the first one read: a table with the wrong columns is refused at once."""
    first = next(pieces, None)
    return iter(()) if first is None else chain((first,), pieces)


def _with_items(pieces: Iterator[Piece], where: str) -> Iterator[Piece]:
    """The same pieces, read up to the first item that says something.

    Raises FileRefused where there is none: a poem, a program, a page of another kind. A date
    alone on a page is the beginning of a listing; a date at the end of a letter is not.
    """
    seen: list[Piece] = []
    for piece in pieces:
        seen.append(piece)
        if isinstance(piece, Found) and (piece.texts or piece.labels != LabelsFound()):
            return chain(seen, pieces)
    if not seen or any(isinstance(piece, Unread) for piece in seen):
        raise FileRefused(
            "no dated items found",
            where=where,
            advice="Is this a news list? If so, state its kind with --format.",
        )
    return iter(seen)
