"""The field in which concepts are chosen by typing. Without tags it holds plain concepts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext
from wagtail.admin.staticfiles import versioned_static

from kroniek.archive.models import Concept
from kroniek.archive.models.story import State
from kroniek.edit.lookup import SCHEMES, ui_language

# A choice travels as {"id": concept, "state": state}; all the rest is for showing it.
Choice = dict[str, Any]


class ConceptPicker(forms.Widget):
    """Chips with a field to type in (an ARIA combobox); the value is JSON in a hidden input."""

    template_name = "kroniek_edit/concept_picker.html"
    show_add_comment_button = False

    def __init__(
        self, role: str = "any", *, states: bool = False, single: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.role = role
        self.states = states
        self.single = single

    def format_value(self, value: Any) -> str:
        return value if isinstance(value, str) else json.dumps(value or [])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        options = {
            "url": reverse("kroniek_complete"),
            "role": self.role,
            "states": self.states,
            "single": self.single,
            "words": _words(),
        }
        shown = described(_parsed(self.format_value(value)))
        given = context["widget"]["attrs"]
        return context | {
            "options": options,
            "shown": shown,
            "described_by": given.get("aria-describedby", ""),
            "invalid": "aria-invalid" in given,
        }

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-typed" if id_ else id_

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(
            js=[versioned_static("kroniek_edit/picker.js")],
            css={"all": [versioned_static("kroniek_edit/desk.css")]},
        )


class ConceptsField(forms.Field):
    """A list of choices. `cleaned_data` holds {concept id: state}.

    `held` are the concepts that were there before: whatever their scheme, they may stay.
    """

    held: frozenset[str] = frozenset()

    def __init__(
        self, role: str = "any", *, states: bool = False, single: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", ConceptPicker(role, states=states, single=single))
        super().__init__(**kwargs)
        self.role = role
        self.single = single

    def to_python(self, value: Any) -> dict[str, str]:
        chosen = {str(c["id"]): str(c.get("state", "")) for c in _parsed(value or "[]")}
        if self.single and len(chosen) > 1:
            raise forms.ValidationError(gettext("Choose one concept."))
        return chosen

    def validate(self, value: dict[str, str]) -> None:
        if self.required and not value:
            raise forms.ValidationError(gettext("Choose a concept."), code="required")
        allowed = Q(scheme__in=SCHEMES[self.role]) | Q(pk__in=self.held)
        fitting = Concept.objects.filter(allowed, pk__in=value)
        if strange := set(value) - set(fitting.values_list("pk", flat=True)):
            words = gettext("These cannot be chosen here: %(ids)s.")
            raise forms.ValidationError(words % {"ids": ", ".join(sorted(strange))})

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = {c["id"]: c.get("state", "") for c in initial or []}
        return before != {c["id"]: c.get("state", "") for c in _parsed(data or "[]")}


def _parsed(value: Any) -> list[Choice]:
    """The choices in a field's JSON; what is no choice is not one."""
    try:
        found = json.loads(value)
    except ValueError:
        return []
    if not isinstance(found, list):
        return []
    return [c for c in found if isinstance(c, dict) and isinstance(c.get("id"), str)]


def described(choices: Iterable[Choice]) -> list[Choice]:
    """Choices with the words to show them: label, scheme, state."""
    chosen = list(choices)
    ids = [choice["id"] for choice in chosen]
    concepts = Concept.objects.filter(pk__in=ids).prefetch_related("labels").in_bulk()
    ui = ui_language()
    return [
        choice | _description(concepts[choice["id"]], choice, ui)
        for choice in chosen
        if choice["id"] in concepts
    ]


def _description(concept: Concept, choice: Choice, ui: str) -> Choice:
    state = str(choice.get("state", ""))
    return {
        "label": concept.label(ui),
        "scheme": str(concept.get_scheme_display()),
        "provisional": concept.provisional,
        "state_words": str(State(state).label) if state in State.values else "",
    }


def _words() -> dict[str, str]:
    """What the script says, in the editor's language."""
    return {
        "none": gettext("No concept has this name. Try another word or language."),
        "found": gettext("%(count)s found. Use the arrow keys to choose."),
        "remove": gettext("Remove %(label)s"),
        "reject": gettext("Reject %(label)s"),
        "accept": gettext("Accept %(label)s"),
        "acceptWord": pgettext("verb", "Accept"),
        "back": gettext("Bring back %(label)s"),
        "backWord": gettext("Bring back"),
        "rejected": gettext("Rejected: %(count)s"),
        "accepted": str(State.ACCEPTED.label),
        "provisional": gettext("provisional"),
        "added": gettext("%(label)s added"),
        "removed": gettext("%(label)s removed"),
        "failed": gettext("The vocabulary cannot be reached. Try again."),
        "evidence": gettext("rests on: %(words)s"),
    }
