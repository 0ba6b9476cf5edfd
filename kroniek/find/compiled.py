"""The matcher's patterns on disk: made once for a vocabulary, not once a process.

    KRONIEK_HOME/index/names.json    {"of": digest of the labels and the program, "patterns": ...}

A file of another vocabulary, a half one or none is made anew; where nothing can be written, each
process makes its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TypedDict

from kroniek.find import place
from kroniek.records import Label
from kroniek.understand import mentions, stop_words, terms
from kroniek.understand.mentions import ConceptMatcher, Patterns


class Kept(TypedDict):
    """What the file holds."""

    of: str
    patterns: Patterns


def matcher(labels: Iterable[Label]) -> ConceptMatcher:
    """A matcher of these labels, ready for its first text."""
    known = tuple(labels)
    of = _digest(known)
    file = place.home() / "names.json"
    kept = _read(file)
    if kept["of"] == of:
        made = ConceptMatcher(known, kept["patterns"])
        made.prepare()
        return made
    made = ConceptMatcher(known)
    made.prepare()
    with suppress(OSError):
        _write(file, Kept(of=of, patterns=made.patterns()))
    return made


def _digest(labels: Iterable[Label]) -> str:
    digest = blake2b(_program(), digest_size=16)
    for label in labels:
        digest.update(f"{label.concept} {label.scheme} {label.language} {label.text}\n".encode())
    return digest.hexdigest()


@cache
def _program() -> bytes:
    """What patterns are made by: other rules, other patterns."""
    return b"".join(
        Path(module.__file__ or "").read_bytes() for module in (mentions, terms, stop_words)
    )


def _read(file: Path) -> Kept:
    try:
        kept = json.loads(file.read_bytes())
        return Kept(of=str(kept["of"]), patterns=kept["patterns"])
    except (OSError, ValueError, KeyError, TypeError):
        return Kept(of="", patterns={})


def _write(file: Path, kept: Kept) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    draft.replace(file)
