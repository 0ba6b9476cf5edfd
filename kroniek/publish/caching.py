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


def follows_archive(
    *, max_age: int = 0, also: Callable[[], str] | None = None
) -> Callable[[_View], _View]:
    """A view that is asked only if the archive changed since the client last saw the page.

    For `max_age` seconds caches need not even ask; 0 makes them ask every time, so that an
    editor sees at once what she published. `also` names a state of something else that the page
    depends on; the archive's last change then says nothing of the page's age.
    """

    def decorated(view: _View) -> _View:
        @wraps(view)
        def answered(request: HttpRequest, **given: Any) -> HttpResponseBase:
            now = freshness.state()
            tag = entity_tag(request, now, also() if also else "")
            modified = None if also else int(now.at.timestamp())
            response = _unchanged(request, tag, modified) or view(request, **given)
            if response.status_code in (200, 304):
                _mark(response, tag, modified, max_age)
            return response

        return answered

    return decorated


def _unchanged(request: HttpRequest, tag: str, modified: int | None) -> HttpResponseBase | None:
    """304 (or 412) if that is all there is to say."""
    if settings.DEBUG:
        return None  # templates change while one works on them
    answer: HttpResponse | None = get_conditional_response(
        request, etag=tag, last_modified=modified
    )
    return answer


def _mark(response: HttpResponseBase, tag: str, modified: int | None, max_age: int) -> None:
    fresh = f"max-age={max_age}" if max_age else "no-cache"
    response.headers["ETag"] = tag
    if modified is not None:
        response.headers["Last-Modified"] = http_date(modified)
    response.headers.setdefault("Cache-Control", f"public, {fresh}")


def entity_tag(request: HttpRequest, now: State, also: str = "") -> str:
    """Weak: a proxy may compress the page."""
    address = addresses.absolute(request, request.get_full_path())
    named = f"{_build()} {address} {also}".encode()
    return f'W/"{now.change}-{hashlib.blake2b(named, digest_size=8).hexdigest()}"'


@cache
def _build() -> str:
    """The program that makes the pages: its version, and when its newest file was written."""
    files = Path(kroniek.__file__).parent.rglob("*")
    kinds = (".py", ".html", ".mo", ".css", ".js", ".svg")
    newest = max(file.stat().st_mtime_ns for file in files if file.suffix in kinds)
    return f"{kroniek.__version__} {newest}"
