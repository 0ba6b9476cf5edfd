"""The documents say what the code does: every command, option, setting, filter and link."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TARGET = re.compile(r"^([a-z]+):(?!=)", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
_SHELL = ("sh", "console", "cron", "ini")


# --- what the code has ----------------------------------------------------------------------


def commands() -> dict[str, Any]:
    """Name -> command; a command of a group by both words: "vocabulary check"."""
    from kroniek.cli import app

    found: dict[str, Any] = {}
    for name, command in get_command(app).commands.items():
        below = getattr(command, "commands", None)
        found |= {f"{name} {n}": c for n, c in below.items()} if below else {name: command}
    return found


def options(command: Any) -> set[str]:
    spelt = (o for p in command.params for o in (*p.opts, *p.secondary_opts))
    return {option for option in spelt if option.startswith("--")} - {"--help"}


def settings_read() -> set[str]:
    """The names that config/ asks the environment for."""
    trees = (ast.parse(file.read_text()) for file in (ROOT / "config").glob("*.py"))
    calls = (node for tree in trees for node in ast.walk(tree))
    return {name for node in calls if (name := _asked_for(node))}


def _asked_for(node: ast.AST) -> str:
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "os.getenv"):
        return str(ast.literal_eval(node.args[0]))
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        return str(ast.literal_eval(node.slice))
    return ""


# --- what the documents have ----------------------------------------------------------------


def sections(page: Path, level: int) -> dict[str, str]:
    """Heading (without back quotes) -> the text below it, up to the next one of its level."""
    mark = "#" * level + " "
    parts = re.split(rf"^{mark}", _without_code(page), flags=re.MULTILINE)[1:]
    split = (part.partition("\n") for part in parts)
    return {heading.strip().replace("`", ""): body for heading, _, body in split}


def _without_code(page: Path) -> str:
    """The page with its code blocks kept, but no line in them that looks like a heading."""
    return _FENCE.sub(lambda m: re.sub(r"^#", " #", m[0], flags=re.MULTILINE), page.read_text())


def first_cells(table: str) -> set[str]:
    """What stands in back quotes in the first column of the tables of a text."""
    rows = re.findall(r"^\|([^|]*)\|", table, flags=re.MULTILINE)
    return {word for cell in rows for word in re.findall(r"`([^`]+)`", cell)}


def blocks(page: Path) -> list[str]:
    """The code blocks of a page that show commands."""
    return [body for kind, body in _FENCE.findall(page.read_text()) if kind in _SHELL]


def command_lines(page: Path) -> Iterator[list[str]]:
    """The words behind `kroniek` in each command that a page's code blocks show."""
    for line in "".join(blocks(page)).splitlines():
        for part in re.split(r"\||&&|;|>", line):
            words = _words(part)
            at = next((n for n, w in enumerate(words) if _is_kroniek(w)), None)
            if at is not None and _is_call(words[:at]):
                yield words[at + 1 :]


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # output, with an apostrophe in it
        return []


def _is_kroniek(word: str) -> bool:
    return re.fullmatch(r"(?:\S*/bin/|.venv/bin/)?kroniek", word) is not None


def _is_call(before: list[str]) -> bool:
    """Whether only a prompt, settings or a clock stand before the command."""
    return all(word == "$" or "=" in word or re.fullmatch(r"[\d*/]+", word) for word in before)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = _HEADING.findall(_FENCE.sub("", page.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# --- commands -------------------------------------------------------------------------------


def test_every_command_has_a_section_and_no_other():
    headings = sections(DOCS / "commands.md", 2)
    documented = {h.removeprefix("kroniek ") for h in headings if h.startswith("kroniek ")}
    assert documented == set(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_options_of_a_command_are_documented_and_no_others(name):
    section = sections(DOCS / "commands.md", 2).get(f"kroniek {name}", "")
    held = options(commands()[name])
    prose = _FENCE.sub("", section)
    assert held - set(_OPTION.findall(prose)) == set()
    named = {option for cell in first_cells(section) for option in _OPTION.findall(cell)}
    assert named - held == set()


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_has_an_example(name):
    shown = [" ".join(words) for words in command_lines(DOCS / "commands.md")]
    assert [line for line in shown if f"{line} ".startswith(f"{name} ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_shown_exist_with_their_options(page):
    for words in command_lines(page):
        name = _name(words)
        unknown = {w.partition("=")[0] for w in words if w.startswith("--")} - options(
            commands()[name]
        )
        assert not unknown - {"--help"}, f"kroniek {name}: {unknown}"


def _name(words: list[str]) -> str:
    names = (" ".join(words[:n]) for n in (2, 1))
    name = next((name for name in names if name in commands()), "")
    assert name, f"there is no command `kroniek {' '.join(words)}`"
    return name


def test_the_readme_shows_commands():
    assert len(list(command_lines(ROOT / "README.md"))) >= 5


# --- settings, filters, formats -------------------------------------------------------------


def test_every_setting_is_documented_and_no_other():
    table = sections(DOCS / "for-operators.md", 2)["Settings"]
    assert first_cells(table) == settings_read()


def test_names_of_settings_in_the_documents_are_settings():
    known = settings_read()
    for page in PAGES:
        used = set(re.findall(r"\bKRONIEK_[A-Z_]+\b", page.read_text()))
        assert used - known == set(), page.name


def test_every_filter_is_documented_and_no_other():
    from kroniek.find.filters import FIELDS, REPEATABLE

    section = sections(DOCS / "commands.md", 2)["Filters"]
    rows = {
        cells[0].strip(" `"): cells[2].strip()
        for line in section.splitlines()
        if line.startswith("| `") and len(cells := line.strip("|").split("|")) == 4
    }
    assert rows == {name: "yes" if name in REPEATABLE else "no" for name in FIELDS}


def test_every_column_and_label_that_is_read_is_documented():
    from kroniek.collect.columns import SEVERAL, SINGLE, WORDS
    from kroniek.collect.labels import LABELS

    section = sections(DOCS / "commands.md", 2)["Formats that are read"]
    quoted = set(re.findall(r"`([^`\n]+)`", section))
    assert {*WORDS, *SINGLE, *SEVERAL} - quoted == set()
    for field, by_language in LABELS.items():
        assert f"| {field} |" in section
        for words in by_language.values():
            assert words[0] in section


def test_every_key_of_a_story_is_documented(import_text):
    from kroniek.archive.stories import load
    from kroniek.publish.story_json import story_json

    report = import_text("december 2020\n\nEen nieuw centrum opent de deuren in Lommel.\n")
    (story,) = load(report.stories)
    section = sections(DOCS / "commands.md", 2)["A story in JSON"]
    assert first_cells(section) == set(story_json(story, "en"))


def test_every_format_is_named():
    from kroniek.records import Format

    section = sections(DOCS / "commands.md", 2)["kroniek import"]
    assert {f.value for f in Format} - set(re.findall(r"`([a-z]+)`", section)) == set()


def test_the_states_of_tags_are_named():
    from kroniek.records import TagState

    text = (DOCS / "for-editors.md").read_text()
    assert not [state for state in TagState if f"| {state.value}" not in text]


def test_the_limits_are_those_of_the_code():
    from kroniek.archive.storable import LONGEST_ID, LONGEST_SOURCE
    from kroniek.collect.document import LINE_LIMIT, PAGE_LIMIT
    from kroniek.understand.reading import LONGEST_TITLE

    held = _rows(sections(DOCS / "for-operators.md", 3)["Limits"])
    assert held["a page (listing, HTML, feed)"] == f"{PAGE_LIMIT // 1024**2} MB"
    assert held["a line of a page"] == f"{LINE_LIMIT // 1024**2} MB"
    assert held["a title"] == f"{LONGEST_TITLE} letters"
    assert held["an id"] == f"{LONGEST_ID} letters"
    assert held["a source's name"] == f"{LONGEST_SOURCE} letters"


def test_the_limits_of_a_query_are_those_of_the_code():
    from kroniek.find.syntax import limits

    held = _rows(sections(DOCS / "searching.md", 3)["Limits"])
    assert held == {
        "what": "at most",
        "a query": f"{limits.MAX_LENGTH:,} characters",
        "words, phrases and fields together": str(limits.MAX_TERMS),
        "words in a phrase": str(limits.MAX_PHRASE),
        "parentheses within parentheses": str(limits.MAX_DEPTH),
        "other words between those of a phrase": str(limits.MAX_SLOP),
    }
    told = _rows(sections(DOCS / "for-operators.md", 3)["Limits"])["a query"]
    assert told.startswith(f"{limits.MAX_LENGTH:,} characters, {limits.MAX_TERMS} words")


def test_every_reason_and_note_of_a_search_is_documented():
    from kroniek.records import Note

    section = sections(DOCS / "commands.md", 2)["kroniek search"]
    codes = re.findall(r"[a-z]+(?:-[a-z]+)*(?=[,.])", (Note.__doc__ or "").partition("Codes:")[2])
    reasons = _made("Why")
    assert codes
    assert {"word", "phrase", "concept", "tag"} <= reasons
    assert {*codes, *_made("Note"), *reasons} - first_cells(section) == set()


def _made(record: str) -> set[str]:
    """The first words that `find` makes records of a kind with: Note("empty") and its like."""
    texts = (file.read_text() for file in (ROOT / "kroniek" / "find").rglob("*.py"))
    return {word for text in texts for word in re.findall(rf'\b{record}\(\s*"([a-z-]+)"', text)}


def _rows(table: str) -> Mapping[str, str]:
    lines = (line.strip("|").split("|") for line in table.splitlines() if line.startswith("| "))
    return {cells[0].strip(): cells[1].strip() for cells in lines}


# --- links, pictures, targets ---------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page):
    for target in _LINK.findall(_FENCE.sub("", page.read_text())):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in anchors(file), f"{page.name}: {target}"


def test_every_picture_is_shown_and_small():
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in _LINK.findall(page.read_text())
        if "://" not in target
    }
    for picture in (DOCS / "images").iterdir():
        assert picture.resolve() in shown, picture.name
        assert picture.stat().st_size < 200_000, picture.name


def test_every_make_target_is_mentioned_and_no_other():
    text = "\n".join(page.read_text() for page in PAGES)
    targets = set(_TARGET.findall((ROOT / "Makefile").read_text()))
    mentioned = set(re.findall(r"(?:`|^|\s)make ([a-z]+)\b(?=[`\s]|$)", _code_of(text)))
    assert targets - mentioned == set()
    assert mentioned - targets == set()


def _code_of(text: str) -> str:
    """Code blocks and words in back quotes: where `make x` is a command and no English."""
    fenced = "\n".join(body for _, body in _FENCE.findall(text))
    return fenced + "\n" + "\n".join(re.findall(r"`[^`\n]+`", _FENCE.sub("", text)))
