"""Opening the archive for a command: Django is set up here, and not before."""

from __future__ import annotations

import os
import sys

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


def catch_up() -> None:
    """Let the index catch up: what was changed a moment ago is found, also where no site is served.

    Its troubles are told on standard error; what is asked for is answered all the same.
    """
    from kroniek.find import follow

    try:
        follow.catch_up()
    except ArchiveError as error:
        print(f"kroniek: {error}", file=sys.stderr)


def _odd_database(error: ValueError) -> Exception:
    """What a DATABASE_URL that cannot be read is told; any other error is one of ours."""
    if not os.environ.get("DATABASE_URL"):
        return error
    return ArchiveError(
        "this is no address of a database",
        where="DATABASE_URL",
        advice="Write postgres://user:password@host/name, or leave it out for SQLite.",
    )
