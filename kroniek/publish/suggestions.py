"""Suggestions as a list shows them: what they are, and what choosing one does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kroniek.archive import stories
from kroniek.publish.cards import story_href
from kroniek.publish.words import Word, word
from kroniek.records import Suggestion

MOST = 8


@dataclass(frozen=True, slots=True)
class SuggestionShown:
    """Choosing it opens `href`, or else searches for `words`."""

    kind: str
    name: str
    word: Word
    matched: Word | None
    href: str = ""
    words: str = ""


def suggestions(found: Sequence[Suggestion], ui: str) -> tuple[SuggestionShown, ...]:
    hrefs = _hrefs(found, ui)
    return tuple(
        SuggestionShown(
            kind=one.kind,
            name=_name(one),
            word=word(one.text, one.language, ui),
            matched=word(one.matched, one.matched_language, ui) if one.matched else None,
            href=hrefs.get(one.id, "") if one.kind == "story" else "",
            words="" if one.kind == "story" else one.text,
        )
        for one in found
        if one.kind != "story" or one.id in hrefs
    )


def _hrefs(found: Sequence[Suggestion], ui: str) -> dict[str, str]:
    ids = [int(one.id) for one in found if one.kind == "story"]
    return {str(s.pk): story_href(s, ui) for s in stories.load(ids) if s.live} if ids else {}


def _name(one: Suggestion) -> str:
    """What kind of thing it is; other words to search for need no name."""
    if one.kind == "story":
        return gettext("Story")
    if one.kind == "spelling":
        return ""
    names = {
        "themes": gettext("Theme"),
        "kinds": gettext("Kind"),
        "organisations": gettext("Organisation"),
        "places": gettext("Place"),
    }
    return names.get(one.scheme, gettext("Keyword"))
