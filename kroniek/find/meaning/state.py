"""What a reader holds of a store at one moment, and how it comes to the next."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from kroniek.find.meaning.codes import Codes, Floats, Space
from kroniek.find.meaning.segment import ROWS, SAMPLE, Integers, Languages, Segment
from kroniek.find.meaning.statements import Change
from kroniek.find.meaning.store import Changes

# A segment with more dead rows than this is written anew without them.
_DEAD = 0.2
_NONE = Space()
# So many texts make a language's own middle as strong as that of all.
_FEW = 20


@dataclass(frozen=True)
class State:
    """What the store held at one moment."""

    identity: str = ""
    upto: int = 0
    space: Space = _NONE
    segments: tuple[Segment, ...] = ()
    languages: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(segment.living for segment in self.segments)

    @cached_property
    def sample(self) -> Floats:
        """(up to SAMPLE, dimension): the vectors of some texts, drawn by chance once for all."""
        if not self.segments:
            return np.empty((0, self.space.dimension), dtype=np.float32)
        return np.concatenate([segment.vectors(rows) for segment, rows in self._drawn])

    @cached_property
    def sample_languages(self) -> list[str]:
        """The languages of these texts."""
        numbers = (segment.languages[rows].tolist() for segment, rows in self._drawn)
        return [self.languages[number] for some in numbers for number in some]

    @cached_property
    def middles(self) -> dict[str, Floats]:
        """Language -> mean vector of its texts; of one with few, nearer to that of all texts."""
        whole = self.sample.mean(axis=0)
        middles = {}
        for code in dict.fromkeys(self.sample_languages):
            own = self.sample[[language == code for language in self.sample_languages]]
            middles[code] = (own.sum(axis=0) + _FEW * whole) / np.float32(len(own) + _FEW)
        return middles

    @cached_property
    def _drawn(self) -> list[tuple[Segment, Integers]]:
        drawn = [segment.sample for segment in self.segments]
        ranks = np.concatenate([ranks for ranks, _ in drawn])
        last = np.sort(ranks)[:SAMPLE][-1] if len(ranks) else 0
        return [
            (segment, rows[ranks <= last])
            for segment, (ranks, rows) in zip(self.segments, drawn, strict=True)
        ]

    @property
    def texts(self) -> int:
        """No story has more of them than this: one in each language."""
        return len(self.languages)

    def after(self, changes: Changes) -> State:
        """The state with these changes. Raises ValueError for codes of a wrong length."""
        before = State() if changes.afresh else self
        segments = list(before.segments)
        languages = dict(before.languages)
        for block in _blocks(changes):
            if not changes.afresh:
                segments = _without(segments, block)
            _append(segments, changes.space, block)
            languages.update(block.names)
        return State(changes.identity, changes.upto, changes.space, tuple(segments), languages)


@dataclass(frozen=True)
class _Block:
    """Texts that changed: first those that have no code any more, then those with `codes`."""

    stories: Integers
    languages: Languages
    codes: Codes
    names: dict[int, str]


def _blocks(changes: Changes) -> Iterator[_Block]:
    rows = iter(changes.rows)
    while some := list(islice(rows, ROWS)):
        yield _block(some, changes.space.dimension)


def _block(changes: Sequence[Change], dimension: int) -> _Block:
    numbers = {name: zlib.crc32(name.encode()) for name in {name for _, name, _ in changes}}
    codes = [code for _, _, code in changes if code is not None]
    if any(len(code) != dimension for code in codes):
        raise ValueError(f"not {dimension} bytes")
    if len(codes) < len(changes):
        changes = sorted(changes, key=lambda change: change[2] is not None)
    return _Block(
        stories=np.array([story for story, _, _ in changes], dtype=np.int64),
        languages=np.array([numbers[name] for _, name, _ in changes], dtype=np.uint32),
        codes=np.frombuffer(b"".join(codes), dtype=np.uint8).reshape(len(codes), dimension),
        names={number: name for name, number in numbers.items()},
    )


def _without(segments: Sequence[Segment], block: _Block) -> list[Segment]:
    """The segments without the texts that changed: as they are now, they come at the end."""
    stories = np.unique(block.stories)
    changed = _keys(block.stories, block.languages)
    left = []
    for segment in segments:
        rows = segment.rows_of(stories)
        dead = rows[np.isin(_keys(segment.stories[rows], segment.languages[rows]), changed)]
        after = segment.without(dead) if len(dead) else segment
        if after.living < (1 - _DEAD) * len(after):
            after = after.compacted()
        if after.living:
            left.append(after)
    return left


def _keys(stories: Integers, languages: Languages) -> NDArray[np.uint64]:
    """One number for story and language, where ids have 32 bits at most."""
    return (stories.astype(np.uint64) << np.uint64(32)) | languages


def _append(segments: list[Segment], space: Space, block: _Block) -> None:
    """Add the texts that have a code: to the last segment as far as it has room, to new ones."""
    start = len(block.stories) - len(block.codes)
    stories, languages, codes = block.stories[start:], block.languages[start:], block.codes
    done = 0
    while done < len(codes):
        last = segments.pop() if segments and segments[-1].living < ROWS else None
        part = slice(done, done + ROWS - (last.living if last else 0))
        new = stories[part], languages[part], codes[part]
        segments.append(last.extended(*new) if last else Segment.of(space, *new))
        done = part.stop
