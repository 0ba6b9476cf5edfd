"""Writing stories out: one file a format, each a generator of text in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kroniek.publish.exports.listing import listing
from kroniek.publish.exports.page import page
from kroniek.publish.exports.tables import csv_table, jsonl
from kroniek.records import Format, Query

Exporter = Callable[[Query, str], Iterator[str]]

# format -> exporter(query, labels); `labels` is "found" (as printed) or "vocabulary".
EXPORTERS: dict[Format, Exporter] = {
    Format.LISTING: listing,
    Format.HTML: page,
    Format.JSONL: jsonl,
    Format.CSV: csv_table,
}
