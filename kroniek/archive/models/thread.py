"""Threads: stories that follow one another."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from kroniek.archive.models.story import State, Story
from kroniek.records import LANGUAGES


class Thread(models.Model):
    """An inquiry asked for, then handed over; the same yearly figure. `titles` by language."""

    id = models.SlugField(primary_key=True, max_length=160)
    titles = models.JSONField(_("titles"), default=dict)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title("en")[1]

    def title(self, ui: str) -> tuple[str, str]:
        """(language, title): in the reader's language, or else in the next one there is."""
        for language in (ui, "en", *LANGUAGES):
            if self.titles.get(language):
                return language, str(self.titles[language])
        return "", self.id


class ThreadEntry(models.Model):
    """A story's place in a thread; the story's date gives the order."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="entries")
    story = ParentalKey(Story, on_delete=models.CASCADE, related_name="thread_entries")
    state = models.CharField(max_length=9, choices=State.choices, default=State.ACCEPTED)

    class Meta:
        verbose_name = _("thread entry")
        verbose_name_plural = _("thread entries")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["thread", "story"], name="once_in_a_thread")
        ]

    def __str__(self) -> str:
        return f"{self.thread}: {self.story_id}"
