"""One door: filters, facets, order and paging, in the database."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kroniek.archive.models import Concept, Story, Tag
from kroniek.dates import bounds
from kroniek.find import query_from, search
from kroniek.records import BadOption


def teaser(number: int) -> str:
    return f"Story {number} of the archive speaks of a plan that nobody has heard of before today."


def story(number: int, **more: object) -> dict[str, object]:
    return {"id": f"s{number}", "language": "en", "teaser": teaser(number), **more}


def found(limit: int | None = None, **filters: object) -> list[str]:
    """The external ids that a query gives, in order."""
    page = ask(limit=limit, **filters)
    names = dict(Story.objects.values_list("pk", "external_id"))
    return [names[hit.story] for hit in page.hits]


def ask(limit: int | None = None, after: str = "", drafts: bool = False, **filters: object):
    values = {
        name.rstrip("_"): [value] if isinstance(value, str) else value
        for name, value in filters.items()
    }
    return search(query_from(values, limit=limit, after=after, drafts=drafts))


def counts(page, facet: str) -> dict[str, int]:
    return {value.id: value.count for value in page.facets[facet] if value.count}


# --- order and dates ------------------------------------------------------------------------

NEWEST_FIRST = [
    "2021-01-01", "2020-12-31", "2020-12-15", "2020-12-01", "2020-12-01/2020-12-02", "2020-12",
    "2020-11-30", "2020-11", "2020-01-01", "2020-01", "2020", "2019-12-31", "2017/2018", "0987-02",
    "",
]  # fmt: skip


def test_newest_first_the_more_exact_before_the_less_undated_last(import_stories):
    dates = NEWEST_FIRST[::2] + NEWEST_FIRST[1::2]
    import_stories(*(story(n, date=date) for n, date in enumerate(dates)))
    assert [dates[int(name[1:])] for name in found()] == NEWEST_FIRST


def test_the_year_before_1000_sorts_as_a_year():
    early, late = Story(), Story()
    early.set_date("0987")
    late.set_date("1987")
    assert early.sort_key > late.sort_key
    assert (late.year, late.date_first, late.date_last) == (
        1987, dt.date(1987, 1, 1), dt.date(1987, 12, 31)
    )  # fmt: skip


DATED = {
    "s1": "2020-12-15", "s2": "2020-12", "s3": "2020", "s4": "2021-01-01", "s5": "2019/2020",
    "s6": "2020-06/..", "s7": "../2019-05", "s8": "",
}  # fmt: skip


@pytest.fixture
def dated(import_stories):
    import_stories(*(story(int(name[1]), date=date) for name, date in DATED.items()))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"from_": "2020-12"}, {"s1", "s2", "s3", "s4", "s5", "s6"}),
        ({"from_": "2020-12-20"}, {"s2", "s3", "s4", "s5", "s6"}),
        ({"from_": "2021"}, {"s4", "s6"}),
        ({"to": "2020-12-10"}, {"s2", "s3", "s5", "s6", "s7"}),
        ({"to": "2019"}, {"s5", "s7"}),
        ({"from_": "2020-12-15", "to": "2020-12-15"}, {"s1", "s2", "s3", "s5", "s6"}),
        ({"from_": "2018/2021"}, {"s1", "s2", "s3", "s4", "s5", "s6", "s7"}),
        ({"from_": "../.."}, set(DATED)),
        ({"year": "2020"}, {"s1", "s2", "s3", "s6"}),
        ({"year": ["2020", "2021"]}, {"s1", "s2", "s3", "s4", "s6"}),
    ],
)
def test_from_to_and_year(dated, filters, expected):
    assert set(found(**filters)) == expected


plain_dates = st.one_of(
    st.dates(dt.date(2019, 1, 1), dt.date(2021, 12, 31)).map(dt.date.isoformat),
    st.builds("{}-{:02d}".format, st.integers(2019, 2021), st.integers(1, 12)),
    st.integers(2019, 2021).map(str),
)


@settings(max_examples=40)
@given(date=plain_dates, start=plain_dates, end=plain_dates)
def test_a_story_is_found_where_its_date_can_be_within(archive, date, start, end):
    row = Story(language="en", live=True)
    row.set_date(date)
    row.save()
    limits = bounds(date)
    within = limits.last >= bounds(start).first and limits.first <= bounds(end).last
    page = ask(from_=start, to=end)
    assert (row.pk in [hit.story for hit in page.hits]) is within
    row.delete()


# --- facets ---------------------------------------------------------------------------------


@pytest.fixture
def tagged(import_stories):
    import_stories(
        story(1, date="2020-01", themes=["Reception"], keywords=["Frontex"], kind="report"),
        story(2, date="2020-02", themes=["Asylum", "Reception"], keywords=["Frontex", "Myria"]),
        story(3, date="2021-01", themes=["Statelessness"], keywords=["Myria"], kind="study"),
        story(4, date="2021-02", themes=["Integration"], language="en"),
        story(5, date="2021-03"),
    )


def test_values_of_one_filter_are_or_and_filters_are_and(tagged):
    assert set(found(theme=["reception", "integration"])) == {"s1", "s2", "s4"}
    assert set(found(theme=["reception"], keyword=["myria"])) == {"s2"}
    assert set(found(theme="reception", year="2021")) == set()


def test_a_broader_theme_finds_its_narrower_ones(tagged):
    assert set(found(theme="asylum")) == {"s1", "s2", "s3"}


def test_a_theme_counts_its_narrower_themes_each_story_once(tagged):
    themes = counts(ask(), "theme")
    assert themes["asylum"] == 3
    assert (themes["reception"], themes["statelessness"], themes["integration"]) == (2, 1, 1)


def test_a_chosen_value_keeps_the_other_counts_of_its_facet(tagged):
    everything, chosen = ask(), ask(theme="reception")
    assert counts(chosen, "theme") == counts(everything, "theme")
    assert counts(chosen, "keyword") == {"frontex": 2, "myria": 1}
    assert [value.id for value in chosen.facets["theme"] if value.selected] == ["reception"]


def test_a_count_is_what_choosing_the_value_gives(tagged):
    for filters in ({}, {"year": "2020"}, {"keyword": "frontex"}, {"q": "plan"}):
        for facet, values in ask(**filters).facets.items():
            chosen = {value.id: filters | {facet: value.id} for value in values if value.count}
            counted = {name: len(found(**wanted)) for name, wanted in chosen.items()}
            assert counted == {value.id: value.count for value in values if value.count}


def test_a_chosen_keyword_is_counted_however_rare(import_stories, monkeypatch):
    monkeypatch.setattr("kroniek.find.database._MOST_KEYWORDS", 1)
    import_stories(
        story(1, keywords=["Frontex"]), story(2, keywords=["Frontex"]), story(3, keywords=["Myria"])
    )
    assert counts(ask(keyword="myria"), "keyword") == {"frontex": 2, "myria": 1}


def test_a_keyword_counts_its_narrower_ones_as_its_filter_finds_them(import_stories):
    import_stories(story(1, keywords=["aaa"]), story(2, keywords=["aaa", "bbb"]))
    Concept.objects.get(pk="bbb").broader.through.objects.create(
        from_concept_id="bbb", to_concept_id="aaa"
    )
    import_stories(story(3, keywords=["bbb"]), source="b")
    assert counts(ask(), "keyword") == {"aaa": 3, "bbb": 2}
    assert len(found(keyword="aaa")) == 3


def test_the_state_filter(tagged):
    Tag.objects.filter(story__external_id="s1").update(state="suggested")
    Tag.objects.filter(story__external_id="s3").update(state="rejected")
    assert set(found(state="suggested")) == {"s1"}
    assert set(found(state=["suggested", "rejected"])) == {"s1", "s3"}
    assert set(found(theme="reception")) == {"s2"}, "a suggestion is not public"
    assert set(found(theme="reception", state="suggested")) == {"s1"}
    assert counts(ask(state="suggested"), "theme")["reception"] == 1


def test_drafts_are_for_the_desk_only(tagged):
    Story.objects.filter(external_id="s1").update(live=False)
    assert "s1" not in found()
    assert counts(ask(), "theme")["reception"] == 1
    assert ask().total == 4
    assert ask(drafts=True).total == 5


def test_a_replaced_concept_is_followed(tagged):
    """What was merged keeps its address: the filter means what it was merged into."""
    old, new = Concept.objects.get(pk="frontex"), Concept.objects.get(pk="myria")
    Tag.objects.filter(concept=old, story__external_id="s1").update(concept=new)
    Tag.objects.filter(concept=old).delete()
    Concept.objects.filter(pk=old.pk).update(replaced_by=new)
    assert set(found(keyword="frontex")) == {"s1", "s2", "s3"}
    assert query_from({"keyword": ["frontex", "myria"]}).keyword == ("myria",)


def test_sources(import_stories):
    import_stories(story(1), story(2), source="a")
    import_stories(story(2), story(3), source="b")
    assert set(found(source="a")) == {"s1", "s2"}
    assert set(found(source="b")) == {"s2", "s3"}
    assert set(found(source=["a", "b"])) == {"s1", "s2", "s3"}


# --- paging ---------------------------------------------------------------------------------


@given(size=st.integers(1, 13))
def test_pages_cover_everything_once(archive, size):
    if not Story.objects.exists():
        _equal_dates()
    everything = [hit.story for hit in ask().hits]
    seen: list[int] = []
    after = ""
    while True:
        page = ask(limit=size, after=after)
        assert page.total == len(everything)
        seen += [hit.story for hit in page.hits]
        after = page.next
        if not after:
            break
    assert seen == everything


def _equal_dates() -> None:
    for date in ["2020", "2020-12", "", "2020-12", "", "2020-12", "2019-01-01", "", "2020-12"]:
        row = Story(language="en", live=True)
        row.set_date(date)
        row.save()


@pytest.mark.parametrize("after", ["x", "1", "1-", "-1", "1-2-3", "9" * 40 + "-1", "²-1", "1-\x00"])
def test_a_page_that_never_was(archive, after):
    with pytest.raises(BadOption, match="this page does not exist"):
        ask(after=after)


# --- words ----------------------------------------------------------------------------------


def test_words_and_concepts_say_why(import_stories):
    import_stories(
        story(1, teaser="Frontex opens an office in Brussels, says the agency this week."),
        story(2, teaser="L'agence ouvre un bureau, dit-elle dans un communiqué.",
              language="fr", keywords=["European Border and Coast Guard Agency"]),
        story(3),
    )  # fmt: skip
    page = ask(q="FRONTEX")
    assert page.total == 2
    assert {(why.matched, why.concept) for hit in page.hits for why in hit.why} == {
        ("word", ""),
        ("concept", "frontex"),
    }


ODD = ["%", "_", "\\", "'", '"', "plan' OR 1=1 --", "\x00", "\ud800", "\x1b[31m", "a " * 500,
       "🦊", "(((", "AND NOT", " ", "\u202e", "x" * 100_000]  # fmt: skip


def test_odd_queries_do_no_harm(import_stories):
    import_stories(story(1))
    everything = {"\x00", " ", "a " * 500}
    assert [ask(q=words).total for words in ODD] == [words in everything for words in ODD]


def test_words_fold_case_and_accents(import_stories):
    import_stories(story(1, teaser="Le communiqué parle d'une procédure accélérée.", language="fr"))
    assert found(q="PROCEDURE acceleree communique") == ["s1"]
    assert found(q="procedure normale") == []


# --- what means nothing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("theme", "nonsense", "reception"),
        ("theme", "frontex", "reception"),
        ("kind", "reception", "news-item"),
        ("keyword", "nonsense", "vocabulary export"),
        ("language", "es", "nl, fr, de, en"),
        ("state", "maybe", "stated, implied, suggested, accepted, rejected"),
        ("year", "20209", "four digits"),
        ("year", "0", "four digits"),
        ("year", "twenty", "four digits"),
        ("year", "00000220209999999999999999", "four digits"),
        ("from", "yesterday", "EDTF"),
        ("to", "2020-13", "EDTF"),
        ("to", "2020-02-30", "EDTF"),
    ],
)
def test_a_value_that_means_nothing_is_told_with_those_there_are(archive, name, value, told):
    with pytest.raises(BadOption) as error:
        query_from({name: [value]})
    assert error.value.where == name
    assert told in str(error.value)


# --- cost -----------------------------------------------------------------------------------


def test_queries_do_not_grow_with_the_stories(import_stories, django_assert_max_num_queries):
    import_stories(*(story(n, themes=["Reception"], keywords=[f"kw {n}"]) for n in range(3)))
    few = _queries()
    import_stories(
        *(story(n, themes=["Reception"], keywords=[f"kw {n}", "Frontex"]) for n in range(60)),
        source="b",
    )
    assert _queries() == few


def _queries() -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        ask(limit=20, theme="reception", q="archive")
    return len(seen)
