"""`kroniek list`: stories, newest first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from kroniek.cli import options as o
from kroniek.cli.setup import catch_up, open_archive

if TYPE_CHECKING:
    from kroniek.archive.models import Story


@o.with_filters()
def list_command(
    filters: o.Filters,
    ui: o.UiOption = o.Ui.EN,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    as_json: o.JsonOption = False,
) -> None:
    """List stories, drafts too, newest first: all of them unless limited."""
    open_archive()
    from kroniek.archive.stories import stream
    from kroniek.find import query_from, search

    if filters["q"]:
        catch_up()
    query = replace(query_from(filters, ui=ui.value, limit=limit, drafts=True), sort="date")
    found = search(query, with_facets=False, with_reasons=False)
    stories = stream((hit.story for hit in found.hits), sightings=as_json)
    if as_json:
        _print_json(stories, ui.value)
    else:
        _print_lines(stories, ui.value, found.total)


def _print_json(stories: Iterator[Story], ui: str) -> None:
    from kroniek.publish.story_json import story_json

    between = ""
    print("[", end="")
    for story in stories:
        print(between + json.dumps(story_json(story, ui), ensure_ascii=False), end="")
        between = ",\n"
    print("]")


def _print_lines(stories: Iterator[Story], ui: str, total: int) -> None:
    for story in stories:
        print(_line(story, ui))
    if not total:
        print("No story. Loosen the filters, or import a file: kroniek import PATH")


def _line(story: Story, ui: str) -> str:
    from kroniek.dates import display
    from kroniek.records import TagRole

    text = story.best_text(ui)
    themes = [tag.concept.label(ui) for tag in story.tags.all() if tag.role == TagRole.THEME]
    date = display(story.date, ui) or "–"
    words = text.headline() if text else ""
    return f"{story.pk:>7}  {date:<18}  {story.language}  {words}  [{', '.join(themes)}]"
