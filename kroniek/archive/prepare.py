"""An archive that is ready: tables made or brought up to date, vocabulary loaded.

Every command calls this, so that a new folder is an archive at once; it costs two look-ups
when there is nothing to do.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kroniek.archive.actions.vocabulary import load_vocabulary
from kroniek.archive.borders import database_errors
from kroniek.archive.models import Change
from kroniek.archive.skos import parse, records


def prepare() -> None:
    """Bring the database to the present state. Raises ArchiveError, VocabularyError."""
    with database_errors():
        if _migrations_wait():
            call_command("migrate", verbosity=0, interactive=False)
        folder = Path(settings.KRONIEK_VOCABULARY)
        why = f"vocabulary {_digest(folder)}"
        if not Change.objects.filter(action="vocabulary.loaded", why=why).exists():
            load_vocabulary(records(parse(folder)), why=why)
            Change.objects.create(action="vocabulary.loaded", why=why, machine="vocabulary")


def _migrations_wait() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.ttl")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
