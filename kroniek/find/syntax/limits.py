"""The limits of a query: what lies beyond them is passed over, with a note.

With these, reading a query takes a bounded time and so does answering it.
"""

from __future__ import annotations

MAX_LENGTH = 2_000  # characters; cut at a word
MAX_TERMS = 64  # words, phrases, prefixes and fields
MAX_PHRASE = 64  # words in one phrase
MAX_DEPTH = 8  # parentheses within parentheses; deeper ones do not group
MAX_SLOP = 20  # other words between those of a phrase
MAX_NOTES = 20
MIN_PREFIX = 2  # letters before `*`
NOTE_LENGTH = 60  # characters of the query that a note shows
