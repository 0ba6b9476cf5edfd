"""The list as a file to take along: CSV and JSON Lines, written while it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from itertools import islice

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from kroniek.publish.caching import follows_archive
from kroniek.publish.exports.items import VOCABULARY
from kroniek.publish.exports.tables import csv_table, jsonl
from kroniek.publish.views.for_machines import for_machines
from kroniek.publish.views.lists import query_of

_TABLES = {
    "csv": ("text/csv; charset=utf-8; header=present", csv_table),  # RFC 4180, 3
    "jsonl": ("application/jsonl; charset=utf-8", jsonl),
}
_LINES = 200  # sent at a time


@require_safe
@follows_archive()
@for_machines
def news(request: HttpRequest, ui: str, form: str) -> StreamingHttpResponse:
    """All stories that the list's filters choose, not a page of them."""
    content_type, write = _TABLES[form]
    query = replace(query_of(request, ui), limit=None, after="")
    parts = _parts(write(query, VOCABULARY, public=True))
    # Each server must be given its own kind of iterator, or Django gathers the whole file first.
    content = _in_turn(parts) if isinstance(request, ASGIRequest) else parts
    response = StreamingHttpResponse(content, content_type=content_type)
    name = content_disposition_header(True, f"kroniek-{ui}.{form}")
    response.headers["Content-Disposition"] = name or "attachment"
    return response


def _parts(lines: Iterator[str]) -> Iterator[str]:
    while part := "".join(islice(lines, _LINES)):
        yield part


async def _in_turn(parts: Iterator[str]) -> AsyncIterator[str]:
    """The same without blocking the server while the database answers."""
    following = sync_to_async(lambda: next(parts, ""))
    while part := await following():
        yield part
