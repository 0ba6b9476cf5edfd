"""People at the desk, stories to work on, and forms filled in as a browser fills them in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group, User
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from kroniek.archive.models import Change, Story, Tag

# --- people ---------------------------------------------------------------------------------


def person(name: str, *groups: str, **rights: Any) -> User:
    user = User.objects.create_user(username=name, email=f"{name}@example.org", **rights)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def at_the_desk(user: User, ui: str = "en") -> Client:
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": ui})
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


# --- stories --------------------------------------------------------------------------------


def tag(story: Story, concept: str, role: str, state: str, **more: Any) -> Tag:
    return Tag.objects.create(story=story, concept_id=concept, role=role, state=state, **more)


def states(story: Story) -> dict[str, str]:
    """concept -> state, as stored."""
    return dict(Tag.objects.filter(story=story).values_list("concept_id", "state"))


def log(story: int | Story) -> list[str]:
    """What the change log tells of a story, oldest first."""
    pk = story.pk if isinstance(story, Story) else story
    return list(Change.objects.filter(story=pk).order_by("id").values_list("action", flat=True))


# --- forms ----------------------------------------------------------------------------------


@dataclass
class Form:
    """A form of the desk: its address and its fields, as a browser would send them."""

    client: Client
    url: str
    fields: dict[str, Any] = field(default_factory=dict)

    def choose(self, name: str, concept: str, state: str = "accepted") -> Form:
        choices = [c for c in json.loads(self.fields[name]) if c["id"] != concept]
        self.fields[name] = json.dumps([*choices, {"id": concept, "state": state}])
        return self

    def drop(self, name: str, concept: str) -> Form:
        choices = json.loads(self.fields[name])
        self.fields[name] = json.dumps([c for c in choices if c["id"] != concept])
        return self

    def add(self, prefix: str, **values: str) -> Form:
        number = int(self.fields[f"{prefix}-TOTAL_FORMS"])
        self.fields[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
        for name, value in {"id": "", "DELETE": "", **values}.items():
            self.fields[f"{prefix}-{number}-{name}"] = value
        return self

    def send(self, action: str = "", *, follow: bool = False, **headers: Any) -> Any:
        button = {f"action-{action}": action} if action else {}
        return self.client.post(self.url, {**self.fields, **button}, follow=follow, **headers)

    def save_by_itself(self) -> Any:
        """The save that the page makes while one types."""
        return self.client.post(self.url, self.fields, headers={"accept": "application/json"})


def fields_of(page: str) -> dict[str, str]:
    form = LexborHTMLParser(page).css_first("form#w-editor-form, form[data-edit-form]")
    assert form is not None, "the page has no form to edit with"
    fields: dict[str, str] = {}
    for node in form.css("input[name], select[name], textarea[name]"):
        if not _is_template(node) and (value := _value(node)) is not None:
            fields[node.attributes["name"] or ""] = value
    return fields


def _is_template(node: LexborNode) -> bool:
    return "__prefix__" in (node.attributes["name"] or "")


def _value(node: LexborNode) -> str | None:
    if node.tag == "select":
        chosen = node.css_first("option[selected]")
        return (chosen.attributes.get("value") or "") if chosen else ""
    if node.tag == "textarea":
        # A browser drops the first line end after the tag, and sends all others as CR LF.
        text = node.text(deep=True)
        return text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
    if node.attributes.get("type") in ("checkbox", "radio", "submit"):
        return node.attributes.get("value") if "checked" in node.attributes else None
    return node.attributes.get("value") or ""


def story_url(story: Story) -> str:
    return f"/admin/stories/edit/{story.pk}/"
