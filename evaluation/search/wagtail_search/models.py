"""An item as an editor of a Wagtail site would have it: title, teaser and labels are searched."""

from __future__ import annotations

from django.db import models
from modelsearch import index


class NewsItem(index.Indexed, models.Model):
    key = models.CharField(max_length=20, unique=True)
    title = models.TextField(blank=True)
    teaser = models.TextField()
    labels = models.TextField(blank=True)

    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("teaser"),
        index.SearchField("labels"),
    ]
