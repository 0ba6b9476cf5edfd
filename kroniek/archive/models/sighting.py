"""Where stories were seen: sources, captures of them, and what stood there letter for letter."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kroniek.archive.models.concept import Concept
from kroniek.archive.models.story import Story


class Source(models.Model):
    """A place where stories are found again and again: a page, a feed, a file."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Capture(models.Model):
    """A source as it was on one day: one file, read with one set of options.

    `key` is the SHA-256 of the file and the options. `line` is the last line whose piece is
    stored: an import that was cut off goes on behind it. `finished_at` is empty until then.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="captures")
    key = models.CharField(max_length=64)
    file = models.CharField(max_length=500)
    format = models.CharField(max_length=10)
    ui = models.CharField(max_length=3, blank=True)
    encoding = models.CharField(max_length=40, blank=True)
    theme = models.ForeignKey(Concept, on_delete=models.PROTECT, null=True, related_name="+")
    size = models.BigIntegerField(default=0)
    line = models.BigIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["source", "key"], name="one_capture_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.file})"


class Sighting(models.Model):
    """One place where a story was found, exactly as it stood there."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="sightings")
    capture = models.ForeignKey(Capture, on_delete=models.CASCADE, related_name="sightings")
    position = models.PositiveIntegerField()
    line = models.PositiveBigIntegerField()
    raw = models.TextField()
    date_found = models.CharField(max_length=200, blank=True)
    date = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=160, blank=True)
    labels = models.JSONField(default=dict)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        ordering = ["capture_id", "line", "position"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["capture", "position"], name="one_sighting_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.capture} {self.position}"


class Remainder(models.Model):
    """A piece of a capture that could not be read: kept, and listed for an editor.

    A *refused* one was read as an item, but could not be taken in.
    """

    capture = models.ForeignKey(Capture, on_delete=models.CASCADE, related_name="remainders")
    line = models.PositiveBigIntegerField()
    text = models.TextField()
    why = models.CharField(max_length=500)
    refused = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("unread remainder")
        verbose_name_plural = _("unread remainders")
        ordering = ["capture_id", "line"]

    def __str__(self) -> str:
        return f"{self.capture}:{self.line} {self.why}"


class Fingerprint(models.Model):
    """A 64-bit number by which a story is known again: of its id, address, title or teaser."""

    value = models.BigIntegerField()
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="fingerprints")

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["value", "story"], name="one_fingerprint_a_story")
        ]
