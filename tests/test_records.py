"""The words every room shares: public names, the error tree, reports."""

from __future__ import annotations

import inspect

from kroniek import records
from kroniek.records import ImportReport, KroniekError, LabelsFound, Unread

PUBLIC = {
    "ArchiveBusy", "ArchiveError", "ArchiveFull", "BadOption", "Bounds", "Document",
    "FacetValue", "FileRefused", "Format", "Found", "FoundHappening", "FoundTag", "FoundText",
    "FoundThread", "Hit", "ImportReport", "InputError", "KroniekError", "Label", "LabelsFound",
    "Link", "Mark", "NotFound", "Note", "Page", "Precision", "Query", "Reading", "Recognised",
    "Snippet", "Suggestion", "TagRole", "TagState", "Tagging", "Text", "Unread", "VocabularyError",
    "Why",
}  # fmt: skip


def test_public_names():
    """Every room may use these; whoever adds one tells the others here."""
    classes = {
        name
        for name, value in vars(records).items()
        if inspect.isclass(value) and value.__module__ == records.__name__
    }
    assert {name for name in classes if not name.startswith("_")} == PUBLIC
    assert records.LANGUAGES == ("nl", "fr", "de", "en")


def test_the_error_tree_is_as_drawn():
    drawn = [line for line in (records.__doc__ or "").splitlines() if "──" in line]
    for error in (name for name in PUBLIC if issubclass(vars(records)[name], Exception)):
        if error != "KroniekError":
            assert any(f"── {error} " in f"{line} " for line in drawn), error


def test_an_error_is_one_line_of_three_parts():
    assert str(KroniekError("it broke")) == "it broke"
    whole = KroniekError("it broke", where="a.txt:3", advice="Mend it.")
    assert str(whole) == "a.txt:3: it broke. Mend it."


def test_reports_add_up():
    total = ImportReport(found=1, new=1, stories=[1])
    piece = Unread("f", 2, "t", "w")
    total.add(ImportReport(found=2, same=1, refused=1, unread=[piece], stories=[1]))
    assert total.as_dict() == {
        "found": 3,
        "new": 1,
        "changed": 0,
        "same": 1,
        "refused": 1,
        "unread": [{"file": "f", "line": 2, "text": "t", "why": "w"}],
        "stories": [1],
    }
    assert not total.complete


def test_labels_go_to_json_and_back():
    labels = LabelsFound(theme=("A", "B"), event=("17 March",))
    assert LabelsFound.from_dict(labels.as_dict()) == labels
    assert LabelsFound.from_dict({"keywords": ["x"], "other": ["y"]}) == LabelsFound(
        keywords=("x",)
    )
