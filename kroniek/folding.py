"""Text reduced to what makes two writings the same: for look-ups and fingerprints, never shown."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SPACES = re.compile(r"\s+")
# Combining marks of Latin writing (Unicode blocks Combining Diacritical Marks and kin).
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_WORDS = re.compile(r"\w+")
_SLUG_GAPS = re.compile(r"[^a-z0-9]+")


def squeeze(text: str) -> str:
    """NFKC, every run of white space (no-break spaces too) one space, none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def fold(text: str) -> str:
    """`squeeze`d, case-folded and without accents: how readers and printers vary a word."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return _SPACES.sub(" ", text.lower()).strip()


def words(text: str) -> list[str]:
    """The folded words of a text: runs of letters and digits."""
    return _WORDS.findall(fold(text))


def label_key(text: str) -> str:
    """What labels are looked up by: their folded words, whatever stands between them.

    "asylum-seekers", "Asylum seekers" and "asylum  seekers" have one key, of 300 letters at most.
    """
    return (" ".join(words(text)) or fold(text))[:300]


def slug(text: str, *, limit: int = 80) -> str:
    """Kebab-case ASCII, cut at a hyphen; "" where no letter or digit is left."""
    kebab = _SLUG_GAPS.sub("-", fold(text).replace("'", "").replace("\u2019", "")).strip("-")
    if len(kebab) <= limit:
        return kebab
    return kebab[:limit].rsplit("-", 1)[0] or kebab[:limit]


def fingerprint(*parts: str) -> int:
    """A signed 64-bit number for some strings: stable across runs and machines (BLAKE2b)."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "big", signed=True)
