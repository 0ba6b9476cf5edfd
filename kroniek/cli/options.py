"""Options that several commands share: the filters, the language, JSON."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

Many = list[str] | None


class Ui(StrEnum):
    """The languages of the interface."""

    NL = "nl"
    FR = "fr"
    DE = "de"
    EN = "en"


UiOption = Annotated[Ui, typer.Option("--ui", help="Language of labels and months.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]

_PANEL = "Filters"


def _filter(name: str, help: str) -> Any:
    return typer.Option(f"--{name}", help=help, rich_help_panel=_PANEL)


ThemeFilter = Annotated[Many, _filter("theme", "Theme id; repeatable.")]
KeywordFilter = Annotated[Many, _filter("keyword", "Keyword id; repeatable.")]
KindFilter = Annotated[Many, _filter("kind", "Kind id; repeatable.")]
LanguageFilter = Annotated[Many, _filter("language", "Language of a text; repeatable.")]
SourceFilter = Annotated[Many, _filter("source", "Name of a source; repeatable.")]
FromFilter = Annotated[str, _filter("from", "From this date on (EDTF: 2018, 2018-02 ...).")]
ToFilter = Annotated[str, _filter("to", "Up to this date (EDTF).")]
YearFilter = Annotated[Many, _filter("year", "Year; repeatable.")]
StateFilter = Annotated[Many, _filter("state", "State of a tag; repeatable.")]
WordsFilter = Annotated[str, _filter("q", "Words to look for.")]


def given(**filters: Many | str) -> dict[str, Sequence[str]]:
    """Filter name -> values, as `find.query_from` takes them."""
    return {
        name.rstrip("_"): [value] if isinstance(value, str) else value or []
        for name, value in filters.items()
    }
