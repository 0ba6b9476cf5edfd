"""The fields of the index, and a document in them."""

from __future__ import annotations

from functools import cache

import tantivy

from kroniek.find.documents import Document

TERMS = "terms"  # the tokenizer that splits at spaces
# What only matches needs no frequencies; phrases need positions.
MATCH, SCORE, PHRASE = "basic", "freq", "position"
TEXTS = {"words": PHRASE, "stems": SCORE, "title": PHRASE, "concepts": MATCH}
VALUES = ("theme", "keyword", "tags", "kind", "language", "source")
NUMBERS = ("story", "order", "live", "first", "last", "year")


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name, option in TEXTS.items():
        builder.add_text_field(name, tokenizer_name=TERMS, index_option=option)
    for name in VALUES:
        builder.add_text_field(name, tokenizer_name="raw", index_option=MATCH, fast=True)
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_float_field("recency", fast=True)
    return builder.build()


def with_tokenizer(index: tantivy.Index) -> tantivy.Index:
    """An index whose terms are split at spaces."""
    splitter = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(TERMS, splitter)
    return index


def as_tantivy(document: Document) -> tantivy.Document:
    made = tantivy.Document()
    for name in TEXTS:
        made.add_text(name, " ".join(getattr(document, name)))
    for name in VALUES:
        for value in getattr(document, name):
            made.add_text(name, value)
    for name in NUMBERS:
        number = getattr(document, name)
        if number is not None:
            made.add_unsigned(name, int(number))
    made.add_float("recency", document.recency)
    return made
