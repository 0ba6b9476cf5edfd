"""The change log: what search follows, and who did what, when and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """One change, never altered. Exactly one of `story` and `concept` is given.

    Plain ids, no foreign keys: the log outlives what it speaks of.
    """

    at = models.DateTimeField(auto_now_add=True)
    story = models.BigIntegerField(null=True, db_index=True)
    concept = models.CharField(max_length=160, blank=True, db_index=True)
    action = models.CharField(max_length=40)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    machine = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.action} {self.story or self.concept}"
