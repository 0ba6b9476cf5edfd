"""How to cite a story: a plain line and a BibTeX entry."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kroniek import dates
from kroniek.archive.models import Story
from kroniek.publish.words import headline_of
from kroniek.records import Precision

_SPECIAL = re.compile(r"([\\{}$&#%_~^])")
_ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
# BibTeX wants to know a language by its English name.
_BABEL = {"nl": "dutch", "fr": "french", "de": "ngerman", "en": "english"}


@dataclass(frozen=True, slots=True)
class Citation:
    plain: str
    bibtex: str
    lang: str


def citation(story: Story, ui: str, address: str) -> Citation:
    text = story.best_text(ui)
    headline = headline_of(text)
    date = dates.display(story.date, ui)
    plain = ", ".join(part for part in (f"“{headline}”", "Kroniek", date, address) if part)
    code = text.language if text else ""
    return Citation(plain, _bibtex(story, headline, code, address), "" if code == ui else code)


def _bibtex(story: Story, headline: str, code: str, address: str) -> str:
    fields = {"title": f"{{{_tex(headline)}}}", "publisher": "Kroniek", **_date(story)}
    fields["url"] = address
    if code in _BABEL:
        fields["langid"] = _BABEL[code]
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@online{{kroniek-{story.pk},\n{lines}}}"


def _date(story: Story) -> dict[str, str]:
    """BibLaTeX reads EDTF: no more exact than we know it."""
    return {} if story.precision == Precision.NONE else {"date": story.date}


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda m: _ESCAPED.get(m[1], "\\" + m[1]), text)
