"""Stories made by hand, for tests of what is published of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from kroniek.archive.identity import path_print
from kroniek.archive.models import Change, Concept, Fingerprint, Happening, Story, Tag, Text
from kroniek.archive.models.story import State


def story(
    *,
    texts: Mapping[str, Sequence[str]] | None = None,
    date: str = "2024-03-05",
    language: str = "",
    themes: Sequence[str] = (),
    keywords: Sequence[str] = (),
    kind: str = "news-item",
    happenings: Sequence[str] = (),
    url: str = "",
    live: bool = True,
) -> Story:
    """A story as an import stores one. `texts`: language -> (title, teaser, body)."""
    texts = {"en": ("A title", "A teaser.")} if texts is None else texts
    made = Story.objects.create(
        date=date,
        language=language or next(iter(texts), "und"),
        kind_id=kind or None,
        url=url,
        live=live,
        last_published_at=timezone.now() if live else None,
    )
    for code, (title, teaser, *body) in texts.items():
        Text.objects.create(
            story=made, language=code, title=title, teaser=teaser, body="".join(body)
        )
    for role, concepts in (("theme", themes), ("keyword", keywords)):
        for concept in concepts:
            tag(made, concept, role=role)
    for happening in happenings:
        Happening.objects.create(story=made, date=happening, state=State.STATED)
    if url:
        Fingerprint.objects.create(value=path_print(url), story=made)
    changed(made, "story.created")
    return made


def tag(story: Story, concept: str, *, role: str = "keyword", state: State = State.STATED) -> Tag:
    return Tag.objects.create(story=story, concept_id=concept, role=role, state=state)


def changed(story: Story, action: str = "story.changed") -> Change:
    return Change.objects.create(story=story.pk, action=action, machine="test")


def keyword(id: str, language: str, text: str) -> Concept:
    """A provisional keyword with its one label, as printed."""
    made = Concept.objects.create(id=id, scheme="topics", provisional=True)
    made.labels.create(language=language, form="pref", text=text)
    made.save()
    return made
