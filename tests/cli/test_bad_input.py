"""Files that cannot be used: one line each, the right exit status, nothing stored is touched."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

PAGE = "mei 2020\n\nEen bericht over de opvang van verzoekers.\nHoofdthema: Reception\n"


@pytest.fixture(scope="module")
def kroniek(new_home):
    """One archive for the module, with one page in it that must stay as it is."""
    from tests.conftest import Kroniek

    command = Kroniek(new_home(), {})
    file = command.home / "good.txt"
    file.write_text(PAGE)
    assert command("import", file).status == 0
    return command


@pytest.fixture(autouse=True)
def untouched(kroniek):
    before = stored(kroniek.home)
    yield
    assert stored(kroniek.home) == before


def stored(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the archive holds: all rows of all its tables."""
    with contextlib.closing(sqlite3.connect(home / "kroniek.sqlite3")) as database:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'archive_%'"
        tables = [name for (name,) in database.execute(named)]
        return {name: list(database.execute(f"SELECT * FROM {name}")) for name in tables}


BAD = {
    "empty.txt": (b"", "empty"),
    "noise.bin": (bytes(range(256)) * 64, "binary"),
    "paper.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
    "latin.txt": ("mei 2020\n\nUne procédure.\n".encode("latin-1"), "utf-8"),
    "half.txt": ("mei 2020\n\nUne procédure accélér".encode() + b"\xc3", "cut off"),
    "letter.txt": (b"Dear colleague,\n\nthank you for your visit.\n\nYours\n", "no dated items"),
    "columns.csv": (b"a,b,c\n1,2,3\n", "column"),
    "not-there.txt": (None, "no such file"),
    "folder": ("folder", "directory"),
}


@pytest.fixture
def bad_files(tmp_path):
    for name, (content, _) in BAD.items():
        if content == "folder":
            (tmp_path / name).mkdir()
        elif content is not None:
            (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in BAD]


def test_each_bad_file_is_one_line(kroniek, bad_files):
    ran = kroniek("import", "--json", *bad_files)
    assert ran.status == 2
    told = ran.err.splitlines()
    assert len(told) == len(BAD)
    for line, file, (_, why) in zip(told, bad_files, BAD.values(), strict=True):
        assert line.startswith(f"kroniek: {file}")
        assert why.lower() in line.lower()
    assert ran.json["refused"] == len(BAD)
    assert ran.json["stories"] == []


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--theme", "nonsense", "Known: asylum"),
        ("--source", "x" * 300, "--source"),
        ("--map", "title=Titel", "--map"),
        ("--encoding", "klingon", "--encoding"),
    ],
)
def test_an_option_that_means_nothing(kroniek, option, value, told):
    ran = kroniek("import", "--json", kroniek.home / "good.txt", option, value)
    assert ran.status == 2
    assert told in ran.err
    assert ran.err.count("\n") == 1


def limited(megabytes: int):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20,) * 2)

    return limit


@pytest.mark.parametrize("name", ["long.txt", "long.jsonl", "long.csv"])
def test_a_line_of_200_mb_costs_little(kroniek, tmp_path, name):
    beginning = {"long.jsonl": b'{"title": "', "long.csv": b"title,teaser\n", "long.txt": b""}
    file = tmp_path / name
    with file.open("wb") as stream:
        stream.write(beginning[name])
        for _ in range(200):
            stream.write(b"a" * (1 << 20))
    begun = time.monotonic()
    process = kroniek.start(
        "import", "--dry-run", "--json", file,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limited(1500),
    )  # fmt: skip
    out, err = process.communicate(timeout=120)
    file.unlink()
    assert process.returncode in (1, 2), err
    assert b"Traceback" not in err
    assert b"16 MB" in err + out
    assert len(out) < 100_000
    assert json.loads(out)["new"] == 0
    assert time.monotonic() - begun < 60


# --- a disk or a database that refuses ------------------------------------------------------


def new_page(folder: Path, items: int = 1) -> Path:
    text = "\n".join(
        f"mei {2000 + n % 25}\n\nEen bericht nummer {n} over de opvang. {'Veel woorden. ' * 30}\n"
        for n in range(items)
    )
    file = folder / "new.txt"
    file.write_text(text)
    return file


def test_a_full_disk(kroniek, tmp_path):
    """The file of the database may not grow: what a full disk and a quota do."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    process = kroniek.start(
        "import", new_page(tmp_path, 400), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=limit,
    )  # fmt: skip
    out, err = process.communicate(timeout=120)
    assert process.returncode == 2, err
    assert err.count(b"\n") == 1
    assert b"disk" in err
    assert out == b""
    # The source and the empty capture of the unfinished import are known, no more.
    with contextlib.closing(sqlite3.connect(kroniek.home / "kroniek.sqlite3")) as db, db:
        db.execute("DELETE FROM archive_capture WHERE finished_at IS NULL")
        db.execute("DELETE FROM archive_source WHERE name = 'new'")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_without_space(kroniek_at, tmp_path, kroniek):
    disk = tmp_path / "disk"
    disk.mkdir()
    size = (kroniek.home / "kroniek.sqlite3").stat().st_size
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size + 300_000}", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        with contextlib.closing(sqlite3.connect(kroniek.home / "kroniek.sqlite3")) as database:
            database.execute("VACUUM INTO ?", [str(disk / "kroniek.sqlite3")])
        ran = kroniek_at(disk)("import", new_page(tmp_path, 600))
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert ran.status == 2
    assert "no space is left" in ran.err
    assert ran.err.count("\n") == 1


def test_a_locked_database(kroniek, tmp_path):
    """Another program writes for longer than we wait."""
    with contextlib.closing(sqlite3.connect(kroniek.home / "kroniek.sqlite3")) as other:
        other.execute("BEGIN IMMEDIATE")
        ran = kroniek("import", new_page(tmp_path), timeout=180)
        other.rollback()
    assert (ran.status, ran.out) == (2, "")
    assert "in use by another program" in ran.err
    assert ran.err.count("\n") == 1


def test_a_second_import_at_once(kroniek, tmp_path):
    from filelock import FileLock

    with FileLock(kroniek.home / "import.lock"):
        ran = kroniek("import", new_page(tmp_path))
    assert (ran.status, ran.out) == (2, "")
    assert "another import into this archive is under way" in ran.err
