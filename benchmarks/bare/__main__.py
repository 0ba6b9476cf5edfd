"""The bare site's few commands, each a process of its own: `python -m benchmarks.bare COMMAND`.

prepare          make the tables
bulk FILE        a file of JSON Lines into one naive table, by bulk_create
pages FILE N     the first N stories of a file as one page each; prints the seconds it took
fill FILE        a list page with twenty pages below it
first            print the newest page's title: a command that does next to nothing
serve PORT       serve the site until stopped
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.bare.models import BareList

_BATCH = 1_000


def prepare() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def bulk(file: str) -> None:
    from benchmarks.bare.models import NaiveStory

    with Path(file).open(encoding="utf-8") as rows:
        while batch := [_naive(raw) for raw in islice(rows, _BATCH)]:
            NaiveStory._default_manager.bulk_create(NaiveStory(**fields) for fields in batch)


def _naive(raw: str) -> dict[str, Any]:
    story = json.loads(raw)
    first, *others = story["texts"]
    return {
        "external_id": story["id"],
        "date": story.get("date", ""),
        "kind": story.get("kind", ""),
        "language": first["language"],
        "title": first["title"],
        "teaser": first["teaser"],
        "body": first.get("body", ""),
        "url": story.get("url", ""),
        "links": story.get("links", []),
        "texts": others,
        "themes": story.get("themes", []),
        "keywords": story.get("keywords", []),
        "raw": raw,
    }


def pages(file: str, n: str) -> None:
    parent = _list_page()
    with Path(file).open(encoding="utf-8") as rows:
        found = [_naive(raw) for raw in islice(rows, int(n))]
    begun = time.perf_counter()
    for fields in found:
        _add_page(parent, fields)
    print(time.perf_counter() - begun)


def fill(file: str) -> None:
    parent = _list_page()
    with Path(file).open(encoding="utf-8") as rows:
        for raw in islice(rows, 20):
            _add_page(parent, _naive(raw))


def _list_page() -> BareList:
    """The list page, made at the root of the site if it is not there."""
    from wagtail.models import Page, Site

    from benchmarks.bare.models import BareList

    found: BareList | None = BareList.objects.first()
    if found:
        return found
    made = BareList(title="News", slug="news")
    Page.objects.get(depth=1).add_child(instance=made)
    Site.objects.update(root_page=made)
    return made


def _add_page(parent: BareList, fields: dict[str, Any]) -> None:
    from benchmarks.bare.models import BarePage

    slug = fields["external_id"]
    parent.add_child(
        instance=BarePage(title=fields["title"][:255], slug=slug, teaser=fields["teaser"])
    )


def first() -> None:
    from benchmarks.bare.models import BarePage

    print(*BarePage.objects.order_by("-pk").values_list("title", flat=True)[:1])


def serve(port: str) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    # As `kroniek serve` does it.
    Granian(
        "benchmarks.bare.asgi:application",
        address="127.0.0.1",
        port=int(port),
        workers=1,
        interface=Interfaces.ASGINL,
        log_enabled=False,
        websockets=False,
    ).serve()


_COMMANDS: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "bulk": bulk,
    "pages": pages,
    "fill": fill,
    "first": first,
    "serve": serve,
}


def main(words: Iterator[str]) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
    django.setup()
    _COMMANDS[next(words)](*words)


if __name__ == "__main__":
    main(iter(sys.argv[1:]))
