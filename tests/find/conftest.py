"""For the tests of the index: the vocabulary is read once, since its matcher takes a second."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def _read_once(django_db_setup, django_db_blocker):
    """The vocabulary as it was loaded, with its matcher made."""
    from kroniek.archive import changes
    from kroniek.find import vocabulary

    with django_db_blocker.unblock():
        known = vocabulary._read(changes.last_of_vocabulary())
        assert known.matcher.in_text("Frontex", "en")
        assert known.index is not None
        assert known.tree.above(["reception"])
        return known


@pytest.fixture
def quick_vocabulary(_read_once, monkeypatch, settings):
    """As long as a test leaves the vocabulary alone, it need not be read anew; and no vectors."""
    settings.KRONIEK_EMBEDDER = "off"
    from kroniek.find import vocabulary

    read = vocabulary._read
    monkeypatch.setattr(
        vocabulary, "_read", lambda state: _read_once if state == _read_once.state else read(state)
    )
