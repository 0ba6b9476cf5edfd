"""The shapes of printed dates, as patterns over a folded text (no accents, no capitals, "-").

`name` is a word to be looked up: the name of a month or a season.
"""

from __future__ import annotations

import re

# Digits are the ASCII ones: other digits would end up inside the EDTF.
_DAY = r"(?P<day>[0-9]{1,2})"
_ORDINAL = r"(?:er|st|nd|rd|th|e|ste|de)(?![a-z])"
_NAME = r"(?P<name>[a-z]{2,})"
_YEAR = r"(?P<year>[0-9]{4})"
_YEAR_OF_OURS = r"(?P<year>(?:19|20)[0-9]{2})"
_GAP = r"[ .,/-]*"
_OF = r"(?:(?:of|van|de|du) )?"
NAMED = tuple(
    re.compile(shape)
    for shape in (
        # 22 maart 2021 · 1er mars 2021 · 12.Dezember 2018 · 3rd of May, 2021 · 03-May-21
        rf"{_DAY}(?:{_ORDINAL})?{_GAP}{_OF}{_NAME}{_GAP}{_OF}(?:{_YEAR}|'?(?P<short>[0-9]{{2}}))",
        # March 17, 2021 · November 30 2012
        rf"{_NAME}[ .]+(?:the )?{_DAY}(?:{_ORDINAL})?[ ,]+{_YEAR}",
        # december 2020 · May, 2013 · zomer van 2019
        rf"(?:l')?{_NAME}{_GAP}{_OF}{_YEAR}",
    )
)
DIGITS = tuple(
    re.compile(shape)
    for shape in (
        # 2021-07-01 · 2021-07 · 2021/07/01
        rf"{_YEAR}-(?P<month>[01][0-9])(?:-(?P<day>[0-9]{{2}}))?",
        rf"{_YEAR}(?P<sign>[./])(?P<month>[0-9]{{1,2}})(?P=sign){_DAY}",
        # 05.10.2017 · 5/10/2017 · 5. 10. 2017
        rf"{_DAY} ?(?P<sign>[./-]) ?(?P<month>[0-9]{{1,2}}) ?(?P=sign) ?{_YEAR}",
        # 12/2020 · 5/2020 · 12.2020
        rf"(?P<month>0?[1-9]/|(?:0[1-9]|1[0-2])[./-]|1[0-2]/){_YEAR_OF_OURS}",
        _YEAR_OF_OURS,
    )
)
SHORT_YEAR = re.compile(
    rf"{_DAY}(?P<sign>[./-])(?P<month>[0-9]{{1,2}})(?P=sign)(?P<short>[0-9]{{2}})"
)

QUARTERS = tuple(
    re.compile(shape)
    for shape in (
        rf"[qtk](?P<number>[1-4])[ /-]?{_YEAR_OF_OURS}",
        rf"{_YEAR_OF_OURS}[ /-]?[qtk](?P<number>[1-4])",
        rf"(?:the |le |het |das )?(?:(?P<number>[1-4])(?:{_ORDINAL}|\.)?|(?P<count>[a-z]+))"
        rf" (?P<word>[a-z]+) {_OF}{_YEAR_OF_OURS}",
    )
)
SEASON_OF_TWO_YEARS = re.compile(rf"{_NAME} {_YEAR}[/-](?:[0-9]{{2}})?(?P<last>[0-9]{{2}})")

# What may stand before a date that is one day or one month. Not "from", which opens a range.
BEFORE = {
    *("op", "de", "den", "in", "van", "dd", "d.d"),
    *("le", "du", "en", "au", "a"),
    *("am", "der", "dem", "im", "vom"),
    *("on", "the", "of"),
}

_UNIT = r" ?(?:uhr|uur|heures?|hrs?|h|u|[ap]\.?m\b\.?)"
_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_MINUTES = r" ?[:.hu] ?[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
_CLOCK = rf"(?:{_HOUR}{_MINUTES}(?:{_UNIT})?|{_HOUR}{_UNIT})"
_ZONE = r" ?\(?(?:z|utc|gmt|[cwm]es?t|mesz|mez|bst|[+-][0-9]{2}:?[0-9]{2})\)?"
# 2021-07-01T10:00:00Z · 17 March 2021 - 10:00 to 12:00 · 3 mai 2021 à 14h30
TIMED = re.compile(
    r"(?P<date>.*?[0-9])(?:t|[ ,|(-]+)(?:(?:at|om|um|a|@|ab|vanaf|from|van|von|de) )?"
    rf"(?:(?:{_CLOCK}|{_HOUR})(?: ?- ?| (?:to|tot|bis|a|until|and|en) ))?{_CLOCK}"
    rf"(?:{_ZONE}){{0,2}}\)?"
)

OPENS_RANGE = re.compile(r"(?:from|van|du|de|vom|von|between|tussen|entre|zwischen) ")
JOINS = re.compile(
    r" ?[/-] ?| (?:to|until|till|through|t/m|t\.?e\.?m\.?|tot en met|tot|jusqu'au|au|a|bis zum|bis"
    r"|and|en|et|und|&) "
)
# The first end of a range may be no more than a day: "3", "lundi 3", "de 3de", "Mo., 3."
DAY_ALONE = re.compile(rf"(?P<before>(?:[a-z]+[., ]+)*){_DAY}(?:{_ORDINAL})?[.,]*")
# May 3-5, 2021
MONTH_BEFORE_DAYS = re.compile(
    rf"(?P<month>[a-z]+\.?) (?P<first>[0-9]{{1,2}})(?:{_ORDINAL})?"
    rf"(?: ?- ?| (?:to|and|until|through) )(?P<last>[0-9]{{1,2}})(?:{_ORDINAL})?[ ,]+"
    r"(?P<year>[0-9]{4})"
)
SIGN = re.compile(r"[0-9]([./-])[0-9]")
