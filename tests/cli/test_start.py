"""Starting the command: quick, one line for what is wrong, the right exit status."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys

import pytest

COMMANDS = [
    ["import"], ["list"], ["export"], ["search"], ["serve"], ["doctor"],
    ["vocabulary"], ["vocabulary", "check"], ["vocabulary", "load"], ["vocabulary", "export"],
]  # fmt: skip


def one_line(ran, *words: str) -> None:
    """The run ended with 2 and one line on standard error, which has these words."""
    assert ran.status == 2, ran
    assert ran.out == ""
    assert ran.err.count("\n") == 1, ran.err
    assert ran.err.startswith("kroniek: ")
    for word in words:
        assert word in ran.err


@pytest.mark.parametrize("command", [[], *COMMANDS], ids=" ".join)
def test_help_tells_without_an_archive(command, tmp_path):
    """Nothing is made and Django is not loaded: help must be there at once."""
    code = (
        "import sys; from kroniek.cli import main\n"
        "try: main()\n"
        "finally: assert 'django' not in sys.modules and 'rdflib' not in sys.modules"
    )
    env = {"PATH": "/usr/bin:/bin", "KRONIEK_HOME": str(tmp_path / "none"), "COLUMNS": "100"}
    words = [sys.executable, "-c", code, *command, "--help"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage" in done.stdout
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nonsense"], "nonsense"),
        (["import"], "PATH"),
        (["list", "--limit", "0"], "--limit"),
        (["list", "--limit", "many"], "--limit"),
        (["list", "--ui", "es"], "--ui"),
        (["list", "--nonsense"], "--nonsense"),
        (["export"], "--format"),
        (["export", "--format", "docx"], "docx"),
        (["export", "--format", "csv", "--labels", "odd"], "odd"),
        (["import", "x.csv", "--map", "title"], "--map"),
        (["import", "x.csv", "--map", "=Titel"], "--map"),
        (["import", "x.txt", "--format", "pdf"], "pdf"),
    ],
)
def test_what_cannot_be_meant_is_one_line(kroniek_without_archive, words, told):
    one_line(kroniek_without_archive(*words), told)


@pytest.fixture
def kroniek_without_archive(kroniek_at, tmp_path):
    return kroniek_at(tmp_path / "none")


def test_a_filter_that_means_nothing_lists_what_there_is(kroniek, tmp_path):
    page = tmp_path / "a page.txt"
    page.write_text("mei 2020\n\nEen bericht over opvang.\n")
    assert kroniek("import", page).status == 0
    one_line(kroniek("list", "--json", "--theme", "nonsense"), "theme", "reception")
    one_line(kroniek("export", "--format", "csv", "--source", "nonsense"), "source", "a page")
    one_line(kroniek("search", "plan", "--from", "yesterday"), "from", "EDTF")


def test_broken_pipe_is_nothing_wrong(kroniek, tmp_path):
    lines = (json.dumps({"id": str(n), "teaser": "word " * 300, "language": "en"})
             for n in range(300))  # fmt: skip
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(lines))
    assert kroniek("import", file).status == 0
    for words in (["list", "--json"], ["export", "--format", "csv"]):
        process = kroniek.start(*words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0
        process.stderr.close()


def test_json_is_utf8_in_any_locale(kroniek, tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("mai 2020\n\nUne procédure accélérée — enfin.\n")
    ran = kroniek.with_env(LC_ALL="C", PYTHONIOENCODING="latin-1")("import", page, "--json")
    assert ran.json["new"] == 1
    told = kroniek.with_env(PYTHONIOENCODING="latin-1")("list", "--json").json
    assert told[0]["teaser"] == "Une procédure accélérée — enfin."


def test_queries_from_standard_input_one_a_line(kroniek):
    ran = kroniek("search", "-", "--json", stdin=b"plan\n\n\xff\x00\x1b[31m\n  opvang  \n")
    assert [json.loads(line)["query"] for line in ran.out.splitlines()] == [
        "plan", "\ufffd\x1b[31m", "opvang"
    ]  # fmt: skip
    assert ran.status == 1, "nothing was found"


# --- an archive that cannot be used ---------------------------------------------------------


def test_a_home_that_is_a_file(kroniek_at, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    one_line(kroniek_at(tmp_path / "file")("list"), "KRONIEK_HOME")


def test_a_home_that_cannot_be_made(kroniek_at):
    one_line(kroniek_at("/proc/none/kroniek")("list"), "KRONIEK_HOME")


@pytest.mark.parametrize(
    "url", ["nonsense", "foo://x/y", "postgres://a:b@127.0.0.1:port/x", "postgres://[x/y"]
)
def test_a_database_address_that_is_none(kroniek, url):
    one_line(kroniek.with_env(DATABASE_URL=url)("list"), "DATABASE_URL")


def test_a_database_server_that_is_down(kroniek, free_port):
    url = f"postgres://kroniek:secret@127.0.0.1:{free_port}/kroniek"
    ran = kroniek.with_env(DATABASE_URL=url)("list")
    one_line(ran, "server does not answer", "DATABASE_URL")
    assert "secret" not in ran.err


@pytest.mark.parametrize("damage", ["begin", "middle"])
def test_a_damaged_database(kroniek, damage):
    file = kroniek.home / "kroniek.sqlite3"
    data = bytearray(file.read_bytes())
    start = 0 if damage == "begin" else 4096
    data[start : start + 400_000] = b"\xa5" * 400_000
    file.write_bytes(data)
    one_line(kroniek("doctor" if damage == "begin" else "list"), "damaged")


def test_a_database_of_something_else(kroniek_at, tmp_path):
    (tmp_path / "kroniek.sqlite3").write_text("I am a diary.\n" * 200)
    one_line(kroniek_at(tmp_path)("list"), "damaged, or is no database")


def test_two_first_runs_at_once(kroniek):
    """Both find the vocabulary not loaded; one loads it, the other waits for that."""
    file = kroniek.home / "kroniek.sqlite3"
    forget = "DELETE FROM archive_change WHERE action = 'vocabulary.loaded'"
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.execute(forget)
    runs = [
        kroniek.start("list", "--json", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    outputs = [run.communicate(timeout=240) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    assert outputs == [(b"[]\n", b"")] * 2
    loads = "SELECT count(*) FROM archive_change WHERE action = 'vocabulary.loaded'"
    with contextlib.closing(sqlite3.connect(file)) as database:
        assert database.execute(loads).fetchone() == (1,)
