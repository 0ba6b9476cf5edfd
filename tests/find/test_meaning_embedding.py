"""From texts to vectors: nothing is embedded twice, and what was done stays done."""

import pytest

from kroniek.find.meaning import VectorIndex, VectorStore, embed_missing
from kroniek.understand.vectors import EmbedderError
from tests.find.grams import Grams

WORK = [
    (1, {"nl": "opvang van asielzoekers", "fr": "accueil des demandeurs d'asile"}),
    (2, {"nl": "vrijwillige terugkeer"}),
    (3, {"de": "freiwillige Rückkehr", "nl": "vrijwillige terugkeer"}),
]
PASSAGES = {passage for _, texts in WORK for passage in texts.values()}


@pytest.fixture
def store(tmp_path):
    made = VectorStore(tmp_path, "grams")
    yield made
    made.close()


def held(store):
    """(story, language) that have a vector."""
    with store.changes_since(0, "") as changes:
        return {(story, language) for story, language, _ in changes.rows}


def wanted(work):
    return {(story, language) for story, texts in work for language in texts}


def test_each_passage_is_embedded_once(store):
    grams = Grams()
    assert embed_missing(store, grams, WORK) == 4
    assert sorted(grams.embedded) == sorted(PASSAGES)
    assert held(store) == wanted(WORK)


def test_what_is_known_is_never_embedded_again(store):
    embed_missing(store, Grams(), WORK)
    again = Grams()
    assert embed_missing(store, again, WORK) == 0
    # Nor for another story, in another language, or after its story was taken out.
    assert embed_missing(store, again, [(1, {}), (9, {"en": "vrijwillige terugkeer"})]) == 0
    assert embed_missing(store, again, WORK[:1]) == 0
    assert again.embedded == []
    assert held(store) == wanted(WORK) | {(9, "en")}


def test_only_a_text_that_changed_is_embedded(store):
    embed_missing(store, Grams(), WORK)
    changed = Grams()
    assert embed_missing(store, changed, [(1, WORK[0][1] | {"nl": "opvang beperkt"})]) == 1
    assert changed.embedded == ["opvang beperkt"]


def test_another_embedder_embeds_anew(store, tmp_path):
    embed_missing(store, Grams(), WORK)
    other = VectorStore(tmp_path, "other")
    assert embed_missing(other, Grams(dimension=32, name="other"), WORK) == 4
    assert held(other) == held(store)
    other.close()


def test_a_story_without_a_passage_is_taken_out(store):
    embed_missing(store, Grams(), WORK)
    assert embed_missing(store, Grams(), [(1, {"nl": " \n"}), (2, {}), (8, {})]) == 0
    assert held(store) == wanted(WORK[2:])


def test_batches_are_of_texts_of_like_length(store):
    grams = Grams()
    work = [(n, {"nl": f"{n:03d}" * (1 + 7 * n % 40)}) for n in range(40)]
    assert embed_missing(store, grams, work, batch=16) == 40
    assert grams.batches == [16, 16, 8]
    lengths = [len(text) for text in grams.embedded]
    assert lengths == sorted(lengths)


def test_a_long_stream_of_work_is_not_read_ahead(store):
    grams = Grams()
    read = []

    def stream():
        for n in range(1000):
            read.append(n)
            yield n, {"nl": f"text {n}"}

    def enough():
        return len(grams.embedded) >= 32

    assert embed_missing(store, grams, stream(), should_stop=enough) == 32
    assert len(read) < 300
    assert len(held(store)) == 32


def test_stopping_keeps_what_was_done_and_goes_on_from_there(store):
    work = [(n, {"nl": f"tekst {n}", "fr": f"texte numéro {n}"}) for n in range(30)]
    first, second = Grams(), Grams()
    answers = iter([False, False, False, True])
    done = embed_missing(store, first, work, batch=10, should_stop=lambda: next(answers))
    assert done == len(first.embedded) == 30
    # A story has its vectors when all its texts do: the French ones are longer.
    assert held(store) == set()
    assert embed_missing(store, second, work, batch=10) == 30
    assert set(first.embedded).isdisjoint(second.embedded)
    assert held(store) == wanted(work)


class _Failing(Grams):
    """Gives up at the third batch."""

    def passages(self, texts):
        if len(self.batches) == 2:
            raise EmbedderError("no answer", where="endpoint")
        return super().passages(texts)


def test_an_embedder_that_fails_loses_nothing(store):
    work = [(n, {"nl": f"tekst {n:02d}"}) for n in range(30)]
    with pytest.raises(EmbedderError):
        embed_missing(store, _Failing(), work, batch=10)
    assert len(held(store)) == 20
    rest = Grams()
    assert embed_missing(store, rest, work) == 10
    assert held(store) == wanted(work)


def test_what_was_embedded_is_found_by_its_words(store):
    embed_missing(store, Grams(), WORK)
    index = VectorIndex(store)
    index.refresh()
    found = index.search(Grams().query("vrijwillige terugkeer"), 2)
    assert {one.story for one in found} == {2, 3}
    assert {one.language for one in found} == {"nl"}
    assert found[0].similarity == pytest.approx(1, abs=0.01)
