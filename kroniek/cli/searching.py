"""`kroniek search`: one query, or one a line from standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kroniek.cli import options as o
from kroniek.cli.setup import catch_up, open_archive

if TYPE_CHECKING:
    from kroniek.archive.models import Story
    from kroniek.records import FacetValue, Hit, Page, Query


class Sort(StrEnum):
    """In which order the hits come."""

    RELEVANCE = "relevance"
    DATE = "date"


@o.with_filters(but=("q",))
def search_command(
    filters: o.Filters,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words, or - for standard input.")],
    sort: Annotated[Sort, typer.Option(help="The best first, or the newest.")] = Sort.RELEVANCE,
    ui: o.UiOption = o.Ui.EN,
    limit: Annotated[int, typer.Option(min=1, help="At most so many hits.")] = 20,
    as_json: o.JsonOption = False,
) -> None:
    """Search the archive, in any of its languages: by words, by concepts and by meaning.

    Phrases in quotes, OR, NOT, -, prefix*, field:value: see docs/searching.md.
    """
    open_archive()
    catch_up()
    from kroniek.find import query_from, warm_up

    warm_up()  # so that the time told is the search's own
    asked = replace(query_from(filters, ui=ui.value, limit=limit), sort=sort.value)
    totals = [_answer(_for(asked, words), as_json=as_json) for words in _queries(query)]
    raise typer.Exit(0 if all(totals) else 1)


def _queries(given: str) -> Iterable[str]:
    if given != "-":
        return [given]
    # Bytes that are no letters make no error: they find nothing.
    lines = (line.decode("utf-8", "replace").strip() for line in sys.stdin.buffer)
    return (line for line in lines if line)


def _for(asked: Query, words: str) -> Query:
    from kroniek.find import query_from

    return replace(asked, q=query_from({"q": [words]}).q)


def _answer(query: Query, *, as_json: bool) -> int:
    from kroniek.archive.stories import load
    from kroniek.find import search

    page = search(query)
    stories = {story.pk: story for story in load([hit.story for hit in page.hits])}
    if as_json:
        print(json.dumps(_page_json(page, stories), ensure_ascii=False), flush=True)
    else:
        _print_page(page, stories)
    return page.total + page.by_meaning


def _page_json(page: Page, stories: dict[int, Story]) -> dict[str, Any]:
    return {
        "query": page.query.q,
        "total": page.total,
        "took_ms": page.took_ms,
        "hits": [_hit_json(hit, stories[hit.story], page.query.ui) for hit in page.hits],
        "facets": {
            name: [_value_json(value) for value in values] for name, values in page.facets.items()
        },
    }


def _hit_json(hit: Hit, story: Story, ui: str) -> dict[str, Any]:
    text = story.best_text(ui)
    return {
        "id": story.pk,
        "external_id": story.external_id,
        "date": story.date or None,
        "language": text.language if text else story.language,
        "title": text.title if text else "",
        "teaser": text.teaser if text else "",
        "score": hit.score,
        "why": [why.as_dict() for why in hit.why],
        "snippet": hit.snippet.text if hit.snippet else "",
    }


def _value_json(value: FacetValue) -> dict[str, Any]:
    return {"id": value.id, "label": value.label, "count": value.count}


def _print_page(page: Page, stories: dict[int, Story]) -> None:
    from kroniek.dates import display

    ui = page.query.ui
    more = f", and {page.by_meaning} more by meaning" if page.by_meaning else ""
    print(f"{page.total} found for {page.query.q!r}{more}")
    _print_reading(page)
    for hit in page.hits:
        story = stories[hit.story]
        text = story.best_text(ui)
        reasons = "; ".join(f"{why.matched}: {why.text}".rstrip(": ") for why in hit.why)
        words = text.headline() if text else ""
        print(f"{story.pk:>7}  {display(story.date, ui):<18}  {words}\n         ({reasons})")


def _print_reading(page: Page) -> None:
    """How the query was understood, on standard error."""
    if page.did_you_mean:
        print(f"read as: {page.did_you_mean}", file=sys.stderr)
    for concept in page.recognised:
        print(f"{concept.text!r} is {concept.label} ({concept.concept})", file=sys.stderr)
    for note in page.notes:
        print(f"note: {note.code} {note.text}".rstrip(), file=sys.stderr)
