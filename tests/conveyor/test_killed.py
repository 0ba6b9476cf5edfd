"""`kill -9` at any moment: the next run goes on, and the result is that of an unbroken run."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

STORIES, KILLS = 6_000, 12
# Times differ from run to run, and hang on nothing.
TIMES = {"at", "created_at", "started_at", "finished_at", "first_published_at", "last_published_at"}


def big_file(folder: Path) -> Path:
    """Stories of which many share keywords, some are seen twice, and some cannot be read."""
    lines = []
    for n in range(STORIES):
        story = {
            "id": f"s{n}",
            "date": f"{2000 + n % 25}-{1 + n % 12:02d}",
            "language": ("nl", "fr", "de", "en")[n % 4],
            "title": f"Story number {n} on asylum and migration",
            "teaser": f"What happened in case {n}: {'many words follow. ' * (n % 7)}",
            "themes": ["Reception", "Asylum"][: n % 3],
            "keywords": [f"word {n % 700}", "Frontex"],
        }
        lines.append(json.dumps(story) if n % 500 != 13 else '{"id": ')
        if n % 400 == 7:
            lines.append(json.dumps(story | {"keywords": [f"late word {n}"]}))
    file = folder / "big.jsonl"
    file.write_text("\n".join(lines))
    return file


def dump(home: Path) -> dict[str, list[dict[str, object]]]:
    """All rows of the archive, without times."""
    with contextlib.closing(sqlite3.connect(home / "kroniek.sqlite3")) as database:
        database.row_factory = sqlite3.Row
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'archive_%'"
        return {
            name: [
                {column: row[column] for column in row.keys() if column not in TIMES}  # noqa: SIM118
                for row in database.execute(f"SELECT * FROM {name} ORDER BY 1")
            ]
            for (name,) in database.execute(named).fetchall()
        }


def test_the_result_of_a_broken_run_is_that_of_an_unbroken_one(kroniek_at, new_home, tmp_path):
    file = big_file(tmp_path)
    unbroken, broken = kroniek_at(new_home()), kroniek_at(new_home())
    begun = time.monotonic()
    first = unbroken("import", "--json", file)
    took = time.monotonic() - begun
    assert first.status == 1
    assert first.json["new"] == STORIES - STORIES // 500

    chance = random.Random(7)
    killed = [_killed_after(broken, file, chance.uniform(0.1, 0.6) * took) for _ in range(KILLS)]
    assert any(killed), "the runs ended before they could be killed"
    last = broken("import", "--json", file)
    assert last.status == 1
    assert last.json["found"] == first.json["found"]
    assert last.json["stories"] == first.json["stories"]
    assert dump(broken.home) == dump(unbroken.home)
    again = broken("import", "--json", file).json
    assert (again["new"], again["changed"]) == (0, 0)


def _killed_after(kroniek, file: Path, seconds: float) -> bool:
    """Start an import and kill it; whether it was still at work."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = kroniek.start("import", file, **quiet)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.kill()
    return process.wait() == -signal.SIGKILL
