"""Labels as pages print them: does each find its concept, and does a foreign word find none?

An item: what is `printed`, in which `role` (theme or keyword), the language of the `page` it
stands on (the label may be in another), its `kind`, and the `concepts` that are right: none
for a fifth of them (words the vocabulary does not bear, or that mean two things), two where
two concepts of the vocabulary are equally right.

The peer compares with the preferred labels alone, in any language and case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.figures import ALL, OURS, Figure, Row, read_items
from evaluation.measures import Outcome, f1, mean, precision, recall
from kroniek.archive import skos
from kroniek.records import LANGUAGES, Label, TagRole
from kroniek.understand import ConceptIndex

SET = "labels"
PEER = "preferred labels"
VOCABULARY = Path(__file__).parents[2] / "vocabulary"

Item = dict[str, Any]


def run() -> Iterator[Figure]:
    items = read_items(__file__)
    labels = [lb for record in skos.records(skos.parse(VOCABULARY)) for lb in record.labels]
    for system, resolve in ((OURS, _index(labels)), (PEER, _preferred(labels))):
        answers = {item["id"]: resolve(item) for item in items}
        for group in (ALL, *LANGUAGES):
            chosen = [item for item in items if group in (ALL, item["page"])]
            outcomes = [_outcome(answers[item["id"]], item["concepts"]) for item in chosen]
            yield from _figures(group, system, outcomes)


def _figures(group: str, system: str, outcomes: Sequence[Outcome]) -> Iterator[Figure]:
    right = [float(not one.wrong and not one.missed) for one in outcomes]
    yield Row(SET, "accuracy", group, system).figure(right, mean)
    for name, measure in (("precision", precision), ("recall", recall), ("F1", f1)):
        yield Row(SET, name, group, system).figure(outcomes, measure)


def _outcome(answer: str, concepts: Sequence[str]) -> Outcome:
    """One answer is wanted where any is: two right concepts are a choice, not two tasks."""
    if answer in concepts:
        return Outcome(right=1)
    return Outcome(wrong=int(bool(answer)), missed=int(bool(concepts)))


def _index(labels: Sequence[Label]) -> Callable[[Item], str]:
    index = ConceptIndex(labels)

    def resolve(item: Item) -> str:
        found = index.resolve(item["printed"], TagRole(item["role"]))
        return found.concept if found else ""

    return resolve


def _preferred(labels: Sequence[Label]) -> Callable[[Item], str]:
    """An exact look-up in any case; a word that two concepts prefer is left alone."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for label in labels:
        if label.form == "pref":
            bearers[label.text.casefold()].add(label.concept)

    def resolve(item: Item) -> str:
        found = bearers.get(item["printed"].casefold(), set())
        return next(iter(found)) if len(found) == 1 else ""

    return resolve
