"""Asking a Tantivy index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tantivy

from kroniek.find.clauses import All, Among, Between, Clause
from kroniek.find.engine import Counts, Found
from kroniek.find.tantivy_engine.schema import schema, with_tokenizer
from kroniek.find.tantivy_engine.translation import Translation

_MOST_VALUES = 10_000


class TantivyEngine:
    """Implements `find.engine.Engine`: answers from one state of an index."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._searcher = index.searcher()

    @classmethod
    def open(cls, folder: Path) -> TantivyEngine:
        """The newest state of the index in a folder.

        Raises ValueError or OSError, as Tantivy does, if there is none, it is broken or has
        other fields.
        """
        tantivy.Index.open(str(folder))  # the next line would make one where there is none
        index = tantivy.Index(schema(), path=str(folder), reuse=True)
        return cls(with_tokenizer(index)).renewed()

    def renewed(self) -> TantivyEngine:
        """The same index in its newest state; this one goes on answering from its own."""
        self._index.reload()
        return TantivyEngine(self._index)

    def best(self, wanted: Clause, limit: int) -> Found:
        if not len(self):
            return Found(0, ())
        result = self._searcher.search(
            self._query(wanted), max(limit, 1), weight_by_field="recency"
        )
        return Found(_count(result), self._newer_first(result.hits)[:limit])

    def newest(self, wanted: Clause, limit: int | None, *, after: int | None = None) -> Found:
        if not len(self):
            return Found(0, ())
        most = limit if limit is not None else len(self)
        behind = wanted
        if after is not None:
            behind = All((wanted, Between("order", low=after + 1)))
        result = self._searcher.search(
            self._query(behind), max(most, 1), order_by_field="order", order=tantivy.Order.Asc
        )
        total = _count(result) if after is None else self._total(wanted)
        return Found(total, self._with_stories(result.hits)[:most])

    def scores(self, wanted: Clause, stories: Sequence[int]) -> dict[int, float]:
        if not stories:
            return {}
        among = All((wanted, Among("story", tuple(stories))))
        result = self._searcher.search(self._query(among), len(stories), weight_by_field="recency")
        return dict(self._with_stories(result.hits))

    def counts(self, wanted: Clause, fields: Sequence[str]) -> dict[str, Counts]:
        if not fields:
            return {}
        asked = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in fields}
        answer = self._searcher.aggregate(self._query(wanted), asked)
        return {name: _counts(answer[name]) for name in fields}

    def frequency(self, field: str, term: str) -> int:
        return self._searcher.doc_freq(field, term)

    def beginning_with(self, field: str, beginning: str, limit: int) -> list[tuple[str, int]]:
        return self._searcher.terms_with_prefix(field, beginning, limit=limit)

    def __len__(self) -> int:
        return self._searcher.num_docs

    def _query(self, clause: Clause) -> tantivy.Query:
        return Translation(self._searcher).query(clause)

    def _total(self, wanted: Clause) -> int:
        return _count(self._searcher.search(self._query(wanted), 1))

    def _with_stories(self, hits: Sequence[tuple[Any, Any]]) -> tuple[tuple[int, float], ...]:
        if not hits:
            return ()
        stories = self._searcher.fast_field_values("story", [address for _, address in hits])
        return tuple((int(i or 0), score) for i, (score, _) in zip(stories, hits, strict=True))

    def _newer_first(self, hits: Sequence[tuple[Any, Any]]) -> tuple[tuple[int, float], ...]:
        """Of equal scores the newer first; Tantivy has them as they lie."""
        if not hits:
            return ()
        orders = self._searcher.fast_field_values("order", [address for _, address in hits])
        by_place = zip(self._with_stories(hits), orders, strict=True)
        best = sorted(by_place, key=lambda pair: (-pair[0][1], pair[1] or 0))
        return tuple(pair for pair, _ in best)


def _count(result: Any) -> int:
    return int(result.count)


def _counts(answer: Any) -> Counts:
    """Numbers come as floats: 2020.0 is the year 2020."""
    return {_value(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["buckets"]}


def _value(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))
