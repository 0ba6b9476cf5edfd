"""The labelled items: well formed, as many and as balanced as docs/evaluation.md says."""

from collections import Counter
from importlib import import_module

import pytest

from evaluation.figures import Figure, read_items
from evaluation.labels.run import VOCABULARY
from evaluation.registry import SETS, run
from kroniek.archive import skos
from kroniek.dates import bounds
from kroniek.records import LANGUAGES, UNDETERMINED, TagRole

KEYS = {
    "language": {"id", "kind", "language", "page", "text"},
    "labels": {"id", "kind", "page", "role", "printed", "concepts"},
    "printed_dates": {"id", "kind", "language", "printed", "edtf"},
}


def items(name):
    return read_items(import_module(f"evaluation.{name}.run").__file__)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_items_have_their_keys_and_an_id_of_their_own(name):
    found = items(name)
    assert all(set(item) == KEYS[name] for item in found)
    assert len({item["id"] for item in found}) == len(found)


def test_the_snippets_are_balanced():
    found = items("language")
    languages = Counter(item["language"] for item in found)
    assert languages == {**dict.fromkeys(LANGUAGES, 56), UNDETERMINED: 16}
    assert set(Counter(item["kind"] for item in found).values()) == {80}
    with_page = [item for item in found if item["page"]]
    assert len(with_page) == 120
    assert all(item["page"] in LANGUAGES for item in with_page)
    assert sum(item["page"] != item["language"] for item in with_page) >= 60
    assert len({item["text"] for item in found}) == len(found)


def test_short_snippets_are_short():
    assert all(len(i["text"].split()) <= 7 for i in items("language") if i["kind"] == "short")


def test_the_labels_are_balanced():
    found = items("labels")
    assert Counter(item["page"] for item in found) == dict.fromkeys(LANGUAGES, 60)
    nowhere = [item for item in found if not item["concepts"]]
    assert len(nowhere) >= 45
    assert all((item["kind"] == "none") == (not item["concepts"]) for item in found)
    assert {item["role"] for item in found} == set(TagRole)
    assert len({(item["page"], item["role"], item["printed"]) for item in found}) == len(found)


def test_the_right_concepts_are_in_the_vocabulary():
    known = {record.id for record in skos.records(skos.parse(VOCABULARY))}
    assert {c for item in items("labels") for c in item["concepts"]} <= known


def test_the_dates_are_edtf_or_none():
    found = items("printed_dates")
    kinds = Counter(item["kind"] for item in found)
    assert kinds["date"] + kinds["range"] == 160
    assert kinds["none"] == 60
    for item in found:
        assert (item["kind"] == "none") == (item["edtf"] == "")
        assert (item["kind"] == "range") == ("/" in item["edtf"])
        bounds(item["edtf"])
    assert len({(item["language"], item["printed"]) for item in found}) == len(found)


def test_every_registered_set_has_items_and_a_run():
    for name in SETS:
        assert callable(import_module(f"evaluation.{name}.run").run)
        assert items(name)


def test_a_set_runs_and_compares_on_the_same_items():
    found = run("printed_dates")
    assert all(isinstance(one, Figure) and one.set == "printed_dates" for one in found)
    asked = {(f.measure, f.language): f.n for f in found if f.system == "ours"}
    peers = [f for f in found if f.system != "ours"]
    assert peers
    assert all(asked[f.measure, f.language] == f.n for f in peers)
    assert all(0 <= f.low <= f.value <= f.high <= 1 for f in found)
