"""The interface is complete in every language, and what is compiled is what is written.

To bring the catalogues up to date, in kroniek/publish:
`django-admin makemessages -l nl -l fr -l de --no-location --no-wrap --no-obsolete`, translate,
`msgfmt -o django.mo django.po`.
"""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

PUBLISH = Path(__file__).resolve().parents[2] / "kroniek" / "publish"
CATALOGUES = ("nl", "fr", "de")
_CALLS = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "_"}
_IN_TEMPLATE = re.compile(r"\b(n?gettext)\((u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")")


def catalogue(language: str):
    file = PUBLISH / "locale" / language / "LC_MESSAGES" / "django.po"
    with file.open("rb") as stream:
        return read_po(stream, locale=language)


def in_code() -> set[str]:
    found: set[str] = set()
    for file in PUBLISH.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if (
                (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in _CALLS
                )
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return found


def in_templates() -> set[str]:
    found: set[str] = set()
    for file in (PUBLISH / "templates").rglob("*.html"):
        source = templatize(file.read_text(), origin=str(file))
        found |= {ast.literal_eval(text) for _, text in _IN_TEMPLATE.findall(source)}
    return found


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_word_is_translated(language):
    translated = {}
    for message in catalogue(language):
        if message.id:
            first = message.id if isinstance(message.id, str) else message.id[0]
            forms = [message.string] if isinstance(message.string, str) else message.string
            translated[first] = all(forms) and not message.fuzzy
    used = in_code() | in_templates()
    assert len(used) > 100
    assert sorted(used - {m for m, done in translated.items() if done}) == []
    assert sorted(translated.keys() - used) == [], "no longer used"


@pytest.mark.parametrize("language", CATALOGUES)
def test_placeholders_are_kept(language):
    for message in catalogue(language):
        ids = [message.id] if isinstance(message.id, str) else message.id
        strings = [message.string] if isinstance(message.string, str) else message.string
        wanted = set(re.findall(r"%\(\w+\)s", " ".join(ids)))
        for string in strings:
            assert set(re.findall(r"%\(\w+\)s", string)) == wanted, message.id


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_compiled_catalogue_is_up_to_date(language):
    file = PUBLISH / "locale" / language / "LC_MESSAGES" / "django.mo"
    with file.open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for message in catalogue(language):
        if not message.id:
            continue
        if isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string
        else:
            assert [compiled.ngettext(*message.id, n) for n in (1, 5)] == list(message.string)
