"""Tantivy as its Python package offers it: what is left when all else of a search is taken away.

One field of words a language, stemmed; facets are fast fields. Search with count and the best
twenty, then one aggregation, and a second where the query has a filter. No snippets.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from benchmarks.search_peers import usage
from benchmarks.search_peers.records import FACETS, HITS, VALUES, Answer, Asked, Document, most

_STEMMERS = {"nl": "dutch", "fr": "french", "de": "german", "en": "english"}
_HEAP = 256_000_000


def build(place: Path, documents: Iterable[Document]) -> None:
    place.mkdir()
    index = _index(place)
    writer = index.writer(heap_size=_HEAP)
    for document in documents:
        writer.add_document(_fields(document))
    writer.commit()
    writer.wait_merging_threads()


def _index(place: Path) -> tantivy.Index:
    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("id", fast=True)
    for code in _STEMMERS:
        schema.add_text_field(f"words_{code}", tokenizer_name=f"stem_{code}")
    for facet in FACETS:
        schema.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(schema.build(), path=str(place))
    for code in _STEMMERS:
        index.register_tokenizer(f"stem_{code}", _analyser(code))
    return index


def _analyser(code: str) -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(100))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer(_STEMMERS[code]))
        .build()
    )


def _fields(document: Document) -> tantivy.Document:
    fields: dict[str, Any] = {f"words_{code}": text for code, text in document.words.items()}
    fields |= {facet: list(document.values(facet)) for facet in FACETS}
    return tantivy.Document(id=document.id, **fields)


def opened(place: Path) -> Tantivy:
    """All words in a text of whatever language."""
    return Tantivy(place, Occur.Must)


def opened_any(place: Path) -> Tantivy:
    """Any of the words in a text of whatever language."""
    return Tantivy(place, Occur.Should)


def opened_one(place: Path) -> Tantivy:
    """All words in a text of the asker's language: the least that a search can do."""
    return Tantivy(place, Occur.Must, one=True)


class Tantivy:
    def __init__(self, place: Path, occur: Occur, *, one: bool = False) -> None:
        index = _index(place)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._analysers = {code: _analyser(code) for code in _STEMMERS}
        self._occur = occur
        self._one = one

    def ask(self, asked: Asked) -> Answer:
        words = self._words(asked)
        query = self._narrowed(words, asked) if asked.facet else words
        found = self._searcher.search(query, HITS, count=True)
        addresses = [address for _, address in found.hits]
        ids = self._searcher.fast_field_values("id", addresses)
        facets = self._counted(query, [facet for facet in FACETS if facet != asked.facet])
        if asked.facet:
            facets |= self._counted(words, [asked.facet])
        total: int = found.count  # type: ignore[attr-defined]
        return Answer(total, tuple(int(i) for i in ids if i is not None), facets)

    def _words(self, asked: Asked) -> Query:
        codes = [asked.language] if self._one else list(_STEMMERS)
        fields = [self._in_field(code, asked.words) for code in codes]
        return Query.boolean_query([(Occur.Should, field) for field in fields])

    def _in_field(self, code: str, words: Sequence[str]) -> Query:
        terms = self._analysers[code].analyze(" ".join(words))
        return Query.boolean_query(
            [
                (self._occur, Query.term_query(self._schema, f"words_{code}", term, "freq"))
                for term in terms
            ]
        )

    def _narrowed(self, words: Query, asked: Asked) -> Query:
        wanted = Query.term_query(self._schema, asked.facet, asked.value, "basic")
        return Query.boolean_query(
            [(Occur.Must, words), (Occur.Must, Query.const_score_query(wanted, 0.0))]
        )

    def _counted(self, query: Query, facets: Sequence[str]) -> dict[str, dict[str, int]]:
        wanted = {facet: {"terms": {"field": facet, "size": VALUES}} for facet in facets}
        found = self._searcher.aggregate(query, wanted)
        return {facet: most(_buckets(found[facet]["buckets"])) for facet in facets}

    def processor(self) -> float:
        return time.process_time()

    def memory_mb(self) -> tuple[float, float]:
        return usage.memory_mb()


def _buckets(found: Iterable[dict[str, Any]]) -> Iterable[tuple[str, int]]:
    return ((bucket["key"], bucket["doc_count"]) for bucket in found)
