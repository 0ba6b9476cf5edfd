"""The whole way in: from a file to stories, tags, sightings, conflicts and the change log."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kroniek.archive.doctor import examine
from kroniek.archive.models import Capture, Change, Concept, Sighting, Story, Tag, Text
from kroniek.conveyor import Options, import_files
from kroniek.records import BadOption, Format

PLAN = "De regering heeft een nieuw plan voor de opvang van verzoekers goedgekeurd."
STUDY = "Une étude compare la façon dont les États membres repèrent les victimes mineures."
THEME_PAGE = f"december 2020\n\n{PLAN}\nTrefwoorden: opvang, eigen woord\n\nmei 2019\n\n{STUDY}\n"
FULL_LIST = (
    f"10 mei 2019\n\n{STUDY}\nMain theme: Vulnerable groups\n\n"
    f"15 december 2020\n\n{PLAN}\nHoofdthema: Opvang\nTrefwoorden: OPVANG, Fedasil\n"
)


def tags(story: Story) -> dict[tuple[str, str], str]:
    return {(tag.role, tag.concept_id): tag.state for tag in story.tags.all()}


def story_of(words: str) -> Story:
    return Story.objects.get(texts__teaser=words)


def test_two_pages_of_the_same_stories(import_text):
    import_text(THEME_PAGE, source="theme", theme="reception")
    report = import_text(FULL_LIST, source="full")
    assert (report.found, report.new, report.changed) == (2, 0, 2)
    plan = story_of(PLAN)
    assert (plan.date, plan.precision) == ("2020-12-15", "day")
    assert tags(plan)["theme", "reception"] == "stated", "what is printed outweighs the page"
    assert tags(story_of(STUDY)) == {
        ("theme", "reception"): "implied",
        ("theme", "vulnerable-groups"): "stated",
    }
    seen = plan.sightings.values_list("capture__source__name", "date_found", "position")
    assert list(seen) == [("theme", "december 2020", 1), ("full", "15 december 2020", 2)]


def test_importing_again_changes_nothing(import_text):
    import_text(THEME_PAGE)
    before = list(Change.objects.values_list("pk", flat=True))
    report = import_text(THEME_PAGE)
    assert (report.found, report.new, report.changed, report.same) == (2, 0, 0, 2)
    assert list(Change.objects.values_list("pk", flat=True)) == before
    assert (Capture.objects.count(), Sighting.objects.count()) == (1, 2)


def test_the_order_of_pages_makes_no_difference(import_text):
    def outcome():
        return {
            (s.date, s.kind_id, frozenset(tags(s).items()), s.texts.get().teaser)
            for s in Story.objects.all()
        }

    import_text(THEME_PAGE, source="theme", theme="reception")
    import_text(FULL_LIST, source="full")
    forth = outcome()
    Story.objects.all().delete()
    Capture.objects.all().delete()
    import_text(FULL_LIST, source="full")
    import_text(THEME_PAGE, source="theme", theme="reception")
    assert outcome() == forth


def test_a_corrected_text_makes_a_revision(import_text):
    import_text(THEME_PAGE)
    story = story_of(PLAN)
    report = import_text(THEME_PAGE.replace("nieuw plan", "tweede plan"))
    assert (report.new, report.changed) == (0, 1)
    story.refresh_from_db()
    assert story.texts.get().teaser == PLAN.replace("nieuw", "tweede")
    words = [revision.content["texts"][0]["teaser"] for revision in story.revisions.order_by("pk")]
    assert words == [PLAN, PLAN.replace("nieuw", "tweede")]


def test_conflicts_are_kept_and_told(import_stories):
    import_stories({"id": "1", "date": "2020-12-15", "teaser": PLAN, "kind": "report"})
    import_stories({"id": "1", "date": "2021-01", "teaser": PLAN, "kind": "study"})
    kinds = {finding.kind for finding in examine()}
    assert {"conflict", "date"} <= kinds
    told = next(finding.what for finding in examine() if finding.kind == "conflict")
    assert "the date 2021-01 against 2020-12-15" in told
    assert "the kind study against report" in told


def test_what_a_person_decided_stays(import_stories):
    story = {"id": "1", "date": "2020-12", "teaser": PLAN, "themes": ["Reception", "Asylum"]}
    import_stories(story)
    row = Story.objects.get()
    Story.objects.filter(pk=row.pk).update(date_state="accepted")
    Text.objects.update(teaser="Mijn woorden.", edited=True)
    Tag.objects.filter(concept="reception").update(state="rejected")
    Tag.objects.filter(concept="asylum").update(state="accepted")
    changed = {"date": "2020-12-15", "teaser": PLAN.replace("nieuw", "ander")}
    import_stories(story | changed | {"keywords": ["Fedasil"]})
    row.refresh_from_db()
    assert (row.date, row.texts.get().teaser) == ("2020-12", "Mijn woorden.")
    assert tags(row) == {
        ("theme", "reception"): "rejected",
        ("theme", "asylum"): "accepted",
        ("keyword", "fedasil"): "stated",
    }


def test_an_editor_who_takes_a_happening_away_is_not_overruled(import_stories):
    event = {"id": "1", "teaser": PLAN, "happenings": [{"date": "2021-03-17", "text": "17 maart"}]}
    import_stories(event)
    story = Story.objects.get()
    story.happenings.all().delete()
    who = get_user_model().objects.create_user("editor")
    Change.objects.create(story=story.pk, action="story.published", who=who)
    import_stories(event | {"url": "https://s.example/plan"})
    assert not Story.objects.get().happenings.exists()


def test_what_later_pages_add(import_text, import_stories):
    import_text(THEME_PAGE)
    more = {
        "id": "7", "date": "2020-12", "teaser": PLAN, "url": "https://s.example/plan",
        "links": [{"text": "plan", "href": "https://s.example/pdf"}],
        "happenings": [{"date": "2021-03-17", "text": "17 maart 2021"}],
        "threads": [{"id": "opvang", "title": {"nl": "Opvang"}}],
    }  # fmt: skip
    report = import_stories(more)
    assert (report.new, report.changed) == (0, 1)
    story = story_of(PLAN)
    assert (story.external_id, story.url) == ("7", "https://s.example/plan")
    assert story.links == more["links"]
    assert story.happenings.get().date == "2021-03-17"
    assert story.thread_entries.get().thread.titles == {"nl": "Opvang"}


def test_a_title_that_is_none_loses_no_letter(import_stories):
    title = "Een titel zonder einde " * 40
    for source in ("a", "b"):
        report = import_stories({"id": "1", "title": title, "teaser": PLAN}, source=source)
        assert report.complete
    assert report.same == 1
    text = Text.objects.get()
    assert (text.title, text.teaser) == ("", f"{title}\n\n{PLAN}")


def test_a_dry_run_stores_nothing(import_stories, tmp_path):
    files = []
    for name in ("a", "b"):
        files.append(tmp_path / f"{name}.jsonl")
        story = {"id": name, "teaser": f"{PLAN} {name}", "keywords": ["nooit gezien"]}
        files[-1].write_text(json.dumps(story))
    before = Concept.objects.count()
    results = list(import_files(files, Options(dry_run=True)))
    assert [result.report.new for result in results] == [1, 1]
    assert not Story.objects.exists()
    assert not Capture.objects.exists()
    assert Concept.objects.count() == before


def test_a_source_name_that_cannot_be_kept(archive, tmp_path):
    for name in ("x" * 201, "a\x00b"):
        with pytest.raises(BadOption, match="--source"):
            list(import_files([tmp_path / "a.txt"], Options(source=name)))


def test_a_long_file_name_is_a_source(import_file, tmp_path):
    file = tmp_path / f"{'n' * 245}.txt"
    file.write_text(THEME_PAGE)
    assert import_file(file, format=Format.LISTING).new == 2


# --- words without a concept ----------------------------------------------------------------


def provisional() -> dict[str, str]:
    found = Concept.objects.filter(provisional=True)
    return {concept.id: concept.label("nl") for concept in found}


def test_an_unknown_word_becomes_a_provisional_concept(import_stories):
    import_stories(
        {"id": "1", "teaser": PLAN, "keywords": ["Zeer éigen woord", "zeer EIGEN  woord"]},
        {"id": "2", "teaser": STUDY, "keywords": ["ZEER EIGEN WOORD"]},
        {"id": "2", "teaser": STUDY, "themes": ["Zeer eigen woord"]},
    )
    assert provisional() == {
        "zeer-eigen-woord": "Zeer éigen woord",
        "zeer-eigen-woord-2": "Zeer eigen woord",
    }, "a theme and a keyword are two concepts, two writings are one"
    assert Tag.objects.filter(concept="zeer-eigen-woord").count() == 2
    again = {"id": "3", "teaser": "Een derde bericht.", "keywords": ["zeer eigen woord"]}
    import_stories(again, source="other")
    assert Tag.objects.filter(concept="zeer-eigen-woord").count() == 3
    assert len(provisional()) == 2
    work = {f.where for f in examine() if f.kind == "provisional"}
    assert work == {"concept zeer-eigen-woord", "concept zeer-eigen-woord-2"}


def test_a_word_that_two_concepts_claim_stays_provisional(import_stories):
    for name in ("one", "two"):
        concept = Concept.objects.create(id=f"claims-{name}", scheme="topics")
        concept.labels.create(language="en", form="pref", text="Claimed")
        concept.save()
    for source in ("a", "b"):
        report = import_stories({"id": "1", "teaser": PLAN, "keywords": ["claimed"]}, source=source)
    assert provisional() == {"claimed": "claimed"}
    assert (report.same, report.changed) == (1, 0)


def test_a_type_among_the_themes_is_a_type(import_text):
    import_text(f"mei 2020\n\n{PLAN}\nMain theme: Ad Hoc Queries, Return & Readmission\n")
    story = story_of(PLAN)
    assert story.kind_id == "ad-hoc-queries"
    assert tags(story) == {("theme", "return-readmission"): "stated"}


@pytest.mark.parametrize(
    "printed",
    [
        "Return & Readmission",
        "RETURN & READMISSION",
        "Terugkeer & Readmissie",
        "return-readmission",
    ],
)
def test_a_theme_in_any_language_and_case(import_stories, printed):
    import_stories({"id": "1", "teaser": PLAN, "themes": [printed]})
    assert tags(Story.objects.get()) == {("theme", "return-readmission"): "stated"}


def test_a_tag_by_an_id_of_another_vocabulary(import_stories):
    theme = {"id": "elsewhere-9", "label": "Terugkeer & Readmissie", "state": "accepted"}
    word = {"id": "elsewhere-10", "label": "Zeer eigen", "state": "rejected"}
    import_stories({"id": "1", "teaser": PLAN, "themes": [theme], "keywords": [word]})
    assert tags(Story.objects.get()) == {
        ("theme", "return-readmission"): "accepted",
        ("keyword", "zeer-eigen"): "rejected",
    }


# --- cost -----------------------------------------------------------------------------------


def test_queries_do_not_grow_with_the_batch(import_stories):
    def queries(count: int, source: str, first: int = 0) -> int:
        stories = (
            {
                "id": f"{n}",
                "date": "2020",
                "teaser": f"Bericht {n} {PLAN}",
                "language": "nl",
                "keywords": [f"woord {n}", "Fedasil"],
                "threads": [{"id": f"t{n}", "title": {"nl": "T"}}],
                "happenings": [{"date": "2021", "text": "t"}],
            }
            for n in range(first, first + count)
        )
        with CaptureQueriesContext(connection) as seen:
            import_stories(*stories, source=source)
        return len(seen)

    # SQLite takes so many values in one statement: some rows go in by tens.
    assert queries(300, "many") < 60
    assert queries(300, "again") < 60, "what is known already costs no more"
