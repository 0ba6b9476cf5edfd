"""`kroniek serve`: what it does beside serving."""

import datetime as dt
import threading

import pytest
from django.utils import timezone

from kroniek.archive.models import Change, Story
from kroniek.cli import serve


class Over(Exception):
    """Ends a loop that has no end."""


@pytest.fixture
def one_minute(monkeypatch):
    """The clock stops the first time it is asked to wait."""

    def stop(seconds):
        assert seconds == 60
        raise Over

    monkeypatch.setattr(serve.time, "sleep", stop)


def test_what_is_planned_for_now_is_published(import_stories, one_minute):
    import_stories({"id": "1", "title": "Planned", "teaser": "A story planned for this minute."})
    story = Story.objects.get()
    story.live, story.go_live_at = False, timezone.now() + dt.timedelta(seconds=0.5)
    story.save_revision().publish()
    assert not Story.objects.get().live
    threading.Event().wait(0.6)

    with pytest.raises(Over):
        serve._keep_time()

    assert Story.objects.get().live
    assert Change.objects.filter(action="story.published", machine="schedule").exists()


def test_a_fault_is_told_and_the_clock_goes_on(db, one_minute, monkeypatch, capsys):
    def busy(*words, **options):
        from django.db import OperationalError

        raise OperationalError("database is locked")

    monkeypatch.setattr("kroniek.archive.actions.editing.call_command", busy)
    with pytest.raises(Over):
        serve._keep_time()
    assert "in use by another program" in capsys.readouterr().err
