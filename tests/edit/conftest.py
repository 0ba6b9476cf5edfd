"""What every test at the desk begins with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kroniek.archive.models import Capture, Sighting, Source, Story, Text
from kroniek.archive.models.story import State
from tests.edit.desk import Form, at_the_desk, fields_of, person, tag


@pytest.fixture(autouse=True)
def plain_pages(settings, tmp_path_factory):
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def editor(archive) -> Client:
    return at_the_desk(person("edith", "Editors"))


@pytest.fixture
def moderator(archive) -> Client:
    return at_the_desk(person("mo", "Moderators"))


@pytest.fixture
def superuser(archive) -> Client:
    return at_the_desk(person("root", is_superuser=True))


@pytest.fixture
def story(archive) -> Story:
    """A story found on two pages: one theme stated, one suggested, one keyword."""
    made = Story.objects.create(date="2020-12", language="nl", kind_id="news-item", live=True)
    Text.objects.create(story=made, language="nl", title="Nieuw centrum", teaser="Eén.\n\nTwee. ")
    tag(made, "reception", "theme", State.STATED, label="Opvang")
    tag(made, "borders-visa", "theme", State.SUGGESTED, score=0.7)
    tag(made, "fedasil", "keyword", State.STATED, label="Fedasil")
    source = Source.objects.create(name="page")
    capture = Capture.objects.create(source=source, key="k", file="page.txt", format="listing")
    for position in (1, 2):
        Sighting.objects.create(
            story=made,
            capture=capture,
            position=position,
            line=position * 10,
            raw=f"december 2020\n\nNieuw <b>centrum</b> {position}",
            date_found="december 2020",
            date="2020-12",
            labels={"theme": ["Opvang"]},
        )
    return made


@pytest.fixture
def open_form() -> Callable[..., Form]:
    def open_it(client: Client, url: str) -> Form:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return Form(client, url, fields_of(response.content.decode()))

    return open_it
