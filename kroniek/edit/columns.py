"""Columns of the lists: what an editor wants to see of a story at one glance."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Manager, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from wagtail.admin.ui.tables import Column, StatusTagColumn

from kroniek.archive.models import Story
from kroniek.archive.models.story import PUBLIC_STATES, State
from kroniek.dates import display
from kroniek.edit.lookup import ui_language
from kroniek.records import TagRole


def counted_by(field: str, rows: Manager[Any], what: str) -> Coalesce:
    """How many of `what` the rows of each have: counted apart, and only for the rows shown."""
    of_this = rows.filter(**{field: OuterRef("pk")}).order_by().values(field)
    counted = of_this.annotate(number=Count(what, distinct=True)).values("number")
    return Coalesce(Subquery(counted), 0)


def headline(story: Story) -> str:
    """The words of a story's link: never none, for a link without words cannot be followed."""
    text = story.best_text(ui_language())
    return (text.headline() if text else "") or gettext("(no text)")


def date_shown(story: Story) -> str:
    return display(story.date, ui_language()) if story.date else gettext("undated")


def languages(story: Story) -> str:
    return " ".join(text.language for text in story.texts.all())


def sources(story: Story) -> str:
    names = (sighting.capture.source.name for sighting in story.sightings.all())
    return ", ".join(dict.fromkeys(names))


def status(story: Story) -> str:
    """Draft, live, live with a draft, planned, with the moderators: in the editor's words."""
    words = [gettext("live") if story.live else gettext("draft")]
    if story.expired and not story.live:
        words = [gettext("expired")]
    if story.live and story.has_unpublished_changes:
        words.append(gettext("draft"))
    if getattr(story, "planned", False):
        words.append(gettext("planned"))
    if getattr(story, "moderated", False):
        words.append(gettext("in moderation"))
    if story.locked:
        words.append(gettext("locked"))
    return " + ".join(words)


class ThemesColumn(Column):
    """Theme labels; suggested ones with a question mark; in words where there are none."""

    cell_template_name = "kroniek_edit/themes_cell.html"

    def get_cell_context_data(self, instance: Story, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        themes = [tag for tag in instance.tags.all() if tag.role == TagRole.THEME]
        ui = ui_language()
        return context | {
            "themes": [t.concept.label(ui) for t in themes if t.state in PUBLIC_STATES],
            "suggested": [t.concept.label(ui) for t in themes if t.state == State.SUGGESTED],
        }


class StatusColumn(StatusTagColumn):
    """The status as a label that stands out where a story is public."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            "status", accessor=status, primary=lambda story: story.live, sort_key="live", **kwargs
        )
