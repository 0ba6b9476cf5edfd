"""Where a run works: a temporary folder, files of synthetic stories, and a filled archive."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import synthetic
from benchmarks.processes import Spent, bare, kroniek, measure

_DEMO = ("stories-2005-2016.jsonl", "stories-2017-2026.jsonl", "pages/bulletin.atom.xml")


@dataclass(slots=True)
class Workshop:
    """`stories` is the size of the large archive.

    For the search benchmark alone: `systems` are those that are compared (none named: all), and
    `straight` fills our archive without an import (`search_peers/filling.py`).
    """

    folder: Path
    stories: int
    systems: tuple[str, ...] = ()
    straight: bool = False

    def say(self, what: str) -> None:
        print(what, file=sys.stderr, flush=True)

    def file(self, n: int) -> Path:
        """A file of n synthetic stories, written once."""
        place = self.folder / f"stories-{n}.jsonl"
        if not place.exists():
            self.say(f"writing {n} stories")
            with place.open("w", encoding="utf-8") as file:
                synthetic.write(file, n)
        return place

    def touched_file(self, n: int) -> Path:
        """The same stories from the same source in a file of another checksum."""
        place = self.folder / "touched" / self.file(n).name
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            shutil.copy(self.file(n), place)
            with place.open("a", encoding="utf-8") as file:
                file.write("\n")
        return place

    def fresh_home(self, name: str) -> Path:
        """A prepared Kroniek archive without stories: a copy, since making one takes a while."""
        return self._copy(self.empty_home(), name)

    def fresh_bare(self, name: str) -> Path:
        """The same of the bare site."""
        return self._copy(self.empty_bare(), name)

    def empty_home(self) -> Path:
        home = self.folder / "empty"
        if not home.exists():
            self.prepare(home)
        return home

    def empty_bare(self) -> Path:
        home = self.folder / "empty-bare"
        if not home.exists():
            home.mkdir()
            measure(bare("prepare"), home)
        return home

    def prepare(self, home: Path) -> Spent:
        """Make an archive: its tables and its vocabulary."""
        home.mkdir()
        return measure(kroniek("list", "--limit", "1"), home)

    def _copy(self, template: Path, name: str) -> Path:
        home = self.folder / name
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)
        return home

    # --- the archive that pages and commands are measured on ---

    def filled_home(self) -> Path:
        """An archive with all the synthetic stories and the demo."""
        home = self.folder / "filled"
        if not home.exists():
            self.say(f"importing {self.stories} stories")
            self._copy(self.empty_home(), "filled")
            measure(kroniek("import", self.file(self.stories)), home)
        if not (home / "with-demo").exists():
            measure(kroniek("import", *(synthetic.DEMO / name for name in _DEMO)), home)
            (home / "with-demo").touch()
        return home

    def keep_filled(self, home: Path) -> None:
        """Keep a copy of an archive that was filled in measuring the import."""
        if not (self.folder / "filled").exists():
            self._copy(home, "filled")

    def filled_bare(self) -> Path:
        """The bare site with a list page and twenty pages."""
        home = self.folder / "filled-bare"
        if not home.exists():
            self._copy(self.empty_bare(), "filled-bare")
            measure(bare("fill", self.file(20)), home)
        return home


@contextmanager
def workshop(stories: int, *, folder: Path | None = None, **options: Any) -> Iterator[Workshop]:
    """A workshop in a folder that is removed in the end, or in one that is kept and used again."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield Workshop(folder, stories, **options)
        return
    with TemporaryDirectory(prefix="kroniek-bench-") as temporary:
        yield Workshop(Path(temporary), stories, **options)
