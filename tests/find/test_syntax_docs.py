"""What docs/searching.md says of operators, fields, limits and examples is what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kroniek.find.syntax import leaves, limits, names, parse
from kroniek.folding import fold

PAGE = (Path(__file__).parents[2] / "docs" / "searching.md").read_text(encoding="utf-8")
_QUOTED = re.compile(r"`([^`]+)`")


def rows(heading):
    """The rows below a heading: the cells of each, without the table's own head."""
    section = re.split(r"^#+ ", PAGE.partition(f"# {heading}\n")[2], flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_operator_is_documented_and_no_other():
    for row, words in zip(rows("Operators"), (names.AND, names.OR, names.NOT), strict=True):
        assert set(_QUOTED.findall(" ".join(row))) == words


def test_every_field_is_documented_by_all_its_names_and_no_other():
    documented = {}
    for cells in rows("Fields"):
        (field,) = _QUOTED.findall(cells[0])
        documented |= {fold(name): field for name in _QUOTED.findall(" ".join(cells[:4]))}
    assert documented == names.FIELDS


def test_the_limits_are_those_of_the_code():
    assert {cells[0]: cells[1] for cells in rows("Limits")} == {
        "a query": f"{limits.MAX_LENGTH:,} characters",
        "words, phrases and fields together": str(limits.MAX_TERMS),
        "words in a phrase": str(limits.MAX_PHRASE),
        "parentheses within parentheses": str(limits.MAX_DEPTH),
        "other words between those of a phrase": str(limits.MAX_SLOP),
    }


@pytest.mark.parametrize("query", [_QUOTED.findall(cells[0])[0] for cells in rows("In short")])
def test_the_first_examples_are_read_without_a_note(query):
    parsed = parse(query)
    assert parsed.notes == ()
    assert list(leaves(parsed.tree))


@pytest.mark.parametrize("cells", rows("Fields"), ids=lambda cells: cells[0])
def test_the_examples_of_fields_are_fields(cells):
    (example,) = _QUOTED.findall(cells[5])
    (leaf,) = leaves(parse(example).tree)
    assert f"`{leaf.name}`" == cells[0]
