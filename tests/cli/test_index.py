"""`kroniek index`, and that what is imported or edited is found at once: by the real command."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

KEYS = {"stories", "indexed", "vectors", "behind"}
STORY = {"id": "1", "language": "nl", "title": "De wuppie opent", "date": "2020"}


@pytest.fixture
def quiet(kroniek):
    """The command without vectors."""
    return kroniek.with_env(KRONIEK_EMBEDDER="off")


def page_of(folder: Path, *stories: dict[str, str]) -> Path:
    file = folder / "stories.jsonl"
    file.write_text("".join(json.dumps(story) + "\n" for story in stories))
    return file


def counts(stories: int, indexed: int, behind: int = 0) -> dict[str, int]:
    return {"stories": stories, "indexed": indexed, "vectors": 0, "behind": behind}


def totals(kroniek, *words: str) -> list[int]:
    ran = kroniek("search", "-", "--json", stdin="\n".join(words))
    assert ran.err == ""
    return [json.loads(line)["total"] for line in ran.out.splitlines()]


def test_what_is_imported_is_found_at_once(quiet, tmp_path):
    file = page_of(tmp_path, STORY, STORY | {"id": "2", "title": "De snork"})
    ran = quiet("import", file, "--json")
    assert (ran.status, ran.json["new"]) == (0, 2), ran.err
    status = quiet("index", "status", "--json")
    assert (status.status, status.json) == (0, counts(2, 2))
    assert totals(quiet, '"wuppie"', '"snork"', '"kwibus"') == [1, 1, 0]

    page_of(tmp_path, STORY | {"title": "De kwibus"}, STORY | {"id": "3", "title": "Nog een snork"})
    assert quiet("import", file).status == 0
    assert totals(quiet, '"snork"') == [2]
    assert quiet("index", "status").out == "3 of 3 stories indexed, 0 with vectors\n"


def test_rebuilding_mends_and_tells(quiet, tmp_path):
    quiet("import", page_of(tmp_path, STORY), "--source", "a")
    index = quiet.home / "index"
    (index / "current.json").write_text("{")
    status = quiet("index", "status", "--json")
    assert status.status == 1
    assert set(status.json) == KEYS
    assert status.json["stories"] == 1
    assert status.json["indexed"] == 0
    assert status.json["behind"] > 0
    doctor = quiet("doctor", "--json")
    assert doctor.status == 1
    assert ["kroniek index rebuild" in f["advice"] for f in doctor.json["findings"]] == [True]

    ran = quiet("index", "rebuild", "--json")
    assert (ran.status, ran.json) == (0, counts(1, 1)), ran.err
    assert quiet("doctor", "--json").json == {"ok": True, "findings": []}
    again = quiet("index", "rebuild", "--no-vectors")
    assert (again.status, again.out) == (0, "1 of 1 stories indexed, 0 with vectors\n")
    assert [folder.name for folder in index.glob("text-*")] == ["text-3"]
    assert totals(quiet, '"wuppie"') == [1]


def test_an_archive_without_stories(quiet):
    assert quiet("index", "rebuild", "--json").json == counts(0, 0)
    status = quiet("index", "status", "--json")
    assert (status.status, status.json) == (0, counts(0, 0))
    assert totals(quiet, "wuppie") == [0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["index", "mend"], "No such command 'mend'"),
        (["index", "rebuild", "now"], "unexpected extra argument"),
        (["index", "follow", "--json"], "No such option: --json"),
    ],
)
def test_what_means_nothing(quiet, words, told):
    ran = quiet(*words)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert len(ran.err.splitlines()) == 1


def test_an_index_that_cannot_be_written(quiet, tmp_path):
    """One clear line; what is imported is stored, and lists and searches are answered."""
    shutil.rmtree(quiet.home / "index")
    (quiet.home / "index").write_text("no folder")
    ran = quiet("import", page_of(tmp_path, STORY), "--json")
    assert (ran.status, ran.json["new"]) == (0, 1)
    assert "the search index cannot be written" in ran.err
    ran = quiet("index", "rebuild", "--json")
    assert (ran.status, ran.out) == (2, "")
    assert re.fullmatch(r"kroniek: .*the search index cannot be written.*\n", ran.err)
    ran = quiet("search", "wuppie", "--json")
    assert (ran.status, ran.json["total"]) == (0, 1)
    assert len(quiet("list", "--json").json) == 1
    assert quiet("index", "status", "--json").json["indexed"] == 0


def test_following_until_stopped(quiet, tmp_path):
    with quiet.start("index", "follow", stderr=subprocess.PIPE) as follower:
        try:
            assert follower.stderr.readline() == b"Following the archive; Ctrl+C to stop.\n"
            within(20, lambda: (quiet.home / "index" / "current.json").exists())
            quiet("import", page_of(tmp_path, STORY))
            assert quiet("index", "status", "--json").json == counts(1, 1)
        finally:
            follower.send_signal(signal.SIGTERM)
        assert follower.wait(timeout=20) == 0
        assert follower.stderr.read() == b""


def within(seconds: float, happened) -> float:
    """Wait until something has happened; how long it took."""
    begun = time.monotonic()
    while not happened():
        assert time.monotonic() - begun < seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - begun


# A person's edit, in a process that does not follow: only the server can let it be found.
EDITOR = """
import sys
import django
django.setup()
from kroniek.archive.actions.editing import lock_by_hand
from kroniek.archive.models import Story
print("ready", flush=True)
for title in sys.stdin:
    stored, story = Story.objects.get(), Story.objects.get()
    text = story.texts.get()
    text.title = title.strip()
    story.texts.set([text])
    lock_by_hand(story, before=stored, live=stored)
    story.save_revision().publish()
    print("done", flush=True)
"""


def test_the_site_finds_an_edit_within_two_seconds(quiet, tmp_path, free_port):
    quiet("import", page_of(tmp_path, STORY))
    address = f"http://127.0.0.1:{free_port}"

    def pages(path: str) -> str:
        try:
            with urllib.request.urlopen(address + path, timeout=20) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            return ""

    def finds(word: str) -> bool:
        """Whether the search page links to the story."""
        return bool(re.search(r'href="/nl/story/\d+/', pages(f"/nl/search/?q=%22{word}%22")))

    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    site = quiet.with_env(DJANGO_SETTINGS_MODULE="config.settings")
    argv = [site.argv()[0], "-c", EDITOR]
    with (
        site.start("serve", "--port", str(free_port), **silent) as server,
        subprocess.Popen(argv, env=site.env(), **piped) as editor,
    ):
        try:
            within(60, lambda: finds("wuppie"))
            assert editor.stdout.readline() == "ready\n"
            edited(editor, "zebra", finds)
            took = [edited(editor, word, finds) for word in ("snork", "kwibus", "zoemer")]
            assert not finds("wuppie")
            assert min(took) < 2, took
        finally:
            editor.stdin.close()
            server.terminate()
            server.wait(timeout=20)


def edited(editor, word: str, finds) -> float:
    editor.stdin.write(f"De {word} opent\n")
    editor.stdin.flush()
    assert editor.stdout.readline() == "done\n"
    return within(10, lambda: finds(word))
