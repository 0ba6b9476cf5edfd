"""Parts of the forms that Wagtail does not bring: tags, where a story was found, inline forms."""

from __future__ import annotations

import functools
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.compare import TextDiff
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel
from wagtail.admin.panels.base import get_form_for_model

from kroniek.archive.models import Sighting, Story
from kroniek.edit.lookup import ui_language
from kroniek.records import TagRole


class FormInlinePanel(InlinePanel):
    """An inline panel whose children have a form class of their own."""

    def __init__(self, *args: Any, child_form: type[WagtailAdminModelForm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.child_form = child_form

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "child_form": self.child_form}

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        formset = options["formsets"][self.relation_name]
        formset["form"] = get_form_for_model(
            self.db_field.related_model,
            form_class=self.child_form,
            defer_required_on_fields=deferred,
        )
        # `min_num` is how many are offered; what is needed, the parent's form says in words.
        formset["validate_min"] = False
        return options


class TagsPanel(FieldPanel):
    """The picker for one role; in comparisons it shows each tag with its state."""

    def __init__(self, field_name: str, role: TagRole, **kwargs: Any) -> None:
        super().__init__(field_name, **kwargs)
        self.role = role

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "role": self.role}

    class BoundPanel(FieldPanel.BoundPanel):
        def get_comparison(self) -> list[Any]:
            return [functools.partial(TagsComparison, self.panel.role, self.panel.heading)]


class TagsComparison:
    """Which tags two versions of a story have: those in both, gone, and new."""

    is_field = True
    is_child_relation = False

    def __init__(self, role: TagRole, heading: str, one: Story, other: Story) -> None:
        self.heading = heading
        self.before, self.after = _told(one, role), _told(other, role)

    def field_label(self) -> str:
        return self.heading

    def has_changed(self) -> bool:
        return self.before != self.after

    def htmldiff(self) -> SafeString:
        parts = [("equal", tag) for tag in self.before if tag in self.after]
        parts += [("deletion", tag) for tag in self.before if tag not in self.after]
        parts += [("addition", tag) for tag in self.after if tag not in self.before]
        lines = ((TextDiff([part]).to_html(),) for part in parts)
        return format_html_join("", "<div>{}</div>", lines)


def _told(story: Story, role: TagRole) -> list[str]:
    ui = ui_language()
    tags = [tag for tag in story.tags.all() if tag.role == role]
    return sorted(f"{tag.concept.label(ui)} ({tag.get_state_display()})" for tag in tags)


class SightingsPanel(Panel):
    """Where it was found: every sighting, letter for letter. Nothing to change here."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "kroniek_edit/sightings.html"

        def is_shown(self) -> bool:
            return bool(self.instance and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            found = Sighting.objects.filter(story_id=self.instance.pk)
            return context | {"sightings": list(found.select_related("capture__source"))}
