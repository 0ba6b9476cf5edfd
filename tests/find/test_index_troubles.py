"""An index that is missing, damaged, locked or of another version: what still works, what mends it.

Searching goes on from the database and says so, lists go on, the doctor finds it, a rebuild mends.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kroniek.find import follow, place
from kroniek.find.doctor import examine_index
from kroniek.records import ArchiveError
from tests.find.archived import as_a_new_process, ask, found, indexed, rewrite, stored, write

pytestmark = pytest.mark.usefixtures("archive", "quick_vocabulary")


@pytest.fixture
def stories() -> list[int]:
    """An index of three stories, made in two commits; nothing is open."""
    made = [write(f"De wuppie {n}", tags=[("reception", "theme", "stated")]) for n in range(2)]
    follow.catch_up()
    made.append(write("De wuppie en de snork", tags=[("reception", "theme", "stated")]))
    follow.catch_up()
    as_a_new_process()
    return [story.pk for story in made]


def no_index(home: Path) -> None:
    shutil.rmtree(home)


def no_note(home: Path) -> None:
    (home / "current.json").unlink()


def note_is_no_json(home: Path) -> None:
    (home / "current.json").write_text('{"folder": "te')


def note_is_empty(home: Path) -> None:
    (home / "current.json").write_bytes(b"")


def note_is_binary(home: Path) -> None:
    (home / "current.json").write_bytes(b"\xff\xfe\x00")


def note_is_a_list(home: Path) -> None:
    (home / "current.json").write_text("[]")


def note_says_other_things(home: Path) -> None:
    (home / "current.json").write_text('{"folder": 7, "position": "x", "version": 1}')


def note_lacks_things(home: Path) -> None:
    (home / "current.json").write_text('{"folder": "text-1"}')


def older(home: Path) -> None:
    noted = json.loads((home / "current.json").read_text())
    (home / "current.json").write_text(json.dumps(noted | {"version": 0}))


def newer(home: Path) -> None:
    noted = json.loads((home / "current.json").read_text())
    (home / "current.json").write_text(json.dumps(noted | {"version": 99, "more": "unknown"}))


def no_folder(home: Path) -> None:
    shutil.rmtree(home / "text-1")


def folder_is_a_file(home: Path) -> None:
    shutil.rmtree(home / "text-1")
    (home / "text-1").write_text("no folder")


def no_meta(home: Path) -> None:
    (home / "text-1" / "meta.json").unlink()


def meta_is_cut(home: Path) -> None:
    file = home / "text-1" / "meta.json"
    file.write_bytes(file.read_bytes()[:40])


def meta_of_other_fields(home: Path) -> None:
    import tantivy

    shutil.rmtree(home / "text-1")
    (home / "text-1").mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("other")
    tantivy.Index(builder.build(), path=str(home / "text-1"))


def _segments(home: Path) -> list[Path]:
    return [f for f in (home / "text-1").iterdir() if len(f.stem) == 32]


def segments_gone(home: Path) -> None:
    for file in _segments(home):
        file.unlink()


def segments_cut(home: Path) -> None:
    for file in _segments(home):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def segments_empty(home: Path) -> None:
    for file in _segments(home):
        file.write_bytes(b"")


TROUBLES = [
    no_index, no_note, note_is_no_json, note_is_empty, note_is_binary, note_is_a_list,
    note_says_other_things, note_lacks_things, older, newer, no_folder,
    folder_is_a_file, no_meta, meta_is_cut, meta_of_other_fields, segments_gone, segments_cut,
    segments_empty,
]  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_it_is_told_found_and_mended(stories, trouble):
    trouble(place.home())

    page = ask("wuppie")
    assert [note.code for note in page.notes] == ["index-missing"]
    assert {hit.story for hit in page.hits} == set(stories)
    assert found() == found(theme="asylum") == set(stories)
    assert {v.id: v.count for v in ask().facets["theme"] if v.count}["reception"] == 3
    assert follow.status().indexed == 0

    (finding,) = examine_index()
    assert finding.kind == "index"
    assert finding.is_fault
    assert "kroniek index rebuild" in finding.advice

    follow.rebuild()
    page = ask("wuppie")
    assert page.notes == ()
    assert {hit.story for hit in page.hits} == set(stories)
    assert indexed() == stories
    assert list(examine_index()) == []


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.__name__)
def test_who_follows_mends_it_too(stories, trouble):
    trouble(place.home())
    assert follow.catch_up() == 3
    assert indexed() == stories
    assert follow.status().behind == 0


def test_a_reader_that_has_it_open_goes_on_while_it_is_mended(stories):
    reader = place.opened().engine
    meta_is_cut(place.home())
    segments_gone(place.home())
    assert found('"wuppie"') == set(stories)
    assert ask('"wuppie"').notes == ()
    answers = []
    follow.rebuild(progress=lambda *_: answers.append(found('"wuppie"')))
    assert answers == [set(stories)]
    assert len(reader) == 3
    assert place.opened().current.folder == "text-2"
    assert found('"snork"') == {stories[2]}


def test_the_folder_of_the_index_is_a_file(stories):
    """It cannot be mended here: that is said, and all else goes on."""
    shutil.rmtree(place.home())
    place.home().write_text("no folder")
    assert [note.code for note in ask("wuppie").notes] == ["index-missing"]
    assert found() == set(stories)
    for work in (follow.catch_up, follow.rebuild):
        with pytest.raises(ArchiveError, match="the search index cannot be written") as error:
            work()
        assert str(place.home()) in str(error.value)
    assert [finding.kind for finding in examine_index()] == ["index"]


def test_no_space_is_left(stories, monkeypatch):
    """What was there stays, and answers."""
    from kroniek.archive.models import Story
    from kroniek.find.tantivy_engine import TantivyWriter

    def full(writer, documents, *, new=False):
        list(documents)
        raise OSError(28, "No space left on device")

    rewrite(Story.objects.get(pk=stories[0]), "De snork")
    with monkeypatch.context() as patched:
        patched.setattr(TantivyWriter, "put", full)
        with pytest.raises(ArchiveError, match="No space left"):
            follow.catch_up()
        with pytest.raises(ArchiveError, match="No space left"):
            follow.rebuild()
    assert found('"wuppie"') == set(stories)
    assert [folder.name for folder in sorted(place.home().glob("text-*"))] == ["text-1"]
    follow.catch_up()
    assert found('"snork"') == {stories[0], stories[2]}


def test_the_doctor_finds_what_the_index_lacks_or_holds_too_much(stories):
    from kroniek.archive.models import Story

    extra = Story.objects.create(language="nl", live=True)  # past the log
    (finding,) = examine_index()
    assert "lacks 1 stories" in finding.what
    assert str(extra.pk) in finding.what
    extra.delete()
    Story.objects.filter(pk=stories[0]).delete()
    (finding,) = examine_index()
    assert "still holds 1 stories" in finding.what
    follow.rebuild()
    assert list(examine_index()) == []
    assert indexed() == stored()


def test_the_doctor_tells_that_it_is_behind(stories):
    write("Nog een")
    (finding,) = examine_index()
    assert "1 changes are not in it yet" in finding.what
    assert "kroniek index follow" in finding.advice
