"""A synthetic archive as JSON Lines: the same stories for the same seed, in constant memory.

    the demo's words, themes, keywords ──▶ a Lexicon a language ──▶ stories(n) ──▶ lines

Words follow Zipf's law as Mandelbrot put it: the word of rank r comes up with a weight of
1 / (r + 2.7), so that a few words fill most of a text and most words are rare. The demo knows
too few words for a large archive; compounds of two of them make the long tail. The first
thousand stories of a long file are the whole of a short one.

By hand: python -m benchmarks.synthetic 100000 > stories.jsonl
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, TextIO

DEMO = Path(__file__).resolve().parent.parent / "demo"
SEED = 20_060_101
LANGUAGES = ("nl", "fr", "de", "en")

_SHARES = (45, 25, 10, 20)  # of a hundred stories, by the main language
_WORDS = 20_000
_PROVISIONAL = 300
_FIRST_DAY, _DAYS = date(2006, 1, 1), 20 * 365 + 5
_KINDS = ("news-item", "event", "report", "study", "ad-hoc-queries")
_KIND_SHARES = (80, 6, 5, 5, 4)
_WORD = re.compile(r"[^\W\d_]+")

Story = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Things that come up by Zipf's law: the first most often."""

    things: Sequence[str]
    weights: Sequence[float]

    def some(self, chance: random.Random, n: int) -> list[str]:
        return chance.choices(self.things, cum_weights=self.weights, k=n)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What one language's stories are made of; no concept bears a provisional keyword."""

    words: Ranked
    themes: Ranked
    keywords: Ranked
    provisional: Ranked


# --- stories --------------------------------------------------------------------------------


def lines(n: int, *, seed: int = SEED) -> Iterator[str]:
    """The stories as JSON Lines, each with its line end."""
    return (json.dumps(story, ensure_ascii=False) + "\n" for story in stories(n, seed=seed))


def write(file: TextIO, n: int, *, seed: int = SEED) -> None:
    file.writelines(lines(n, seed=seed))


def stories(n: int, *, seed: int = SEED) -> Iterator[Story]:
    """The first n stories of a seed, one at a time."""
    chance = random.Random(seed)
    known = lexicons()
    for number in range(1, n + 1):
        yield _story(number, chance, known)


def _story(number: int, chance: random.Random, known: Mapping[str, Lexicon]) -> Story:
    languages = _languages(chance)
    main = known[languages[0]]
    texts = [_text(code, known[code].words, chance) for code in languages]
    story: Story = {
        "id": f"s-{number:07}",
        "date": _date(chance),
        "kind": chance.choices(_KINDS, _KIND_SHARES)[0],
        "texts": texts,
        "themes": _unique(main.themes.some(chance, chance.choices(range(4), (10, 55, 25, 10))[0])),
        "keywords": _keywords(main, chance),
    }
    if chance.random() < 0.9:
        story["url"] = f"https://synthetic.kroniek.example/{languages[0]}/news/{number}"
    if chance.random() < 0.2:
        href = f"https://source.kroniek.example/document/{chance.randrange(10**6)}"
        story["links"] = [{"text": " ".join(main.words.some(chance, 3)), "href": href}]
    return {key: value for key, value in story.items() if value}


def _languages(chance: random.Random) -> list[str]:
    """The story's languages, its main one first: mostly one, sometimes two, seldom all."""
    main = chance.choices(LANGUAGES, _SHARES)[0]
    others = [code for code in LANGUAGES if code != main]
    return [main, *chance.sample(others, chance.choices((0, 1, 3), (80, 15, 5))[0])]


def _text(language: str, words: Ranked, chance: random.Random) -> Story:
    text = {
        "language": language,
        "title": _sentence(words, chance, 5, 13),
        "teaser": _sentences(words, chance, 20, 60),
    }
    if chance.random() < 0.3:
        text["body"] = _sentences(words, chance, 60, 200)
    return text


def _sentences(words: Ranked, chance: random.Random, fewest: int, most: int) -> str:
    left = chance.randint(fewest, most)
    made = []
    while left > 0:
        sentence = _sentence(words, chance, 8, 22)
        made.append(sentence + ".")
        left -= sentence.count(" ") + 1
    return " ".join(made)


def _sentence(words: Ranked, chance: random.Random, fewest: int, most: int) -> str:
    sentence = " ".join(words.some(chance, chance.randint(fewest, most)))
    return sentence[0].upper() + sentence[1:]


def _date(chance: random.Random) -> str:
    """A day of twenty years, as exactly as pages tell it: 2020-12-15, 2020-12, 2020 or not."""
    day = (_FIRST_DAY + timedelta(days=chance.randrange(_DAYS))).isoformat()
    return day[: chance.choices((10, 7, 4, 0), (55, 35, 7, 3))[0]]


def _keywords(words: Lexicon, chance: random.Random) -> list[str]:
    found = words.keywords.some(chance, chance.choices(range(5), (20, 25, 30, 15, 10))[0])
    if chance.random() < 0.05:
        found += words.provisional.some(chance, 1)
    return _unique(found)


def _unique(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(words))


# --- words ----------------------------------------------------------------------------------


@cache
def lexicons() -> Mapping[str, Lexicon]:
    """What the demo archive is made of, by language."""
    demo = list(_demo_stories())
    return {code: _lexicon(code, demo) for code in LANGUAGES}


def _demo_stories() -> Iterator[Story]:
    for file in sorted(DEMO.glob("stories-*.jsonl")):
        with file.open(encoding="utf-8") as rows:
            yield from map(json.loads, rows)


def _lexicon(language: str, demo: Sequence[Story]) -> Lexicon:
    texts = [t for story in demo for t in story["texts"] if t["language"] == language]
    own = [story for story in demo if story["texts"][0]["language"] == language]
    counted = Counter(word for text in texts for word in _words(text))
    words = _most_first(counted)
    compounds = _compounds(language, [w for w in words if 4 <= len(w) <= 12 and counted[w] < 20])
    made_up = [f"{next(compounds)} {next(compounds)}" for _ in range(_PROVISIONAL)]
    seen = dict.fromkeys(words)
    while len(seen) < _WORDS:
        seen[next(compounds)] = None
    return Lexicon(
        words=_ranked(list(seen)),
        themes=_ranked(_labels(own, "themes")),
        keywords=_ranked(_labels(own, "keywords")),
        provisional=_ranked(made_up),
    )


def _words(text: Mapping[str, str]) -> list[str]:
    found = " ".join(text.get(part, "") for part in ("title", "teaser", "body"))
    return _WORD.findall(found.lower())


def _labels(demo: Sequence[Story], key: str) -> list[str]:
    return _most_first(Counter(label for story in demo for label in story.get(key, ())))


def _most_first(counted: Mapping[str, int]) -> list[str]:
    return sorted(counted, key=lambda thing: (-counted[thing], thing))


def _compounds(language: str, parts: Sequence[str]) -> Iterator[str]:
    """Endless rare words."""
    chance = random.Random(f"compounds {language}")
    while True:
        yield "".join(chance.sample(parts, 2))


def _ranked(things: Sequence[str]) -> Ranked:
    return Ranked(things, list(accumulate(1 / (rank + 2.7) for rank in range(1, len(things) + 1))))


if __name__ == "__main__":
    write(sys.stdout, int(sys.argv[1]))
