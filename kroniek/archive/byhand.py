"""What a person's hand changed in a story: pure comparison, no database.

    Stand before ──┐
                   ├── decide ──▶ Decision (what to store, what to write into the log)
    Stand after  ──┘

Rule 2 of the house: what a person decided is locked against the machine. So a tag she adds is
*accepted*, one she takes away stays as *rejected*, a text she rewrites is *edited*, a date or
kind she changes is *accepted*. What she did not touch keeps its state, and its exact letters:
a browser sends other line ends and drops outer spaces, which is no change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kroniek.records import TagRole, TagState

# The states that only a person gives.
BY_HAND = (TagState.ACCEPTED, TagState.REJECTED)

TagKey = tuple[str, str]  # concept id, role


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words in one language, and whether a person has written them."""

    title: str = ""
    teaser: str = ""
    body: str = ""
    edited: bool = False

    @property
    def empty(self) -> bool:
        return not (self.title.strip() or self.teaser.strip() or self.body.strip())


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag's state. `rooted`: a source printed it or the machine found it."""

    state: str
    rooted: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """A story as it stands, reduced to what a person can change in it."""

    date: str = ""
    date_state: str = TagState.STATED
    kind: str = ""
    kind_state: str = TagState.IMPLIED
    language: str = ""
    url: str = ""
    texts: Mapping[str, Words] = field(default_factory=dict)
    tags: Mapping[TagKey, Mark] = field(default_factory=dict)
    happenings: frozenset[tuple[str, str]] = frozenset()
    threads: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the story becomes, and what changed, in words for the log."""

    stand: Stand
    changes: dict[str, object]


def decide(before: Stand, after: Stand, *, public: Mapping[TagKey, Mark] | None = None) -> Decision:
    """What to store of a person's `after`, given what stood there before.

    `public` holds the tags that readers see now: one that is only in a draft, and that nobody
    but a person put there, leaves nothing behind when she takes it away again.
    """
    decided = replace(
        after,
        date_state=TagState.ACCEPTED if after.date != before.date else before.date_state,
        kind_state=TagState.ACCEPTED if after.kind != before.kind else before.kind_state,
        texts=_texts(before.texts, after.texts),
        tags=_tags(before.tags, after.tags, public or {}),
    )
    return Decision(decided, _changes(before, decided))


def same_words(one: str, other: str) -> bool:
    """Whether two writings differ in nothing but line ends and outer spaces."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _texts(before: Mapping[str, Words], after: Mapping[str, Words]) -> dict[str, Words]:
    return {
        language: _words(before.get(language), words)
        for language, words in after.items()
        if not words.empty or language in before
    }


def _words(before: Words | None, after: Words) -> Words:
    if before is None:
        return replace(after, edited=True)
    # Each field on its own: a rewritten title does not cost the teaser its line ends.
    kept = {
        name: getattr(before if same_words(getattr(before, name), new) else after, name)
        for name, new in (("title", after.title), ("teaser", after.teaser), ("body", after.body))
    }
    touched = any(kept[name] != getattr(before, name) for name in kept)
    return Words(**kept, edited=before.edited or touched)


def _tags(
    before: Mapping[TagKey, Mark], wanted: Mapping[TagKey, Mark], public: Mapping[TagKey, Mark]
) -> dict[TagKey, Mark]:
    decided = {key: _mark(before.get(key), mark) for key, mark in wanted.items()}
    for key, mark in before.items():
        taken_away = key not in decided or decided[key].state == TagState.REJECTED
        if taken_away and _leaves_a_trace(key, mark, public):
            decided[key] = Mark(TagState.REJECTED, mark.rooted)
        elif taken_away:
            decided.pop(key, None)
    return decided


def _leaves_a_trace(key: TagKey, mark: Mark, public: Mapping[TagKey, Mark]) -> bool:
    return mark.rooted or mark.state == TagState.REJECTED or key in public


def _mark(before: Mark | None, wanted: Mark) -> Mark:
    if wanted.state in BY_HAND:
        return Mark(wanted.state, before.rooted if before else False)
    # Only a person speaks here: any other state is not hers to give.
    return before or Mark(TagState.ACCEPTED)


# --- for the log ----------------------------------------------------------------------------


def _changes(before: Stand, after: Stand) -> dict[str, object]:
    changes: dict[str, object] = {
        name: [getattr(before, name), getattr(after, name)]
        for name in ("date", "kind", "language", "url")
        if getattr(before, name) != getattr(after, name)
    }
    parts = {
        "texts": _texts_changed(before.texts, after.texts),
        "accepted": _became(before.tags, after.tags, TagState.ACCEPTED),
        "rejected": _became(before.tags, after.tags, TagState.REJECTED),
        "happenings": _both_ways(before.happenings, after.happenings),
        "threads": _both_ways(before.threads, after.threads),
    }
    return changes | {name: value for name, value in parts.items() if value}


def _texts_changed(before: Mapping[str, Words], after: Mapping[str, Words]) -> list[str]:
    return sorted(lang for lang in {*before, *after} if before.get(lang) != after.get(lang))


def _became(before: Mapping[TagKey, Mark], after: Mapping[TagKey, Mark], state: str) -> list[str]:
    return [
        f"{TagRole(role).value}:{concept}"
        for (concept, role), mark in after.items()
        if mark.state == state
        and (before.get((concept, role)) is None or before[concept, role].state != state)
    ]


def _both_ways(before: frozenset[object], after: frozenset[object]) -> list[str]:
    gone = sorted(f"- {item}" for item in map(_one_line, before - after))
    return gone + sorted(f"+ {item}" for item in map(_one_line, after - before))


def _one_line(item: object) -> str:
    return " ".join(item).strip() if isinstance(item, tuple) else str(item)
