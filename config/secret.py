"""The secret key: from the environment, or made on the first run and kept in KRONIEK_HOME."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key(home: Path) -> str:
    """The key that signs sessions and links; made once, readable by its owner alone."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    file = home / "secret_key"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        _write_once(file, secrets.token_urlsafe(50))
    return file.read_text().strip()


def _write_once(file: Path, key: str) -> None:
    # Written aside and linked: of two first runs at once, one wins and both read the same key.
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    aside.touch(mode=0o600)
    aside.write_text(key)
    try:
        os.link(aside, file)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
