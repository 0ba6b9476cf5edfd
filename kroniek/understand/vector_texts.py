"""What of a text is embedded: as much as says what it is about, and no more."""

from __future__ import annotations

# The model's work grows with a text: 46 ms for 100 letters, 180 ms for 400, 330 ms for 700 and
# 1.1 s for 1,700 (one thread). Title and teaser fit; what a body adds after that adds little.
PASSAGE_LETTERS = 700
# A reader's question is shorter; one that is not shall not keep her waiting.
QUERY_LETTERS = 200


def passage_of(title: str, teaser: str, body: str) -> str:
    """What is embedded of a story's text: title, teaser and the beginning of the body.

    Plain text in, plain text out: at most PASSAGE_LETTERS, cut between two words; "" if there is
    nothing. A body that begins with the teaser is not read twice.
    """
    # More letters than fit need not be looked at; white space may be most of them.
    parts = [_in_a_row(part[: 10 * PASSAGE_LETTERS]) for part in (title, teaser, body)]
    if parts[1] and parts[2].startswith(parts[1].rstrip(".… ")):
        parts[1] = ""
    return _cut(" ".join(_ended(part) for part in parts if part), PASSAGE_LETTERS)


def query_of(text: str) -> str:
    """What is embedded of a query."""
    return _cut(_in_a_row(text[: 10 * QUERY_LETTERS]), QUERY_LETTERS)


def readable(text: str) -> str:
    """Text that C code and JSON can take: no NUL, which ends a text, and no half character."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _in_a_row(text: str) -> str:
    return " ".join(readable(text).split())


def _ended(part: str) -> str:
    """With a full stop. Titles that run on into the teaser are found less well.

    (nDCG@10 by vectors alone on `evaluation/search`: .464, with full stops .476.)
    """
    return part if part.endswith((".", "!", "?", "…", ":", ";")) else f"{part}."


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    whole_words = text[: most + 1].rpartition(" ")[0]
    # Writing without spaces is cut anywhere.
    return text[: len(whole_words)] if len(whole_words) > most // 2 else text[:most]
