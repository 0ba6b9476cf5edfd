"""The index follows the archive: what is written, edited, published, merged or deleted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from kroniek.archive import changes
from kroniek.archive.actions.curating import merge_concepts
from kroniek.archive.actions.log import record_concept, record_story
from kroniek.archive.models import Change, Concept, Label, Story, Tag
from kroniek.find import follow, place
from kroniek.records import ArchiveBusy, ArchiveError
from tests.edit.desk import person
from tests.find.archived import ask, found, indexed, rewrite, stored, write

pytestmark = pytest.mark.usefixtures("archive", "quick_vocabulary")


@pytest.fixture
def looked_at(monkeypatch) -> list[set[int]]:
    """The stories of each batch that was indexed."""
    batches = []
    put = follow._put

    def told(writer, ids, known):
        batches.append(set(ids))
        return put(writer, ids, known)

    monkeypatch.setattr(follow, "_put", told)
    return batches


def position() -> int:
    return place.read_current().position


# --- stories --------------------------------------------------------------------------------


def test_the_first_time_an_index_is_built():
    story = write("De wuppie opent")
    assert follow.status() == follow.Status(1, 0, 0, changes.last_change())
    assert follow.catch_up() == 1
    assert found('"wuppie"') == {story.pk}
    assert follow.status().as_dict() == {"stories": 1, "indexed": 1, "vectors": 0, "behind": 0}
    assert follow.catch_up() == 0


def test_what_is_imported_is_found(import_stories):
    follow.catch_up()
    import_stories({"id": "1", "title": "De wuppie", "teaser": "Een wuppie.", "language": "nl"})
    follow.catch_up()
    assert found('"wuppie"') == found(source="table") == set(stored())
    import_stories({"id": "1", "title": "De wuppie", "teaser": "De snork.", "language": "nl"})
    import_stories(
        {"id": "2", "title": "Wuppie", "teaser": "Nog een.", "language": "nl"}, source="b"
    )
    assert follow.catch_up() == 2
    assert indexed() == stored()
    assert len(found('"wuppie"')) == 2
    assert len(found(source="b")) == 1


def test_an_edit_is_found_and_the_former_words_no_more(looked_at):
    story, other = write("De wuppie"), write("Iets anders")
    follow.catch_up()
    rewrite(story, "De snork")
    rewrite(story, "De snork opent")
    assert follow.catch_up() == 1
    assert looked_at == [{story.pk}]
    assert found('"snork opent"') == {story.pk}
    assert found('"wuppie"') == set()
    assert indexed() == [story.pk, other.pk]


def test_what_is_published_is_found_and_what_is_taken_back_is_not():
    story = write("De wuppie", live=False)
    follow.catch_up()
    assert found('"wuppie"') == set()
    assert found('"wuppie"', drafts=True) == {story.pk}
    story = Story.objects.get(pk=story.pk)
    story.save_revision().publish()
    follow.catch_up()
    assert found('"wuppie"') == {story.pk}
    Story.objects.get(pk=story.pk).unpublish()
    follow.catch_up()
    assert found('"wuppie"') == set()
    assert indexed() == [story.pk]


def test_a_tag_counts_once_it_is_accepted():
    story = write("Iets", tags=[("reception", "theme", "suggested")])
    follow.catch_up()
    assert found(theme="reception") == set()
    assert found(theme="reception", state="suggested") == {story.pk}
    Tag.objects.update(state="accepted")
    record_story(story.pk, "story.changed", by=None)
    follow.catch_up()
    assert found(theme="reception") == found(theme="asylum") == {story.pk}
    assert found(theme="reception", state="suggested") == set()


def test_what_is_deleted_leaves():
    story, other = write("De wuppie"), write("Nog een wuppie")
    follow.catch_up()
    pk = story.pk
    story.delete()
    record_story(pk, "story.deleted", by=None)
    follow.catch_up()
    assert found('"wuppie"') == {other.pk}
    assert indexed() == [other.pk]


def test_a_story_of_many_changes_in_many_batches(monkeypatch, looked_at):
    monkeypatch.setattr(follow, "_ENTRIES", 3)
    monkeypatch.setattr(follow, "_STORIES", 2)
    first = write("Iets")
    follow.catch_up()
    made = [write(f"De wuppie {n}") for n in range(7)]
    for story in made[::2]:
        rewrite(story, "De snork")
    done = []
    follow.catch_up(progress=lambda *pair: done.append(pair))
    assert indexed() == stored() == [first.pk, *(story.pk for story in made)]
    assert len(looked_at) == 4
    assert found('"snork"') == {story.pk for story in made[::2]}
    assert done == sorted(done)
    assert done[-1][0] == done[-1][1]


# --- the vocabulary -------------------------------------------------------------------------


def relabel(concept: str, language: str, text: str) -> Label:
    label = Label.objects.create(concept_id=concept, language=language, form="alt", text=text)
    record_concept(concept, "concept.changed", by=None)
    return label


@pytest.mark.parametrize(
    ("concept", "language", "label", "text_language", "text"),
    [
        ("voluntary-return", "nl", "uitzwaaiing", "nl", "Twee uitzwaaiingen in een week"),
        ("voluntary-return", "nl", "terugkeerloket", "nl", "Een terugkeer loket in Gent"),
        ("voluntary-return", "nl", "water loket", "nl", "Het waterloket gaat open"),
        ("voluntary-return", "und", "wuppie", "fr", "Le wuppie est là"),
        ("voluntary-return", "en", "ZZQ", "de", "Das ZZQ ist da"),
        ("voluntary-return", "en", "EEN", "nl", "Het EEN gaat open"),
        ("frontex", "en", "Snork Agency", "nl", "De Snork Agency gaat open"),
        ("frontex", "nl", "Snork", "und", "Snork vunt gaudium"),
    ],
)  # fmt: skip
def test_a_new_label_is_met_in_the_stories_that_have_it(
    looked_at, concept, language, label, text_language, text
):
    story, other = write(text, language=text_language), write("Over iets heel anders")
    follow.catch_up()
    name = f"concept:{concept}"
    assert story.pk not in concepts_of(concept), name
    relabel(concept, language, label)
    follow.catch_up()
    assert concepts_of(concept) == {story.pk}
    assert looked_at == [{story.pk}]
    assert indexed() == [story.pk, other.pk]


def concepts_of(concept: str) -> set[int]:
    """The stories that are about a concept, as the index has it."""
    from kroniek.find.clauses import Among
    from kroniek.find.documents import LEVELS

    wanted = Among("concepts", tuple(f"{concept}/{level}" for level in range(len(LEVELS))))
    return {story for story, _ in place.opened().engine.newest(wanted, None).stories}


def test_a_label_that_goes_is_met_no_more():
    label = relabel("voluntary-return", "nl", "uitzwaaiing")
    story = write("Een uitzwaaiing")
    follow.catch_up()
    assert concepts_of("voluntary-return") == {story.pk}
    label.delete()
    record_concept("voluntary-return", "concept.changed", by=None)
    follow.catch_up()
    assert concepts_of("voluntary-return") == set()


def test_a_merged_concept_is_the_other_one():
    tagged = write("Iets", tags=[("frontex", "keyword", "stated")])
    named = write("Frontex gaat open")
    other = write("Myria gaat open", tags=[("myria", "keyword", "stated")])
    follow.catch_up()
    assert found(keyword="myria") == {other.pk}
    by = person("mo", "Moderators")
    merge_concepts(Concept.objects.get(pk="frontex"), Concept.objects.get(pk="myria"), by=by)
    follow.catch_up()
    assert found(keyword="myria") == found(keyword="frontex") == {tagged.pk, other.pk}
    assert concepts_of("myria") == {tagged.pk, named.pk, other.pk}
    assert concepts_of("frontex") == set()
    assert found("Frontex") == {tagged.pk, named.pk, other.pk}


@pytest.mark.parametrize("state", ["stated", "suggested", "rejected"])
@pytest.mark.parametrize("tag", ["statelessness", "below"])
def test_a_concept_put_under_another_takes_its_stories_with_it(looked_at, tag, state):
    """Those of narrower ones too, in whatever state their tags are."""
    through = Concept.broader.through.objects
    Concept.objects.create(pk="below", scheme="themes")
    through.create(from_concept_id="below", to_concept_id="statelessness")
    record_concept("below", "concept.created", by=None)
    story = write("Iets", tags=[(tag, "theme", state)])
    write("Over iets heel anders")
    follow.catch_up()
    assert found(theme="integration", state=state) == set()
    through.create(from_concept_id="statelessness", to_concept_id="integration")
    record_concept("statelessness", "concept.changed", by=None)
    follow.catch_up()
    assert looked_at == [{story.pk}]
    assert found(theme="integration", state=state) == {story.pk}


def test_after_a_new_vocabulary_every_story_is_looked_at(monkeypatch, looked_at):
    monkeypatch.setattr(follow, "_MANY_CONCEPTS", 2)
    stories = {write("Iets").pk, write("Iets anders").pk}
    follow.catch_up()
    for concept in ("frontex", "myria", "reception"):
        record_concept(concept, "concept.loaded", by=None)
    follow.catch_up()
    assert looked_at == [stories]


def test_an_entry_that_touches_nothing_is_passed(looked_at):
    write("Iets")
    follow.catch_up()
    Change.objects.create(action="vocabulary.loaded", machine="vocabulary")
    record_story(987_654, "story.deleted", by=None)
    Change.objects.create(action="vocabulary.loaded", machine="vocabulary")
    follow.catch_up()
    assert follow.status().behind == 0
    Change.objects.create(action="vocabulary.loaded", machine="vocabulary")
    assert follow.catch_up() == 0
    assert follow.status().behind == 0
    assert position() == changes.last_change()
    assert len(looked_at) == 1


# --- numbers that appear late ---------------------------------------------------------------


def entry(number: int, story: Story, *, age: dt.timedelta = dt.timedelta()) -> None:
    Change.objects.create(pk=number, story=story.pk, action="story.changed")
    Change.objects.filter(pk=number).update(at=timezone.now() - age)


def test_a_number_that_is_still_missing_is_waited_for(looked_at):
    """On a database server a transaction may commit after one that began later."""
    early, late = write("Iets"), write("Iets anders")
    follow.catch_up()
    last = changes.last_change()
    entry(last + 2, late)
    late.texts.update(title="De wuppie")
    early.texts.update(title="De snork")
    follow.catch_up()
    assert found('"wuppie"') == {late.pk}
    assert position() == last
    assert follow.status().behind == 0
    assert follow.catch_up() == 0, "what is in the index need not be put again"
    assert found() == {early.pk, late.pk}
    entry(last + 1, early)
    follow.catch_up()
    assert found('"snork"') == {early.pk}
    assert position() == last + 2
    assert looked_at[-1] == {early.pk, late.pk}
    assert indexed() == stored()


def test_a_number_that_never_comes_is_passed_after_a_while():
    story = write("Iets")
    follow.catch_up()
    last = changes.last_change()
    entry(last + 5, story, age=dt.timedelta(minutes=6))
    entry(last + 6, story)
    follow.catch_up()
    assert position() == last + 6
    assert follow.status().behind == 0


def test_a_number_that_appears_while_the_index_is_built():
    early, late = write("Iets"), write("Iets anders")
    last = changes.last_change()
    entry(last + 2, late)
    follow.rebuild()
    early.texts.update(title="De snork")
    entry(last + 1, early)
    follow.catch_up()
    assert found('"snork"') == {early.pk}
    assert position() == last + 2


def test_where_to_begin_following():
    story = write("Iets")
    last = changes.last_change()
    assert changes.settled() == last
    entry(last + 2, story, age=dt.timedelta(minutes=6))
    assert changes.settled() == last + 2
    entry(last + 4, story)
    entry(last + 7, story)
    assert changes.settled() == last + 2
    Change.objects.all().delete()
    assert changes.settled() == 0


# --- cut off, and at once -------------------------------------------------------------------


def cut_short(monkeypatch, owner, step, work) -> None:
    """Do some work that is stopped when it comes to a step."""

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(owner, step, stop)
        with pytest.raises(KeyboardInterrupt):
            work()


def test_what_was_cut_off_before_it_was_noted_is_done_again(monkeypatch):
    story = write("Iets")
    follow.catch_up()
    rewrite(story, "De wuppie")
    new = write("Nog een wuppie")
    cut_short(monkeypatch, place, "write_current", follow.catch_up)
    assert follow.status().behind == 2
    assert follow.catch_up() == 2
    assert indexed() == stored()
    assert found('"wuppie"') == {story.pk, new.pk}


def test_what_was_cut_off_before_it_was_committed_is_done_again(monkeypatch):
    from kroniek.find.tantivy_engine import TantivyWriter

    story = write("Iets")
    follow.catch_up()
    rewrite(story, "De wuppie")
    cut_short(monkeypatch, TantivyWriter, "commit", follow.catch_up)
    assert found('"wuppie"') == set()
    follow.catch_up()
    assert found('"wuppie"') == {story.pk}
    assert indexed() == stored()


def test_a_rebuild_that_was_cut_off_leaves_the_old_index(monkeypatch):
    story = write("De wuppie")
    follow.catch_up()
    cut_short(monkeypatch, place, "write_current", follow.rebuild)
    assert place.read_current().folder == "text-1"
    assert [folder.name for folder in place.home().glob("text-*")] == ["text-1"]
    assert found('"wuppie"') == {story.pk}
    follow.rebuild()
    assert place.read_current().folder == "text-2"
    assert sorted(folder.name for folder in place.home().glob("text-*")) == ["text-2"]
    assert found('"wuppie"') == {story.pk}


def test_the_old_index_answers_while_a_new_one_is_built():
    story = write("De wuppie")
    follow.catch_up()
    answers = []

    def meanwhile(done, total):
        answers.append(found('"wuppie"'))
        rewrite(story, "De snork")

    held = place.opened().engine
    assert follow.rebuild(progress=meanwhile) == 1
    assert answers == [{story.pk}]
    assert len(held) == 1, "a reader keeps what it has open"
    assert found('"wuppie"') == {story.pk}, "built before the edit"
    follow.catch_up()
    assert found('"snork"') == {story.pk}
    assert indexed() == stored()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_rebuild_between_two_steps_of_a_follower(monkeypatch, when):
    """Its folder is gone, or counts no more: it goes on with the new one."""
    story = write("Iets")
    follow.catch_up()
    rewrite(story, "De wuppie")
    put = follow._put

    def overtaken(writer, ids, known):
        monkeypatch.setattr(follow, "_put", put)
        if when == "before":
            follow.rebuild()
            rewrite(story, "De snork")
            raise OSError("the folder is gone")
        done = put(writer, ids, known)
        follow.rebuild()
        rewrite(story, "De snork")
        return done

    monkeypatch.setattr(follow, "_put", overtaken)
    follow.catch_up()
    assert place.read_current().folder == "text-2"
    assert follow.status().behind == 0
    assert found('"snork"') == {story.pk}
    assert indexed() == stored()


def test_of_two_rebuilds_one_gives_way():
    write("Iets")

    def another(done, total):
        with pytest.raises(ArchiveBusy, match="another process is writing the search index"):
            follow.rebuild()

    follow.rebuild(progress=another)
    assert len(list(place.home().glob("text-*"))) == 1


def test_of_two_followers_one_gives_way():
    story = write("De wuppie")
    follow.catch_up()
    rewrite(story, "De snork")
    with place.locked("follow", timeout=0), pytest.raises(ArchiveBusy):
        follow.catch_up(patience=0.1)
    follow.catch_up()
    assert found('"snork"') == {story.pk}


def test_another_writer_in_the_folder():
    """Search goes on; whoever follows is told, and goes on when the other is gone."""
    from kroniek.find.tantivy_engine import TantivyWriter

    story = write("De wuppie")
    follow.catch_up()
    rewrite(story, "De snork")
    other = TantivyWriter(place.opened().folder)
    with pytest.raises(ArchiveError, match="cannot be written"):
        follow.catch_up()
    assert found('"wuppie"') == {story.pk}
    assert ask('"wuppie"').notes == ()
    other.close()
    follow.catch_up()
    assert found('"snork"') == {story.pk}
