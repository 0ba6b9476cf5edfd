"""Vectors follow the archive in the background: each text once, and searching does not wait."""

from __future__ import annotations

import pytest

from kroniek.archive import changes
from kroniek.archive.actions.log import record_story
from kroniek.archive.models import Change, Story
from kroniek.find import follow, follow_meaning, likeness, place
from kroniek.find.doctor import examine_index
from kroniek.records import ArchiveBusy
from kroniek.understand.vector_endpoint import EmbedderError
from tests.find.archived import found, rewrite, write
from tests.find.grams import Grams

pytestmark = pytest.mark.usefixtures("archive", "quick_vocabulary")


@pytest.fixture
def grams(monkeypatch) -> Grams:
    """The embedder of the settings, as it were."""
    made = Grams()
    monkeypatch.setattr(likeness, "embedder", lambda: made)
    return made


def vectors(story: Story) -> int:
    index = likeness.index()
    return len(index.vectors_of(story.pk)) if index else 0


def test_searching_does_not_wait_for_vectors(grams):
    story = write("De wuppie opent")
    follow.catch_up()
    assert found('"wuppie"') == found("wuppie") == {story.pk}
    assert grams.embedded == []
    assert follow_meaning.waiting() == 1
    (finding,) = examine_index()
    assert (finding.kind, finding.is_fault) == ("vectors", False)
    assert "1 stories may lack vectors (0 have them)" in finding.what
    assert follow_meaning.catch_up() == 1
    assert (follow_meaning.waiting(), follow_meaning.count()) == (0, 1)
    assert list(examine_index()) == []
    assert found("wuppie") == {story.pk}


def test_each_text_is_embedded_once(grams):
    story = write("De wuppie", texts=[("fr", "Le wuppie")])
    twin = write("De wuppie")
    assert follow_meaning.catch_up() == 2
    assert sorted(grams.embedded) == ["De wuppie.", "Le wuppie."]
    assert (vectors(story), vectors(twin)) == (2, 1)
    record_story(story.pk, "story.published", by=None)
    assert follow_meaning.catch_up() == 0
    rewrite(story, "De snork")
    assert follow_meaning.catch_up() == 1
    rewrite(story, "De wuppie")
    assert follow_meaning.catch_up() == 0, "it was embedded before"
    assert follow_meaning.rebuild() == 0
    assert grams.embedded[2:] == ["De snork."]
    assert follow_meaning.count() == 2


def test_a_story_that_goes_takes_its_vectors_with_it(grams):
    story, other = write("De wuppie"), write("De snork")
    follow_meaning.catch_up()
    pk = story.pk
    story.delete()
    record_story(pk, "story.deleted", by=None)
    assert follow_meaning.catch_up() == 0
    assert follow_meaning.count() == 1
    assert likeness.index().vectors_of(pk).size == 0
    assert vectors(other) == 1


def test_in_batches_and_from_where_it_stopped(grams, monkeypatch):
    monkeypatch.setattr(follow_meaning, "_ENTRIES", 3)
    for n in range(8):
        write(f"De wuppie {n}")
    first = follow_meaning.catch_up(should_stop=lambda: bool(grams.embedded))
    assert 0 < first < 8
    assert follow_meaning.waiting() > 0
    assert first + follow_meaning.catch_up() == 8
    assert len(grams.embedded) == len(set(grams.embedded)) == 8
    assert follow_meaning.count() == 8
    assert follow_meaning.waiting() == 0


def test_a_fault_of_the_embedder_loses_nothing(grams, monkeypatch):
    story = write("De wuppie")
    follow.catch_up()

    def fail(texts):
        raise EmbedderError("it does not answer")

    with monkeypatch.context() as patched:
        patched.setattr(grams, "passages", fail)
        with pytest.raises(EmbedderError):
            follow_meaning.catch_up()
    assert found("wuppie") == {story.pk}
    assert follow_meaning.waiting() == 1
    assert follow_meaning.catch_up() == 1
    assert vectors(story) == 1


def test_another_embedder_makes_its_own(grams, monkeypatch):
    story = write("De wuppie")
    follow_meaning.catch_up()
    other = Grams(dimension=32, name="other")
    monkeypatch.setattr(likeness, "embedder", lambda: other)
    assert follow_meaning.waiting() == 1
    assert follow_meaning.catch_up() == 1
    assert other.embedded == ["De wuppie."]
    assert vectors(story) == 1


def test_a_number_that_is_still_missing_is_waited_for(grams):
    early, late = write("De wuppie"), write("De snork")
    follow_meaning.catch_up()
    last = changes.last_change()
    rewrite(late, "De kwibus")
    Change.objects.filter(id=last + 1).update(id=last + 2)
    assert follow_meaning.catch_up() == 1
    assert follow_meaning.catch_up() == 0
    early.texts.update(title="De zoemer")
    Change.objects.create(pk=last + 1, story=early.pk, action="story.changed")
    assert follow_meaning.catch_up() == 1
    assert follow_meaning.waiting() == 0
    assert grams.embedded[2:] == ["De kwibus.", "De zoemer."]


def test_one_process_at_a_time(grams):
    write("De wuppie")
    with place.locked("vectors", timeout=0):
        with pytest.raises(ArchiveBusy):
            follow_meaning.catch_up()
        with pytest.raises(ArchiveBusy):
            follow_meaning.rebuild()
    assert follow_meaning.catch_up() == 1


def test_without_an_embedder_there_is_nothing_to_do():
    story = write("De wuppie")
    follow.catch_up()
    assert likeness.embedder() is None
    assert follow_meaning.catch_up() == follow_meaning.rebuild() == 0
    assert follow_meaning.waiting() == follow_meaning.count() == 0
    assert found("wuppie") == {story.pk}
    assert not (place.home() / "vectors").exists()
