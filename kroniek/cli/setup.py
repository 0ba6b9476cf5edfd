"""Opening the archive for a command: Django is set up here, and not before."""

from __future__ import annotations

import os

from kroniek.records import ArchiveError


def open_archive(*, prepared: bool = True) -> None:
    """Set Django up and, if `prepared`, bring the archive up to date.

    Raises ArchiveError if KRONIEK_HOME or the database cannot be used.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
    except ValueError as error:
        raise _odd_database(error) from error
    except OSError as error:
        home = os.environ.get("KRONIEK_HOME", "var")
        raise ArchiveError(
            f"the archive's folder cannot be used ({error.strerror})",
            where=home,
            advice="Check its permissions, or name another one in KRONIEK_HOME.",
        ) from error
    if prepared:
        from kroniek.archive.prepare import prepare

        prepare()


def _odd_database(error: ValueError) -> Exception:
    """What a DATABASE_URL that cannot be read is told; any other error is one of ours."""
    if not os.environ.get("DATABASE_URL"):
        return error
    return ArchiveError(
        "this is no address of a database",
        where="DATABASE_URL",
        advice="Write postgres://user:password@host/name, or leave it out for SQLite.",
    )
