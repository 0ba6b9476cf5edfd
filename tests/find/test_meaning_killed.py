"""`kill -9` while vectors are written: nothing missing, nothing double, nothing embedded twice."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from kroniek.find.meaning import Counts, VectorIndex, VectorStore
from tests.find.grams import Grams

ROOT = Path(__file__).resolve().parent.parent.parent
STORIES, BATCH, KILLS = 3_600, 2, 5

# Writes each passage to a file once it is embedded and about to be kept.
WRITER = """
import sys
from pathlib import Path
import django
django.setup()
from kroniek.find.meaning import VectorStore, embed_missing
from tests.find.test_meaning_killed import BATCH, work
from tests.find.grams import Grams

class Told(Grams):
    def passages(self, texts):
        vectors = super().passages(texts)
        print(*texts, sep="\\n", flush=True)
        return vectors

embed_missing(VectorStore(Path(sys.argv[1]), "grams"), Told(), work(), batch=BATCH)
"""


def work():
    """Stories of which three share each French text; at last every fifth loses it."""
    for n in range(STORIES):
        yield n, {"nl": f"verhaal nummer {n}", "fr": f"histoire {n // 3}"}
    for n in range(0, STORIES, 5):
        yield n, {"nl": f"verhaal nummer {n}"}


def expected():
    return {(n, "nl") for n in range(STORIES)} | {(n, "fr") for n in range(STORIES) if n % 5}


def started(folder, told):
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=told, cwd=ROOT)


def test_a_killed_writer_leaves_a_store_that_is_whole(tmp_path):
    chance = random.Random(3)
    folder, told = tmp_path / "index", tmp_path / "told"
    reader = VectorStore(folder, "grams", readonly=True)
    following = VectorIndex(reader)
    kept = kills = 0
    for _ in range(KILLS):
        with told.open("ab") as output, started(folder, output) as writer:
            _wait_for_more(writer, told)
            time.sleep(chance.uniform(0, 0.1))
            writer.send_signal(signal.SIGKILL)
            kills += writer.wait() == -signal.SIGKILL
        reader.check()
        following.refresh()
        assert reader.counts().vectors > kept
        kept = reader.counts().vectors
        assert len(following) == reader.counts().texts
    assert kills >= KILLS / 2
    with told.open("ab") as output, started(folder, output) as writer:
        assert writer.wait() == 0
    following.refresh()
    _assert_whole(following)
    passages = STORIES + STORIES // 3
    assert reader.counts() == Counts(STORIES, len(expected()), passages, unused=0)
    # A kill costs the batch that was not kept yet: they are embedded again.
    embedded = told.read_text().splitlines()
    assert len(set(embedded)) == passages
    assert len(embedded) - passages <= BATCH * kills
    reader.close()


def _wait_for_more(writer, told):
    """Until the writer has embedded a few batches."""
    before = told.stat().st_size
    deadline = time.monotonic() + 60
    while told.stat().st_size < before + 300 and writer.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _assert_whole(following):
    """Each text is there once, with its own vector."""
    grams = Grams()
    texts = dict.fromkeys(expected())
    for n in range(STORIES):
        languages = [language for language in ("nl", "fr") if (n, language) in texts]
        vectors = following.vectors_of(n)
        assert len(vectors) == len(languages)
        passages = {"nl": f"verhaal nummer {n}", "fr": f"histoire {n // 3}"}
        similarities = vectors @ np.stack([grams.query(passages[one]) for one in languages]).T
        assert (similarities.max(axis=0) > 0.99).all()
