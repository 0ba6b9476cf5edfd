"""The public addresses. Every page begins with its language: nl, fr, de or en."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from kroniek.publish.views import concepts, home, lists, pictures, search, story
from kroniek.records import LANGUAGES


class InterfaceLanguage(StringConverter):
    """One of our languages; any other first part is no page of ours."""

    regex = "|".join(LANGUAGES)


class ChartSize(StringConverter):
    regex = "wide|narrow"


register_converter(InterfaceLanguage, "ui")
register_converter(ChartSize, "size")

urlpatterns = [
    path("", home.root, name="root"),
    path("<ui:ui>/", home.home, name="home"),
    # Lists
    path("<ui:ui>/news/", lists.news, name="news"),
    path("<ui:ui>/search/", search.search, name="search"),
    # One story
    path("<ui:ui>/story/<int:id>/", story.story),
    path("<ui:ui>/story/<int:id>/<str:slug>/", story.story, name="story"),
    # The vocabulary
    path("<ui:ui>/themes/", concepts.themes, name="themes"),
    path("<ui:ui>/themes/<slug:id>/", concepts.concept, name="theme"),
    path("<ui:ui>/keywords/", concepts.keywords, name="keywords"),
    path("<ui:ui>/keywords/<slug:id>/", concepts.concept, name="keyword"),
    # Pictures
    path("<ui:ui>/charts/<slug:name>.<size:size>.svg", pictures.chart, name="chart"),
]
