"""JSON Lines and CSV: pairs of a file and what is found in it, broken files, generated ones."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kroniek.collect import text_lines
from kroniek.collect.columns import FIELDS, field_of
from kroniek.collect.tables import csv_pieces, jsonl_pieces, looks_like_csv, looks_like_jsonl
from kroniek.records import BadOption, FileRefused, Found, FoundText, Unread
from tests.collect.pairs import expected, inputs, shown, stands_on_its_line

FILES = inputs("tables")
REFUSED = "11-no-words"


def encoding_of(path):
    return "cp1252" if "latin1" in path.stem else "utf-8"


def source_of(path):
    return path.read_bytes().decode(encoding_of(path), "replace").removeprefix("\ufeff")


def found(path, **columns):
    if path.suffix == ".jsonl":
        return list(jsonl_pieces(path, file=path.name, encoding=encoding_of(path)))
    return list(csv_pieces(path, file=path.name, encoding=encoding_of(path), columns=columns))


def written(tmp_path_factory, name, content):
    path = tmp_path_factory.mktemp("table") / name
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    return path


@pytest.fixture
def table(tmp_path_factory):
    return lambda name, content: written(tmp_path_factory, name, content)


@pytest.mark.parametrize("path", [p for p in FILES if p.stem != REFUSED], ids=lambda p: p.stem)
def test_file(path):
    assert shown(found(path)) == expected(path)


@pytest.mark.parametrize("path", [p for p in FILES if p.stem != REFUSED], ids=lambda p: p.stem)
def test_source_and_line_are_exact(path):
    for piece in found(path):
        assert stands_on_its_line(piece, source_of(path))


@pytest.mark.parametrize("path", [p for p in FILES if p.stem != REFUSED], ids=lambda p: p.stem)
def test_file_is_known_for_what_it_is(path):
    head = source_of(path)[:65_536]
    assert looks_like_jsonl(head) is (path.suffix == ".jsonl")
    assert looks_like_csv(head) is (path.suffix == ".csv")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "december 2020\n\nTitle, date and place were given.\n",
        "a,b\n1,2\n",
        "[1]\n",
        "<p>a,b",
        "{",
    ],
)
def test_other_files_are_no_tables(text):
    assert not looks_like_jsonl(text)
    assert not looks_like_csv(text)


def test_jsonl_is_known_though_a_line_is_broken():
    assert looks_like_jsonl('{"title": \n{"title": "b"}\n')
    assert looks_like_jsonl('{"title": "' + "x" * 100_000)


# --- JSON Lines -----------------------------------------------------------------------------


def test_line_over_the_limit_is_cut_and_the_rest_is_read(table, monkeypatch):
    monkeypatch.setattr(text_lines, "LINE_LIMIT", 10_000)
    path = table("a.jsonl", '{"title": "a"}\n{"title": "' + "x" * 50_000 + '"}\n{"title": "b"}\n')
    first, cut, last = found(path)
    assert (first.texts[0].title, last.texts[0].title) == ("a", "b")
    assert (cut.line, len(cut.text), last.line) == (2, 500, 3)
    assert "longer than" in cut.why


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"a":' * 100_000, '{"id": ' + "9" * 10_000 + "}"], ids=["[", "{", "9"]
)
def test_monstrous_json_costs_only_its_line(table, line):
    wrong, right = found(table("a.jsonl", line + '\n{"title": "b"}\n'))
    assert isinstance(wrong, Unread)
    assert right.texts[0].title == "b"


def test_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(FileRefused) as refused:
        list(jsonl_pieces(tmp_path / "none.jsonl", file="none.jsonl", encoding="utf-8"))
    assert refused.value.advice


def test_memory_is_constant(table):
    path = table("a.jsonl", ('{"title": "%s"}\n' % ("word " * 100)) * 20_000)
    tracemalloc.start()
    count = sum(1 for _ in jsonl_pieces(path, file="a", encoding="utf-8"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 2_000_000


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50)
TITLES = WORDS.filter(lambda text: bool(text.strip()))
STORIES = st.builds(
    dict,
    id=st.integers(0) | st.text("abc-123", min_size=1),
    date=st.dates(min_value=dt.date(1000, 1, 1)).map(str) | st.none(),
    kind=st.sampled_from(["event", "news-item"]),
    language=st.sampled_from(["nl", "fr", "de", "en"]),
    title=TITLES,
    teaser=WORDS,
    body=WORDS,
    keywords=st.lists(TITLES, max_size=3),
)


@given(st.lists(STORIES, min_size=1, max_size=4), st.booleans())
def test_generated_stories_come_back(tmp_path_factory, stories, escaped):
    content = "".join(json.dumps(story, ensure_ascii=escaped) + "\n" for story in stories)
    for story, piece in zip(
        stories, found(written(tmp_path_factory, "a.jsonl", content)), strict=True
    ):
        words = FoundText(story["language"], story["title"], story["teaser"], story["body"])
        assert piece.texts == (words,)
        assert piece.external_id == str(story["id"])
        assert (piece.date, piece.kind) == (story["date"] or "", story["kind"])
        assert list(piece.labels.keywords) == story["keywords"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(
    (*FIELDS, "texts", "links", "threads", "happenings", "sightings", "theme", "precision")
)


@given(st.dictionaries(KEYS, JSON, max_size=6))
def test_any_values_are_read_or_reported(tmp_path_factory, record):
    path = written(tmp_path_factory, "a.jsonl", json.dumps(record) + "\n")
    (piece,) = found(path)
    assert isinstance(piece, Found) or piece.why


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_reported(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("table") / "a.jsonl"
    path.write_bytes(data)
    for piece in found(path):
        (piece.raw if isinstance(piece, Found) else piece.text).encode()


# --- CSV ------------------------------------------------------------------------------------


def test_file_without_a_column_of_words_is_refused():
    (path,) = [path for path in FILES if path.stem == REFUSED]
    with pytest.raises(FileRefused, match="no column holds") as refused:
        found(path)
    assert "date, url" in refused.value.advice


def test_columns_can_be_named(table):
    path = table("a.csv", "Kolom 1;Kolom 2;Titel\nEen;2020;Twee\n")
    (item,) = found(path, title="Kolom 1", date="Kolom 2")
    assert (item.texts[0].title, item.date) == ("Een", "2020")


@pytest.mark.parametrize("columns", [{"title": "Nowhere"}, {"colour": "Titel"}])
def test_unknown_field_or_column_is_a_bad_option(table, columns):
    with pytest.raises(BadOption) as bad:
        found(table("a.csv", "Titel;Datum\nEen;2020\n"), **columns)
    assert bad.value.where.startswith("--map")
    assert "Titel" in bad.value.advice or "title" in bad.value.advice


def test_stray_quotation_mark_costs_one_row(table):
    rows = "".join(f"{n},2020\n" for n in range(5_000))
    pieces = found(table("a.csv", f'title,date\n"stray,2020\n{rows}'))
    assert sum(isinstance(piece, Unread) for piece in pieces) == 1
    assert len(pieces) == 5_001


def test_row_over_the_limit_is_cut_and_the_rest_is_read(table, monkeypatch):
    monkeypatch.setattr(text_lines, "LINE_LIMIT", 10_000)
    first, cut, last = found(table("a.csv", f"title,date\na,2020\n{'x' * 50_000},2020\nb,2020\n"))
    assert (first.texts[0].title, last.texts[0].title) == ("a", "b")
    assert isinstance(cut, Unread)
    assert cut.line == 3


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Titel", "title"),
        ("RÉSUMÉ", "teaser"),
        ("Resume", "teaser"),
        ("Date de publication", "date"),
        ("Hauptthema", "themes"),
        ("Mots clés", "keywords"),
        ("title_nl", "title_nl"),
        ("Titre (fr)", "title_fr"),
        ("Zusammenfassung DE", "teaser_de"),
        ("Url:", "url"),
        ("colour", ""),
        ("", ""),
    ],
)
def test_everyday_headings(heading, field):
    assert field_of(heading) == field


def test_every_field_is_its_own_heading():
    assert [field_of(field) for field in FIELDS] == list(FIELDS)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=30)


@given(
    st.lists(st.tuples(CELLS.filter(str.strip), CELLS), min_size=1, max_size=5),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_quoting_comes_back(tmp_path_factory, rows, delimiter, quoting, end):
    content = io.StringIO()
    writer = csv.writer(content, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerows([("title", "teaser", "date"), *((*row, "2020-12") for row in rows)])
    path = written(tmp_path_factory, "a.csv", content.getvalue())
    pieces = found(path)
    assert [(p.texts[0].title, p.texts[0].teaser) for p in pieces] == rows
    header = content.getvalue().partition(end)[0] + end
    assert header + "".join(piece.raw for piece in pieces) == content.getvalue()


@given(st.text(max_size=200))
def test_any_rows_are_read_or_reported(tmp_path_factory, text):
    path = written(tmp_path_factory, "a.csv", "title,date\n" + text.replace("\0", ""))
    for piece in found(path):
        assert isinstance(piece, Found) or piece.why
