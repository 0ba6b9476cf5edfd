"""The reader's language: which ones there are, what they are called, which one a request wants."""

from __future__ import annotations

from functools import cache

from babel.core import Locale
from babel.numbers import format_decimal
from django.http import HttpRequest
from django.utils.translation import get_language_from_request, gettext, ngettext

from kroniek.records import LANGUAGES, UNDETERMINED

_FALLBACK = "en"


def of_address(request: HttpRequest) -> str:
    """The language that an address begins with, or else the one that the browser asks for.

    Error pages need it: they are shown for addresses that no view has taken.
    """
    first = request.path_info.lstrip("/").partition("/")[0]
    return first if first in LANGUAGES else wanted(request)


def wanted(request: HttpRequest) -> str:
    """The best of our languages by Accept-Language."""
    language = get_language_from_request(request)[:2]
    return language if language in LANGUAGES else _FALLBACK


@cache
def own_name(code: str) -> str:
    """What a language calls itself: Nederlands, Français, Deutsch, English."""
    name = Locale.parse(code).get_language_name(code) or code
    return name[:1].upper() + name[1:]


def name(code: str, ui: str) -> str:
    """What a language is called in the reader's language."""
    if code in ("", UNDETERMINED):
        return gettext("unknown language")
    return str(Locale.parse(ui).languages.get(code, code))


def stories(count: int, ui: str) -> str:
    """A number of stories, in words."""
    return ngettext("%(n)s story", "%(n)s stories", count) % {"n": number(count, ui)}


def number(count: int, ui: str) -> str:
    """A count with the separators of the reader's language."""
    return format_decimal(count, locale=ui)
