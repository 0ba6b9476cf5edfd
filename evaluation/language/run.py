"""Snippets in nl, fr, de, en and others: is the language told, whatever page they stand on?

An item: `text`, its `language` ("und" where it is none of the four, or no language at all),
its `kind` (short title, teaser, tricky), and the language of the `page` around it ("" where the
page gives none; at half of the others it is not the text's). The language is that of the
running words: a name or a quotation in another language changes nothing.

The peer is lingua, a detector by letter sequences, with the four languages and without the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evaluation.figures import ALL, OURS, Figure, Row, read_items
from evaluation.measures import mean
from kroniek.records import LANGUAGES, UNDETERMINED
from kroniek.understand import language

SET = "language"
PEER = "lingua, 4 languages"

Item = dict[str, Any]


def run() -> Iterator[Figure]:
    items = read_items(__file__)
    answers = {OURS: _ours(items), PEER: _lingua(items)}
    for measure, group, chosen in _groups(items):
        for system, given in answers.items():
            right = [float(given[item["id"]] == item["language"]) for item in chosen]
            yield Row(SET, measure, group, system).figure(right, mean)


def _groups(items: list[Item]) -> Iterator[tuple[str, str, list[Item]]]:
    yield "accuracy", ALL, items
    for code in (*LANGUAGES, UNDETERMINED):
        yield "accuracy", code, [item for item in items if item["language"] == code]
    for kind in ("short", "teaser", "tricky"):
        yield f"accuracy, {kind}", ALL, [item for item in items if item["kind"] == kind]
    misled = [item for item in items if item["page"] not in ("", item["language"])]
    yield "accuracy, page in another language", ALL, misled


def _ours(items: list[Item]) -> dict[str, str]:
    """Detected page by page, as an import does."""
    found: dict[str, str] = {}
    for page in sorted({item["page"] for item in items}):
        batch = [item for item in items if item["page"] == page]
        codes = language.detect([item["text"] for item in batch], page=page)
        found |= {item["id"]: code for item, code in zip(batch, codes, strict=True)}
    return found


def _lingua(items: list[Item]) -> dict[str, str]:
    from lingua import Language, LanguageDetectorBuilder

    names = (Language.DUTCH, Language.FRENCH, Language.GERMAN, Language.ENGLISH)
    detector = LanguageDetectorBuilder.from_languages(*names).build()
    found = detector.detect_languages_in_parallel_of([item["text"] for item in items])
    codes = [one.iso_code_639_1.name.lower() if one else UNDETERMINED for one in found]
    return {item["id"]: code for item, code in zip(items, codes, strict=True)}
