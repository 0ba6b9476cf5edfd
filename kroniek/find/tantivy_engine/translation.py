"""Clauses as Tantivy's queries."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, singledispatchmethod
from math import log

import tantivy
from tantivy import Occur, Query

from kroniek.find.clauses import (
    All,
    Among,
    Begins,
    Best,
    Between,
    Clause,
    Everything,
    Fixed,
    Nothing,
    Phrase,
    Some,
    Stem,
    Without,
)
from kroniek.find.tantivy_engine.schema import MATCH, NUMBERS, PHRASE, SCORE, schema

_MOST = 2**64 - 1


class Translation:
    """Makes queries for one searcher: the weight of a word depends on how rare it is there."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher

    @singledispatchmethod
    def query(self, clause: Clause) -> Query:
        """A Tantivy query for a clause."""
        raise TypeError(f"no query for {clause!r}")

    @query.register
    def _(self, clause: Everything) -> Query:
        return Query.const_score_query(Query.all_query(), 0.0)

    @query.register
    def _(self, clause: Nothing) -> Query:
        return Query.empty_query()

    @query.register
    def _(self, clause: Among) -> Query:
        option = MATCH
        if len(clause.values) == 1:
            found = Query.term_query(schema(), clause.field, clause.values[0], option)
        else:
            found = Query.term_set_query(schema(), clause.field, list(clause.values))
        return Query.const_score_query(found, 0.0)

    @query.register
    def _(self, clause: Between) -> Query:
        assert clause.field in NUMBERS
        found = Query.range_query(
            schema(),
            clause.field,
            tantivy.FieldType.Unsigned,
            clause.low if clause.low is not None else 0,
            clause.high if clause.high is not None else _MOST,
        )
        return Query.const_score_query(found, 0.0)

    @query.register
    def _(self, clause: Fixed) -> Query:
        return Query.const_score_query(self.query(clause.clause), clause.score)

    @query.register
    def _(self, clause: Stem) -> Query:
        found = Query.term_query(schema(), "stems", clause.term, SCORE)
        return self._weighted(found, clause.weight, [("stems", clause.term)])

    @query.register
    def _(self, clause: Phrase) -> Query:
        terms = [(clause.field, word) for word in clause.words]
        if len(clause.words) == 1:
            found = Query.term_query(schema(), clause.field, clause.words[0], PHRASE)
        else:
            found = Query.phrase_query(schema(), clause.field, list(clause.words), clause.slop)
        return self._weighted(found, clause.weight, terms)

    @query.register
    def _(self, clause: Begins) -> Query:
        found = Query.fuzzy_term_query(
            schema(), clause.field, clause.beginning, 0, transposition_cost_one=True, prefix=True
        )
        return Query.const_score_query(found, clause.score)

    @query.register
    def _(self, clause: All) -> Query:
        if not clause.of:
            return self.query(Everything())
        return self._boolean(clause.of, Occur.Must)

    @query.register
    def _(self, clause: Some) -> Query:
        return self._boolean(clause.of, Occur.Should)

    @query.register
    def _(self, clause: Best) -> Query:
        return Query.disjunction_max_query([self.query(one) for one in clause.of])

    @query.register
    def _(self, clause: Without) -> Query:
        return Query.boolean_query(
            [(Occur.Must, self.query(clause.wanted)), (Occur.MustNot, self.query(clause.unwanted))]
        )

    def _boolean(self, clauses: Sequence[Clause], occur: Occur) -> Query:
        return Query.boolean_query([(occur, self.query(clause)) for clause in clauses])

    def _weighted(self, query: Query, weight: float, terms: Sequence[tuple[str, str]]) -> Query:
        """Tantivy's BM25 without its idf: a phrase has the sum of its words'."""
        rarity = sum(self._idf(field, term) for field, term in terms)
        return Query.boost_query(query, weight / rarity)

    def _idf(self, field: str, term: str) -> float:
        n = self._searcher.doc_freq(field, term)
        return log(1 + (self._documents - n + 0.5) / (n + 0.5))

    @cached_property
    def _documents(self) -> int:
        """How many documents Tantivy counts: replaced ones too, until a merge drops them.

        A term's frequency counts those as well; beside the number of living ones it would make
        a word that was edited often look common, or more than common.
        """
        return sum(self._searcher.doc_freq("live", value) for value in (0, 1))
