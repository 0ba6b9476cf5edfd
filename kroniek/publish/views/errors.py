"""Pages for what went wrong: calm, in the language of the address, with a way on."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext

from kroniek.publish import addresses, chips, language
from kroniek.publish.frame import frame
from kroniek.records import BadOption


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from here."""

    text: str
    href: str


def bad_filter(request: HttpRequest, ui: str, error: BadOption) -> HttpResponse:
    """A filter in the address means nothing here: which one, and the list without it."""
    name = error.where
    values = ", ".join(request.GET.getlist(name))
    what = gettext("The address asks for “%(value)s” as a value of the filter “%(filter)s”.") % {
        "value": values[:200],
        "filter": chips.name_of(name),
    }
    if name == "after":
        what = gettext("The address asks for a page of the list that does not exist.")
    left = request.GET.copy()
    left.pop(name, None)
    left.pop("after", None)
    tail = f"?{left.urlencode()}" if left else ""
    ways = (
        Way(gettext("The same list without this filter"), f"{request.path}{tail}"),
        Way(gettext("All news"), addresses.news(ui)),
    )
    return _page(
        request, ui, 400, gettext("This filter means nothing here"), (what, _hint(name)), ways
    )


def _hint(name: str) -> str:
    hints = {
        "theme": gettext("There is no such theme. The themes are listed under “Themes”."),
        "keyword": gettext("There is no such keyword. The keywords are listed under “Keywords”."),
        "kind": gettext("There is no such kind. Choose one from the list’s filters."),
        "source": gettext("There is no such source. Choose one from the list’s filters."),
        "language": gettext("A language is written as nl, fr, de, en, or und if it is unknown."),
        "from": gettext("A date is written as 2020, 2020-12 or 2020-12-31."),
        "to": gettext("A date is written as 2020, 2020-12 or 2020-12-31."),
        "year": gettext("A year is written in four digits."),
    }
    return hints.get(name, gettext("Perhaps the address was cut off or mistyped."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    ui = language.of_address(request)
    with translation.override(ui):
        words = (
            gettext("There is nothing at this address, or it is not public (any more)."),
            gettext("Search for it above, or go on from one of these pages."),
        )
        return _page(request, ui, 404, gettext("Page not found"), words, _ways(ui))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    ui = language.of_address(request)
    with translation.override(ui):
        words = (gettext("The request could not be understood. Perhaps the address was cut off."),)
        return _page(request, ui, 400, gettext("That did not work"), words, _ways(ui))


def server_error(request: HttpRequest) -> HttpResponse:
    """Must not ask the database: it may be what failed."""
    ui = language.of_address(request)
    with translation.override(ui):
        words = (
            gettext("The fault is ours, not yours. It has been written down."),
            gettext("Please try again in a moment."),
        )
        return _page(request, ui, 500, gettext("Something went wrong"), words, _ways(ui))


def _ways(ui: str) -> tuple[Way, ...]:
    return (
        Way(gettext("The newest stories"), addresses.news(ui)),
        Way(gettext("Front page"), f"/{ui}/"),
    )


def _page(
    request: HttpRequest,
    ui: str,
    status: int,
    title: str,
    words: tuple[str, ...],
    ways: tuple[Way, ...],
) -> HttpResponse:
    context = {
        "frame": frame(request, ui, title, path=None, indexed=False),
        "words": words,
        "ways": ways,
    }
    response = render(request, "publish/error.html", context, status=status)
    response.headers["Content-Language"] = ui
    return response
