"""Quotation marks: what stands between two of them.

Double ones of all four languages and of mixed keyboards: "a" “a” „a“ „a” ”a” «a» »a«. Single ones
(‘a’ ‚a‘ ‹a›) only where they can be no apostrophe, as in d’asile or ‘s-Hertogenbosch.
"""

from __future__ import annotations

import re

# Opening mark -> the marks that may close it.
_CLOSING = {
    '"': '"',
    "„": '“”"',
    "“": '”“"',
    "”": '”"',
    "«": "»",
    "»": "«»",
}
DOUBLE = "".join(_CLOSING)
_CLOSED = {mark: re.compile(f"[{closing}]") for mark, closing in _CLOSING.items()}
# These close as well as open: they open before a word, not behind one.
_BOTH = "“”»"
_OPENS = re.compile(rf"(?<![\w.,;!?])[{_BOTH}](?=\S)")
# Longer than this, two single marks are two apostrophes.
_SINGLE_MARKS = (("‚", "‘’"), ("‘", "’"), ("‹", "›"))
_SINGLE = {
    mark: re.compile(rf"(?<!\w){mark}(?=\S)(.{{1,200}}?)(?<=\S)[{closing}](?!\w)")
    for mark, closing in _SINGLE_MARKS
}
SINGLE = "".join(_SINGLE)


def quoted(text: str, at: int) -> tuple[str, int] | None:
    """What stands between the marks that open at `at`, and where it goes on behind them.

    None where no mark opens there, or where none closes it.
    """
    mark = text[at : at + 1]
    if mark in _SINGLE:
        single = _SINGLE[mark].match(text, at)
        return (single[1], single.end()) if single else None
    if mark not in _CLOSED or (mark in _BOTH and not _OPENS.match(text, at)):
        return None
    closed = _CLOSED[mark].search(text, at + 1)
    return (text[at + 1 : closed.start()], closed.end()) if closed else None
