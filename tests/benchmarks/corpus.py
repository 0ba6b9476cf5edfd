"""Thirty stories of a dozen words that no stemmer changes, and what a query finds by hand."""

from __future__ import annotations

import random
from collections import Counter

from benchmarks.search_peers.records import FACETS, Answer, Asked, Document

# The same words in every language: none is a stop word in one, all are stems in all.
WORDS = "asiel visum kamp wet burg dorf port film pact dublin frontex zoll".split()
LANGUAGES = ("nl", "fr", "de", "en")
THEMES, KEYWORDS, KINDS = ("asylum", "return", "migration"), ("iom", "fedasil"), ("news", "event")


def corpus() -> list[Document]:
    chance = random.Random(30)
    return [_document(number, chance) for number in range(1, 31)]


def _document(number: int, chance: random.Random) -> Document:
    languages = chance.sample(LANGUAGES, chance.choice((1, 1, 2, 4)))
    return Document(
        id=number,
        texts={code: (_words(chance, 2), _words(chance, 4)) for code in languages},
        theme=tuple(chance.sample(THEMES, chance.randrange(3))),
        keyword=tuple(chance.sample(KEYWORDS, chance.randrange(3))),
        kind=chance.choice(KINDS),
        year=chance.choice((None, 2019, 2020, 2021)),
    )


def _words(chance: random.Random, n: int) -> str:
    return " ".join(chance.choices(WORDS, k=n)).capitalize()


def asked() -> list[Asked]:
    """One, two and three words; without a filter, with each, and with a value that is nowhere."""
    chance = random.Random(5)
    filters = [
        *[("", "")] * 3,
        ("theme", "asylum"),
        ("keyword", "iom"),
        ("kind", "event"),
        ("language", "fr"),
        ("year", "2020"),
        ("year", "1999"),
    ]
    return [
        Asked(" ".join(chance.sample(WORDS, length)), chance.choice(LANGUAGES), "", *one)
        for length in (1, 1, 2, 2, 3)
        for one in filters
    ]


def by_hand(asked: Asked, matches) -> Answer:
    """What a query must find, where `matches(document, words)` says whether the words do."""
    found = [one for one in corpus() if matches(one, asked)]
    narrowed = [one for one in found if _fits(one, asked)]
    facets = {
        facet: dict(
            Counter(
                value
                for one in (found if facet == asked.facet else narrowed)
                for value in one.values(facet)
            )
        )
        for facet in FACETS
    }
    return Answer(len(narrowed), tuple(one.id for one in narrowed), facets)


def _fits(document: Document, asked: Asked) -> bool:
    return not asked.facet or asked.value in document.values(asked.facet)


# --- ways to match --------------------------------------------------------------------------


def in_one_text(document: Document, asked: Asked) -> bool:
    """All words in one text, of whatever language."""
    return any(_has(text, asked.words, all) for text in document.words.values())


def in_the_askers_text(document: Document, asked: Asked) -> bool:
    return _has(document.words.get(asked.language, ""), asked.words, all)


def in_all_texts_together(document: Document, asked: Asked) -> bool:
    return _has(" ".join(document.words.values()), asked.words, all)


def in_any(document: Document, asked: Asked) -> bool:
    return _has(" ".join(document.words.values()), asked.words, any)


def _has(text: str, words: list[str], how) -> bool:
    there = text.lower().split()
    return how(word in there for word in words)
