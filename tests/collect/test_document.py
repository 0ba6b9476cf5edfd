"""Documents: format by content, encodings, and every refusal in one clear line."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kroniek.collect
from kroniek.collect import document, open_document
from kroniek.records import BadOption, FileRefused, Format, Found

LISTING = """mars 2024

L'été, à Liège : le réseau d'accueil rouvre 300 places.
Thème principal : Accueil

février 2024

Une note sur les données.
"""
PAGES = Path(__file__).parents[1] / "data" / "listing"


@pytest.fixture
def saved(tmp_path):
    def save(content, name="page.txt"):
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    return save


def raw_of(opened):
    return "".join(p.raw if isinstance(p, Found) else p.text for p in opened.pieces)


def refused(path, **options):
    with pytest.raises(FileRefused) as caught:
        list(open_document(path, **options).pieces)
    assert "\n" not in str(caught.value)
    assert caught.value.where.startswith(str(path))
    assert caught.value.advice.endswith((".", "?"))
    return caught.value


# --- what is read ---------------------------------------------------------------------------


def test_a_listing_is_told_by_its_content(saved):
    path = saved(LISTING, "no-extension")
    opened = open_document(path)
    assert (opened.format, opened.ui, opened.encoding) == (Format.LISTING, "fr", "utf-8")
    assert opened.size == len(LISTING.encode())
    assert opened.sha256 == hashlib.sha256(LISTING.encode()).hexdigest()
    assert raw_of(opened) == LISTING


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.txt")), ids=lambda page: page.stem)
def test_every_listing_page_is_taken_for_one_and_given_back(page):
    opened = open_document(page)
    assert opened.format is Format.LISTING
    assert raw_of(opened).encode("utf-8") == page.read_bytes()


@pytest.mark.parametrize(
    ("content", "format"),
    [
        ('<?xml version="1.0"?><rss version="2.0"><channel><item><title>A</title></item>', "feed"),
        ("<!DOCTYPE html><html><body><ul><li><a href='/a'>A title</a> 3 mai 2021</li>", "html"),
        ('{"title": "A", "teaser": "B", "date": "2021"}\n', "jsonl"),
        ("date,title,teaser\n2021-01-01,A,B\n2021-02-01,C,D\n", "csv"),
        ("\ufeffmars 2024\n\nUn texte.\n", "listing"),
    ],
)
def test_the_format_is_told_by_content(content, format):
    assert document._format_of(content) is Format(format)


def test_the_stated_language_and_format_win(saved):
    opened = open_document(saved(LISTING), ui="nl", format=Format.LISTING)
    assert (opened.ui, opened.format) == ("nl", Format.LISTING)


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-8"])
def test_a_byte_order_mark_is_honoured_and_kept(saved, name):
    text = "\ufeff" + LISTING
    path = saved(text.encode(name))
    for stated in ("", name, name.removesuffix("-le").removesuffix("-be")):
        opened = open_document(path, encoding=stated)
        assert opened.encoding == name
        assert raw_of(opened) == text


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_stay_as_they_are(saved, newline):
    text = LISTING.replace("\n", newline)
    assert raw_of(open_document(saved(text))) == text


def test_a_stated_encoding_is_used(saved):
    opened = open_document(saved(LISTING.encode("cp1252")), encoding="windows-1252")
    assert raw_of(opened) == LISTING
    assert opened.encoding == "cp1252"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "latin1"])
def test_a_declared_encoding_is_honoured(declared):
    head = f'<html><head><meta charset="{declared}"></head>'.encode()
    assert kroniek.collect.document.decoding.choose_codec(head, stated="", where="") == "cp1252"


def test_a_date_alone_is_the_beginning_of_a_listing(saved):
    [item] = open_document(saved("mars 2024\n")).pieces
    assert (item.date, item.texts) == ("2024-03", ())


def test_half_a_file_is_read_as_far_as_it_goes(saved):
    opened = open_document(saved(LISTING[:100]))
    assert [piece.date for piece in opened.pieces] == ["2024-03"]


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "this is a PDF"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"From: <Saved>\r\nMIME-Version: 1.0\r\n\r\nx", "MHTML"),
        (b"mars 2024\n\n\x00\x01\x02\n", "binary"),
        (LISTING.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        ("Roses are red,\nviolets are blue.\n", "no dated items"),
        ("def main() -> None:\n    print('2021-07-01')\n\n\nmain()\n", "no dated items"),
        ("Dear Ann,\n\nSee you there.\n\n12 March 2021\n", "no dated items"),
        (" \n\n", "no dated items"),
        ("\ufeff", "no dated items"),
    ],
)
def test_another_kind_of_file_is_refused(saved, content, what):
    assert what in refused(saved(content)).what


def test_saving_as_text_is_the_advice_for_a_pdf(saved):
    assert "text or HTML" in refused(saved(b"%PDF-1.4")).advice


def test_a_wrong_encoding_is_refused_with_line_byte_guess_and_option(saved):
    path = saved(LISTING.encode("cp1252"))
    error = refused(path)
    assert error.where == f"{path}:3"
    assert "byte 13 (0xe9) is no UTF-8" in error.what
    assert "windows-1252" in error.what
    assert error.advice == "Try --encoding windows-1252."


def test_a_spreadsheet_in_windows_1252_is_refused_as_a_whole(saved):
    table = "date;title;teaser\n2021-01-01;Été;A\n2021-02-01;Hiver;B\n".encode("cp1252")
    error = refused(saved(table))
    assert error.where.endswith(":2")
    assert error.advice == "Try --encoding windows-1252."
    assert len(list(open_document(saved(table), encoding="windows-1252").pieces)) == 2


def test_a_wrong_stated_encoding_is_refused(saved):
    assert "is no ascii" in refused(saved(LISTING), encoding="ascii").what


def test_a_letter_cut_in_two_is_named(saved):
    error = refused(saved((LISTING + "à").encode()[:-1]))
    assert "cut off" in error.what
    assert error.where.endswith(":9")


@pytest.mark.parametrize("name", ["klingon", "rot13", "unicode_escape", "utf\0"])
def test_an_encoding_that_does_not_exist_is_a_bad_option(saved, name):
    with pytest.raises(BadOption, match="--encoding"):
        open_document(saved(LISTING), encoding=name)


def test_a_declared_encoding_that_does_not_exist_is_refused(saved):
    error = refused(saved('<html><meta charset="klingon"><p>'))
    assert "klingon" in error.what


def test_a_language_without_pages_is_a_bad_option(saved):
    with pytest.raises(BadOption, match="--ui"):
        open_document(saved(LISTING), ui="es")


def test_columns_are_for_csv(saved):
    with pytest.raises(BadOption, match="--map"):
        open_document(saved(LISTING), columns={"title": "Titel"})


def test_a_missing_file_a_directory_and_a_pipe(tmp_path):
    assert "no such file" in refused(tmp_path / "missing.txt").what
    assert "directory" in refused(tmp_path).what
    assert "cannot be read" in refused(tmp_path / "nul\0byte").what
    os.mkfifo(tmp_path / "pipe")
    assert "pipe" in refused(tmp_path / "pipe").what


def test_a_file_without_the_right_to_read_it(saved, monkeypatch):
    path = saved(LISTING)

    def denied(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert "may not read" in refused(path).what


def test_a_disk_that_fails_while_reading():
    error = document.refusal(OSError(5, "Input/output error"), where="page.txt")
    assert str(error) == ("page.txt: the file cannot be read (Input/output error). Check the disk.")


def test_a_line_that_is_too_long_is_named(saved):
    path = saved(LISTING + "x" * (document.LINE_LIMIT + document.LINE_LIMIT // 8))
    error = refused(path)
    assert error.where == f"{path}:9"
    assert "16 MB" in error.what


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_across_the_edges_of_chunks(saved, monkeypatch, newline):
    for name, size in (("_HEAD", 7), ("_CHUNK", 5), ("LINE_LIMIT", 60)):
        monkeypatch.setattr(document, name, size)
    path = saved(newline.join(["ab", "", "c" * 59, "de", "f" * 70, "g"]))
    assert refused(path, format=Format.LISTING).where == f"{path}:5"


def test_a_page_that_is_too_big_is_refused_at_the_limit(saved, monkeypatch):
    monkeypatch.setattr(document, "PAGE_LIMIT", 1024 * 1024)
    page = "mars 2024\n\nUn texte.\n\n"
    path = saved(page * (2 * 1024 * 1024 // len(page)))
    error = refused(path)
    assert "1 MB" in error.what
    assert re.fullmatch(r"\d{5,6}", error.where.rpartition(":")[2])


# --- any bytes ------------------------------------------------------------------------------


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_taken_apart_or_refused(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.txt"
        path.write_bytes(content)
        try:
            opened = open_document(path, format=Format.LISTING)
        except FileRefused:
            return
        assert raw_of(opened).encode(opened.encoding) == content


def test_the_room_has_one_public_face():
    assert set(kroniek.collect.__all__) == {"FORMATS", "open_document"}
    assert kroniek.collect.FORMATS == ("listing", "html", "jsonl", "csv", "feed")
