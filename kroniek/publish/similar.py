"""Stories like a story, as its page lists them: compact, each with what they share."""

from __future__ import annotations

from dataclasses import dataclass

from kroniek import find
from kroniek.archive import stories
from kroniek.archive.models import Story
from kroniek.publish.cards import DateShown, shown_date, story_href
from kroniek.publish.reasons import called, reasons
from kroniek.publish.words import Word, headline_of, word

_MOST = 5


@dataclass(frozen=True, slots=True)
class SimilarShown:
    """`shared` are the concepts that both bear; empty where it is the meaning that is alike."""

    date: DateShown
    headline: Word
    href: str
    shared: tuple[Word, ...]


def similar(story: Story, ui: str) -> tuple[SimilarShown, ...]:
    hits = find.more_like_this(story.pk, ui=ui, limit=_MOST)
    by_id = {hit.story: hit for hit in hits}
    names = called(hits, ui)
    return tuple(
        SimilarShown(
            shown_date(other.date, ui),
            _headline(other, ui),
            story_href(other, ui),
            tuple(
                named.word
                for reason in reasons(by_id[other.pk].why, (), names, ui)
                for named in reason.names
            ),
        )
        for other in stories.load(list(by_id))
        if other.live
    )


def _headline(story: Story, ui: str) -> Word:
    text = story.best_text(ui)
    return word(headline_of(text), text.language, ui) if text else Word(headline_of(None))
