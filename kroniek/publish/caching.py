"""Answers that stay good until the archive changes: validators and 304 (RFC 9110, 13 and 8.8).

What a public page shows depends on its address (which names the language), on the archive and
on the program. So the newest change, the address and the build make the entity tag; no cookie
and no Accept-Language comes in, and no Vary is needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

import kroniek
from kroniek.publish import addresses, freshness
from kroniek.publish.freshness import State

_View = Callable[..., HttpResponseBase]


def follows_archive(*, max_age: int = 0) -> Callable[[_View], _View]:
    """A view that is asked only if the archive changed since the client last saw the page.

    For `max_age` seconds caches need not even ask; 0 makes them ask every time, so that an
    editor sees at once what she published.
    """

    def decorated(view: _View) -> _View:
        @wraps(view)
        def answered(request: HttpRequest, **given: Any) -> HttpResponseBase:
            now = freshness.state()
            response = _unchanged(request, now) or view(request, **given)
            if response.status_code in (200, 304):
                _mark(response, request, now, max_age)
            return response

        return answered

    return decorated


def _unchanged(request: HttpRequest, now: State) -> HttpResponseBase | None:
    """304 (or 412) if that is all there is to say."""
    if settings.DEBUG:
        return None  # templates change while one works on them
    answer: HttpResponse | None = get_conditional_response(
        request, etag=entity_tag(request, now), last_modified=int(now.at.timestamp())
    )
    return answer


def _mark(response: HttpResponseBase, request: HttpRequest, now: State, max_age: int) -> None:
    fresh = f"max-age={max_age}" if max_age else "no-cache"
    response.headers["ETag"] = entity_tag(request, now)
    response.headers["Last-Modified"] = http_date(now.at.timestamp())
    response.headers.setdefault("Cache-Control", f"public, {fresh}")


def entity_tag(request: HttpRequest, now: State) -> str:
    """Weak: a proxy may compress the page."""
    named = f"{_build()} {addresses.absolute(request, request.get_full_path())}".encode()
    return f'W/"{now.change}-{hashlib.blake2b(named, digest_size=8).hexdigest()}"'


@cache
def _build() -> str:
    """The program that makes the pages: its version, and when its newest file was written."""
    files = Path(kroniek.__file__).parent.rglob("*")
    kinds = (".py", ".html", ".mo", ".css", ".js", ".svg")
    newest = max(file.stat().st_mtime_ns for file in files if file.suffix in kinds)
    return f"{kroniek.__version__} {newest}"
