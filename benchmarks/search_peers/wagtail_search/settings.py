"""A Django project that only searches; WAGTAIL_SEARCH_HOME is the folder of its database."""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(os.environ["WAGTAIL_SEARCH_HOME"])

SECRET_KEY = "wagtail_search: it serves nobody"
INSTALLED_APPS = [
    "benchmarks.search_peers.wagtail_search",
    "modelsearch",
    "django.contrib.contenttypes",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "wagtail.sqlite3",
        "OPTIONS": {
            "init_command": (  # as Kroniek's own database has them
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
                "PRAGMA mmap_size=268435456;PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;"
            ),
        },
    }
}
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
