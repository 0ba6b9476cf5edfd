"""As little as Wagtail's search needs, set up as its documentation says."""

from __future__ import annotations

SECRET_KEY = "wagtail_search: it serves nobody and lives for one process"
INSTALLED_APPS = [
    "evaluation.search.wagtail_search",
    "modelsearch",
    "django.contrib.contenttypes",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
MODELSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
