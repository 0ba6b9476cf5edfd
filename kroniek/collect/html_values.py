"""The values behind a label in HTML: each link or element one value, else parted by commas."""

from __future__ import annotations

import re

from kroniek.collect.labels import split_values
from kroniek.collect.markup import Element
from kroniek.collect.paragraphs import Line, Run, anchor_of

_VALUE_CLASSES = ("field__item", "field-item", "tag")
_SIGNS = " \u00a0,;|·•/"
_LEAD = re.compile(
    r"(?:posted in|filed under|tagged(?: with)?|tags?|categor(?:y|ies)|geplaatst in|getagd(?: met)?"
    r"|categorie(?:ën)?|publié dans|classé dans|étiquettes?|étiqueté|catégories?"
    r"|veröffentlicht in|kategorien?|verschlagwortet mit|schlagwörter)\s*:?\s*",
    re.IGNORECASE,
)


def values_of(
    field: str, line: Line, *, below: bool = False, links_only: bool = False
) -> list[str]:
    """The values on a line, as printed.

    `below`: the line stands below its label, and may be one value of a list. `links_only`: what
    stands between links is no value ("Posted in", "and").
    """
    if field in ("date", "event", "commissioner"):
        shown = line.text.strip()
        return [shown] if shown else []
    if below and _is_value(line.block):
        return [line.text.strip(_SIGNS)]
    owners = _owners(line)
    linked = any(owner is not None and owner.tag == "a" for owner, _ in owners)
    values: list[str] = []
    for owner, words in owners:
        shown = words.strip(_SIGNS)
        if owner is not None and len(owners) > 1 and (linked is (owner.tag == "a")):
            values.append(shown)
        elif not (linked and links_only and owner is None):
            values.extend([shown] if linked and owner else _split(field, shown, links_only))
    return [value for value in values if value]


def _is_value(block: Element) -> bool:
    """Whether a block is one of a list of values, and so one value, commas and all."""
    return block.tag in ("dd", "li") or any(name in _VALUE_CLASSES for name in block.classes)


def _split(field: str, shown: str, lead: bool) -> tuple[str, ...]:
    match = _LEAD.match(shown) if lead else None
    return split_values(field, shown[match.end() :] if match else shown)


def _owners(line: Line) -> list[tuple[Element | None, str]]:
    """The stretches of a line, each with the link or element of its own (None: none)."""
    stretches: list[tuple[Element | None, str]] = []
    common = _common(line.runs)
    for run in line.runs:
        owner = anchor_of(run) or (run.element if run.element not in common else None)
        if stretches and stretches[-1][0] is owner:
            stretches[-1] = (owner, stretches[-1][1] + run.text)
        elif run.text.strip(_SIGNS) or owner is not None:
            stretches.append((owner, run.text))
    return stretches


def _common(runs: list[Run]) -> set[Element]:
    """The elements that hold all of the runs."""
    common = set(runs[0].element.up())
    for run in runs[1:]:
        common &= set(run.element.up())
    return common
