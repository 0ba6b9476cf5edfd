"""What every engine keeps: one suite for all. A test module makes a class of `EngineContract`.

class TestMine(EngineContract):
    def writer(self, folder): return MyWriter(folder)
    def engine(self, folder): return MyEngine.open(folder)
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from math import log2
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from kroniek.find.documents import Document
from kroniek.find.engine import Engine, Found, Writer
from tests.find.small_index import document, matches, score

LATEST = 2**64 - 2  # an undated story's place in the order may be as large

NEWS = (
    document(1, order=40, words="asiel en migratie in cijfers", stems="nl:asiel nl:migratie",
             title="asiel nl:asiel", theme="asylum", keyword="frontex myria", language="nl",
             kind="news", year=2020, first=100, last=130, source=("a page", "b")),
    document(2, order=30, words="migratie en asiel", stems="nl:migratie nl:asiel nl:asiel",
             title="migratie nl:migratie", theme="reception ^asylum", language="nl fr",
             year=2021, first=130, last=130, concepts="asylum/2 reception/4"),
    document(3, order=20, words="asile et migration 会议 🦊 straße", stems="fr:asil fr:migrat",
             language="fr", keyword="myria", live=False, year=2021, first=131, last=160,
             source=("b",)),
    document(4, order=10, words="migration migration migration asylum", stems="en:migrat en:asylum",
             language="en", tags="any/suggested theme/suggested/asylum", year=2019),
    document(5, order=LATEST),
)  # fmt: skip

A, B, C = Stem("nl:asiel"), Stem("nl:migratie"), Phrase(("asylum",))


class EngineContract:
    """The tests; `writer` and `engine` are given by the engine that is tested."""

    @classmethod
    def writer(cls, folder: Path) -> Writer:
        raise NotImplementedError

    @classmethod
    def engine(cls, folder: Path) -> Engine:
        raise NotImplementedError

    @pytest.fixture
    def indexed(self, tmp_path_factory) -> Callable[..., Engine]:
        """indexed(documents) -> an engine with them, in a folder of its own."""

        def make(documents: Iterable[Document]) -> Engine:
            folder = tmp_path_factory.mktemp("index")
            self.put(folder, documents, new=True)
            return self.engine(folder)

        return make

    @pytest.fixture(scope="class")
    @classmethod
    def news(cls, tmp_path_factory) -> Engine:
        folder = tmp_path_factory.mktemp("news")
        cls.put(folder, NEWS, new=True)
        return cls.engine(folder)

    @classmethod
    def put(cls, folder: Path, documents: Iterable[Document], *, new: bool = False) -> None:
        writer = cls.writer(folder)
        writer.put(documents, new=new)
        writer.commit()
        writer.close()

    # --- which stories match ---

    @pytest.mark.parametrize(
        ("clause", "expected"),
        [
            (Everything(), {1, 2, 3, 4, 5}),
            (Nothing(), set()),
            (Among("theme", ("asylum",)), {1}),
            (Among("theme", ("asylum", "^asylum")), {1, 2}),
            (Among("keyword", ("myria",)), {1, 3}),
            (Among("language", ("fr", "en")), {2, 3, 4}),
            (Among("source", ("a page",)), {1}),
            (Among("source", ("a",)), set()),
            (Among("kind", ("news", "no such")), {1}),
            (Among("tags", ("theme/suggested/asylum",)), {4}),
            (Among("concepts", ("asylum/2",)), {2}),
            (Among("concepts", ("asylum/2", "asylum/3")), {2}),
            (Among("live", (1,)), {1, 2, 4, 5}),
            (Among("live", (0,)), {3}),
            (Among("year", (2021, 2019)), {2, 3, 4}),
            (Among("story", (1, 5, 99)), {1, 5}),
            (Among("theme", ()), set()),
            (Among("theme", ("Asylum",)), set()),
            (Between("year", 2020), {1, 2, 3}),
            (Between("year", None, 2020), {1, 4}),
            (Between("year", 2020, 2020), {1}),
            (Between("year", 2021, 2020), set()),
            (Between("year"), {1, 2, 3, 4}),
            (Between("last", low=130), {1, 2, 3}),
            (Between("first", high=130), {1, 2}),
            (Between("order", low=LATEST), {5}),
            (Fixed(A, 3.0), {1, 2}),
            (Stem("nl:asiel"), {1, 2}),
            (Stem("fr:asiel"), set()),
            (Stem("nl:asi"), set()),
            (Phrase(("asiel",)), {1, 2}),
            (Phrase(("migratie", "en", "asiel")), {2}),
            (Phrase(("en", "migratie")), {1}),
            (Phrase(("asiel", "migratie")), set()),
            (Phrase(("asiel", "migratie"), slop=1), {1}),
            (Phrase(("asiel", "migratie"), slop=5), {1, 2}),
            (Phrase(("migration", "migration", "migration")), {4}),
            (Phrase(("nl:migratie",), field="title"), {2}),
            (Phrase(("asiel",), field="title"), {1}),
            (Phrase(("会议",)), {3}),
            (Phrase(("🦊", "straße")), {3}),
            (Begins("migr"), {1, 2, 3, 4}),
            (Begins("migrati"), {1, 2, 3, 4}),
            (Begins("migratio"), {3, 4}),
            (Begins("migration"), {3, 4}),
            (Begins("会"), {3}),
            (Begins("x"), set()),
            (Begins("migr", field="title"), {2}),
            (All((A, B)), {1, 2}),
            (All((A, C)), set()),
            (All((A, Everything())), {1, 2}),
            (All((A, Nothing())), set()),
            (All((A,)), {1, 2}),
            (All(()), {1, 2, 3, 4, 5}),
            (Some((A, C)), {1, 2, 4}),
            (Some((A, Nothing())), {1, 2}),
            (Some(()), set()),
            (Best((A, C)), {1, 2, 4}),
            (Best(()), set()),
            (Without(Everything(), A), {3, 4, 5}),
            (Without(A, Phrase(("cijfers",))), {2}),
            (Without(A, Nothing()), {1, 2}),
            (Without(A, Everything()), set()),
            (Without(Nothing(), A), set()),
            (All((Without(Everything(), A), Without(Everything(), C))), {3, 5}),
            (Some((Without(Everything(), C), All((C, Among("year", (2019,)))))), {1, 2, 3, 4, 5}),
        ],
        ids=repr,
    )  # fmt: skip
    def test_what_matches(self, news, clause, expected):
        newest = news.newest(clause, None)
        assert {story for story, _ in newest.stories} == expected
        assert newest.total == len(expected)
        best = news.best(clause, 10)
        assert {story for story, _ in best.stories} == expected
        assert best.total == len(expected)
        assert set(news.scores(clause, [1, 2, 3, 4, 5])) == expected
        assert sum(news.counts(All((clause, Between("year"))), ["live"])["live"].values()) == len(
            expected - {5}
        )

    def test_ten_thousand_values(self, indexed):
        engine = indexed(document(n, keyword=f"kw{n}", concepts=f"c{n}/1") for n in range(1, 301))
        stories = tuple(range(100, 10_100))
        assert engine.newest(Among("story", stories), 1).total == 201
        names = tuple(f"kw{n}" for n in range(200, 10_200))
        assert engine.newest(Among("keyword", names), 1).total == 101
        levels = tuple(f"c{n}/{level}" for n in range(2_000) for level in range(6))
        assert engine.newest(Among("concepts", levels), 1).total == 300
        assert len(engine.scores(Everything(), stories)) == 201

    # --- scores ---

    def one_score(self, engine: Engine, clause: Clause, story: int) -> float:
        (value,) = engine.scores(clause, [story]).values()
        assert dict(engine.best(clause, 10).stories)[story] == pytest.approx(value)
        return value

    @pytest.mark.parametrize(
        "clause",
        [
            Everything(),
            Among("language", ("nl",)),
            Among("language", ("nl", "fr")),
            Between("year", 2020),
            Fixed(Between("year", 2020), 0.7),
            Fixed(A, 0.7),
            Fixed(Everything(), 0.0),
            Begins("migr", 0.4),
            A,
            Stem("nl:asiel", 2.5),
            Stem("nl:asiel", 0.0),
            C,
            Phrase(("en", "asiel"), weight=0.5),
            Phrase(("migratie",), field="title"),
            All((A, B, Begins("cij", 0.25))),
            Some((A, C, Fixed(Everything(), 0.1))),
            Best((A, Fixed(Everything(), 0.9), C)),
            Best((Fixed(A, 2.0), All((A, B)))),
            Without(Some((A, B)), Phrase(("cijfers",))),
            Without(A, Fixed(C, 5.0)),
            All((Fixed(Among("concepts", ("asylum/2",)), 1.5), A)),
        ],
        ids=repr,
    )
    def test_what_it_scores(self, news, clause):
        expected = {
            one.story: pytest.approx(score(clause, one, NEWS), rel=1e-4)
            for one in NEWS
            if matches(clause, one)
        }
        assert news.scores(clause, [1, 2, 3, 4, 5]) == expected
        assert dict(news.best(clause, 10).stories) == expected

    def test_a_phrase_with_slop_scores_as_a_stem_does(self, news):
        near = self.one_score(news, Phrase(("asiel", "migratie"), slop=1, weight=2.0), 1)
        assert 0 < near < 2 * 2.2 * 1.6

    def test_how_rare_a_word_is_does_not_count(self, indexed):
        """The plan has put that into the weight."""
        common = [document(n, stems="nl:veel nl:x", words="veel x") for n in range(2, 200)]
        engine = indexed([document(1, stems="nl:veel nl:zelden", words="veel zelden"), *common])
        rare = self.one_score(engine, Stem("nl:zelden"), 1)
        assert rare == pytest.approx(self.one_score(engine, Stem("nl:veel"), 1), rel=1e-3)
        rare_phrase = self.one_score(engine, Phrase(("zelden",)), 1)
        both = self.one_score(engine, Phrase(("veel", "zelden")), 1)
        assert rare_phrase == pytest.approx(both, rel=1e-3)

    def test_what_was_edited_often_weighs_as_before(self, tmp_path):
        """Old versions may linger in an index; a word's weight must not hang on them."""
        self.put(tmp_path, [document(1, stems="nl:a nl:b"), document(2, stems="nl:a nl:c nl:c")])
        before = self.engine(tmp_path).best(Some((Stem("nl:a"), Stem("nl:b"))), 5).stories
        writer = self.writer(tmp_path)
        for _ in range(7):
            writer.put([document(1, stems="nl:a nl:b")])
            writer.commit()
        after = self.engine(tmp_path).best(Some((Stem("nl:a"), Stem("nl:b"))), 5).stories
        writer.close()
        assert [story for story, _ in after] == [story for story, _ in before] == [1, 2]
        for (_, now), (_, then) in zip(after, before, strict=True):
            assert now == pytest.approx(then, rel=0.2)

    def test_the_more_recent_weighs_a_little_more(self, indexed):
        engine = indexed([document(1, words="a", recency=0.8), document(2, words="a", recency=0.9)])
        best = engine.best(Phrase(("a",)), 2).stories
        assert [story for story, _ in best] == [2, 1]
        assert best[0][1] / best[1][1] == pytest.approx(log2(2.9) / log2(2.8), rel=1e-4)

    # --- order and paging ---

    def test_the_best_first_and_of_equals_the_newer(self, news):
        wanted = Best((Fixed(Among("year", (2021,)), 1.0), Fixed(Everything(), 0.5)))
        assert [story for story, _ in news.best(wanted, 10).stories] == [3, 2, 4, 1, 5]
        assert news.best(wanted, 2) == Found(5, news.best(wanted, 10).stories[:2])
        assert news.best(wanted, 0) == Found(5, ())

    def test_the_newest_first(self, news):
        assert [story for story, _ in news.newest(Everything(), None).stories] == [4, 3, 2, 1, 5]
        assert news.newest(A, 1) == Found(2, ((2, 30),))
        assert news.newest(A, 0) == Found(2, ())
        assert news.newest(A, 50) == news.newest(A, None) == Found(2, ((2, 30), (1, 40)))

    def test_pages_go_on_behind_a_place(self, news):
        behind = news.newest(Everything(), 2, after=10)
        assert behind == Found(5, ((3, 20), (2, 30)))
        assert news.newest(Everything(), None, after=39) == Found(5, ((1, 40), (5, LATEST)))
        assert news.newest(A, 5, after=30) == Found(2, ((1, 40),))
        assert news.newest(A, None, after=40) == Found(2, ())
        assert news.newest(Everything(), 5, after=LATEST) == Found(5, ())

    @pytest.mark.parametrize("size", [1, 7, 100])
    def test_pages_cover_everything_once(self, indexed, size):
        order = [random.Random(size * 1_000 + n).getrandbits(63) * 2 for n in range(100)]
        engine = indexed(document(n, order=place) for n, place in enumerate(order, 1))
        seen, after = [], None
        while (page := engine.newest(Everything(), size, after=after)).stories:
            assert page.total == 100
            seen += page.stories
            after = int(page.stories[-1][1])
        assert [place for _, place in seen] == sorted(order)
        assert seen == list(engine.newest(Everything(), None).stories)

    # --- some stories, counts, terms ---

    def test_scores_of_some_stories(self, news):
        assert set(news.scores(A, [2, 3, 77])) == {2}
        assert set(news.scores(A, [1, 1, 2, 2])) == {1, 2}
        assert news.scores(A, []) == {}
        assert news.scores(Nothing(), [1, 2]) == {}

    def test_counts(self, news):
        fields = ["theme", "keyword", "kind", "language", "year", "live"]
        assert news.counts(Everything(), fields) == {
            "theme": {"asylum": 1, "^asylum": 1, "reception": 1},
            "keyword": {"myria": 2, "frontex": 1},
            "kind": {"news": 1},
            "language": {"nl": 2, "fr": 2, "en": 1},
            "year": {"2021": 2, "2020": 1, "2019": 1},
            "live": {"1": 4, "0": 1},
        }
        assert news.counts(A, ["theme", "source", "tags"]) == {
            "theme": {"asylum": 1, "^asylum": 1, "reception": 1},
            "source": {"a page": 1, "b": 1},
            "tags": {},
        }
        assert news.counts(Nothing(), ["theme"]) == {"theme": {}}
        assert news.counts(Everything(), []) == {}

    def test_counts_of_thousands_of_values(self, indexed):
        engine = indexed(document(n, keyword=f"kw{n} kw{n // 2}") for n in range(1, 3_001))
        counted = engine.counts(Everything(), ["keyword"])["keyword"]
        assert len(counted) == 3_001
        assert counted["kw7"] == 3
        assert counted["kw0"] == 1
        assert sum(counted.values()) == 6_000

    def test_frequencies(self, news):
        assert news.frequency("words", "migration") == 2
        assert news.frequency("stems", "nl:asiel") == 2
        assert news.frequency("title", "nl:asiel") == 1
        assert news.frequency("concepts", "asylum/2") == 1
        assert news.frequency("words", "会议") == 1
        assert news.frequency("words", "no-such") == 0

    def test_terms_that_begin_so(self, news):
        assert news.beginning_with("words", "migr", 10) == [("migratie", 2), ("migration", 2)]
        assert dict(news.beginning_with("words", "as", 10)) == {"asiel": 2, "asile": 1, "asylum": 1}
        assert news.beginning_with("words", "as", 1) == [("asiel", 2)]
        assert news.beginning_with("words", "会", 5) == [("会议", 1)]
        assert news.beginning_with("words", "zz", 5) == []

    # --- odd terms ---

    @pytest.mark.parametrize(
        "term",
        ["é", "ß", "会议", "🦊🦊", "עברית", "a:b", "a/b", "^a", "-a", "a*", "(a", '"a"', "\\",
         "x" * 300, "e\u0301", "\u202ea", "and", "NOT"],
    )  # fmt: skip
    def test_terms_are_taken_as_they_are(self, indexed, term):
        engine = indexed([document(1, words=(term, "end"), stems=(f"nl:{term}",),
                                   keyword=(term,), concepts=(f"{term}/1",), source=(f"s {term}",)),
                          document(2, words="a end", stems="nl:a", keyword="a")])  # fmt: skip
        for clause in (
            Phrase((term, "end")),
            Phrase((term,)),
            Begins(term),
            Stem(f"nl:{term}"),
            Among("keyword", (term,)),
            Among("concepts", (f"{term}/1", "b")),
            Among("source", (f"s {term}",)),
        ):
            assert [story for story, _ in engine.best(clause, 5).stories] == [1], clause
        assert engine.counts(Among("story", (1,)), ["keyword"]) == {"keyword": {term: 1}}
        assert engine.beginning_with("words", term, 5) == [(term, 1)]

    # --- nothing there ---

    def test_an_empty_index(self, indexed):
        engine = indexed([])
        assert len(engine) == 0
        for clause in (Everything(), A, All((A, B)), Among("story", (1, 2)), Begins("a"), C):
            assert engine.best(clause, 5) == engine.newest(clause, None) == Found(0, ())
            assert engine.newest(clause, 5, after=3) == Found(0, ())
            assert engine.scores(clause, [1, 2]) == {}
            assert engine.counts(clause, ["theme", "year"]) == {"theme": {}, "year": {}}
        assert engine.frequency("words", "a") == 0
        assert engine.beginning_with("words", "", 5) == []

    # --- writing ---

    def test_nothing_is_seen_before_it_is_committed(self, tmp_path):
        self.put(tmp_path, NEWS[:2])
        writer = self.writer(tmp_path)
        writer.put(NEWS[2:])
        writer.put([replace(NEWS[0], words=("new",))])
        writer.remove([2])
        engine = self.engine(tmp_path)
        assert len(engine) == 2
        assert engine.newest(Phrase(("new",)), 5).total == 0
        writer.commit()
        engine = self.engine(tmp_path)
        assert [story for story, _ in engine.newest(Everything(), None).stories] == [4, 3, 1, 5]
        assert engine.newest(Phrase(("new",)), 5).total == 1
        writer.close()

    def test_what_was_not_committed_is_dropped(self, tmp_path):
        self.put(tmp_path, NEWS[:2])
        writer = self.writer(tmp_path)
        writer.put(NEWS)
        writer.remove([1, 2])
        writer.close()
        assert len(self.engine(tmp_path)) == 2
        self.put(tmp_path, NEWS[2:3])
        assert [s for s, _ in self.engine(tmp_path).newest(Everything(), None).stories] == [3, 2, 1]

    def test_an_engine_answers_from_its_own_state(self, tmp_path):
        self.put(tmp_path, NEWS)
        before = self.engine(tmp_path)
        answers = before.newest(Everything(), None), before.counts(Everything(), ["theme"])
        for n in range(10):
            self.put(tmp_path, [replace(NEWS[n % 5], theme=(f"t{n}",)), document(100 + n, order=n)])
        writer = self.writer(tmp_path)
        writer.remove([1, 2, 3])
        writer.commit()
        writer.close()
        assert (
            before.newest(Everything(), None),
            before.counts(Everything(), ["theme"]),
        ) == answers
        assert len(before) == 5
        assert set(before.scores(A, [1, 2])) == {1, 2}
        assert len(self.engine(tmp_path)) == 12

    @pytest.mark.parametrize("commits", [1, 5])
    def test_what_is_put_again_is_there_once(self, tmp_path, commits):
        writer = self.writer(tmp_path)
        for n in range(5):
            writer.put([document(7, order=7, words=f"version v{n}"), document(8, order=8)])
            if n % (6 - commits) == 0:
                writer.commit()
        writer.commit()
        writer.close()
        engine = self.engine(tmp_path)
        assert len(engine) == 2
        assert engine.newest(Everything(), None) == Found(2, ((7, 7), (8, 8)))
        assert engine.newest(Phrase(("version",)), None).total == 1
        assert engine.newest(Phrase(("v4",)), None).total == 1
        assert engine.newest(Begins("v3"), None).total == 0
        assert engine.counts(Everything(), ["live"]) == {"live": {"1": 2}}

    def test_one_batch_with_a_story_twice_keeps_the_last(self, tmp_path):
        self.put(tmp_path, [document(1, words="old"), document(1, words="new")])
        engine = self.engine(tmp_path)
        assert len(engine) == engine.newest(Phrase(("new",)), None).total == 1

    def test_removing(self, tmp_path):
        self.put(tmp_path, NEWS)
        writer = self.writer(tmp_path)
        writer.remove([1, 3, 99])
        writer.put([NEWS[2]])
        writer.remove([2])
        writer.commit()
        writer.close()
        engine = self.engine(tmp_path)
        assert [story for story, _ in engine.newest(Everything(), None).stories] == [4, 3, 5]
        assert engine.counts(Everything(), ["keyword"]) == {"keyword": {"myria": 1}}
        writer = self.writer(tmp_path)
        writer.remove(range(1, 10))
        writer.commit()
        writer.close()
        assert len(self.engine(tmp_path)) == 0

    def test_there_is_one_writer(self, tmp_path):
        writer = self.writer(tmp_path)
        with pytest.raises((ValueError, OSError)):
            self.writer(tmp_path)
        writer.close()
        self.writer(tmp_path).close()

    # --- anything at all, against the plain reading of the clauses ---

    @settings(max_examples=100)
    @given(data=st.data())
    def test_any_clauses_over_any_stories(self, indexed, data):
        corpus = data.draw(corpora)
        engine = indexed(corpus)
        for wanted in data.draw(st.lists(clauses, min_size=1, max_size=8)):
            matching = [one for one in corpus if matches(wanted, one)]
            newest_first = tuple(sorted((one.order, one.story) for one in matching))
            expected = tuple((story, order) for order, story in newest_first)
            assert engine.newest(wanted, None) == Found(len(matching), expected)
            scored = engine.best(wanted, 100)
            assert scored.total == len(matching)
            assert dict(scored.stories) == {
                one.story: pytest.approx(score(wanted, one, corpus), rel=1e-3, abs=1e-6)
                for one in matching
            }
            assert [s for _, s in scored.stories] == sorted(
                (s for _, s in scored.stories), reverse=True
            )
            counted = engine.counts(wanted, ["keyword", "year"])
            assert counted["keyword"] == {
                value: n for value in VALUES if (n := sum(value in o.keyword for o in matching))
            }
            assert counted["year"] == {
                str(y): n for y in YEARS if (n := sum(o.year == y for o in matching))
            }


# --- random stories and clauses -------------------------------------------------------------

WORDS = ("a", "ab", "abc", "b", "é")
STEMS = ("nl:a", "nl:b", "fr:a")
VALUES = ("x", "y", "^x")
YEARS = (2019, 2020, 2021)


def _some(values: Iterable[str], most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(values)), max_size=most).map(tuple)


def _once(values: Iterable[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(values)), unique=True).map(tuple)


_documents = st.builds(
    document,
    st.integers(1, 2**30),
    order=st.integers(0, LATEST),
    recency=st.floats(0.8, 1.0),
    words=_some(WORDS, 8),
    stems=_some(STEMS, 6),
    keyword=_once(VALUES),
    year=st.none() | st.sampled_from(YEARS),
    live=st.booleans(),
)
corpora = st.lists(
    _documents, max_size=12, unique_by=(lambda one: one.story, lambda one: one.order)
)
_weights = st.sampled_from((0.0, 0.3, 1.0, 2.0))
_ends = st.none() | st.integers(2018, 2022)
_leaves = st.one_of(
    st.just(Everything()),
    st.just(Nothing()),
    st.builds(Among, st.just("keyword"), _once(VALUES)),
    st.builds(Among, st.just("year"), st.lists(st.sampled_from(YEARS)).map(tuple)),
    st.builds(Between, st.just("year"), _ends, _ends),
    st.builds(Stem, st.sampled_from(STEMS), _weights),
    st.builds(Begins, st.sampled_from(("a", "ab", "c", "é")), _weights),
    st.builds(
        Phrase,
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple),
        st.just(0),
        _weights,
    ),
)


def _joined(inner: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
    several = st.lists(inner, max_size=4).map(tuple)
    return st.one_of(
        st.builds(All, several),
        st.builds(Some, several),
        st.builds(Best, several),
        st.builds(Without, inner, inner),
        st.builds(Fixed, inner, _weights),
    )


clauses: st.SearchStrategy[Clause] = st.recursive(_leaves, _joined, max_leaves=12)
