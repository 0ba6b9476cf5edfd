"""Bytes -> text without losing or guessing a letter.

UTF-8 unless the file says otherwise: by a byte order mark (kept as the first character), by an
XML or HTML declaration, or by what the user states. Bytes that do not fit are refused with
their line, what they look like and what to do.
"""

from __future__ import annotations

import codecs
import re

from kroniek.records import BadOption, FileRefused

# What a file is that begins with these bytes.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document (DOCX, XLSX, ODT)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
# Longer marks first: UTF-32's begins with UTF-16's. The codecs named keep the mark.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = (
    re.compile(rb"^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE),
    re.compile(rb"<meta[^>]{1,500}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE),
)
_MHTML = re.compile(rb"\A(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){1,20}", re.IGNORECASE)
# The encodings that pages in Dutch, French, German and English come in, the usual one first.
_LIKELY = ["cp1252", "latin_1", "iso8859_15", "cp850", "mac_roman"]
# Ways to write other things than a page's text.
_NOT_FOR_PAGES = ("unicode-escape", "raw-unicode-escape", "idna", "punycode")
_SAVE_AS = "Save the page as text or HTML and import that."
_PROBE = 32_768


def refuse_binary(head: bytes, *, where: str) -> None:
    """Raises FileRefused where the first bytes are those of a PDF, an image, an archive ..."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise FileRefused(f"this is {kind}", where=where, advice=_SAVE_AS)
    headers = _MHTML.match(head)
    if headers and b"mime-version:" in headers[0].lower():
        what = "this is a web archive (MHTML) or an e-mail"
        raise FileRefused(what, where=where, advice=_SAVE_AS)


def refuse_nul(data: bytes, codec: str, *, where: str, line: int = 1, offset: int = 0) -> None:
    """Raises FileRefused where there is a NUL byte in text of one byte a letter.

    `line` and `offset` are those at which `data` begins in the file.
    """
    at = data.find(b"\0")
    if at < 0 or codec.startswith(("utf-16", "utf-32")):
        return
    wide = _wide(data[:_PROBE])
    if wide:
        what, advice = "this looks like UTF-16 without a byte order mark", f"Try --encoding {wide}."
    else:
        what, advice = f"this is a binary file (NUL at byte {offset + at})", _SAVE_AS
    newlines = data.count(b"\n", 0, at)
    raise FileRefused(what, where=f"{where}:{line + newlines}", advice=advice)


def choose_codec(head: bytes, *, stated: str, where: str) -> str:
    """The codec to read a file with, from what the user states or the file itself says.

    Raises BadOption where the user states an encoding that does not exist, FileRefused where
    the file does.
    """
    if stated:
        return _stated_codec(head, stated)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    declared = _declared(head)
    return _declared_codec(declared, where) if declared else "utf-8"


def decode(data: bytes, codec: str, *, where: str) -> str:
    """The text, newlines and byte order mark as they are.

    Raises FileRefused with the line and the byte that does not fit, what the bytes look like
    and which option to use.
    """
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise _undecodable(data, codec, error.start, where) from error


def refuse_legacy(head: bytes, codec: str, *, where: str) -> None:
    """Raises FileRefused where a table is not UTF-8 at all, as spreadsheets save them.

    A table is read row by row, and a row with a broken byte is reported and passed over; but
    where no letter beyond ASCII is UTF-8, the file as a whole is in another encoding.
    """
    if codec == "utf-8" and not head.isascii() and head.decode("utf-8", "ignore").isascii():
        first = next(at for at, byte in enumerate(head) if byte > 127)
        raise _undecodable(head, codec, first, where)


def sketch(head: bytes, codec: str) -> str:
    """The beginning of a file, to tell its format by; bytes that do not fit are lost."""
    return codecs.getincrementaldecoder(codec)("replace").decode(head)


def _stated_codec(head: bytes, stated: str) -> str:
    codec = _lookup(stated)
    if not codec:
        raise BadOption(
            f"there is no encoding {stated!r}",
            where="--encoding",
            advice="Write utf-8, windows-1252, utf-16 or another name that Python knows.",
        )
    if codec in ("utf-16", "utf-32"):  # these would drop the mark
        marked = [name for mark, name in _MARKS if name.startswith(codec) and head.startswith(mark)]
        return marked[0] if marked else f"{codec}-le"
    return "utf-8" if codec == "utf-8-sig" else codec


def _lookup(name: str) -> str:
    """Python's name for a text encoding; "" if there is none (rot13 and base64 are none)."""
    try:
        codec = codecs.lookup(name)
        "".encode(name)  # not a text encoding: LookupError
        return "" if codec.name in _NOT_FOR_PAGES else codec.name
    except (LookupError, ValueError, UnicodeError):
        return ""


def _declared(head: bytes) -> str:
    if not head.lstrip().startswith(b"<"):
        return ""
    matches = (pattern.search(head) for pattern in _DECLARED)
    return next((match[1].decode("ascii") for match in matches if match), "")


def _declared_codec(declared: str, where: str) -> str:
    codec = _lookup(declared)
    if not codec:
        raise FileRefused(
            f"the page declares an encoding {declared!r} that does not exist",
            where=where,
            advice="State the right one with --encoding.",
        )
    # As browsers do (WHATWG Encoding 4.2): what calls itself Latin-1 is windows-1252, and a
    # declaration that can be read byte by byte is not in UTF-16.
    if codec in ("iso8859-1", "ascii"):
        return "cp1252"
    return "utf-8" if codec.startswith(("utf-16", "utf-32", "utf-8")) else codec


def _undecodable(data: bytes, codec: str, at: int, where: str) -> FileRefused:
    before = data[:at].decode(codec, "ignore")
    line = 1 + len(re.findall(r"\r\n?|\n", before))
    place = f"{where}:{line}"
    if codec == "utf-8" and len(data) - at < 4 and _is_cut(data[at:]):
        what = f"the file ends in the middle of a letter (byte {at}): it was cut off"
        return FileRefused(what, where=place, advice="Fetch or save the file again.")
    likely = _guess(data, at)
    byte = f"byte {at} (0x{data[at]:02x})" if at < len(data) else f"byte {at}"
    what = f"{byte} is no {_public(codec)}" + (f"; it looks like {likely}" if likely else "")
    advice = f"Try --encoding {likely}." if likely else "State the encoding with --encoding."
    return FileRefused(what, where=place, advice=advice)


def _is_cut(tail: bytes) -> bool:
    """Whether the last bytes are the beginning of a UTF-8 letter."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return decoder.decode(tail) == ""
    except UnicodeDecodeError:
        return False


def _guess(data: bytes, at: int) -> str:
    # Imported here: it is slow to load, and only a refusal needs it.
    from charset_normalizer import from_bytes

    window = data[max(0, at - _PROBE // 2) : at + _PROBE // 2]
    best = from_bytes(window, cp_isolation=_LIKELY).best()
    if best is None:
        return ""
    # Without the bytes that only windows-1252 has letters for, the two read alike.
    return "windows-1252" if best.encoding == "latin_1" else _public(best.encoding)


def _public(codec: str) -> str:
    """The name people know an encoding by."""
    name = codec.replace("_", "-")
    if name.startswith("cp125"):
        return f"windows-{name[2:]}"
    return name.replace("iso8859", "iso-8859").upper() if name.startswith(("utf", "iso")) else name


def _wide(probe: bytes) -> str:
    """Which UTF-16 a text without a mark seems to be: its Latin letters have a NUL on one side."""
    pairs = len(probe) // 2
    if probe[1::2].count(0) > 0.7 * pairs and not probe[0::2].count(0):
        return "utf-16-le"
    if probe[0::2].count(0) > 0.7 * pairs and not probe[1::2].count(0):
        return "utf-16-be"
    return ""
