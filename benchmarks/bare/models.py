"""One Page type, a list of them, and one naive table."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.models import Page


class BareList(Page):
    """A page that lists the twenty newest pages below it."""

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        newest = BarePage.objects.child_of(self).live().order_by("-pk")
        return context | {"pages": newest[:20]}


class BarePage(Page):
    """A story as a page: title and teaser."""

    teaser = models.TextField(blank=True)


class NaiveStory(models.Model):
    """A story as one row: all that a line of JSON Lines holds, in columns."""

    external_id = models.CharField(max_length=200, db_index=True)
    date = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=160)
    language = models.CharField(max_length=3)
    title = models.CharField(max_length=500)
    teaser = models.TextField()
    body = models.TextField()
    url = models.CharField(max_length=2000)
    links = models.JSONField()
    texts = models.JSONField()
    themes = models.JSONField()
    keywords = models.JSONField()
    raw = models.TextField()
