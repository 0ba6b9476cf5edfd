"""Wagtail tells when a story goes out or comes back; the change log hears of it here."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision
from wagtail.signals import published, unpublished

from kroniek.archive.actions import editing
from kroniek.archive.models import Story


@receiver(published, sender=Story, dispatch_uid="kroniek.story-published")
def on_published(instance: Story, revision: Revision, **_: Any) -> None:
    editing.story_published(instance, revision)


@receiver(unpublished, sender=Story, dispatch_uid="kroniek.story-unpublished")
def on_unpublished(instance: Story, **_: Any) -> None:
    editing.story_unpublished(instance)
