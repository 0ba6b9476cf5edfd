"""Language codes as found (BCP 47 tags, names in four languages) as the codes we use."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel.core import Locale

from kroniek.records import LANGUAGES, UNDETERMINED

_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)
_UNKNOWN = (UNDETERMINED, "zxx", "mul", "mis")  # ISO 639-2: undetermined, none, several, other


@lru_cache(maxsize=1024)
def language_code(found: str) -> str | None:
    """The language of a tag or name: "nl-BE" -> nl, "Néerlandais" -> nl; None if it is neither.

    "" where the tag itself says that the language is not known, or that there are several.
    """
    name = found.strip().casefold()
    if name in _names():
        return _names()[name]
    tag = _TAG.fullmatch(name)
    if tag is None:
        return None
    code = tag[1]
    if code in _UNKNOWN:
        return ""
    return _names().get(code, code)


@cache
def _names() -> dict[str, str]:
    """Names of our languages, in all of them, and their three-letter codes."""
    names = {"": "", "nld": "nl", "dut": "nl", "fra": "fr", "fre": "fr", "deu": "de"}
    names |= {"ger": "de", "eng": "en", "vlaams": "nl", "flemish": "nl"}
    for spoken in LANGUAGES:
        known = Locale.parse(spoken).languages
        names |= {known[code].casefold(): code for code in LANGUAGES}
    return names
