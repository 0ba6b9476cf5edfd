"""Options that several commands share: the filters, the language, JSON."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

Many = list[str] | None
Command = Callable[..., Any]
# What `find.query_from` takes: filter -> the values given.
Filters = dict[str, Sequence[str]]


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


_FILTERS: dict[str, tuple[Any, Any]] = {
    "theme": (ThemeFilter, None),
    "keyword": (KeywordFilter, None),
    "kind": (KindFilter, None),
    "language": (LanguageFilter, None),
    "source": (SourceFilter, None),
    "from_": (FromFilter, ""),
    "to": (ToFilter, ""),
    "year": (YearFilter, None),
    "state": (StateFilter, None),
    "q": (WordsFilter, ""),
}


def with_filters(*, but: tuple[str, ...] = ()) -> Callable[[Command], Command]:
    """Give a command all filter options (`but` some); its `filters` argument gets their values.

    The filters are written once, here, so that they are the same in every command.
    """

    def decorate(command: Command) -> Command:
        own = inspect.signature(command, eval_str=True).parameters.values()
        kept = [parameter for parameter in own if parameter.name != "filters"]
        added = [_parameter(name) for name in _FILTERS if name not in but]

        @functools.wraps(command)
        def run(**given: Any) -> Any:
            filters = {p.name.rstrip("_"): _values(given.pop(p.name)) for p in added}
            return command(filters=filters, **given)

        parameters = [p.replace(kind=p.KEYWORD_ONLY) for p in (*kept, *added)]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        return run

    return decorate


def _parameter(name: str) -> inspect.Parameter:
    annotation, default = _FILTERS[name]
    kind = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, kind, default=default, annotation=annotation)


def _values(given: Many | str) -> list[str]:
    return [given] if isinstance(given, str) else given or []
