"""Files under an asynchronous server.

A module of its own: the test commits, so that another thread sees its stories, and leaves an
empty database behind. Tests that commit are run last, and with them their whole module.
"""

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from tests.publish.made import story


@pytest.mark.django_db(transaction=True)
def test_an_asynchronous_server_sends_it_in_parts():
    story_count = 450
    for n in range(story_count):
        story(date=f"{1500 + n}", kind="")

    @async_to_sync
    async def parts():
        response = await AsyncClient().get("/nl/news.jsonl")
        return [part async for part in response.streaming_content]

    got = parts()
    assert len(got) == 3
    assert sum(part.count(b"\n") for part in got) == story_count
