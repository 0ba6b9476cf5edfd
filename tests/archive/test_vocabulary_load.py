"""The vocabulary in and out of the archive: loads, a person's edits, checks, export."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from kroniek.archive import skos
from kroniek.archive.actions.vocabulary import concept_record, load_vocabulary
from kroniek.archive.models import Change, Concept
from kroniek.archive.prepare import prepare
from kroniek.records import VocabularyError

HEAD = """@prefix : <https://kroniek.example/concepts/> .
@prefix scheme: <https://kroniek.example/schemes/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


@pytest.fixture
def folder(tmp_path):
    """folder("...Turtle...") -> a folder with that file (and the shapes that are shipped)."""

    def make(turtle: str, *, name: str = "some.ttl") -> Path:
        shapes = Path(settings.KRONIEK_VOCABULARY) / skos.SHAPES
        (tmp_path / skos.SHAPES).write_bytes(shapes.read_bytes())
        (tmp_path / name).write_text(HEAD + turtle)
        return tmp_path

    return make


def concept(name: str, label: str, more: str = "") -> str:
    stated = f'a skos:Concept ; skos:inScheme scheme:topics ; skos:prefLabel "{label}"@en'
    return f":{name} {stated} {more}.\n"


def load(place: Path):
    return load_vocabulary(skos.records(skos.parse(place)), why="test")


def findings(place: Path) -> set[tuple[str, str]]:
    return {(finding.concept, finding.what) for finding in skos.check(place)[1]}


def test_the_vocabulary_that_is_shipped_comes_out_as_it_went_in(archive, tmp_path):
    stored = [concept_record(c) for c in Concept.objects.prefetch_related("labels", "broader")]
    (tmp_path / "out.ttl").write_text(skos.to_turtle(stored))
    shipped = skos.records(skos.parse(Path(settings.KRONIEK_VOCABULARY)))
    assert skos.records(skos.parse(tmp_path)) == shipped


def test_loading_again_changes_nothing(archive):
    changes = Change.objects.count()
    report = load(Path(settings.KRONIEK_VOCABULARY))
    assert (report.new, report.changed, report.same) == (0, 0, report.concepts)
    prepare()
    assert Change.objects.count() == changes


def test_a_provisional_concept_is_taken_up(import_stories, folder):
    import_stories({"id": "1", "teaser": "A plan.", "keywords": ["Own word"]})
    report = load(folder(concept("own-word", "Own word", '; skos:altLabel "eigen"@nl')))
    assert (report.new, report.changed) == (0, 1)
    taken = Concept.objects.get(pk="own-word")
    assert not taken.provisional
    assert set(taken.labels.values_list("language", "text")) == {
        ("en", "Own word"),
        ("nl", "eigen"),
    }
    assert taken.tags.count() == 1


def test_what_a_person_edited_stays(archive, folder):
    load(folder(concept("thing", "Thing")))
    kept = Concept.objects.get(pk="thing")
    kept.labels.update(text="My thing")
    Concept.objects.filter(pk="thing").update(edited=True)
    report = load(folder(concept("thing", "Thing", '; skos:altLabel "Ding"@de')))
    assert (report.kept, report.changed) == (1, 0)
    assert [label.text for label in kept.labels.all()] == ["My thing"]


def test_a_changed_file_changes_the_concept(archive, folder):
    load(folder(concept("thing", "Thing") + concept("other", "Other")))
    report = load(
        folder(concept("thing", "Thing", "; skos:broader :other ") + concept("other", "Other"))
    )
    assert (report.changed, report.same) == (1, 1)
    assert [broader.pk for broader in Concept.objects.get(pk="thing").broader.all()] == ["other"]


def test_another_vocabulary_is_loaded_and_the_first_again(archive, folder, settings):
    first = settings.KRONIEK_VOCABULARY
    for place in (folder(concept("thing", "Thing")), first):
        settings.KRONIEK_VOCABULARY = place
        before = Change.objects.filter(action="vocabulary.loaded").count()
        prepare()
        prepare()
        assert Change.objects.filter(action="vocabulary.loaded").count() == before + 1


# --- what is wrong in the files -------------------------------------------------------------


def test_bad_turtle_is_told_with_file_and_line(folder):
    place = folder(concept("thing", "Thing") + ":broken a skos:Concept ;;; nonsense here\n")
    with pytest.raises(VocabularyError) as error:
        skos.parse(place)
    assert error.value.where == f"{place / 'some.ttl'}:5"


def test_a_folder_without_turtle(tmp_path):
    with pytest.raises(VocabularyError, match="no Turtle files"):
        skos.parse(tmp_path)


def test_bytes_that_are_no_letters(folder):
    place = folder("")
    (place / "latin.ttl").write_bytes(b"# caf\xe9\n")
    with pytest.raises(VocabularyError) as error:
        skos.parse(place)
    assert "latin.ttl" in error.value.where


def test_one_label_on_two_concepts(folder):
    place = folder(concept("one", "Shared") + concept("two", "SHÁRED"))
    assert any("is also on" in what for _, what in findings(place))


def test_a_loose_end(folder):
    place = folder(concept("one", "One", "; skos:broader :nowhere "))
    assert ("one", "it points to nowhere, which is not there") in findings(place)


def test_a_cycle(folder):
    turtle = "".join(
        concept(name, name, f"; skos:broader :{above} ")
        for name, above in (("aa", "bb"), ("bb", "cc"), ("cc", "aa"), ("dd", "aa"))
    )
    cyclic = {name for name, what in findings(folder(turtle)) if "by a cycle" in what}
    assert cyclic == {"aa", "bb", "cc"}


def test_a_shape_that_is_not_met(folder):
    place = folder(":nameless a skos:Concept ; skos:inScheme scheme:topics .\n")
    assert any(name == "nameless" for name, _ in findings(place))


def test_missing_shapes_are_told(folder):
    place = folder(concept("one", "One"))
    (place / skos.SHAPES).unlink()
    assert any("shapes were not checked" in what for _, what in findings(place))
