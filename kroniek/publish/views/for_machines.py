"""What the addresses for programs share: the language of the address, one plain line on errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext

from kroniek.publish import chips
from kroniek.records import BadOption

_View = Callable[..., HttpResponseBase]
_LONGEST_VALUE = 200


def for_machines(view: _View) -> _View:
    """A view in the language of its address. Anyone's program may read what it answers."""

    @wraps(view)
    def answered(request: HttpRequest, ui: str, **given: Any) -> HttpResponseBase:
        with translation.override(ui):
            try:
                response = view(request, ui, **given)
            except BadOption as error:
                response = _refused(request, error.where)
        response.headers["Content-Language"] = ui
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Content-Security-Policy"] = "default-src 'none'"
        return response

    return answered


def _refused(request: HttpRequest, name: str) -> HttpResponse:
    """400 with one line: the value that means nothing, and the filter it was given for."""
    if name == "after":
        line = gettext("The address asks for a page of the list that does not exist.")
    else:
        values = ", ".join(request.GET.getlist(name))[:_LONGEST_VALUE]
        line = gettext("The address asks for “%(value)s” as a value of the filter “%(filter)s”.")
        line %= {"value": " ".join(values.split()), "filter": chips.name_of(name)}
    return HttpResponse(f"{line}\n", status=400, content_type="text/plain; charset=utf-8")
