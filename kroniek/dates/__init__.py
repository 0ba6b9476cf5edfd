"""Dates: EDTF (ISO 8601-2) with bounds and precision, printed dates in four languages.

Nothing here knows of a story. Every room may read dates with this package, so that a date means
the same everywhere.

    edtf     what an EDTF date means: its first and last day, how exact it is
    words    the calendar's words, from CLDR and from print
    shapes   the forms of printed dates
    printed  a printed text -> EDTF
    shown    EDTF -> a text in a reader's language
"""

from kroniek.dates.edtf import bounds, compatible, from_date, precision
from kroniek.dates.printed import Printed, date_shaped, read_printed
from kroniek.dates.shown import display
from kroniek.dates.words import month_names, weekday_names

__all__ = [
    "Printed",
    "bounds",
    "compatible",
    "date_shaped",
    "display",
    "from_date",
    "month_names",
    "precision",
    "read_printed",
    "weekday_names",
]
