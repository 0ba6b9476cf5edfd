"""`kroniek serve`: what it does beside serving."""

import contextlib
import datetime as dt
import threading

import pytest
from django.utils import timezone

from kroniek.archive.models import Change, Story
from kroniek.cli import attendant, serve


class Over(Exception):
    """Ends a loop that has no end."""


@pytest.fixture
def one_minute(monkeypatch):
    """The clock stops the first time it is asked to wait."""

    def stop(seconds):
        assert seconds == 60
        raise Over

    monkeypatch.setattr(attendant.time, "sleep", stop)


def test_what_is_planned_for_now_is_published(import_stories, one_minute):
    import_stories({"id": "1", "title": "Planned", "teaser": "A story planned for this minute."})
    story = Story.objects.get()
    story.live, story.go_live_at = False, timezone.now() + dt.timedelta(seconds=0.5)
    story.save_revision().publish()
    assert not Story.objects.get().live
    threading.Event().wait(0.6)

    with pytest.raises(Over):
        attendant._keep_time()

    assert Story.objects.get().live
    assert Change.objects.filter(action="story.published", machine="schedule").exists()


def test_a_fault_is_told_and_the_clock_goes_on(db, one_minute, monkeypatch, capsys):
    def busy(*words, **options):
        from django.db import OperationalError

        raise OperationalError("database is locked")

    monkeypatch.setattr("kroniek.archive.actions.editing.call_command", busy)
    with pytest.raises(Over):
        attendant._keep_time()
    assert "in use by another program" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("::", "127.0.0.1")],
)
def test_the_host_as_an_address_names_it(host, shown):
    assert serve._shown(host) == shown


@pytest.mark.parametrize("given", ["http://x.example/", "http://x.example"])
def test_the_desks_address_has_one_slash(settings, monkeypatch, capsys, given):
    settings.SITE_URL = given.rstrip("/")
    monkeypatch.setenv("KRONIEK_SITE_URL", given)
    for name in ("_check_free", "open_archive", "_collect_static", "_serve"):
        monkeypatch.setattr(serve, name, lambda *_: None)
    monkeypatch.setattr(serve, "attended", contextlib.nullcontext)
    monkeypatch.setattr("kroniek.edit.access.first_login", lambda address: f"{address}/once")
    serve.serve_command(host="127.0.0.1", port=8000, workers=1)
    said = capsys.readouterr().out
    assert "at http://x.example/ and its desk at http://x.example/admin/" in said
    assert "http://x.example/once" in said
