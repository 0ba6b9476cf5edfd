"""The public addresses. Every page begins with its language: nl, fr, de or en."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from kroniek.publish.views import (
    concepts,
    exports,
    feeds,
    home,
    lists,
    old_addresses,
    pictures,
    search,
    sitemap,
    story,
)
from kroniek.records import LANGUAGES


class InterfaceLanguage(StringConverter):
    """One of our languages; any other first part is no page of ours."""

    regex = "|".join(LANGUAGES)


class ChartSize(StringConverter):
    regex = "wide|narrow"


class FeedForm(StringConverter):
    regex = "atom|rss|json"


class TableForm(StringConverter):
    regex = "csv|jsonl"


register_converter(InterfaceLanguage, "ui")
register_converter(ChartSize, "size")
register_converter(FeedForm, "feed")
register_converter(TableForm, "table")

urlpatterns = [
    path("", home.root, name="root"),
    path("<ui:ui>/", home.home, name="home"),
    # Lists
    path("<ui:ui>/news/", lists.news, name="news"),
    path("<ui:ui>/search/", search.search, name="search"),
    path("<ui:ui>/search/suggest", search.suggest, name="suggest"),
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
    # For programs; the first address of each feed is the one it is known by
    path("<ui:ui>/news.<feed:form>", feeds.news, name="news-feed"),
    path("<ui:ui>/news/.<feed:form>", feeds.news),
    path("<ui:ui>/news/feed.<feed:form>", feeds.news),
    path("<ui:ui>/themes/<slug:id>.<feed:form>", feeds.concept, name="theme-feed"),
    path("<ui:ui>/keywords/<slug:id>.<feed:form>", feeds.concept, name="keyword-feed"),
    path("<ui:ui>/news.<table:form>", exports.news, name="news-table"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemap-pages.xml", sitemap.pages, name="sitemap-pages"),
    path("sitemap-stories-<int:number>.xml", sitemap.stories, name="sitemap-stories"),
    path("robots.txt", sitemap.robots, name="robots"),
    # Short addresses
    path("story/<int:id>", old_addresses.short, name="short"),
    path("story/<int:id>/", old_addresses.short),
]
