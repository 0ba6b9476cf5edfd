"""Synthetic stories -> documents: printed labels become concepts, as an import does it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.search_peers.records import Document
from kroniek.archive import skos
from kroniek.folding import label_key
from kroniek.records import TagRole
from kroniek.understand import ConceptIndex

VOCABULARY = Path(__file__).resolve().parents[2] / "vocabulary"

Story = Mapping[str, Any]


class Labels:
    """What printed labels mean, and which concepts are broader."""

    def __init__(self) -> None:
        found = skos.records(skos.parse(VOCABULARY))
        self._index = ConceptIndex(label for record in found for label in record.labels)
        self._broader = {record.id: record.broader for record in found}
        self.concepts = cache(self._concepts)

    def _concepts(self, printed: str, role: TagRole) -> tuple[str, ...]:
        """The concept that a printed word means, and all that are broader.

        The word itself where no concept bears it.
        """
        label = self._index.resolve(printed, role)
        return tuple(self._upwards(label.concept if label else label_key(printed)))

    def _upwards(self, concept: str) -> Iterator[str]:
        yield concept
        for broader in self._broader.get(concept, ()):
            yield from self._upwards(broader)


@cache
def _labels() -> Labels:
    """Read once a process: the vocabulary takes seconds."""
    return Labels()


def documents(stories: Iterable[Story]) -> Iterator[Document]:
    labels = _labels()
    for number, story in enumerate(stories, 1):
        yield _document(number, story, labels)


def _document(number: int, story: Story, labels: Labels) -> Document:
    printed = [*story.get("themes", ()), *story.get("keywords", ())]
    return Document(
        id=number,
        texts={
            text["language"]: (text["title"], _rest(text, () if index else printed))
            for index, text in enumerate(story["texts"])
        },
        theme=_all_of(story.get("themes", ()), TagRole.THEME, labels),
        keyword=_all_of(story.get("keywords", ()), TagRole.KEYWORD, labels),
        kind=story["kind"],
        year=int(story["date"][:4]) if story.get("date") else None,
    )


def _all_of(printed: Iterable[str], role: TagRole, labels: Labels) -> tuple[str, ...]:
    """Each concept once: choosing a broader one finds the narrower, as it does with us."""
    return tuple(
        dict.fromkeys(concept for word in printed for concept in labels.concepts(word, role))
    )


def _rest(text: Mapping[str, str], printed: Iterable[str]) -> str:
    return "\n".join([text["teaser"], *filter(None, [text.get("body")]), *printed])


# --- files ----------------------------------------------------------------------------------


def write(place: Path, stories: Iterable[Story]) -> None:
    """The documents as JSON Lines."""
    with place.open("w", encoding="utf-8") as file:
        for document in documents(stories):
            file.write(json.dumps(document.as_dict(), ensure_ascii=False) + "\n")


def read(place: Path) -> Iterator[Document]:
    with place.open(encoding="utf-8") as rows:
        for row in rows:
            yield Document.from_dict(json.loads(row))
