"""The index counts as the database does: the same facets, lists and totals for the same filters.

`find.database` counts plainly, by sets of stories; the index by terms. A random archive and
random filters, several values and several states at once, drafts and dates among them.
"""

from __future__ import annotations

import random

import pytest

from kroniek.archive.actions.log import record_concept
from kroniek.archive.models import Capture, Concept, Label, Sighting, Source
from kroniek.archive.models.story import State
from kroniek.find import database, follow, place
from kroniek.find.clauses import Everything
from kroniek.find.counting import facets
from kroniek.find.selection import filters, selected
from kroniek.find.vocabulary import vocabulary
from kroniek.records import Query
from tests.find.archived import as_a_new_process, ask, write

THEMES = ("asylum", "reception", "statelessness", "integration", "odd-theme", "lone-theme")
KEYWORDS = ("frontex", "myria", "kw-top", "kw-mid", "kw-low", "kw-other")
KINDS = ("report", "study", "news-item")
LANGUAGES = ("nl", "fr", "de", "en")
DATES = ("2019", "2020-03", "2020-03-04", "2021-12-31", "2020/..", "../2019-05", "2018/2021", "")
SOURCES = ("one", "two", "three")
STATES = tuple(State.values)
pytestmark = pytest.mark.usefixtures("archive", "quick_vocabulary")


def concept(pk: str, scheme: str, *broader: str) -> None:
    Concept.objects.create(pk=pk, scheme=scheme, provisional=True)
    Label.objects.create(concept_id=pk, language="und", form="pref", text=pk.replace("-", " "))
    for one in broader:
        Concept.broader.through.objects.create(from_concept_id=pk, to_concept_id=one)
    record_concept(pk, "concept.created", by=None)


def random_archive(chance: random.Random, stories: int) -> None:
    concept("odd-theme", "themes", "asylum")
    concept("lone-theme", "themes")
    concept("kw-top", "topics")
    concept("kw-mid", "topics", "kw-top", "frontex")
    concept("kw-low", "topics", "kw-mid")
    concept("kw-other", "topics", "kw-top")
    captures = [
        Capture.objects.create(
            source=Source.objects.create(name=name), key=name, file="f", format="jsonl"
        )
        for name in SOURCES
    ]
    for number in range(stories):
        _story(chance, number, captures)


def _story(chance: random.Random, number: int, captures: list[Capture]) -> None:
    language, *others = chance.sample(LANGUAGES, chance.randint(1, 3))
    tags = [
        (one, role, chance.choice(STATES))
        for role, of in (("theme", THEMES[:-1]), ("keyword", KEYWORDS))
        for one in chance.sample(of, chance.randint(0, 3))
    ]
    made = write(
        f"Iets {number}",
        language=language,
        texts=[(code, f"Iets {number}") for code in others],
        date=chance.choice(DATES),
        tags=tags,
        live=chance.random() < 0.8,
        kind=chance.choice((*KINDS, None)),
    )
    for position, capture in enumerate(chance.sample(captures, chance.randint(0, 3))):
        for again in range(chance.randint(1, 2)):
            Sighting.objects.create(
                story=made, capture=capture, position=number * 9 + position * 2 + again, line=1
            )


def random_query(chance: random.Random) -> Query:
    def some(values, odds=0.3):
        return tuple(chance.sample(values, chance.randint(1, 3))) if chance.random() < odds else ()

    def one(values, odds=0.15):
        return chance.choice(values) if chance.random() < odds else ""

    return Query(
        theme=some(THEMES),
        keyword=some(KEYWORDS),
        kind=some(KINDS),
        language=some(LANGUAGES),
        source=some(SOURCES, 0.2),
        year=some((2018, 2019, 2020, 2021)),
        state=some(STATES),
        date_from=one(("2019", "2020-03", "2020-03-04", "../2020")),
        date_to=one(("2019-05", "2020-03-03", "2021", "2020/..")),
        drafts=chance.random() < 0.3,
        limit=None,
    )


@pytest.mark.parametrize("seed", range(2))
def test_the_index_counts_as_the_database_does(seed):
    chance = random.Random(seed)
    random_archive(chance, 60)
    follow.catch_up()
    as_a_new_process()
    engine, known = place.opened().engine, vocabulary()
    counted = 0
    for query in (Query(limit=None), *(random_query(chance) for _ in range(50))):
        wanted = filters(query)
        listed, _, total = database.page_of(database.matching(query), query)
        newest = engine.newest(selected(wanted), None)
        assert [story for story, _ in newest.stories] == [hit.story for hit in listed], query
        assert newest.total == total
        ours = facets(query, Everything(), wanted, engine, known)
        assert ours == database.facets(query), query
        counted += sum(value.count for values in ours.values() for value in values)
    assert counted > 1_000


def test_a_count_is_what_choosing_the_value_alone_would_give():
    """Each story once, though it has a theme in one state and a narrower one in another."""
    random_archive(random.Random(9), 60)
    follow.catch_up()
    as_a_new_process()
    engine, known = place.opened().engine, vocabulary()
    for states in ((), ("stated", "suggested"), tuple(STATES)):
        query = Query(state=states, drafts=True, limit=None)
        counted = facets(query, Everything(), filters(query), engine, known)
        assert any(value.count > 5 for value in counted["theme"])
        for name in ("theme", "keyword", "kind", "language"):
            for value in counted[name]:
                chosen = Query(**{name: (value.id,)}, state=states, drafts=True, limit=None)
                assert database.matching(chosen).count() == value.count, (name, value, states)


def test_what_is_chosen_is_shown_though_nothing_has_it():
    concept("lone-theme", "themes")
    concept("lone-word", "topics")
    write("Iets")
    follow.catch_up()
    query = Query(theme=("lone-theme",), keyword=("lone-word",), kind=("study",), limit=None)
    counted = facets(query, Everything(), filters(query), place.opened().engine, vocabulary())
    for name, value in (("theme", "lone-theme"), ("keyword", "lone-word"), ("kind", "study")):
        (chosen,) = (one for one in counted[name] if one.selected)
        assert (chosen.id, chosen.count) == (value, 0)
    assert counted == database.facets(query)


def test_words_narrow_the_counts():
    write("De wuppie opent", tags=[("reception", "theme", "stated")])
    write("De snork opent", tags=[("reception", "theme", "stated")], language="nl")
    write("De snork sluit", tags=[("integration", "theme", "stated")])
    follow.catch_up()

    def counts(page, name):
        return {value.id: value.count for value in page.facets[name] if value.count}

    assert counts(ask('"opent"'), "theme") == {"reception": 2, "asylum": 2}
    page = ask('"opent"', theme=["integration"])
    assert page.total == 0
    assert counts(page, "theme") == {"reception": 2, "asylum": 2}
    assert counts(page, "year") == {}
