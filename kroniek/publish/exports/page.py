"""The list as one plain HTML page, which reads back as it was written."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kroniek.archive.models import Story
from kroniek.collect.labels import LABELS
from kroniek.publish.exports.items import Item, item_of, stories_of
from kroniek.records import Query


def page(query: Query, labels: str) -> Iterator[str]:
    """The stories of a query as an HTML5 document: an article each."""
    head = '<!doctype html>\n<html lang="{0}">\n<head><meta charset="utf-8"><title>Kroniek</title>'
    yield format_html(head + "</head>\n<body>\n<main>\n", query.ui)
    for story in stories_of(query):
        yield _article(item_of(story, query.ui, labels), query.ui)
    yield "</main>\n</body>\n</html>\n"


def _article(item: Item, ui: str) -> SafeString:
    return format_html(
        '<article lang="{}" id="story-{}">\n{}{}{}{}</article>\n',
        item.text.language if item.text else ui,
        item.story.pk,
        _title(item),
        _date(item, ui),
        _teaser(item),
        _labels(item, ui),
    )


def _title(item: Item) -> SafeString:
    title = item.text.title if item.text else ""
    if not (title or item.story.url):
        return mark_safe("")
    words = title or (item.text.headline() if item.text else "")
    if item.story.url:
        return format_html('<h3><a href="{}">{}</a></h3>\n', item.story.url, words)
    return format_html("<h3>{}</h3>\n", words)


def _date(item: Item, ui: str) -> SafeString:
    if not item.date:
        return mark_safe("")
    return format_html('<time lang="{}" datetime="{}">{}</time>\n', ui, item.story.date, item.date)


def _teaser(item: Item) -> SafeString:
    words = item.text.teaser if item.text else ""
    paragraphs = [part for part in words.split("\n\n") if part]
    return format_html_join(
        "", '<p class="teaser">{}</p>\n', ((_linked(part, item.story),) for part in paragraphs)
    )


def _linked(words: str, story: Story) -> SafeString:
    """The words with the links that stood in them, each on the words it stood on."""
    escaped = str(conditional_escape(words))
    for link in story.links:
        text = str(conditional_escape(link["text"]))
        if text and text in escaped:
            anchor = format_html('<a href="{}">{}</a>', link["href"], link["text"])
            escaped = escaped.replace(text, anchor, 1)
    return mark_safe(escaped)  # every part was escaped above


def _labels(item: Item, ui: str) -> SafeString:
    if not item.labels:
        return mark_safe("")
    rows = ((LABELS[name][ui][0], _values(values)) for name, values in item.labels)
    terms = format_html_join("", "<dt>{}</dt>{}\n", rows)
    return format_html('<dl class="labels" lang="{}">\n{}</dl>\n', ui, terms)


def _values(values: tuple[str, ...]) -> SafeString:
    return format_html_join("", "<dd>{}</dd>", ((value,) for value in values))
