"""What `kroniek doctor` lists, and when it falls silent again."""

import pytest
from django.contrib.auth import get_user_model

from kroniek.archive.actions.log import record_story
from kroniek.archive.doctor import examine
from kroniek.archive.models import Story
from kroniek.archive.models.story import State

TEASER = "The same announcement, word for word, on two lists of the same site."


@pytest.fixture
def quarrel(import_stories):
    """Two sources date one story differently; its address says that it is one."""
    url = "https://site.example/news/one"
    import_stories({"title": "One", "teaser": TEASER, "date": "2020-03-01", "url": url}, source="a")
    import_stories({"title": "One", "teaser": TEASER, "date": "2020-05-02", "url": url}, source="b")
    return Story.objects.get()


def kinds():
    return sorted(finding.kind for finding in examine())


def test_a_conflict_is_told_until_a_person_has_settled_it(quarrel):
    assert kinds() == ["conflict", "date"]
    person = get_user_model().objects.create(username="editor")
    quarrel.date_state = State.ACCEPTED
    quarrel.save()
    record_story(quarrel.pk, "story.published", by=person)
    assert kinds() == []


def test_a_piece_falls_silent_when_the_mended_page_is_imported(import_text):
    broken = '{"title": "Fine", "teaser": "A line that can be read."}\n{"title": \n'
    import_text(broken, format="jsonl")
    assert kinds() == ["unread"]
    mended = broken.replace('{"title": \n', '{"title": "Mended", "teaser": "Now it can."}\n')
    import_text(mended, format="jsonl")
    assert kinds() == []


def test_a_fault_is_told_from_work(import_stories):
    import_stories({"title": "One", "teaser": TEASER, "keywords": ["a word of nobody's"]})
    findings = list(examine())
    assert [(finding.kind, finding.is_fault) for finding in findings] == [("provisional", False)]
