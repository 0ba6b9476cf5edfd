"""The desk and the archive's own words are complete in every language, and compiled.

To bring the catalogues up to date, in kroniek/edit and kroniek/archive:
`django-admin makemessages -l nl -l fr -l de --no-location --no-wrap --no-obsolete`, translate,
`make messages`.
"""

from __future__ import annotations

import ast
import gettext
import re
from itertools import product
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

KRONIEK = Path(__file__).resolve().parents[2] / "kroniek"
CATALOGUES = list(product(("edit", "archive"), ("nl", "fr", "de")))
_CALLS = {"gettext": 0, "gettext_lazy": 0, "ngettext": 0, "ngettext_lazy": 0, "_": 0, "pgettext": 1}
_IN_TEMPLATE = re.compile(r"\bn?gettext\((u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")")


def catalogue(room: str, language: str):
    file = KRONIEK / room / "locale" / language / "LC_MESSAGES" / "django.po"
    with file.open("rb") as stream:
        return [message for message in read_po(stream, locale=language) if message.id]


def forms(words) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def in_code(room: str) -> set[str]:
    found = set()
    for file in (KRONIEK / room).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                at = _CALLS.get(node.func.id, 99)
                if len(node.args) > at and isinstance(node.args[at], ast.Constant):
                    found.add(str(node.args[at].value))
    return found


def in_templates(room: str) -> set[str]:
    found = set()
    for file in (KRONIEK / room).rglob("templates/**/*.html"):
        source = templatize(file.read_text(), origin=str(file))
        found |= {ast.literal_eval(text) for text in _IN_TEMPLATE.findall(source)}
    return found


@pytest.mark.parametrize(("room", "language"), CATALOGUES)
def test_every_word_is_translated(room, language):
    done = {
        forms(message.id)[0]: all(forms(message.string)) and not message.fuzzy
        for message in catalogue(room, language)
    }
    used = in_code(room) | in_templates(room)
    assert len(used) > 50
    assert sorted(used - {words for words, complete in done.items() if complete}) == []
    assert sorted(done.keys() - used) == [], "no longer used"


@pytest.mark.parametrize(("room", "language"), CATALOGUES)
def test_placeholders_are_kept(room, language):
    for message in catalogue(room, language):
        wanted = set(re.findall(r"%\(\w+\)[sd]|%d", " ".join(forms(message.id))))
        for string in forms(message.string):
            assert set(re.findall(r"%\(\w+\)[sd]|%d", string)) == wanted, message.id


@pytest.mark.parametrize(("room", "language"), CATALOGUES)
def test_the_compiled_catalogue_is_up_to_date(room, language):
    file = KRONIEK / room / "locale" / language / "LC_MESSAGES" / "django.mo"
    with file.open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for message in catalogue(room, language):
        if message.context:
            assert compiled.pgettext(message.context, message.id) == message.string
        elif isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string
        else:
            assert [compiled.ngettext(*message.id, n) for n in (1, 5)] == list(message.string)
