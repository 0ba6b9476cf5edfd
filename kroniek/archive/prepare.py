"""An archive that is ready: tables made or brought up to date, vocabulary loaded.

Every command calls this, so that a new folder is an archive at once; it costs two look-ups
when there is nothing to do.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from filelock import FileLock

from kroniek.archive.actions.vocabulary import load_vocabulary
from kroniek.archive.borders import database_errors
from kroniek.archive.models import Change
from kroniek.archive.skos import parse, records

LOADED = "vocabulary.loaded"


def prepare() -> None:
    """Bring the database to the present state. Raises ArchiveError, VocabularyError."""
    with database_errors():
        folder = Path(settings.KRONIEK_VOCABULARY)
        why = f"vocabulary {_digest(folder)}"
        if not (_migrations_wait() or _vocabulary_waits(why)):
            return
        # Of two first commands at once, one does the work and the other waits for it.
        with FileLock(settings.HOME / "prepare.lock"):
            if _migrations_wait():
                call_command("migrate", verbosity=0, interactive=False)
            if _vocabulary_waits(why):
                _load(folder, why)


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _vocabulary_waits(why: str) -> bool:
    """Whether the files are others than those that were loaded last."""
    # No story: by that index, the many changes of stories are passed over.
    loaded = Change.objects.filter(story=None, action=LOADED).order_by("-pk")
    return loaded.values_list("why", flat=True).first() != why


@transaction.atomic
def _load(folder: Path, why: str) -> None:
    load_vocabulary(records(parse(folder)), why=why)
    Change.objects.create(action=LOADED, why=why, machine="vocabulary")


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.ttl")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
