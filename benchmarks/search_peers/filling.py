"""Our archive filled straight: a story's rows as an import writes them, and nothing else.

No look-up of what is there, no sightings, fingerprints or change log: what is measured on such an
archive is its index and its search, which read stories, texts and tags alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from kroniek.cli.setup import open_archive
from kroniek.folding import label_key
from kroniek.records import Tagging, TagRole, TagState

_BATCH = 2_000
_ROLES = {TagRole.THEME: "themes", TagRole.KEYWORD: "keywords"}

Raw = Mapping[str, Any]


def fill(file: Path) -> None:
    """Put a file of synthetic stories into the archive that KRONIEK_HOME names."""
    open_archive()
    from django.db import transaction

    concepts = _Concepts()
    with file.open(encoding="utf-8") as rows:
        while batch := [json.loads(row) for row in islice(rows, _BATCH)]:
            with transaction.atomic():
                _store(batch, concepts)


class _Concepts:
    """Printed label -> concept id; a word that no concept bears gets a provisional one."""

    def __init__(self) -> None:
        from kroniek.conveyor import concept_index

        self._index = concept_index()
        self._known: dict[tuple[TagRole, str], str] = {}

    def learn(self, printed: Iterable[tuple[TagRole, str]]) -> None:
        """Look up, or make, whatever is new among some printed words."""
        from kroniek.archive.actions.concepts import provisional_concepts

        without: list[Tagging] = []
        new = dict.fromkeys(word for word in printed if word not in self._known)
        for role, word in new:
            label = self._index.resolve(word, role)
            if label:
                self._known[role, word] = label.concept
            else:
                without.append(Tagging(role, word, "", TagState.STATED))
        made = provisional_concepts(without)
        for tag in without:
            self._known[tag.role, tag.label] = made.by_word[tag.role, label_key(tag.label)]
        self._index.add(made.made)

    def of(self, story: Raw) -> Iterable[tuple[TagRole, str, str]]:
        """(role, concept, word) for each concept that a story's labels name, each once."""
        found: dict[tuple[TagRole, str], str] = {}
        for role, word in _printed(story):
            found.setdefault((role, self._known[role, word]), word)
        return ((role, concept, word) for (role, concept), word in found.items())


def _printed(story: Raw) -> Iterable[tuple[TagRole, str]]:
    return ((role, word) for role, key in _ROLES.items() for word in story.get(key, ()))


def _store(batch: Sequence[Raw], concepts: _Concepts) -> None:
    from kroniek.archive.actions.importing import TAG, TEXT
    from kroniek.archive.actions.rows import insert
    from kroniek.archive.models import Story, Tag, Text
    from kroniek.archive.models.story import folded_words

    concepts.learn(word for raw in batch for word in _printed(raw))
    stories = Story.objects.bulk_create(map(_story, batch))
    owned = list(zip(stories, batch, strict=True))
    texts = (
        (story.pk, t["language"], t["title"], t["teaser"], t.get("body", ""),
         folded_words(t["title"], t["teaser"], t.get("body", "")), False)
        for story, raw in owned
        for t in raw["texts"]
    )  # fmt: skip
    insert(Text, TEXT, texts)
    tags = (
        (story.pk, concept, role, TagState.STATED, word, None, "[]")
        for story, raw in owned
        for role, concept, word in concepts.of(raw)
    )
    insert(Tag, TAG, tags)


def _story(raw: Raw) -> Any:
    from kroniek.archive.models import Story

    story = Story(
        external_id=raw["id"],
        kind_id=raw["kind"],
        language=raw["texts"][0]["language"],
        url=raw.get("url", ""),
        links=raw.get("links", []),
        live=True,
    )
    story.set_date(raw.get("date", ""))
    return story
