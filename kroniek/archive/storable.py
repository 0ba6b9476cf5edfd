"""What no database can hold, or this one has no room for: an item with it is refused, not cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kroniek.records import LANGUAGES, UNDETERMINED, Found

# PostgreSQL stores no NUL in a text; half of a surrogate pair is no character (RFC 3629, 3).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# As the columns are declared in `models`.
LONGEST_ID, LONGEST_ADDRESS, LONGEST_DATE, LONGEST_SOURCE = 200, 2000, 60, 200
_LANGUAGES = ("", *LANGUAGES, UNDETERMINED)


def why_not(found: Found) -> str:
    """Why an item cannot be stored as it is; "" if it can."""
    if match := next(filter(None, map(_UNSTORABLE.search, _strings(found))), None):
        return f"it holds a character that cannot be stored (U+{ord(match[0]):04X})"
    if len(found.external_id) > LONGEST_ID:
        return f"its id is longer than {LONGEST_ID} letters"
    if any(len(date) > LONGEST_DATE for date in _dates(found)):
        return f"a date of it is longer than {LONGEST_DATE} letters"
    unknown = next((code for code in _codes(found) if code not in _LANGUAGES), "")
    return f"its language {unknown!r} is none of {', '.join(_LANGUAGES[1:])}" if unknown else ""


def shown(text: str) -> str:
    """A text that can be stored: what no database can hold is shown as U+2400 or U+FFFD."""
    return _UNSTORABLE.sub(lambda match: "\u2400" if match[0] == "\0" else "\ufffd", text)


def _strings(found: Found) -> Iterator[str]:
    yield from (found.raw, found.external_id, found.url, found.date_found, found.kind)
    for text in found.texts:
        yield from (text.title, text.teaser, text.body)
    for values in found.labels.as_dict().values():
        yield from values
    for link in found.links:
        yield from (link.text, link.href)
    yield from (tag.label for tag in found.tags)
    yield from (happening.text for happening in found.happenings)
    for thread in found.threads:
        yield from (thread.id, *thread.titles.values())


def _dates(found: Found) -> Iterator[str]:
    yield found.date
    yield from (happening.date for happening in found.happenings)


def _codes(found: Found) -> Iterator[str]:
    yield found.language
    yield from (text.language for text in found.texts)
