"""Checking the index against the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kroniek.archive.doctor import Finding
from kroniek.archive.models import Story, Text
from kroniek.find import follow, follow_meaning, likeness, place
from kroniek.find.clauses import Everything
from kroniek.records import KroniekError


def examine_index() -> Iterator[Finding]:
    """What is wrong with the index: missing, damaged, of another version, behind, not the same."""
    try:
        opened = place.opened()
        indexed = Counter(s for s, _ in opened.engine.newest(Everything(), None).stories)
    except KroniekError as error:
        yield Finding("index", error.where or str(place.home()), error.what, error.advice)
        return
    except (OSError, ValueError) as error:
        yield Finding("index", str(place.home()), f"it cannot be read ({error})", place.REBUILD)
        return
    if behind := follow.status().behind:
        what = f"{behind} changes are not in it yet"
        advice = "`kroniek serve` follows by itself; or run `kroniek index follow`."
        yield Finding("index", str(place.home()), what, advice)
        return
    yield from _differences(indexed)
    yield from _vectors()


def _differences(indexed: Counter[int]) -> Iterator[Finding]:
    stored = set(Story.objects.values_list("pk", flat=True))
    twice = {story for story, times in indexed.items() if times > 1}
    for what, stories in (
        ("lacks", stored - indexed.keys()),
        ("still holds", indexed.keys() - stored),
        ("holds more than once", twice),
    ):
        if stories:
            some = ", ".join(map(str, sorted(stories)[:5]))
            what = f"it {what} {len(stories)} stories ({some} ...)"
            yield Finding("index", str(place.home()), what, place.REBUILD)


def _vectors() -> Iterator[Finding]:
    """Vectors may be behind for long: nothing is wrong with that."""
    try:
        likeness.embedder()
        waiting, count = follow_meaning.waiting(), follow_meaning.count()
    except KroniekError as error:
        yield Finding("index", error.where or "vectors", error.what, error.advice)
        return
    worded = Text.objects.exclude(title="", teaser="", body="").values("story").distinct().count()
    if likeness.embedder() and (waiting or count < worded):
        what = f"{max(waiting, worded - count)} stories may lack vectors ({count} have them)"
        yield Finding(
            "vectors",
            str(place.home()),
            what,
            "`kroniek serve` computes them; so does `kroniek index rebuild`.",
        )
