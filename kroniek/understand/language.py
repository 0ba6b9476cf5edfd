"""The language of short texts: an offline detector, with the page's language as a prior."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from kroniek.records import LANGUAGES, UNDETERMINED

if TYPE_CHECKING:
    from lingua import LanguageDetector

# A page's own language counts this many times: enough to settle a name or an abbreviation,
# too little to turn a sentence.
PRIOR = 3.0
# Below this share of the evidence nothing is certain, and the page's language is assumed.
CERTAIN = 0.6
# The opening of a text tells its language; the rest only costs time.
_OPENING = 400
_LETTERS = re.compile(r"[^\W\d_]{2}")


@cache
def _detector() -> LanguageDetector:
    # Imported late: the models take half a second and 100 MB. The neighbours that are not ours
    # are there so that a Spanish text is unknown, not English.
    from lingua import Language, LanguageDetectorBuilder

    names = ("DUTCH", "FRENCH", "GERMAN", "ENGLISH", "SPANISH", "ITALIAN", "PORTUGUESE")
    languages = [getattr(Language, name) for name in names]
    builder = LanguageDetectorBuilder.from_languages(*languages)
    return builder.with_preloaded_language_models().build()


def detect(texts: Sequence[str], *, page: str = "") -> list[str]:
    """The ISO 639-1 code of each text, or "und"; `page` is the language of the page around it.

    A text without letters has no language; one that could be anything has the page's; one in
    a writing that none of the detector's languages uses (Cyrillic, Arabic) has none of ours.
    """
    openings = [text[:_OPENING] for text in texts]
    found = _detector().compute_language_confidence_values_in_parallel(openings)
    return [
        _decide({v.language.iso_code_639_1.name.lower(): v.value for v in values}, page)
        if _LETTERS.search(opening)
        else UNDETERMINED
        for opening, values in zip(openings, found, strict=True)
    ]


def _decide(confidence: dict[str, float], page: str) -> str:
    if page in confidence:
        confidence[page] *= PRIOR
    total = sum(confidence.values())
    best = max(confidence, key=confidence.__getitem__, default="")
    if total <= 0:
        return UNDETERMINED
    if confidence[best] / total < CERTAIN:
        return page or UNDETERMINED
    return best if best in LANGUAGES else UNDETERMINED
