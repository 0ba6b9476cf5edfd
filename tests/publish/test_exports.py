"""What goes out: letter for letter what came in, or the same stories when it is read again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kroniek.archive.models import Capture, Concept, Sighting, Source, Story, Thread
from kroniek.records import Format

ROOT = Path(__file__).resolve().parent.parent.parent
LISTINGS = sorted((ROOT / "tests/data/listing").glob("*.txt"))
PAGES = sorted((ROOT / "demo/pages").glob("*.txt"))
SEEDS = sorted((ROOT.parent / "shared/seeds").glob("*.txt"))
DEMO = sorted((ROOT / "demo").glob("*.jsonl"))


def text_of(file: Path) -> str:
    """The text of a page; UTF-16 pages say so by their mark."""
    data = file.read_bytes()
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return data.decode("utf-16" if wide else "utf-8")


# --- letter for letter ----------------------------------------------------------------------


@pytest.mark.parametrize("file", [*LISTINGS, *PAGES, *SEEDS], ids=lambda file: file.stem)
def test_a_listing_comes_out_as_it_went_in(import_file, exported, file):
    import_file(file, format=Format.LISTING)
    assert exported("listing", labels="found").rstrip("\n") == text_of(file).rstrip("\n")


@pytest.mark.skipif(not SEEDS, reason="the seed pages are not on this machine")
def test_the_seed_page_in_its_own_language(import_file, exported):
    report = import_file(SEEDS[0])
    assert report.complete
    assert report.found == report.new == Story.objects.count()
    assert exported("listing", labels="found", ui="nl").encode() == SEEDS[0].read_bytes()


def test_pages_of_several_sources_each_come_out(import_file, exported):
    files = [*LISTINGS, *PAGES]
    for file in files:
        import_file(file, format=Format.LISTING)
    for file in files:
        page = exported("listing", labels="found", source=[file.stem])
        assert page.rstrip("\n") == text_of(file).rstrip("\n"), file.stem


def test_what_was_not_read_comes_out_too(import_text, exported):
    page = "Home | News\n\nThe newest\n\ndecember 2020\n\nA plan for reception.\n\n« 1 2 3 »\n"
    report = import_text(page)
    assert report.unread
    assert exported("listing", labels="found", source=["page"]) == page


def test_the_newest_page_of_a_source_comes_out(import_text, exported):
    first, second, third = (
        f"{month}\n\nEen bericht over {theme}.\n"
        for month, theme in (("mei 2020", "opvang"), ("juni 2020", "visa"), ("juli 2020", "werk"))
    )
    import_text(f"{second}\n{first}", source="list")
    import_text(f"{third}\n{second}", source="list")
    assert exported("listing", labels="found", source=["list"]) == f"{third}\n{second}"
    older = exported("listing", labels="found", source=["list"], to=["2020-05"], ui="nl")
    assert older == first, "what fell off the page is not lost"


def test_filters_leave_out_what_does_not_match(import_text, exported):
    page = (
        "maart 2021\n\nEen bericht over opvang.\nHoofdthema: Reception\n\n"
        "mei 2020\n\nEen bericht over terugkeer.\nHoofdthema: Return & Readmission\n"
    )
    import_text(page)
    assert exported("listing", labels="found", theme=["reception"]) == page.partition("mei")[0]


def test_a_table_is_printed_behind_the_pages(import_text, import_stories, exported):
    page = "maart 2021\n\nEen bericht over opvang.\n"
    import_text(page)
    import_stories({"date": "2020-05-03", "teaser": "Een ander bericht.", "keywords": ["huis"]})
    out = exported("listing", labels="found", ui="nl")
    assert out == f"{page}\n3 mei 2020\n\nEen ander bericht.\nTrefwoorden: huis\n"


# --- the same stories when read again -------------------------------------------------------


def stories(*, ids: bool = True) -> list[dict[str, object]]:
    """All stories, with what must survive; without keys, positions and times."""
    return sorted((_told(story, ids=ids) for story in Story.objects.all()), key=repr)


def _told(story: Story, *, ids: bool) -> dict[str, object]:
    texts = {t.language: (t.title, t.teaser, t.body) for t in story.texts.all()}
    return {
        "date": story.date,
        "kind": story.kind_id,
        "language": story.language,
        "url": story.url,
        "links": story.links,
        "texts": texts,
        "tags": sorted(story.tags.values_list("role", "concept", "state")),
        "happenings": sorted(story.happenings.values_list("date", "text")),
        "threads": [(e.thread_id, e.thread.titles) for e in story.thread_entries.all()],
        "id": story.external_id if ids else "",
    }


def forget_everything() -> None:
    """A fresh archive: the vocabulary stays, what imports made goes."""
    for model in (Sighting, Story, Thread, Capture, Source):
        model.objects.all().delete()
    Concept.objects.filter(provisional=True).delete()


@pytest.fixture
def demo(import_file):
    for file in DEMO:
        import_file(file)


def test_json_lines_read_back_as_the_same_stories(demo, import_text, exported):
    before, out = stories(), exported("jsonl")
    forget_everything()
    report = import_text(out, format="jsonl")
    assert report.complete
    assert report.new == len(before)
    assert stories() == before
    assert import_text(out, format="jsonl", source="again").changed == 0


def test_json_lines_keep_what_people_said(import_stories, import_text, exported):
    import_stories({"date": "2020", "teaser": "A plan.", "themes": ["Reception", "Borders & Visa"]})
    story = Story.objects.get()
    story.tags.filter(concept="reception").update(state="rejected")
    story.tags.filter(concept="borders-visa").update(state="accepted")
    before, out = stories(ids=False), exported("jsonl")
    forget_everything()
    import_text(out, format="jsonl")
    assert stories(ids=False) == before


def test_json_lines_of_pages_read_back(import_file, import_text, exported):
    for file in PAGES:
        import_file(file)
    before, out = stories(ids=False), exported("jsonl")
    forget_everything()
    import_text(out, format="jsonl")
    assert stories(ids=False) == before


def test_a_word_that_no_concept_bears_keeps_its_id(import_stories, import_text, exported):
    import_stories({"teaser": "A plan.", "keywords": ["Zeer Eigen Woord", "Réception"]})
    before, out = stories(ids=False), exported("jsonl")
    forget_everything()
    import_text(out, format="jsonl")
    assert stories(ids=False) == before


def test_csv_reads_back_as_the_same_stories(demo, import_text, exported):
    def told() -> list[object]:
        kept = ("date", "kind", "url", "texts", "id")
        tags = [{(role, concept) for role, concept, state in told["tags"]} for told in stories()]
        return [[told[name] for name in kept] for told in stories()] + tags

    before, out = told(), exported("csv")
    forget_everything()
    report = import_text(out, format="csv")
    assert report.complete
    assert told() == before


def test_csv_is_rfc_4180(import_stories, exported):
    import_stories({"title": 'He said "no"; then, yes', "teaser": "one\ntwo", "date": "2020"})
    out = exported("csv")
    rows = list(csv.reader(io.StringIO(out, newline="")))
    assert out.endswith("\r\n")
    assert len(rows) == 2
    record = dict(zip(*rows, strict=True))
    assert (record["title"], record["teaser"]) == ('He said "no"; then, yes', "one\ntwo")


@pytest.mark.parametrize("ui", ["nl", "fr", "de", "en"])
def test_a_listing_with_vocabulary_labels_reads_back(import_file, import_text, exported, ui):
    for file in PAGES:
        import_file(file)
    before = _known(stories())
    out = exported("listing", labels="vocabulary", ui=ui)
    report = import_text(out, source="again")
    assert report.new == 0, [Story.objects.get(pk=pk) for pk in report.stories]
    assert _known(stories()) == before


def _known(told: list[dict[str, object]]) -> list[object]:
    return [
        (one["date"], one["texts"], {(role, concept) for role, concept, _ in one["tags"]})
        for one in told
    ]


@pytest.mark.parametrize("ui", ["nl", "en"])
def test_an_html_page_reads_back(import_file, import_text, exported, ui):
    for file in PAGES:
        import_file(file)
    before = _known(stories())
    report = import_text(exported("html", ui=ui), source="again", format="html")
    assert report.new == 0
    assert _known(stories()) == before


def test_nothing_that_was_imported_runs(import_stories, exported):
    evil = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    import_stories(
        {
            "title": evil,
            "teaser": evil,
            "keywords": [evil],
            "url": "javascript:alert(1)",
            "links": [{"text": "<script>", "href": "javascript:alert(1)"}],
        }
    )
    out = exported("html")
    assert "<script" not in out
    assert "<img" not in out
    assert "javascript:" not in out


@pytest.mark.parametrize("format", ["listing", "html", "jsonl", "csv"])
def test_an_empty_archive_is_written_too(archive, exported, format):
    out = exported(format)
    assert "Traceback" not in out
    assert (out == "") is (format in ("listing", "jsonl"))


def test_json_has_every_key_of_the_contract(import_stories, exported):
    import_stories({"id": "x", "date": "2020-12", "teaser": "A plan.", "themes": ["Reception"]})
    (line,) = exported("jsonl").splitlines()
    told = json.loads(line)
    assert set(told) >= {
        "id", "external_id", "date", "precision", "kind", "language", "title", "teaser", "body",
        "url", "links", "texts", "themes", "keywords", "happenings", "sightings",
    }  # fmt: skip
    assert told["themes"] == [{"id": "reception", "label": "Reception", "state": "stated"}]
    (sighting,) = told["sightings"]
    assert set(sighting) >= {"source", "position", "date_found", "labels_found", "raw"}
    assert set(sighting["labels_found"]) == {
        "theme", "keywords", "type", "geography", "commissioner", "event"
    }  # fmt: skip


def test_queries_do_not_grow_with_the_stories(import_stories, exported):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            exported("jsonl")
        return len(seen)

    import_stories({"id": "0", "teaser": "A plan.", "keywords": ["a"]})
    few = queries()
    import_stories(
        *({"id": str(n), "teaser": f"Plan {n}.", "keywords": [f"k{n}"]} for n in range(30))
    )
    assert queries() == few
