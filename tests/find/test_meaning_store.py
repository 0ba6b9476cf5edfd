"""The vectors on disk: what is kept, what readers are told, and files that are no stores."""

import sqlite3
import threading

import numpy as np
import pytest

from kroniek.find.meaning.codes import LEVELS, decoded, encoded, reach_of
from kroniek.find.meaning.schema import path_of
from kroniek.find.meaning.store import Counts, VectorStore, content_hash
from kroniek.records import ArchiveBusy, ArchiveError
from tests.find.grams import name_of, random_vectors, unit

DIMENSION = 16
A, B, C, D = (name_of(n) for n in range(4))


@pytest.fixture
def open_store(tmp_path):
    opened = []

    def make(embedder="grams", **options):
        opened.append(VectorStore(tmp_path / "index", embedder, **options))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store):
    """A store with vectors A, B and C."""
    made = open_store()
    made.add(dict(zip([A, B, C], random_vectors(3, DIMENSION), strict=True)))
    return made


def told(store, sequence=0, identity=""):
    """What a reader is told: (afresh, {(story, language): has a code}), and for next time."""
    with store.changes_since(sequence, identity) as changes:
        rows = {(story, language): code is not None for story, language, code in changes.rows}
        return changes.afresh, rows, (changes.upto, changes.identity)


# --- codes ----------------------------------------------------------------------------------


def test_a_code_is_off_by_half_a_step_at_most():
    vectors = random_vectors(100, 384)
    reach = float(np.abs(vectors).max())
    error = np.abs(decoded(encoded(vectors, reach), reach) - vectors).max()
    assert 0 < error <= reach / LEVELS / 2 + 1e-6


def test_a_number_beyond_the_reach_is_cut():
    vectors = np.array([[-0.9, -0.2, 0.0, 0.2, 0.9]], dtype=np.float32)
    assert encoded(vectors, 0.2).tolist() == [[1, 1, 128, 255, 255]]
    assert decoded(encoded(vectors, 0.2), 0.2) == pytest.approx(
        np.array([[-0.2, -0.2, 0.0, 0.2, 0.2]]), abs=1e-6
    )


def test_the_reach_fits_models_with_numbers_that_stand_out():
    even = np.full((4, 384), 384**-0.5, dtype=np.float32)
    assert reach_of(even) == pytest.approx(0.1786, abs=1e-3)
    standing_out = even.copy()
    standing_out[:, 7] = 0.6
    farthest = unit(standing_out).max()
    assert farthest < reach_of(unit(standing_out)) < 1.2 * farthest
    assert reach_of(np.eye(4, dtype=np.float32)) == 1.0


# --- what is kept ---------------------------------------------------------------------------


def test_only_what_is_not_kept_is_missing(store, open_store):
    assert store.missing([A, D, D, B]) == {D}
    many = [name_of(n) for n in range(3000)]
    assert store.missing(many) == set(many[3:])
    reader = open_store(readonly=True)
    assert reader.missing([A, D]) == {D}


def test_a_hash_is_that_of_embedder_and_passage():
    assert len(content_hash("e", "text")) == 16
    assert content_hash("e", "text") == content_hash("e", "text")
    others = {content_hash("e", "text"), content_hash("f", "text"), content_hash("e", "Text")}
    assert len(others | {content_hash("e\0", "text"), content_hash("e", "\ud800")}) == 5


def test_assigning_replaces_what_the_story_had(store):
    store.assign(7, {"nl": A, "fr": B})
    _, rows, seen = told(store)
    assert rows == {(7, "nl"): True, (7, "fr"): True}
    store.assign(7, {"nl": C, "de": B})
    afresh, rows, seen = told(store, *seen)
    assert not afresh
    assert rows == {(7, "nl"): True, (7, "fr"): False, (7, "de"): True}
    store.assign(7, {})
    assert told(store, *seen)[1] == {(7, "nl"): False, (7, "de"): False}
    assert told(store)[1] == {}
    assert store.stories() == set()


def test_what_stays_as_it_is_is_no_change(store):
    store.assign_all({1: {"nl": A}, 2: {"nl": B}})
    _, _, seen = told(store)
    store.assign_all({1: {"nl": A}, 2: {"nl": C}, 3: {}})
    assert told(store, *seen)[1] == {(2, "nl"): True}
    assert store.stories() == {1, 2}


def test_a_text_without_a_vector_cannot_be_assigned(store):
    with pytest.raises(ValueError, match="story 2"):
        store.assign_all({1: {"nl": A}, 2: {"nl": D}})
    assert store.counts() == Counts(stories=0, texts=0, vectors=3, unused=3)


def test_vectors_that_no_text_has_are_kept_until_pruned(store):
    store.assign(1, {"nl": A})
    store.assign(2, {"nl": B, "fr": A})
    store.assign(2, {"fr": A})
    assert store.counts() == Counts(stories=2, texts=2, vectors=3, unused=2)
    assert store.missing([B]) == set()
    assert store.prune() == 2
    assert store.counts() == Counts(stories=2, texts=2, vectors=1, unused=0)
    assert store.missing([A, B, C]) == {B, C}
    assert store.prune() == 0


def test_a_reader_that_missed_what_was_pruned_begins_again(store):
    store.assign_all({1: {"nl": A}, 2: {"nl": B}})
    _, _, behind = told(store)
    store.assign(2, {})
    _, _, ahead = told(store, *behind)
    store.prune()
    assert told(store, *behind)[:2] == (True, {(1, "nl"): True})
    assert told(store, *ahead)[:2] == (False, {})


def test_a_reader_begins_again_when_the_store_was_emptied(store):
    store.assign(1, {"nl": A})
    _, _, seen = told(store)
    store.clear()
    afresh, rows, seen = told(store, *seen)
    assert (afresh, rows) == (True, {})
    # Another dimension may come now.
    store.add({D: unit(np.ones(4))})
    store.assign(1, {"nl": D})
    assert told(store, *seen)[:2] == (False, {(1, "nl"): True})


def test_vectors_of_another_dimension_are_refused(store):
    with pytest.raises(ArchiveError, match="16 numbers") as caught:
        store.add({D: unit(np.ones(4))})
    assert caught.value.where == str(store.path)
    assert "kroniek index rebuild" in caught.value.advice


def test_the_reach_grows_for_vectors_that_it_would_spoil(store, monkeypatch):
    monkeypatch.setattr("kroniek.find.meaning.statements._WIDENED", 2)
    before = random_vectors(3, DIMENSION)
    store.assign_all({1: {"nl": A}, 2: {"nl": B}, 3: {"nl": C}})
    _, _, seen = told(store)
    peak = unit(np.eye(DIMENSION)[3] + 0.01)
    store.add({D: peak})
    store.assign(4, {"nl": D})
    afresh, rows, _ = told(store, *seen)
    assert (afresh, len(rows)) == (True, 4)
    with store.changes_since(0, "") as changes:
        after = np.stack([np.frombuffer(code, dtype=np.uint8) for _, _, code in changes.rows])
        vectors = decoded(after, changes.space.reach)
    assert vectors == pytest.approx(np.vstack([before, peak]), abs=0.008)


def test_the_reach_stays_for_a_number_a_little_beyond(store):
    with store.changes_since(0, "") as changes:
        reach = changes.space.reach
    vector = random_vectors(1, DIMENSION, seed=1)[0]
    vector[0] = reach + 0.09
    store.add({D: vector})
    with store.changes_since(0, "") as changes:
        assert changes.space.reach == reach


def test_each_embedder_has_a_file_of_its_own(store, open_store):
    other = open_store("Other/Model@endpoint")
    assert other.missing([A]) == {A}
    assert other.path != store.path
    assert path_of(store.path.parent, "a/b").parent == store.path.parent
    assert path_of(store.path.parent, "a/b") != path_of(store.path.parent, "a-b")


# --- readers and writers --------------------------------------------------------------------


def test_a_reader_before_the_writer_finds_nothing_then_everything(open_store):
    reader = open_store(readonly=True)
    assert told(reader) == (False, {}, (0, ""))
    assert reader.counts() == Counts()
    assert reader.stories() == set()
    reader.check()
    assert not reader.path.exists()
    writer = open_store()
    writer.add({A: unit(np.ones(4))})
    writer.assign(1, {"nl": A})
    assert told(reader)[:2] == (True, {(1, "nl"): True})
    with pytest.raises(ValueError, match="for reading"):
        reader.clear()


def test_an_empty_file_is_a_store_that_is_not_there_yet(open_store):
    reader = open_store(readonly=True)
    reader.path.parent.mkdir()
    reader.path.touch()
    assert told(reader)[1] == {}
    writer = open_store()
    writer.add({A: unit(np.ones(4))})
    assert reader.missing([A, B]) == {B}


def test_a_reader_sees_one_moment(store, open_store):
    store.assign(1, {"nl": A})
    reader = open_store(readonly=True)
    with reader.changes_since(0, "") as changes:
        store.assign(1, {})
        store.assign(2, {"nl": B})
        assert [story for story, _, _ in changes.rows] == [1]
        seen = changes.upto, changes.identity
    assert told(reader, *seen)[1] == {(1, "nl"): False, (2, "nl"): True}


def test_readers_and_the_writer_notice_that_the_file_is_another_one(store, open_store):
    store.assign(1, {"nl": A})
    reader = open_store(readonly=True)
    _, _, seen = told(reader)
    open_store().discard()
    assert told(reader, *seen) == (True, {}, (0, ""))
    assert store.missing([A]) == {A}
    store.add({A: unit(np.ones(4))})
    store.assign(5, {"nl": A})
    assert told(reader, *seen)[:2] == (True, {(5, "nl"): True})


def test_threads_share_a_store(store):
    errors = []

    def work(first):
        try:
            for n in range(first, first + 50):
                store.add({name_of(n): unit(np.arange(DIMENSION) + n)})
                store.assign(n, {"nl": name_of(n)})
                store.missing([name_of(n + 1)])
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(1000 * n,)) for n in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert store.counts() == Counts(stories=200, texts=200, vectors=203, unused=3)


# --- files that are no stores ---------------------------------------------------------------


def _garbage(path):
    path.write_bytes(b"no database at all, but long enough to look like one\n" * 100)


def _of_another_program(path):
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE bookmarks (url TEXT)")
    database.close()


def _of_the_future(path):
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()


def _cut_short(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def _holed(path):
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))


def _use(store):
    told(store)
    store.check()


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize(
    "spoil", [_garbage, _of_another_program, _of_the_future, _cut_short, _holed]
)
def test_a_file_that_is_no_store_is_one_clear_error(tmp_path, open_store, spoil, readonly):
    store = open_store()
    if spoil in (_garbage, _of_another_program):
        store.path.parent.mkdir()
    else:
        store.add(dict(zip(map(name_of, range(500)), random_vectors(500, 64), strict=True)))
        store.assign_all({n: {"nl": name_of(n)} for n in range(500)})
        store.close()
    spoil(store.path)
    spoiled = open_store(readonly=readonly)
    with pytest.raises(ArchiveError) as caught:
        _use(spoiled)
    assert caught.value.where == str(store.path)
    assert "kroniek index rebuild" in caught.value.advice
    spoiled.discard()
    if not readonly:
        spoiled.add({A: unit(np.ones(4))})
        spoiled.check()
        assert spoiled.counts().vectors == 1


def test_a_locked_store_says_so(store, monkeypatch):
    monkeypatch.setattr("kroniek.find.meaning.schema._PATIENCE", 0.05)
    store.close()
    with sqlite3.connect(store.path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveBusy) as caught:
            store.clear()
        other.execute("ROLLBACK")
    other.close()
    assert caught.value.where == str(store.path)
    store.clear()


def test_a_folder_that_is_none_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError) as caught:
        VectorStore(tmp_path / "file", "grams").clear()
    assert caught.value.where == str(tmp_path / "file")
