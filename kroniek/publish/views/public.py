"""What all public views share: the language of the address, headers, friendly refusals."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kroniek.publish.views import errors
from kroniek.records import BadOption

_View = Callable[..., HttpResponse]

# Everything is our own: no script, style, font or image from elsewhere.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


def public(view: _View) -> _View:
    """A view in the language of its address, which answers a bad filter with a helpful page."""

    @wraps(view)
    def shown(request: HttpRequest, ui: str, **given: Any) -> HttpResponse:
        with translation.override(ui):
            try:
                response = view(request, ui, **given)
            except BadOption as error:
                response = errors.bad_filter(request, ui, error)
        return with_headers(response, ui)

    return shown


def with_headers(response: HttpResponse, ui: str) -> HttpResponse:
    response.headers["Content-Language"] = ui
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    return response
