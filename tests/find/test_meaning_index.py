"""The vectors in memory: exact, with filters, and the same however a reader came to them."""

import tempfile
import threading
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kroniek.find.meaning import Neighbour, VectorIndex, VectorStore, segment, state
from kroniek.find.meaning.codes import decoded
from kroniek.records import ArchiveError
from tests.find.grams import name_of, random_vectors, unit

DIMENSION = 32
LANGUAGES = ("nl", "fr", "de", "en", "und")


@pytest.fixture
def store(tmp_path):
    with_vectors = VectorStore(tmp_path, "grams")
    yield with_vectors
    with_vectors.close()


@pytest.fixture
def small_segments(monkeypatch):
    """Segments of 64 rows, so that some hundred texts fill many."""
    monkeypatch.setattr(segment, "ROWS", 64)
    monkeypatch.setattr(state, "ROWS", 64)


def index_of(store, **options):
    index = VectorIndex(VectorStore(store.path.parent, "grams", readonly=True), **options)
    index.refresh()
    return index


def filled(store, stories, dimension=DIMENSION, seed=0):
    """Fill a store with stories of one to three texts; (story, language) -> its vector."""
    chance = np.random.default_rng(seed)
    ids = chance.permutation(10 * stories)[:stories].tolist()
    keys = [
        (story, language)
        for story in ids
        for language in chance.permutation(LANGUAGES)[: chance.integers(1, 4)].tolist()
    ]
    vectors = random_vectors(len(keys), dimension, seed)
    store.add({name_of(n): vector for n, vector in enumerate(vectors)})
    hashes = {story: {} for story in ids}
    for n, (story, language) in enumerate(keys):
        hashes[story][language] = name_of(n)
    store.assign_all(hashes)
    return dict(zip(keys, vectors, strict=True))


def kept(store):
    """(story, language) -> the vector that its code stands for."""
    with store.changes_since(0, "") as changes:
        return {
            (story, language): decoded(np.frombuffer(code, dtype=np.uint8), changes.space.reach)
            for story, language, code in changes.rows
        }


def brute_force(texts, vector, k, allowed=None):
    """[(story, language, similarity)] of all that there is, story by story."""
    best = {}
    for (story, language), known in texts.items():
        if allowed is None or story in allowed:
            similarity = float(known.astype(np.float64) @ vector)
            best[story] = max(best.get(story, (-2, "")), (similarity, language))
    ranked = sorted(((s, story, lang) for story, (s, lang) in best.items()), reverse=True)
    return [(story, language, similarity) for similarity, story, language in ranked[:k]]


def assert_same(found, expected):
    assert [(one.story, one.language) for one in found] == [
        (story, language) for story, language, _ in expected
    ]
    assert [one.similarity for one in found] == pytest.approx(
        [similarity for *_, similarity in expected], abs=1e-5
    )


# --- search ---------------------------------------------------------------------------------


# faiss has ways of its own for multiples of 8 and of 16.
@pytest.mark.parametrize(("threads", "dimension"), [(1, 24), (3, 24), (1, 32), (1, 7), (3, 384)])
@pytest.mark.parametrize("k", [1, 10, 150, 10_000])
def test_search_is_brute_force_made_fast(store, small_segments, k, threads, dimension):
    filled(store, 300, dimension)
    index, texts = index_of(store, threads=threads), kept(store)
    assert len(index) == len(texts)
    for vector in random_vectors(5, dimension, seed=1):
        assert_same(index.search(vector, k), brute_force(texts, vector, k))


@pytest.mark.parametrize("share", [0.0, 0.004, 0.05, 0.3, 1.0])
def test_search_among_allowed_stories_is_brute_force_among_them(store, small_segments, share):
    filled(store, 300)
    index, texts = index_of(store), kept(store)
    chance = np.random.default_rng(2)
    stories = np.unique([story for story, _ in texts])
    chosen = chance.permutation(stories)[: int(share * len(stories))]
    strangers = np.array([-5, 10**12, 3001], dtype=np.int64)
    allowed = chance.permutation(np.concatenate([chosen, chosen, strangers]))
    for vector in random_vectors(5, DIMENSION, seed=3):
        expected = brute_force(texts, vector, 20, set(chosen.tolist()))
        assert_same(index.search(vector, 20, allowed=allowed), expected)
        assert_same(index.search(vector, 20, allowed=np.sort(chosen)), expected)


def test_no_story_allowed_is_no_story_found(store):
    filled(store, 10)
    nothing = np.empty(0, dtype=np.int64)
    assert index_of(store).search(random_vectors(1, DIMENSION)[0], 5, allowed=nothing) == []


def test_of_equals_the_lowest_id_comes_first(store):
    store.add({name_of(1): unit(np.ones(4))})
    store.assign_all({story: {"nl": name_of(1)} for story in (9, 4, 7)})
    found = index_of(store).search(unit(np.ones(4)), 10)
    assert [one.story for one in found] == [4, 7, 9]


def test_codes_find_what_floats_find(store):
    """Recall at 10, on vectors as close to each other as a model's: a mean cosine of .8."""
    chance = np.random.default_rng(4)
    vectors = unit(2 + chance.standard_normal((3000, 384)))
    queries = unit(vectors[:100] + 0.03 * chance.standard_normal((100, 384)))
    store.add({name_of(n): vector for n, vector in enumerate(vectors)})
    store.assign_all({n: {"nl": name_of(n)} for n in range(3000)})
    index = index_of(store)
    hits = 0
    for query in queries:
        expected = np.argsort(-(vectors @ query))[:10]
        hits += len(set(expected.tolist()) & {one.story for one in index.search(query, 10)})
    assert hits / 1000 >= 0.95


# --- single stories -------------------------------------------------------------------------


def test_similarities_are_those_of_the_nearest_text(store, small_segments):
    filled(store, 300)
    index, texts = index_of(store), kept(store)
    vector = random_vectors(1, DIMENSION, seed=5)[0]
    expected = {story: similarity for story, _, similarity in brute_force(texts, vector, 999)}
    some = list(expected)[::3]
    assert index.similarities(vector, [*some, some[0], -1, 10**9]) == pytest.approx(
        {story: expected[story] for story in some}, abs=1e-5
    )
    assert index.similarities(vector, []) == {}
    found = {one.story: one.similarity for one in index.search(vector, 999)}
    assert found == pytest.approx(expected, abs=1e-5)


def test_vectors_of_a_story_have_unit_length(store):
    given_vectors = filled(store, 50)
    index = index_of(store)
    story = max(story for story, _ in given_vectors)
    expected = [vector for (one, _), vector in given_vectors.items() if one == story]
    found = index.vectors_of(story)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(expected)), abs=1e-6)
    assert (found @ np.array(expected).T).max(axis=0) == pytest.approx(1, abs=1e-3)
    assert index.vectors_of(-1).shape == (0, DIMENSION)


def test_the_background_is_that_of_all_where_they_are_few(store, small_segments):
    filled(store, 200)
    index, texts = index_of(store), kept(store)
    vector = random_vectors(1, DIMENSION, seed=6)[0]
    similarities = np.array(list(texts.values())) @ vector
    expected = (similarities.mean(), similarities.std())
    assert index.background(vector) == pytest.approx(expected, abs=1e-5)


def test_the_background_is_that_of_a_fair_sample_where_they_are_many(store, monkeypatch):
    monkeypatch.setattr(segment, "ROWS", 1000)
    monkeypatch.setattr(state, "ROWS", 1000)
    filled(store, 5000)
    index, texts = index_of(store), kept(store)
    assert len(index._state.sample) == segment.SAMPLE < len(texts) / 2
    for vector in random_vectors(3, DIMENSION, seed=7):
        similarities = np.array(list(texts.values())) @ vector
        mean, deviation = index.background(vector)
        error = similarities.std() / np.sqrt(segment.SAMPLE)
        assert abs(mean - similarities.mean()) < 3 * error
        assert deviation == pytest.approx(similarities.std(), rel=0.1)


def test_the_sample_is_the_same_however_a_reader_came_to_it(store, small_segments, monkeypatch):
    monkeypatch.setattr(segment, "SAMPLE", 50)
    monkeypatch.setattr(state, "SAMPLE", 50)
    filled(store, 200)
    following = index_of(store)
    for story in sorted(store.stories())[:120]:
        # Taken out and put in again: the rows of the one are not in the order of the other.
        store.assign(story, {})
        following.refresh()
        store.assign(story, {"nl": name_of(story % 200)})
        following.refresh()
    store.prune()
    samples = [index._state.sample for index in (following, index_of(store))]
    assert [len(sample) for sample in samples] == [50, 50]
    first, second = (sorted(map(tuple, sample.tolist())) for sample in samples)
    assert first == second


# --- an index with nothing, or not for this vector ------------------------------------------


def test_an_empty_index_answers_with_nothing(store):
    vector = random_vectors(1, DIMENSION)[0]
    for index in (VectorIndex(store), index_of(store)):
        assert len(index) == 0
        assert index.search(vector, 10) == []
        assert index.similarities(vector, [1]) == {}
        assert index.background(vector) == (0.0, 0.0)
        assert index.vectors_of(1).shape == (0, 0)
    assert not index_of(store).refresh()


def test_a_vector_of_another_space_is_refused(store):
    filled(store, 5)
    index = index_of(store)
    for ask in (
        lambda: index.search(unit(np.ones(3)), 1),
        lambda: index.similarities(unit(np.ones(3)), [1]),
        lambda: index.background(unit(np.ones(3))),
    ):
        with pytest.raises(ValueError, match="32 numbers"):
            ask()


# --- following the store --------------------------------------------------------------------


def everything(index):
    """What an index holds, in an order of its own."""
    return sorted(
        (int(story), index._state.languages[int(language)], one.vectors(np.array([row])).tobytes())
        for one in index._state.segments
        for row, (story, language, alive) in enumerate(
            zip(one.stories, one.languages, one.alive, strict=True)
        )
        if alive
    )


stories = st.integers(0, 12)
writes = st.one_of(
    st.tuples(
        st.just("assign"),
        stories,
        st.dictionaries(st.sampled_from(LANGUAGES), st.integers(0, 9), max_size=3),
    ),
    st.tuples(st.just("refresh")),
    st.tuples(st.just("prune")),
    st.tuples(st.just("clear")),
    st.tuples(st.just("discard")),
)


@settings(max_examples=60)
@given(steps=st.lists(writes, max_size=30))
def test_a_reader_that_follows_has_what_one_has_that_loads_afresh(steps):
    vectors = random_vectors(10, 8, seed=8)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(state, "ROWS", 4)
        writer = VectorStore(Path(folder), "grams")
        reader = VectorStore(Path(folder), "grams", readonly=True)
        following = VectorIndex(reader)
        expected = {}
        for step in [*steps, ("refresh",)]:
            match step:
                case ("assign", story, texts):
                    writer.add({name_of(n): vectors[n] for n in texts.values()})
                    writer.assign(story, {code: name_of(n) for code, n in texts.items()})
                    expected[story] = texts
                case ("refresh",):
                    following.refresh()
                    assert len(following) == sum(map(len, expected.values()))
                case ("clear" | "discard" as action,):
                    getattr(writer, action)()
                    expected = {}
                case (action,):
                    getattr(writer, action)()
        held = everything(following)
        assert held == everything(index_of(writer))
        assert [(story, language) for story, language, _ in held] == sorted(
            (story, language) for story, texts in expected.items() for language in texts
        )
        writer.close()
        reader.close()


def test_dead_rows_are_written_out_when_they_are_many(store, small_segments):
    filled(store, 300)
    index = index_of(store)
    numbers = count(1)
    for story in sorted(store.stories())[:290]:
        store.assign(story, {})
        if next(numbers) % 7 == 0:
            index.refresh()
    index.refresh()
    assert len(index) == len(kept(store))
    rows = sum(map(len, index._state.segments))
    assert rows <= len(index) / 0.8
    vector = random_vectors(1, DIMENSION, seed=9)[0]
    assert_same(index.search(vector, 20), brute_force(kept(store), vector, 20))


def test_segments_stay_full(store, small_segments):
    filled(store, 100)
    index = index_of(store)
    for n in range(200):
        store.assign(100_000 + n, {"nl": name_of(n % 50)})
        index.refresh()
    assert max(map(len, index._state.segments)) <= 64
    assert len(index._state.segments) == -(-len(index) // 64)


def test_refresh_says_whether_there_was_anything(store):
    index = index_of(store)
    filled(store, 3)
    assert index.refresh()
    assert not index.refresh()


def test_searches_under_way_are_not_disturbed(store, small_segments):
    filled(store, 200)
    index = index_of(store)
    vectors = random_vectors(4, DIMENSION, seed=10)
    done, errors = threading.Event(), []

    def search(vector):
        while not done.is_set():
            found = index.search(vector, 30, allowed=np.arange(0, 2000, 2))
            similarities = [one.similarity for one in found]
            if similarities != sorted(similarities, reverse=True) or len(found) < 20:
                errors.append(found)

    threads = [threading.Thread(target=search, args=(vector,)) for vector in vectors]
    for thread in threads:
        thread.start()
    for n in range(150):
        store.assign(n % 40, {"nl": name_of(n), "fr": name_of(n + 1)} if n % 3 else {})
        index.refresh()
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []


def test_codes_of_a_wrong_length_are_one_clear_error(store):
    filled(store, 3)
    index = index_of(store)
    before = len(index)
    store.assign(1_000_000, {"nl": name_of(0)})
    with store._writing() as database:
        database.execute("UPDATE vectors SET code = x'00'")
    with pytest.raises(ArchiveError, match="another length") as caught:
        index.refresh()
    assert "kroniek index rebuild" in caught.value.advice
    assert len(index) == before


def test_a_neighbour_says_which_text(store):
    store.add({name_of(1): unit([1, 0, 0, 0]), name_of(2): unit([0, 1, 0, 0])})
    store.assign(3, {"nl": name_of(1), "fr": name_of(2)})
    (found,) = index_of(store).search(unit([0, 1, 0, 0]), 5)
    assert found == Neighbour(3, "fr", pytest.approx(1.0, abs=1e-6))
