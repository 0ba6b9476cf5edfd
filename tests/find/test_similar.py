"""More like this: what two stories share, the rarer the more telling."""

from __future__ import annotations

import pytest

from kroniek.archive.models import Story, Tag, Thread, ThreadEntry
from kroniek.find.similar import more_like_this
from tests.publish.made import keyword, story, tag


@pytest.fixture
def crowd(archive):
    """Ten stories under one theme, so that it tells little."""
    keyword("rare", "en", "Rare")
    keyword("rarer", "en", "Rarer")
    return [story(themes=["asylum"], date=f"2020-01-{day:02}") for day in range(1, 11)]


def like(one: Story, **more: object) -> list[int]:
    return [hit.story for hit in more_like_this(one.pk, **more)]


def test_the_rarer_what_is_shared_the_better(crowd):
    one = story(themes=["asylum"], keywords=["rare", "rarer"])
    both = story(keywords=["rare", "rarer"])
    single = story(keywords=["rare"])
    assert like(one)[:2] == [both.pk, single.pk]
    assert not set(like(one)) & {other.pk for other in crowd}, "a theme of all is no likeness"


def test_it_says_why_in_the_readers_words(archive):
    one, other = (story(keywords=["voluntary-return"]) for _ in range(2))
    story()
    (hit,) = more_like_this(one.pk, ui="nl")
    assert hit.story == other.pk
    assert [(w.matched, w.text, w.concept) for w in hit.why] == [
        ("tag", "Vrijwillige terugkeer", "voluntary-return")
    ]


def test_of_equals_the_newer_and_no_more_than_asked_for(archive):
    one = story(keywords=["voluntary-return"])
    old = story(keywords=["voluntary-return"], date="2001")
    new = story(keywords=["voluntary-return"], date="2025")
    story()
    assert like(one) == [new.pk, old.pk]
    assert like(one, limit=1) == [new.pk]


def test_only_what_readers_may_see_counts(archive):
    one = story(keywords=["voluntary-return"])
    story(keywords=["voluntary-return"], live=False)
    suggested, rejected = story(), story()
    tag(suggested, "voluntary-return", state="suggested")
    tag(rejected, "voluntary-return", state="rejected")
    assert like(one) == []
    Tag.objects.filter(story=suggested).update(state="accepted")
    assert like(one) == [suggested.pk]


def test_the_stories_of_its_thread_stand_on_its_page_already(archive):
    one, before, other = (story(keywords=["voluntary-return"]) for _ in range(3))
    story()
    thread = Thread.objects.create(titles={"en": "T"})
    for member in (one, before):
        ThreadEntry.objects.create(thread=thread, story=member, state="stated")
    assert like(one) == [other.pk]


def test_a_story_that_is_about_nothing_is_like_none(archive):
    one = story()
    story()
    assert like(one) == []
    assert more_like_this(10**9) == ()


def test_a_concept_in_two_roles_counts_once(archive):
    one = story(keywords=["voluntary-return"])
    twice = story(keywords=["voluntary-return"], themes=["voluntary-return"])
    story()
    (hit,) = more_like_this(one.pk)
    assert (hit.story, hit.score, len(hit.why)) == (twice.pk, 1.0, 1)


def test_where_it_happened_says_less_than_what(archive):
    one = story(keywords=["voluntary-return", "belgium"])
    there, alike = story(keywords=["belgium"]), story(keywords=["voluntary-return"])
    story()
    hits = {hit.story: hit.score for hit in more_like_this(one.pk)}
    assert hits[alike.pk] == pytest.approx(2 * hits[there.pk])
