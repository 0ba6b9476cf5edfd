"""Listing text: pairs of a page and what is found on it, the seed page, and generated pages."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kroniek.collect.labels import LABELS, read_label, split_values
from kroniek.collect.listing import detect_ui, pieces
from kroniek.dates import display, month_names, read_printed
from kroniek.records import LANGUAGES, Found, Unread

PAGES = Path(__file__).parents[1] / "data" / "listing"
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"


def read(path):
    return path.read_bytes().decode("utf-8")


def text_of(piece):
    return piece.raw if isinstance(piece, Found) else piece.text


def shown(piece):
    """A piece as it stands in the expected file; what is empty is left out."""
    if isinstance(piece, Unread):
        return {"line": piece.line, "unread": piece.text, "why": piece.why}
    words = piece.texts[0] if piece.texts else None
    values = {
        "position": piece.position,
        "line": piece.line,
        "date_found": piece.date_found,
        "date": piece.date,
        "kind": piece.kind,
        "title": words.title if words else "",
        "teaser": words.teaser if words else "",
        "labels": {name: values for name, values in piece.labels.as_dict().items() if values},
        "happenings": [[happening.date, happening.text] for happening in piece.happenings],
    }
    return {name: value for name, value in values.items() if value}


def assert_tiles(text, found):
    assert "".join(text_of(piece) for piece in found) == text
    begins = 0
    for piece in found:
        assert piece.line == 1 + len(re.findall(r"\r\n?|\n", text[:begins]))
        begins += len(text_of(piece))
    items = [piece for piece in found if isinstance(piece, Found)]
    assert [item.position for item in items] == list(range(1, len(items) + 1))


def items_of(text):
    found = list(pieces(text, file="page.txt"))
    assert_tiles(text, found)
    return [piece for piece in found if isinstance(piece, Found)]


# --- pairs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.txt")), ids=lambda page: page.stem)
def test_a_page_and_what_is_found_on_it(page):
    text = read(page)
    found = list(pieces(text, file=page.name))
    expected = json.loads(page.with_suffix(".json").read_text("utf-8"))
    assert {"ui": detect_ui(text), "pieces": [shown(piece) for piece in found]} == expected
    assert_tiles(text, found)


def test_the_pages_speak_all_languages():
    assert {detect_ui(read(page)) for page in PAGES.glob("*.txt")} == set(LANGUAGES)


# --- the seed -------------------------------------------------------------------------------


def seed():
    found = sorted(SEEDS.glob("*.txt"))
    if not found:
        pytest.skip("the saved page of the original site is not beside this repository")
    return read(found[0])


def counted_by_hand(text):
    """The seed's items, read in its own plain way: blocks between blank lines."""
    items = []
    for block in re.split(r"\n{2,}", text.strip("\n")):
        if re.fullmatch(r"[a-z]+ \d{4}", block):
            items.append({"date": block, "lines": []})
        else:
            items[-1]["lines"] += block.split("\n")
    return items


def test_the_seed_item_by_item():
    text = seed()
    items, expected = items_of(text), counted_by_hand(text)
    assert len(items) == len(expected) > 20
    for item, wanted in zip(items, expected, strict=True):
        labels = dict(line.split(": ") for line in wanted["lines"] if line.startswith(("Ho", "Tr")))
        assert item.date_found == wanted["date"]
        assert item.texts[0].teaser == wanted["lines"][0].strip()
        assert not item.texts[0].title
        assert ", ".join(item.labels.theme) == labels.get("Hoofdthema", "")
        assert ", ".join(item.labels.keywords) == labels.get("Trefwoorden", "")


def test_the_seed_has_dutch_months_and_nothing_unread():
    text = seed()
    assert detect_ui(text) == "nl"
    assert not [piece for piece in pieces(text, file="seed") if isinstance(piece, Unread)]
    items = items_of(text)
    assert (items[0].date, items[-1].date) == ("2020-12", "2016-07")
    assert items[9].labels.theme == ("Irregular Migration", "Return & Readmission")


# --- single rules ---------------------------------------------------------------------------


def test_a_page_without_dates_is_one_unread_piece():
    text = "A line.\n\nAnd another, in December 2020.\n"
    [piece] = pieces(text, file="poem.txt")
    assert piece == Unread("poem.txt", 1, text, "stands before the first dated item")
    assert list(pieces("", file="empty.txt")) == []


def test_one_date_in_a_paragraph_is_not_a_page():
    assert not items_of("The meeting of\ndecember 2020\nwas a good one.\n")


def test_a_year_stands_free_or_is_text():
    assert [item.date for item in items_of("2017\n\nA year.\n\n2016\n\nAnother.\n")] == [
        "2017",
        "2016",
    ]
    assert len(items_of("2017\n\nThe year after\n2018\nwas better.\n\n1234\n\nA number.\n")) == 1


def test_a_month_with_a_text_of_its_own_makes_months_date_lines():
    page = "maart 2021\n\n15 maart 2021\n\nEen.\n\nfebruari 2021\n\nTwee.\n"
    assert [item.date for item in items_of(page)] == ["2021-03", "2021-03-15", "2021-02"]


def test_a_printed_range_is_an_interval():
    [item] = items_of("maart 2021\n\nTwee dagen in Gent.\nWanneer: 17 en 18 maart 2021\n")
    assert item.happenings[0].date == "2021-03-17/2021-03-18"
    assert item.happenings[0].text == "17 en 18 maart 2021"


def test_the_capital_tells_english_from_dutch():
    assert detect_ui("September 2020\n\nA text.\n") == "en"
    assert detect_ui("september 2020\n\nA text.\n") == "nl"
    assert detect_ui("05.10.2017\n\nA text.\n") == ""


@pytest.mark.parametrize(
    "line",
    [
        "Thematic study",
        "Trefwoordenlijst",
        "When the minister came to Ghent",
        "Thema: de toekomst van asiel en migratie in Europa.",
        "Wanneer: dat weet voorlopig niemand in het hele land.",
    ],
)
def test_prose_is_no_label(line):
    assert read_label(line) is None


@pytest.mark.parametrize(
    ("value", "values"),
    [
        ("Return & Readmission, Asylum", ("Return & Readmission", "Asylum")),
        ("EU (Denmark, Ireland), Norway", ("EU (Denmark, Ireland)", "Norway")),
        ("«\u00a0a, b\u00a0», c", ("«\u00a0a, b\u00a0»", "c")),
        ("an open (bracket, here", ("an open (bracket", "here")),
        ("a,b,", ("a,b",)),
        (" , ", ()),
    ],
)
def test_values_are_split_at_commas_outside_brackets_and_quotes(value, values):
    assert split_values("keywords", value) == values


def test_a_commissioner_with_a_comma_is_one():
    assert split_values("commissioner", "European Commission, DG HOME") == (
        "European Commission, DG HOME",
    )


# --- generated pages ------------------------------------------------------------------------

SPACES = [" ", "  ", "\u00a0", " \u00a0", "\u2009", "\u202f"]
WORDS = ["de", "nota", "Return", "&", "december", "2020", "mars", "März", "27", "l'été", "«ici»"]
FIELDS = ("theme", "keywords", "type", "geography")
NEWLINES = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def paragraphs(draw):
    words = draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12))
    return draw(st.sampled_from(SPACES)).join(words) + "."


@st.composite
def printed_dates(draw, language):
    edtf = draw(st.dates().map(lambda day: day.isoformat()).filter(lambda day: day > "1900"))
    edtf = edtf if draw(st.booleans()) else edtf[:7]
    return edtf, display(edtf, language)


@st.composite
def written_items(draw, language):
    edtf, printed = draw(printed_dates(language))
    labels = draw(st.lists(st.sampled_from(FIELDS), unique=True, max_size=3))
    return {
        "date": edtf,
        "date_found": printed,
        "teaser": draw(st.lists(paragraphs(), min_size=1, max_size=3)),
        "labels": {
            field: draw(st.lists(st.sampled_from(["terugkeer", "Data & Statistics", "EU"]),
                                 min_size=1, max_size=3))
            for field in labels
        },
    }  # fmt: skip


@st.composite
def written_pages(draw):
    language = draw(st.sampled_from(LANGUAGES))
    items = draw(st.lists(written_items(language), min_size=1, max_size=6))
    newline, space = draw(NEWLINES), draw(st.sampled_from(["", "", " ", "\u00a0"]))
    led = draw(st.booleans())
    blocks = [_written(item, language, led=led, space=space) for item in items]
    text = "\n\n".join(blocks) + draw(st.sampled_from(["", "\n", "\n\n"]))
    return items, text.replace("\n", newline), newline


def _written(item, language, *, led, space):
    label = f"{LABELS['date'][language][0]}: " if led else ""
    lines = [f"{label}{item['date_found']}{space}", "", f"\n{space}\n".join(item["teaser"])]
    lines += [
        f"{LABELS[field][language][0]}: {', '.join(values)}{space}"
        for field, values in item["labels"].items()
    ]
    return "\n".join(lines)


@given(written_pages())
@settings(max_examples=150, deadline=None)
def test_every_written_item_is_found_with_its_date_and_labels(page):
    written, text, newline = page
    found = items_of(text)
    assert [item.date for item in found] == [item["date"] for item in written]
    for item, wanted in zip(found, written, strict=True):
        assert item.date_found == wanted["date_found"]
        assert {k: v for k, v in item.labels.as_dict().items() if v} == wanted["labels"]
        lines = [line.strip() for line in item.texts[0].teaser.split(newline)]
        assert [line for line in lines if line] == wanted["teaser"]


LINES = st.one_of(
    st.sampled_from(["", " ", "\u00a0", "december 2020", "31 juni 2020", "2017", "5.10.2017"]),
    st.sampled_from(["Publication date: 01 July 2021", "Publication date:", "When17 March 2021"]),
    st.sampled_from(["Hoofdthema: A, B", "Keywords", "Quand :", "1 2 3 volgende ›", "\ufeff"]),
    st.text(max_size=40),
    paragraphs(),
)


@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n"])), max_size=25))
@settings(max_examples=300, deadline=None)
def test_any_page_is_taken_apart_without_losing_a_character(lines):
    text = "".join(line + newline for line, newline in lines)
    items_of(text)
    assert detect_ui(text) in {"", *LANGUAGES}


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_tiles(text):
    items_of(text)


@given(st.sampled_from(sorted(month_names())), st.integers(1900, 2099))
def test_every_month_name_makes_a_date_line(name, year):
    [item] = items_of(f"{name} {year}\n\nTekst.\n")
    assert item.date == read_printed(f"{name} {year}").edtf


# --- size -----------------------------------------------------------------------------------


def test_twenty_thousand_items_in_linear_time():
    def seconds(count):
        page = "".join(
            f"{1 + n % 28} maart 2021\n\nBericht {n}.\nHoofdthema: Asiel\n\n" for n in range(count)
        )
        begin = time.perf_counter()
        assert sum(1 for _ in pieces(page, file="big.txt")) == count
        return time.perf_counter() - begin

    small, big = seconds(2_000), seconds(20_000)
    assert big < 40 * small  # ten times the items; a quadratic reader would take a hundred


@pytest.mark.parametrize("block", ["(", "“", "a, ", "1 ", "Thema", "\r", "maart 2020 ", "« "])
def test_long_lines_of_one_thing_take_no_longer(block):
    begin = time.perf_counter()
    items_of(f"maart 2020\n\nKort.\nHoofdthema: {block * 100_000}\n\n{block * 100_000}")
    assert time.perf_counter() - begin < 10
