"""The same archive on a real PostgreSQL server: the commands answer as they do on SQLite."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        not BINARIES and not shutil.which("initdb"),
        reason="there is no PostgreSQL server here: apt-get install postgresql",
    ),
]
# Pages with the themes they list, and what only one of the databases might mind.
PAGES = {"terugkeer-nl.txt": "return-readmission", "accueil-fr.txt": "reception"}
ODD = [
    {"id": "a", "teaser": "Ångström, Öl, zebra, Zoë, œuvre, straße: letters of all kinds.",
     "keywords": ["Zebra", "ångström", "Öl", "œuvre", "zèbre", "a-b", "a b", "ab"]},
    {"id": "b", "teaser": "A fox \U0001f98a and a \u200b zero width space.", "date": "2020/.."},
    {"id": "c" * 200, "teaser": "A long id.", "url": "https://s.example/" + "p" * 3000},
    {"id": "d", "title": "T" * 700, "teaser": "A long title.", "keywords": ["k" * 400]},
    {"id": "e" * 201, "teaser": "Too long an id: refused with the reason."},
    {"id": "f", "teaser": "NUL \0 cannot be stored there: refused with the reason."},
    {"id": "g", "teaser": "A happening.", "happenings": [{"date": "2021-03", "text": "t" * 2000}],
     "threads": [{"id": "thread", "title": {"en": "A thread"}}],
     "links": [{"text": "l", "href": "https://s.example/"}]},
]  # fmt: skip


def run(*words: str | Path) -> None:
    subprocess.run([*words], check=True, capture_output=True, timeout=120)


def as_server_user(*words: str | Path) -> list[str | Path]:
    """The server refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else [*words]


@pytest.fixture(scope="module")
def server(tmp_path_factory, request) -> Iterator[str]:
    """A server of our own on a socket of its own; the address of an empty database."""
    # A socket's path may have 107 bytes at most: not the deep folders of the tests.
    place = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    binaries = BINARIES[-1].parent if BINARIES else Path(shutil.which("initdb") or "").parent
    if os.geteuid() == 0:
        shutil.chown(place, "postgres")
    data, log = place / "data", place / "log"
    options = f"-c listen_addresses= -k {place} -c fsync=off"
    try:
        run(*as_server_user(binaries / "initdb", "-D", data, "-A", "trust", "-U", "kroniek",
                            "-E", "UTF8", "--locale", "C.UTF-8"))  # fmt: skip
        control = as_server_user(binaries / "pg_ctl", "-D", data, "-w", "-l", log)
        run(*control, "-o", options, "start")
        try:
            run(binaries / "createdb", "-h", place, "-U", "kroniek", "kroniek")
            yield f"postgres://kroniek@/kroniek?host={place}"
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(place)


@pytest.fixture(scope="module")
def both(server, new_home, tmp_path_factory):
    """The command on SQLite and on PostgreSQL, with the same things imported."""
    from tests.conftest import Kroniek

    lite = Kroniek(new_home(), {})
    full = Kroniek(tmp_path_factory.mktemp("home"), {"DATABASE_URL": server})
    odd = tmp_path_factory.mktemp("odd") / "odd.jsonl"
    odd.write_text("".join(json.dumps(story) + "\n" for story in ODD))
    for words in _imports(odd):
        first, second = lite("import", "--json", *words), full("import", "--json", *words)
        assert second.err == first.err
        assert (second.status, second.json) == (first.status, first.json)
    return lite, full


def _imports(odd: Path) -> Iterator[list[str | Path]]:
    demo = ROOT / "demo"
    pages = [demo / "pages/bulletin.atom.xml", demo / "pages/integration-de.html"]
    yield [*sorted(demo.glob("*.jsonl")), odd, *pages]
    for page, theme in PAGES.items():
        yield [demo / "pages" / page, demo / "pages" / page, odd, "--theme", theme]


def told(ran) -> object:
    """What a run printed, without the time that it took."""
    lines = [json.loads(line) for line in ran.out.splitlines()]
    for line in lines:
        line.pop("took_ms", None)
    return (ran.status, ran.err, lines)


@pytest.mark.parametrize(
    "words",
    [
        ["Rückkehr", "--ui", "de", "--year", "2016", "--year", "2017"],
        ["plan", "--theme", "asylum", "--from", "2010-06", "--to", "2022"],
        ["a", "--keyword", "frontex", "--language", "fr", "--state", "stated"],
        ["%_\\'\"", "--source", "accueil-fr", "--kind", "news-item"],
    ],
    ids=" ".join,
)
def test_searches_are_the_same(both, words):
    lite, full = (told(kroniek("search", "--json", *words)) for kroniek in both)
    assert full == lite


@pytest.mark.parametrize(
    "words",
    [
        ["--format", "listing", "--labels", "found", "--source", "terugkeer-nl"],
        ["--format", "jsonl"],
    ],
    ids=" ".join,
)
def test_exports_are_the_same(both, words):
    lite, full = (kroniek("export", *words) for kroniek in both)
    assert (full.status, full.err) == (0, "")
    assert full.out == lite.out


def test_the_rest_is_the_same(both):
    for words in (["doctor", "--json"], ["vocabulary", "export"], ["vocabulary", "load", "--json"]):
        lite, full = (kroniek(*words) for kroniek in both)
        assert full == lite


def test_one_import_at_a_time_whatever_the_home(both, tmp_path, new_home):
    """Two machines, two homes, one server: the server keeps the lock."""
    import psycopg

    from kroniek.archive.lock import _KEY

    _, full = both
    page = tmp_path / "page.txt"
    page.write_text("mei 2020\n\nEen bericht.\n")
    with psycopg.connect(full.environment["DATABASE_URL"]) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [_KEY])
        ran = full("import", page)
    assert ran.status == 2
    assert "another import into this archive is under way" in ran.err
    assert full("import", "--dry-run", page).status == 0
