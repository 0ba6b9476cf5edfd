"""Text reduced to what makes two writings the same: for look-ups and fingerprints, never shown."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_SPACES = re.compile(r"\s+")
_SLUG_GAPS = re.compile(r"[^a-z0-9]+")


def squeeze(text: str) -> str:
    """NFKC, every run of white space (no-break spaces too) one space, none at the ends."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def fold(text: str) -> str:
    """`squeeze`d, case-folded and without accents: how readers and printers vary a word."""
    if text.isascii():
        return _SPACES.sub(" ", text).strip().lower()
    decomposed = unicodedata.normalize("NFKD", squeeze(text).casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


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
