"""For tests of pages: static files under their plain names, and nothing kept from other tests."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def plain_pages(settings, tmp_path_factory):
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    cache.clear()


@pytest.fixture
def page(archive, client):
    """page("/nl/news/") -> the answer's text; a page that does not answer 200 is a failure."""

    def get(address: str, status: int = 200, **headers: str) -> str:
        response = client.get(address, **headers)
        assert response.status_code == status, response
        return response.content.decode()

    return get
