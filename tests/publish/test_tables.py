"""The list as a file to take along: all of it, and nothing that readers may not see."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kroniek.archive.models import Capture, Sighting, Source
from kroniek.archive.models.story import State
from tests.publish.made import story, tag

pytestmark = pytest.mark.django_db


def body(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def records(client, **filters):
    text = body(client.get("/nl/news.jsonl", filters))
    return [json.loads(line) for line in text.splitlines()]


def seen(made, file):
    source = Source.objects.create(name="a page")
    capture = Capture.objects.create(source=source, key="k", file=file, format="listing", ui="nl")
    Sighting.objects.create(
        story=made, capture=capture, position=1, line=1, raw="december 2020", labels={}
    )


def test_all_stories_that_the_filters_choose(archive, client):
    for n in range(1, 250):
        story(date=f"{1700 + n}")
    story(date="2024", themes=["reception"])
    assert [r["date"] for r in records(client)][:2] == ["2024", "1949"]
    assert len(records(client)) == 250
    assert [r["date"] for r in records(client, theme="reception")] == ["2024"]


def test_the_table_reads_back(archive, client):
    story(texts={"nl": ('Een "titel", met\nalles', "Toelichting é")}, themes=["reception"])
    response = client.get("/nl/news.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="kroniek-nl.csv"'
    (row,) = csv.DictReader(io.StringIO(body(response), newline=""))
    assert (row["title"], row["themes"]) == ('Een "titel", met\nalles', "Opvang")
    assert row["teaser_nl"] == "Toelichting é"


def test_only_what_readers_may_see(archive, client):
    made = story()
    story(texts={"en": ("Draft", "…")}, live=False)
    tag(made, "reception", role="theme", state=State.SUGGESTED)
    tag(made, "integration", role="theme", state=State.REJECTED)
    tag(made, "statelessness", role="theme", state=State.ACCEPTED)
    seen(made, "/home/someone/private/page.txt")
    (record,) = records(client)
    assert [t["id"] for t in record["themes"]] == ["statelessness"]
    assert record["sightings"][0]["file"] == "page.txt"
    assert record["sightings"][0]["raw"] == "december 2020"
    (row,) = csv.DictReader(io.StringIO(body(client.get("/en/news.csv"))))
    assert row["themes"] == "Statelessness"


def test_a_filter_that_means_nothing_is_refused(archive, client):
    assert client.get("/nl/news.csv", {"theme": "cheese"}).status_code == 400
    assert client.get("/nl/news.jsonl", {"state": "suggested"}).status_code == 400
