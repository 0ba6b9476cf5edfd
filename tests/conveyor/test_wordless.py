"""Items of a list that have a date and labels, and no words: stories all the same."""

from kroniek.archive.models import Story

PAGE = """maart 2021

Hoofdthema: Reception
Trefwoorden: Fedasil

maart 2021

Hoofdthema: Integration

februari 2021
"""


def test_they_are_stories_with_their_tags(import_text):
    report = import_text(PAGE)
    assert (report.found, report.new, report.refused) == (3, 3, 0)
    tagged = [sorted(tag.concept_id for tag in story.tags.all()) for story in Story.objects.all()]
    assert tagged == [["fedasil", "reception"], ["integration"], []]


def test_they_are_known_again_on_another_page(import_text):
    import_text(PAGE)
    again = import_text("februari 2022\n\nIets nieuws, dat hier nog niet stond.\n\n" + PAGE)
    assert (again.new, again.same) == (1, 3)


def test_they_come_out_as_they_went_in(import_text, exported):
    import_text(PAGE)
    assert exported("listing", labels="found", ui="nl") == PAGE
