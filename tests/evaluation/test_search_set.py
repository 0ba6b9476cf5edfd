"""The search set is well formed: whoever edits it is told what no longer holds."""

import re
from collections import Counter

from evaluation.search.data import FOLDER, JUDGMENTS, items, judgments, queries
from evaluation.search.measures import RELEVANT
from kroniek.records import LANGUAGES

KINDS = {
    "plain",
    "abbreviation",
    "inflection",
    "compound",
    "typo",
    "phrase",
    "name",
    "question",
}
ITEMS = {item.id: item for item in items()}
QUERIES = {asked.id: asked for asked in queries()}
GRADES = judgments()


def test_sixty_items_a_language():
    assert Counter(item.language for item in items()) == dict.fromkeys(LANGUAGES, 60)


def test_twenty_queries_a_language():
    assert Counter(asked.language for asked in queries()) == dict.fromkeys(LANGUAGES, 20)


def test_ids_are_used_once():
    assert len(ITEMS) == len(items())
    assert len(QUERIES) == len(queries())


def test_half_of_the_items_have_a_title_and_half_have_themes():
    assert sum(bool(item.title) for item in items()) == 120
    assert sum(bool(item.themes) for item in items()) == 120


def test_items_are_short_news_with_a_month_or_a_day():
    odd = [
        item.id
        for item in items()
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-\d\d)?", item.date)
        or not 60 <= len(item.teaser) <= 400
    ]
    assert odd == []


def test_texts_have_no_stray_spaces():
    odd = [
        text
        for item in items()
        for text in (item.title, item.teaser, *item.themes, *item.keywords)
        if text != " ".join(text.split())
    ]
    assert odd == []


def test_no_text_stands_there_twice():
    assert _twice(item.teaser.casefold() for item in items()) == []
    assert _twice(item.title.casefold() for item in items() if item.title) == []


def test_no_query_stands_there_twice():
    assert _twice((asked.language, asked.query.casefold()) for asked in queries()) == []


def test_kinds_are_known_and_all_there():
    assert {asked.kind for asked in queries()} == KINDS


def test_judgments_name_what_there_is():
    assert set(GRADES) == set(QUERIES)
    assert {item for grades in GRADES.values() for item in grades} <= set(ITEMS)
    assert {grade for grades in GRADES.values() for grade in grades.values()} == {1, 2, 3}


def test_each_pair_is_judged_once():
    rows = (FOLDER / JUDGMENTS).read_text(encoding="utf-8").splitlines()[1:]
    assert _twice(row.rsplit("\t", 1)[0] for row in rows) == []


def test_every_query_has_three_answers_in_two_languages():
    poor = []
    for asked in queries():
        good = [ITEMS[key] for key, grade in GRADES[asked.id].items() if grade >= RELEVANT]
        if len(good) < 3 or len({item.language for item in good}) < 2:
            poor.append(asked)
    assert poor == []


def test_every_query_has_an_answer_that_is_exactly_about_it():
    assert [key for key, grades in GRADES.items() if 3 not in grades.values()] == []


def _twice(values):
    return [value for value, count in Counter(values).items() if count > 1]
