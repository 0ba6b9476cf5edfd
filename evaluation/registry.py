"""The sets there are. A new one: a folder with items.jsonl and run.py, and its name here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import cast

from evaluation.figures import Figure

SETS: tuple[str, ...] = ("language", "labels", "printed_dates", "search", "search_second")


def run(name: str) -> list[Figure]:
    """Run one set. It is imported only now: models and peers are heavy."""
    module = import_module(f"evaluation.{name}.run")
    return list(cast(Callable[[], Iterable[Figure]], module.run)())
