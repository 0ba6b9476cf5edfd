"""Dates: printed dates in four languages, ranges, EDTF bounds."""

import datetime as dt

import pytest

from kroniek.dates import bounds, compatible, date_shaped, display, precision, read_printed
from kroniek.records import LANGUAGES, Bounds, InputError, Precision


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [
        ("december 2020", "2020-12"),
        ("22 maart 2021", "2021-03-22"),
        ("Thu 01 Jul 2021", "2021-07-01"),
        ("di 30 jun 2009", "2009-06-30"),
        ("mars 2024", "2024-03"),
        ("1er août 2023", "2023-08-01"),
        ("Mi., 17. März 2021", "2021-03-17"),
        ("Wednesday, March 17, 2021 - 10:30", "2021-03-17"),
        ("17 March 2021 - 10:00 to 12:00", "2021-03-17"),
        ("22\u00a0maart\u00a02021", "2021-03-22"),
        ("05.10.2017", "2017-10-05"),
        ("2021-07-01T10:00:00+02:00", "2021-07-01"),
        ("2017", "2017"),
        ("17 - 18 March 2021", "2021-03-17/2021-03-18"),
        ("6 en 7 juli 2016", "2016-07-06/2016-07-07"),
        ("17 maart tot 2 april 2021", "2021-03-17/2021-04-02"),
        ("du 3 au 5 mai 2021", "2021-05-03/2021-05-05"),
        ("2017 – 2018", "2017/2018"),
    ],
)
def test_a_printed_date_is_read(printed, edtf):
    found = read_printed(printed)
    assert found is not None
    assert found.edtf == edtf


@pytest.mark.parametrize(
    "text",
    [
        "Conclusie 2020",
        "12 foo 2020",
        "In 2016 and 2017",
        "2021-07-01 10:00 was the start",
        "١٢ mars ٢٠٢١",
        "December 2020 was cold",
        "18 - 17 March 2021",
        "",
    ],
)
def test_what_is_not_shaped_like_a_date(text):
    assert read_printed(text) is None
    assert not date_shaped(text)


@pytest.mark.parametrize("text", ["31 juni 2020", "13/13/2020", "00 maart 2021", "2021-00"])
def test_a_day_that_never_was_has_the_shape_of_a_date(text):
    assert read_printed(text) is None
    assert date_shaped(text)


@pytest.mark.parametrize("edtf", ["2020-00", "2020-12-00", "2019-02-29", "0000", "2021/2020", "x"])
def test_what_is_no_edtf_is_refused(edtf):
    with pytest.raises(InputError):
        bounds(edtf)


def test_bounds_of_a_month_and_of_an_open_interval():
    assert bounds("2020-02") == bounds("2020-02-01/2020-02-29")
    assert bounds("2020-12/..").last is None
    assert bounds("2020~").first == dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("2020-12", "2020-12-15", True),
        ("2020-12", "2021-01-01", False),
        ("", "2020", True),
        ("2020-12/..", "2024", True),
    ],
)
def test_dates_that_can_mean_the_same_day(one, other, agree):
    assert compatible(one, other) is compatible(other, one) is agree


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edtf", ["2020-12-05", "2021-03", "2019", "2021-03-17/2021-03-18"])
def test_what_is_shown_is_read_again(edtf, language):
    found = read_printed(display(edtf, language))
    assert found is not None
    assert found.edtf == edtf


def test_precision_of_an_interval_is_that_of_its_coarser_end():
    assert precision("2020-12-05") is Precision.DAY
    assert precision("2020-12/2021-01-05") is Precision.MONTH
    assert precision("") is Precision.NONE


def test_a_season_is_a_year_long_precision_of_its_own_months() -> None:
    assert bounds("2020-21") == Bounds(dt.date(2020, 3, 1), dt.date(2020, 5, 31))
    assert precision("2020-21") is Precision.YEAR
