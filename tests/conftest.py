"""Shared by all tests: an archive with the vocabulary, ways in, and the command itself."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from filelock import FileLock
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
_COMMAND = "import sys; from kroniek.cli import main; sys.argv[0] = 'kroniek'; main()"


# The same cases in every run, on a machine however busy.
settings.register_profile(
    "kroniek",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("kroniek")


# --- an archive in this process -------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with the vocabulary in it; each test rolls back to that."""
    from kroniek.archive.prepare import prepare

    with django_db_blocker.unblock():
        prepare()


@pytest.fixture(autouse=True)
def home(settings, tmp_path_factory):
    """A KRONIEK_HOME of its own for whatever a test stores outside the database.

    Vectors are slow, and most tests are not about them; those that are switch them on.
    """
    settings.KRONIEK_EMBEDDER = "off"
    settings.HOME = tmp_path_factory.mktemp("home")
    return settings.HOME


@pytest.fixture(autouse=True)
def no_memory():
    """What is kept for a state of the archive goes: a rolled back test's states come again."""
    cache.clear()


@pytest.fixture
def archive(db):
    """An archive with the vocabulary and nothing else: stories, sources, changes roll back."""
    return db


@pytest.fixture
def import_file(archive) -> Callable[..., Any]:
    """import_file(path, source=..., theme=...) -> the report; an error of the file is raised."""
    from kroniek.conveyor import Options, import_files

    def run(path: Path, **options: Any):
        (result,) = import_files([path], Options(**options))
        if result.error is not None:
            raise result.error
        return result.report

    return run


@pytest.fixture
def import_text(import_file, tmp_path) -> Callable[..., Any]:
    """import_text("december 2020\\n\\n...", source="a") -> the report of importing that page."""
    from kroniek.records import Format

    def run(text: str, *, source: str = "page", format: str = "listing", **options: Any):
        file = tmp_path / f"{source}.{format}"
        file.write_bytes(text.encode())
        return import_file(file, source=source, format=Format(format), **options)

    return run


@pytest.fixture
def import_stories(import_text) -> Callable[..., Any]:
    """import_stories({"date": "2020", "title": ...}, ...) -> the report; JSON Lines go in."""

    def run(*stories: Mapping[str, Any], source: str = "table", **options: Any):
        lines = "".join(json.dumps(story, ensure_ascii=False) + "\n" for story in stories)
        return import_text(lines, source=source, format="jsonl", **options)

    return run


@pytest.fixture
def exported(archive) -> Callable[..., str]:
    """exported("listing", labels="found", source=["a"]) -> what `kroniek export` writes."""
    from kroniek.find import query_from
    from kroniek.publish.exports import EXPORTERS
    from kroniek.records import Format

    def run(format: str, *, labels: str = "vocabulary", ui: str = "en", **filters: Sequence[str]):
        query = query_from(filters, ui=ui, limit=None, drafts=True)
        return "".join(EXPORTERS[Format(format)](query, labels))

    return run


# --- the command ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    """What a run of the command left: exit status and both outputs."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Kroniek:
    """The command with a KRONIEK_HOME of its own: kroniek("list", "--json").json"""

    home: Path
    environment: Mapping[str, str]

    def __call__(self, *words: str | Path, stdin: str | bytes = "", timeout: float = 120) -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            self.argv(*words), input=given, env=self.env(), capture_output=True, timeout=timeout
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *words: str | Path, **options: Any) -> subprocess.Popen[bytes]:
        """The command under way, for tests that meddle with it."""
        return subprocess.Popen(self.argv(*words), env=self.env(), **options)

    def argv(self, *words: str | Path) -> list[str]:
        return [sys.executable, "-c", _COMMAND, *map(os.fspath, words)]

    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name in _KEPT}
        own = {
            "KRONIEK_HOME": str(self.home),
            "KRONIEK_EMBEDDER": "off",
            "PYTHONPATH": str(ROOT),
        }
        return kept | own | self.environment

    def with_env(self, **environment: str) -> Kroniek:
        return replace(self, environment={**self.environment, **environment})


_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


@pytest.fixture(scope="session")
def new_home(tmp_path_factory) -> Callable[[], Path]:
    """new_home() -> a prepared KRONIEK_HOME: a copy, since making one takes a while."""
    base = tmp_path_factory.getbasetemp()
    # The parallel workers of a run share one.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    template = _prepared_home(shared / "prepared-home")

    def copy() -> Path:
        home = tmp_path_factory.mktemp("archive") / "home"
        shutil.copytree(template, home)
        return home

    return copy


def _prepared_home(place: Path) -> Path:
    with FileLock(f"{place}.lock"):
        if not (place / "ready").exists():
            ran = Kroniek(place, {})("list", "--json")
            assert (ran.status, ran.out) == (0, "[]\n"), ran.err
            (place / "ready").touch()
    return place


@pytest.fixture
def kroniek(new_home) -> Kroniek:
    """The command in a process of its own, with an empty archive of its own."""
    return Kroniek(new_home(), {})


@pytest.fixture
def kroniek_at() -> Callable[[str | Path], Kroniek]:
    """kroniek_at(folder) -> the command with that KRONIEK_HOME, made or not."""
    return lambda home: Kroniek(Path(home), {})


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
