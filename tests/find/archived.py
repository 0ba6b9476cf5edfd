"""Stories written straight into the archive, with their line in the log, and what the index has."""

from __future__ import annotations

from collections.abc import Iterable

from kroniek.archive.actions.log import record_story
from kroniek.archive.models import Story, Tag, Text
from kroniek.find import place, query_from, search
from kroniek.find.clauses import Everything
from kroniek.records import Page


def write(
    title: str,
    *,
    language: str = "nl",
    date: str = "2020",
    tags: Iterable[tuple[str, str, str]] = (),
    live: bool = True,
    kind: str | None = None,
    texts: Iterable[tuple[str, str]] = (),
) -> Story:
    """A story; `tags` are (concept, role, state), `texts` further (language, title) of it."""
    made = Story(language=language, live=live, kind_id=kind)
    made.set_date(date)
    made.save()
    for code, words in ((language, title), *texts):
        Text.objects.create(story=made, language=code, title=words)
    for concept, role, state in tags:
        Tag.objects.create(story=made, concept_id=concept, role=role, state=state)
    record_story(made.pk, "story.created", by=None)
    return made


def rewrite(story: Story, title: str) -> None:
    text = story.texts.get(language=story.language)
    text.title = title
    text.save()
    record_story(story.pk, "story.changed", by=None)


def ask(q: str = "", *, drafts: bool = False, **filters: str | list[str]) -> Page:
    values = {name: [v] if isinstance(v, str) else v for name, v in filters.items()}
    return search(query_from(values | {"q": [q]}, limit=None, drafts=drafts))


def found(q: str = "", *, drafts: bool = False, **filters: str | list[str]) -> set[int]:
    """The stories that a query gives; each once."""
    hits = [hit.story for hit in ask(q, drafts=drafts, **filters).hits]
    assert len(hits) == len(set(hits))
    return set(hits)


def indexed() -> list[int]:
    """All that the index holds, as often as it holds it."""
    return sorted(story for story, _ in place.opened().engine.newest(Everything(), None).stories)


def stored() -> list[int]:
    return sorted(Story.objects.values_list("pk", flat=True))


def as_a_new_process() -> None:
    """Forget what this process has open."""
    place._open = place._stamp = None
