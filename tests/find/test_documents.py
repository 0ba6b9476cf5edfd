"""A story's place in the order, and what being recent is worth."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kroniek.archive.models import Story
from kroniek.find.documents import Documents, order_of

days = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)).map(dt.date.isoformat)
# No range of more than eleven years: the index tells those apart no more.
dates = st.one_of(
    st.just(""),
    days,
    st.builds("{}-{:02d}".format, st.integers(1990, 2030), st.integers(1, 12)),
    st.integers(1990, 2030).map(str),
    st.builds(
        lambda year, more: f"{year}/{year + more}", st.integers(1990, 2030), st.integers(0, 9)
    ),
    st.sampled_from(["2020/..", "../2019-05", "2020-06-01/2020-06-02"]),
)


def story(pk: int, date: str) -> Story:
    made = Story(pk=pk, language="en")
    made.set_date(date)
    return made


@given(st.lists(dates, max_size=12))
def test_the_order_is_that_of_the_lists(given):
    stories = [story(pk, date) for pk, date in enumerate(given, 1)]
    assert sorted(stories, key=order_of) == sorted(stories, key=lambda s: (s.sort_key, s.pk))
    assert all(0 <= order_of(one) < 2**64 - 1 for one in stories)


class _NoConcepts:
    def in_text(self, text, language):
        return []

    def above(self, ids):
        return []


def recency(date: str) -> float:
    one = story(1, date)
    one._prefetched_objects_cache = {"texts": [], "tags": []}
    return Documents(_NoConcepts(), _NoConcepts()).of(one, ()).recency


def test_a_day_is_worth_something_and_a_year_little():
    newest_first = ["2024-12-31", "2024-12-30", "2024-01-01", "2023-12", "2020", "1970", ""]
    worth = [recency(date) for date in newest_first]
    assert worth == sorted(worth, reverse=True)
    assert len(set(worth)) == len(worth) - 1  # long ago and undated are one
    assert 0.003 < worth[0] - recency("2023-12-31") < 0.005
    assert min(worth) == 0.8
    assert max(worth) < 1
    assert recency("2099") <= 1
