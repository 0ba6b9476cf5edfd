"""The change log's pen: one line for what a person did to a story or a concept, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kroniek.archive.models import Change

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_WHY = 500


def record_story(
    story: int,
    action: str,
    *,
    by: User | None,
    why: str = "",
    machine: str = "",
    details: Mapping[str, object] | None = None,
) -> Change:
    """Write one line into the change log: what happened to a story, by whom and why."""
    return Change.objects.create(
        story=story,
        action=action,
        who=by,
        machine=machine,
        why=why[:_WHY],
        details=dict(details or {}),
    )


def record_concept(
    concept: str,
    action: str,
    *,
    by: User | None,
    why: str = "",
    details: Mapping[str, object] | None = None,
) -> Change:
    """The same for a concept."""
    return Change.objects.create(
        concept=concept, action=action, who=by, why=why[:_WHY], details=dict(details or {})
    )
