"""Floors go up, never down; a figure below its floor stops the build and is named."""

import json

import pytest

from evaluation import floors
from evaluation.__main__ import main
from evaluation.figures import Figure
from evaluation.registry import SETS


def figure(value, *, measure="accuracy", language="nl", system="ours"):
    return Figure("labels", measure, language, system, value, value, value, 60)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "floors.json"


def evaluate(file, *arguments, figures):
    return main(["--set", "labels", "--floors", str(file), *arguments], run_set=lambda _: figures)


def test_a_floor_is_the_figure_rounded_down():
    assert floors.raised({}, [figure(0.9583)]) == {"labels": {"accuracy": {"nl": 0.95}}}


def test_a_round_figure_stays_what_it_is():
    # 0.29 * 100 is 28.999... in binary: rounding down must not lose a hundredth.
    assert floors.raised({}, [figure(0.29)]) == {"labels": {"accuracy": {"nl": 0.29}}}


def test_a_floor_is_never_lowered():
    held = {"labels": {"accuracy": {"nl": 0.95}}}
    assert floors.raised(held, [figure(0.5)]) == held


def test_raising_leaves_other_floors_and_the_given_ones_alone():
    held = {"labels": {"accuracy": {"nl": 0.5}}, "search": {"nDCG@10": {"all": 0.75}}}
    result = floors.raised(held, [figure(0.9)])
    assert result["search"] == {"nDCG@10": {"all": 0.75}}
    assert result["labels"] == {"accuracy": {"nl": 0.9}}
    assert held["labels"] == {"accuracy": {"nl": 0.5}}


def test_a_peer_has_no_floor():
    assert floors.raised({}, [figure(0.9, system="lingua")]) == {}


def test_a_figure_that_is_no_longer_measured_breaks_its_floor():
    held = {"labels": {"accuracy": {"nl": 0.9}, "recall": {"nl": 0.8}}}
    (breach,) = floors.breaches([figure(0.95)], held, ["labels"])
    assert "recall (nl) was not measured" in str(breach)


def test_reached_exactly_is_reached(file):
    floors.write(file, {"labels": {"accuracy": {"nl": 0.9}}})
    assert evaluate(file, figures=[figure(0.9)]) == 0


def test_a_breach_exits_1_and_names_each_figure(file, capsys):
    floors.write(file, {"labels": {"accuracy": {"nl": 0.9, "fr": 0.9, "de": 0.5}}})
    figures = [figure(0.8, language=code) for code in ("nl", "fr", "de")]
    assert evaluate(file, figures=figures) == 1
    said = capsys.readouterr().err
    assert "labels: accuracy (nl) is 0.8000, below its floor of 0.90" in said
    assert "accuracy (fr)" in said
    assert "accuracy (de)" not in said


def test_floors_of_other_sets_do_not_matter_where_one_is_asked_for(file):
    floors.write(file, {"language": {"accuracy": {"nl": 0.9}}})
    assert evaluate(file, figures=[figure(0.8)]) == 0


def test_raise_writes_what_was_reached_and_still_fails_below(file):
    floors.write(file, {"labels": {"accuracy": {"nl": 0.9, "fr": 0.5}}})
    figures = [figure(0.8), figure(0.7, language="fr")]
    assert evaluate(file, "--raise", figures=figures) == 1
    assert floors.read(file) == {"labels": {"accuracy": {"nl": 0.9, "fr": 0.7}}}


def test_json_stands_alone_on_standard_output(file, capsys):
    evaluate(file, "--json", figures=[figure(0.8), figure(0.5, system="peer")])
    printed = capsys.readouterr()
    result = json.loads(printed.out)
    assert [f["system"] for f in result["figures"]] == ["ours", "peer"]
    assert result["below"] == []
    assert "no floor yet" in printed.err


def test_the_table_shows_ours_the_peer_and_the_floor(file, capsys):
    floors.write(file, {"labels": {"accuracy": {"nl": 0.75}}})
    evaluate(file, figures=[figure(0.5, system="peer"), figure(0.8)])
    shown = capsys.readouterr().out
    assert shown.index("ours") < shown.index("peer")
    assert "0.800" in shown
    assert "0.75" in shown


def test_an_unknown_set_is_refused():
    with pytest.raises(SystemExit) as refused:
        main(["--set", "weather"])
    assert refused.value.code == 2


def test_the_shipped_floors_belong_to_sets_there_are():
    held = floors.read(floors.FILE)
    assert held
    assert set(held) <= set(SETS)
    values = [v for measures in held.values() for ms in measures.values() for v in ms.values()]
    assert all(0 <= value <= 1 for value in values)
