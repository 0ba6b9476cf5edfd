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


def edtf_of(printed):
    found = read_printed(printed)
    return found and found.edtf


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [
        # a preposition, an article or a weekday before it
        ("le 9 juin 2017", "2017-06-09"),
        ("am 9. Juni 2017", "2017-06-09"),
        ("Freitag, den 9. Juni 2017", "2017-06-09"),
        ("op vrijdag 9 juni 2017", "2017-06-09"),
        ("on Friday, the 9th of June 2017", "2017-06-09"),
        ("vr. 09/06/2017", "2017-06-09"),
        ("in juni 2017", "2017-06"),
        # signs instead of spaces, ordinals, months first
        ("9.Juni 2017", "2017-06-09"),
        ("09-Jun-2017", "2017-06-09"),
        ("1\u1d49\u02b3 février 2022", "2022-02-01"),
        ("de 9de juni 2017", "2017-06-09"),
        ("June 9 2017", "2017-06-09"),
        ("June, 2017", "2017-06"),
        ("9. 6. 2017", "2017-06-09"),
        ("2017/06/09", "2017-06-09"),
        ("2017.06.09", "2017-06-09"),
        ("06/2017", "2017-06"),
        ("06.2017", "2017-06"),
        # two digits are a year where a word says so
        ("9-Jun-17", "2017-06-09"),
        ("9 juni '17", "2017-06-09"),
        ("vr 09/06/17", "2017-06-09"),
        # hours
        ("Fri, 09 Jun 2017 08:05:00 +0200", "2017-06-09"),
        ("9 June 2017 at 8.05 am", "2017-06-09"),
        ("9 juin 2017 de 8 h 30 à 12 h", "2017-06-09"),
        ("9 juni 2017, van 9 tot 12 uur", "2017-06-09"),
        ("9. Juni 2017, 18 Uhr", "2017-06-09"),
    ],
)
def test_a_date_in_other_dress_is_read(printed, edtf):
    assert edtf_of(printed) == edtf


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [
        ("June 9-11, 2017", "2017-06-09/2017-06-11"),
        ("9-11 juni 2017", "2017-06-09/2017-06-11"),
        ("30 juin – 2 juillet 2017", "2017-06-30/2017-07-02"),
        ("du vendredi 9 au dimanche 11 juin 2017", "2017-06-09/2017-06-11"),
        ("vom 9. bis 11. Juni 2017", "2017-06-09/2017-06-11"),
        ("Fr., 9. – So., 11. Juni 2017", "2017-06-09/2017-06-11"),
        ("van 9 tot en met 11 juni 2017", "2017-06-09/2017-06-11"),
        ("van de 9de tot de 11de juni 2017", "2017-06-09/2017-06-11"),
        ("between 9 and 11 June 2017", "2017-06-09/2017-06-11"),
        ("9.-11.6.2017", "2017-06-09/2017-06-11"),
        ("30.06. – 02.07.2017", "2017-06-30/2017-07-02"),
        ("30/06 - 02/07/2017", "2017-06-30/2017-07-02"),
        ("2017-06-09/2017-06-11", "2017-06-09/2017-06-11"),
        ("Juni/Juli 2017", "2017-06/2017-07"),
        ("de juin à août 2017", "2017-06/2017-08"),
        ("December/January 2018", "2017-12/2018-01"),
        ("2016/2017", "2016/2017"),
    ],
)
def test_a_range_is_an_interval(printed, edtf):
    assert edtf_of(printed) == edtf


@pytest.mark.parametrize(
    ("printed", "edtf"),
    [
        ("lente 2016", "2016-21"),
        ("l'été 2016", "2016-22"),
        ("im Herbst 2016", "2016-23"),
        ("in the autumn of 2016", "2016-23"),
        ("winter 2016-2017", "2016-24"),
        ("Q2 2016", "2016-34"),
        ("2016-Q2", "2016-34"),
        ("tweede kwartaal van 2016", "2016-34"),
        ("2e trimestre 2016", "2016-34"),
        ("2. Quartal 2016", "2016-34"),
        ("second quarter of 2016", "2016-34"),
    ],
)
def test_a_season_or_a_quarter_may_be_a_title_in_a_list(printed, edtf):
    assert edtf_of(printed) == edtf
    assert not date_shaped(printed)


@pytest.mark.parametrize("text", ["on 9 June 2017", "am 9. Juni 2017", "in juni 2017"])
def test_a_date_behind_a_preposition_is_no_line_of_a_list(text):
    assert read_printed(text)
    assert not date_shaped(text)


@pytest.mark.parametrize(
    "text",
    [
        "1789",
        "3500",
        "02 793 80 00",
        "0471 22 10 19",
        "2018/1240",
        "2013/2015",
        "L 119/2016",
        "Nr. 3/2020",
        "13/2020",
        "2020-21",
        "2019-20",
        "03/05/21",
        "the 2020",
        "in 2020",
        "vr juni 2017",
        "summer 9 2017",
        "zomer 2016-2017",
        "fifth quarter 2020",
        "first chapter 2020",
        "3 mei",
        "from 3 May 2021",
        "tot 5 mei 2021",
        "2017 - 11 juni 2017",
        "9 June 2017 at 25.00",
        "juni 2017 14:00",
        "3 de mayo de 2021",
    ],
)
def test_a_number_is_no_date(text):
    assert read_printed(text) is None
    assert not date_shaped(text)


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
@pytest.mark.parametrize(
    "edtf",
    ["2020-12-05", "2021-03", "2019", "2021-03-17/2021-03-18", "2019/2020"]
    + [f"2020-{part}" for part in (21, 22, 23, 24, 33, 34, 35, 36)]
    + ["2020-22/2020-23", "2020-34/2020-36"],
)
def test_what_is_shown_is_read_again(edtf, language):
    found = read_printed(display(edtf, language))
    assert found is not None
    assert found.edtf == edtf


def test_precision_of_an_interval_is_that_of_its_coarser_end():
    assert precision("2020-12-05") is Precision.DAY
    assert precision("2020-12/2021-01-05") is Precision.MONTH
    assert precision("") is Precision.NONE


@pytest.mark.parametrize(
    ("edtf", "language", "shown"),
    [
        ("2019-22", "nl", "zomer 2019"),
        ("2019-22~", "de", "± Sommer 2019"),
        ("2019-33", "fr", "1er trimestre 2019"),
        ("2019-34", "nl", "2e kwartaal 2019"),
    ],
)
def test_a_season_and_a_quarter_are_shown_in_words(edtf, language, shown):
    assert display(edtf, language) == shown


def test_a_season_is_a_year_long_precision_of_its_own_months() -> None:
    assert bounds("2020-34") == bounds("2020-04/2020-06")
    assert bounds("2020-22~") == bounds("2020-22")
    assert precision("2020-22/2020-09") is Precision.YEAR
    assert bounds("2020-21") == Bounds(dt.date(2020, 3, 1), dt.date(2020, 5, 31))
    assert precision("2020-21") is Precision.YEAR
