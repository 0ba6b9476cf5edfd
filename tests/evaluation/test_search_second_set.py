"""The second search set is well formed: whoever edits it is told what no longer holds."""

import re
from collections import Counter

from evaluation.search.data import JUDGMENTS, items, judgments, queries
from evaluation.search.measures import RELEVANT
from evaluation.search_second.run import FOLDER
from kroniek.records import LANGUAGES

ITEMS = {item.id: item for item in items(FOLDER)}
QUERIES = {asked.id: asked for asked in queries(FOLDER)}
GRADES = judgments(FOLDER)


def test_forty_items_and_twenty_queries_a_language():
    assert Counter(item.language for item in items(FOLDER)) == dict.fromkeys(LANGUAGES, 40)
    assert Counter(asked.language for asked in queries(FOLDER)) == dict.fromkeys(LANGUAGES, 20)


def test_ids_are_used_once():
    assert len(ITEMS) == 160
    assert len(QUERIES) == 80


def test_half_of_the_items_have_a_title_and_a_third_have_themes():
    assert sum(bool(item.title) for item in items(FOLDER)) == 80
    assert sum(bool(item.themes) for item in items(FOLDER)) == 53


def test_items_are_short_news_with_a_month_or_a_day():
    odd = [
        item.id
        for item in items(FOLDER)
        if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-\d\d)?", item.date)
        or not 60 <= len(item.teaser) <= 400
    ]
    assert odd == []


def test_no_item_is_one_of_the_first_set():
    first = {item.teaser.casefold() for item in items()}
    assert [item.id for item in items(FOLDER) if item.teaser.casefold() in first] == []
    assert len({item.teaser.casefold() for item in items(FOLDER)}) == 160


def test_judgments_name_what_there_is_and_once():
    assert set(GRADES) == set(QUERIES)
    assert {item for grades in GRADES.values() for item in grades} <= set(ITEMS)
    assert {grade for grades in GRADES.values() for grade in grades.values()} == {1, 2, 3}
    rows = (FOLDER / JUDGMENTS).read_text(encoding="utf-8").splitlines()[1:]
    assert len({row.rsplit("\t", 1)[0] for row in rows}) == len(rows)


def test_every_query_has_three_answers_in_two_languages():
    poor = []
    for asked in queries(FOLDER):
        good = [ITEMS[key] for key, grade in GRADES[asked.id].items() if grade >= RELEVANT]
        if len(good) < 3 or len({item.language for item in good}) < 2:
            poor.append(asked)
    assert poor == []
