"""`kill -9` at any moment of writing the index: nothing missing, nothing double.

A child process imports, edits, deletes and catches up in a loop, and rebuilds now and then. It is
forked off a process that has everything loaded, and killed after a random while. What the index
then holds, brought up to date, must be what an index built anew from the same archive holds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
KILLS = 50

# The process that kills, in an archive of its own. It tells as JSON what it saw.
SCRIPT = f"""
import json
import django
django.setup()
from kroniek.archive.prepare import prepare
prepare()
from tests.find.test_index_killed import strike
print(json.dumps(strike({KILLS})))
"""


def test_a_killed_writer_loses_nothing(kroniek):
    environment = kroniek.env() | {
        "KRONIEK_EMBEDDER": "off",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, cwd=ROOT, capture_output=True, timeout=300
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert told["kills"] == KILLS
    # The kills fell into the work, and into every kind of it.
    assert told["changes"] > KILLS
    assert told["cut off"] >= KILLS / 5, "too few kills left anything to do again"
    assert told["rebuilds cut off"] > 0
    assert told["stories"] > 100
    assert told["faults"] == []


# --- in the process that kills --------------------------------------------------------------


def strike(kills: int) -> dict[str, object]:
    """Kill so many children; what was seen, and `faults`: how the index is not as it should be."""
    import random

    from kroniek.archive import changes
    from kroniek.archive.models import Story
    from kroniek.find import follow, place
    from kroniek.find.vocabulary import vocabulary

    assert vocabulary().matcher.in_text("Frontex", "en")
    chance = random.Random(11)
    told = {"kills": 0, "cut off": 0, "rebuilds cut off": 0, "changes": 0}
    faults: list[str] = []
    for kill in range(kills):
        before = changes.last_change()
        told["kills"] += _killed(kill, chance.uniform(0.01, 0.3))
        told["cut off"] += follow._is_behind()
        folders = list(place.home().glob("text-*"))
        told["rebuilds cut off"] += len(folders) > 1
        told["changes"] += changes.behind(before)
        if kill % 10 == 9:
            faults += _faults()
    follow.catch_up()
    faults += _faults()
    return told | {"stories": Story.objects.count(), "faults": faults}


def _killed(number: int, seconds: float) -> bool:
    """Fork a child that works, and kill it after a while; whether it was still at work."""
    import os
    import signal
    import time

    from django.db import connections

    from tests.find.archived import as_a_new_process

    connections.close_all()
    as_a_new_process()
    child = os.fork()
    if child == 0:
        _work(number)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _work(number: int) -> None:
    """Change the archive and follow it, without end; every fourth child rebuilds."""
    import os
    import random
    import traceback

    from kroniek.find import follow

    chance = random.Random(number)
    try:
        while True:
            _change(chance)
            if number % 4 == 3:
                follow.rebuild()
            follow.catch_up()
    except BaseException:
        traceback.print_exc()
    os._exit(1)


WORDS = "asiel migratie terugkeer opvang grens wuppie snork kwibus zebra visum".split()
THEMES = ("reception", "asylum", "integration", "statelessness")


def _change(chance) -> None:
    """One to five stories written, edited or deleted, each step a transaction."""
    from django.db import transaction

    from kroniek.archive.actions.log import record_story
    from kroniek.archive.models import Story
    from tests.find.archived import rewrite, write

    for _ in range(chance.randint(1, 5)):
        title = " ".join(chance.choices(WORDS, k=4))
        with transaction.atomic():
            what = chance.random()
            story = Story.objects.order_by("?").first()
            if what < 0.7 or story is None:
                tags = [(chance.choice(THEMES), "theme", "stated")]
                write(title, date=f"{chance.randint(2000, 2024)}", tags=tags)
            elif what < 0.9:
                rewrite(story, title)
            else:
                pk = story.pk
                story.delete()
                record_story(pk, "story.deleted", by=None)


def _faults() -> list[str]:
    """How the index, brought up to date, differs from the archive and from one built anew."""
    from kroniek.find import follow, place
    from tests.find.archived import as_a_new_process, indexed, stored

    as_a_new_process()
    follow.catch_up()
    faults = []
    if indexed() != stored():
        faults.append(f"holds {len(indexed())} stories of {len(stored())}")
    if follow.status().behind:
        faults.append("is behind")
    kept = _answers()
    if kept != _by_hand():
        faults.append("answers otherwise than the archive itself")
    follow.rebuild()
    if _answers() != kept:
        faults.append("answers otherwise than an index built anew")
    if len(list(place.home().glob("text-*"))) != 1:
        faults.append("leaves folders behind")
    return faults


def _answers() -> dict[str, list[int]]:
    """What the index says: the stories with each word, each theme, each year."""
    from kroniek.find import place
    from kroniek.find.clauses import Among, Phrase

    engine = place.opened().engine
    asked = {word: Phrase((word,)) for word in WORDS}
    asked |= {theme: Among("theme", (theme, f"^{theme}")) for theme in THEMES}
    asked |= {str(year): Among("year", (year,)) for year in range(2000, 2025)}
    return {
        name: sorted(story for story, _ in engine.newest(clause, None).stories)
        for name, clause in asked.items()
    }


def _by_hand() -> dict[str, list[int]]:
    """The same, looked up in the database."""
    from kroniek.archive.models import Story, Tag, Text
    from kroniek.find.tree import descendants

    texts = list(Text.objects.values_list("story", "title"))
    found = {word: {story for story, title in texts if word in title.split()} for word in WORDS}
    for theme in THEMES:
        tags = Tag.objects.filter(concept__in=descendants([theme]))
        found[theme] = set(tags.values_list("story", flat=True))
    for year in range(2000, 2025):
        found[str(year)] = set(Story.objects.filter(year=year).values_list("pk", flat=True))
    return {name: sorted(stories) for name, stories in found.items()}
