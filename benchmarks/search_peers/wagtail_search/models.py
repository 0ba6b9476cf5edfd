"""A story as a Wagtail site would have it: themes, keywords and languages are models of theirs."""

from __future__ import annotations

from django.db import models
from modelsearch import index


class Named(models.Model):
    """What a story is filed under; `id` is the concept's or the language's."""

    id = models.CharField(max_length=500, primary_key=True)

    class Meta:
        abstract = True


class Theme(Named):
    pass


class Keyword(Named):
    pass


class Language(Named):
    pass


class Story(index.Indexed, models.Model):
    title = models.TextField()
    body = models.TextField()
    kind = models.CharField(max_length=160, db_index=True)
    year = models.SmallIntegerField(null=True, db_index=True)
    themes = models.ManyToManyField(Theme)
    keywords = models.ManyToManyField(Keyword)
    languages = models.ManyToManyField(Language)

    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("body"),
        index.FilterField("id"),  # Wagtail's search takes no filter on a many-to-many relation
        index.FilterField("kind"),
        index.FilterField("year"),
        index.FilterField("themes"),
        index.FilterField("keywords"),
        index.FilterField("languages"),
    ]
