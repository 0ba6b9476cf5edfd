"""The vocabulary at the desk: finding while typing, editing, merging, taking up, deleting."""

from __future__ import annotations

import json

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kroniek.archive.actions.curating import merge_concepts
from kroniek.archive.models import (
    Capture,
    Change,
    Concept,
    Label,
    Source,
    Story,
    Tag,
    Thread,
    ThreadEntry,
)
from kroniek.edit.concepts import other_labels
from kroniek.records import InputError
from tests.edit.desk import log, states, tag

pytestmark = pytest.mark.django_db


def provisional(pk: str, text: str, scheme: str = "topics") -> Concept:
    made = Concept.objects.create(pk=pk, scheme=scheme, provisional=True)
    Label.objects.create(concept=made, language="und", form="pref", text=text)
    return made


# --- finding while typing -------------------------------------------------------------------


def typed(client, words: str, role: str) -> list[dict]:
    answer = client.get("/admin/vocabulary/complete/", {"q": words, "role": role})
    assert answer.status_code == 200
    return answer.json()["results"]


@pytest.mark.parametrize(
    ("words", "role", "found"),
    [
        ("kwetsbare", "theme", "vulnerable-groups"),
        ("staatenlos", "theme", "statelessness"),
        ("integration", "theme", "integration"),
        ("INTEGRATION", "theme", "integration"),
        ("Return & Readmission", "theme", "return-readmission"),
        ("fedasil", "keyword", "fedasil"),
        ("Belgie", "keyword", "belgium"),
        ("belgië", "keyword", "belgium"),
        ("Osterreich", "keyword", "austria"),
        ("ÖSTERREICH", "keyword", "austria"),
    ],
)
def test_any_language_any_accents(editor, words, role, found):
    assert typed(editor, words, role)[0]["id"] == found


def test_the_match_says_which_label_it_was(editor):
    (first, *_) = typed(editor, "kwetsbare gr", "theme")
    assert (first["label"], first["matched"], first["matched_language"]) == (
        "Vulnerable groups",
        "Kwetsbare groepen",
        "nl",
    )
    assert first["scheme"] == "themes"


def test_the_role_decides_what_is_offered(editor):
    assert typed(editor, "fedasil", "theme") == []
    assert all(m["scheme"] == "themes" for m in typed(editor, "asyl", "theme"))
    # A keyword may be any concept: sources print the names of themes as keywords too.
    assert typed(editor, "Return & Readmission", "keyword")[0]["id"] == "return-readmission"
    assert "event" in {m["id"] for m in typed(editor, "event", "any")}


def test_at_most_a_dozen_each_concept_once_nothing_for_nothing(editor):
    found = typed(editor, "e", "keyword")
    assert len(found) == 12 == len({m["id"] for m in found})
    for words in ("", "   ", "\x00", "qqqqzzzz"):
        assert typed(editor, words, "keyword") == []
    assert typed(editor, "fedasil", "no-such-role")


def test_provisional_ones_come_last_and_merged_ones_not_at_all(editor):
    provisional("fedasil-2", "Fedasil")
    merged = provisional("fedasil-3", "Fedasil")
    Concept.objects.filter(pk=merged.pk).update(replaced_by="fedasil")
    found = [m["id"] for m in typed(editor, "fedasil", "keyword")]
    assert found[0] == "fedasil"
    assert found[-1] == "fedasil-2"
    assert "fedasil-3" not in found


def test_only_for_people_of_the_desk(client, archive):
    assert client.get("/admin/vocabulary/complete/?q=a").status_code == 302


def test_few_queries_however_many_matches(editor):
    from django.db import connection

    typed(editor, "fedasil", "keyword")
    with CaptureQueriesContext(connection) as asked:
        typed(editor, "asyl", "keyword")
    assert len(asked) < 12


# --- the form of a concept ------------------------------------------------------------------


def concept_url(pk: str) -> str:
    return f"/admin/concepts/edit/{pk}/"


def test_editing_a_concept_locks_it_against_loads(open_form, editor):
    form = open_form(editor, concept_url("fedasil"))
    form.fields |= {"definition_nl": "Het agentschap.", "same_as": "https://example.org/f"}
    form.add("labels", language="nl", form="alt", text="Fedasyl Nieuw")
    assert form.send().status_code == 302
    concept = Concept.objects.get(pk="fedasil")
    assert concept.edited
    assert concept.definitions["nl"] == "Het agentschap."
    assert concept.exact_matches == ["https://example.org/f"]
    change = Change.objects.get(concept="fedasil", action="concept.changed")
    assert change.who.username == "edith"
    assert "alt nl Fedasyl Nieuw" in change.details["labels"][1]


def test_opening_and_saving_a_concept_changes_nothing(open_form, editor):
    for pk in ("fedasil", "asylum", "return-readmission"):
        before = Concept.objects.get(pk=pk)
        labels = sorted(before.labels.values_list("language", "form", "text"))
        broader = set(before.broader.all())
        assert open_form(editor, concept_url(pk)).send().status_code == 302
        after = Concept.objects.get(pk=pk)
        assert sorted(after.labels.values_list("language", "form", "text")) == labels
        assert set(after.broader.all()) == broader
        assert (after.definitions, after.edited) == (before.definitions, False)
    assert not Change.objects.filter(action="concept.changed").exists()


def test_what_a_concept_needs(open_form, editor):
    form = open_form(editor, concept_url("fedasil"))
    form.add("labels", language="nl", form="pref", text="Nog een naam")
    form.add("labels", language="fr", form="alt", text="Fedasil")
    form.choose("broader_concepts", "fedasil", "")
    form.fields["same_as"] = "ergens"
    page = form.send().content.decode()
    assert "two preferred labels in Dutch" in page
    assert "“Fedasil” is there twice" in page
    assert "cannot be broader than itself" in page
    assert "“ergens” is no address" in page


def test_a_new_concept_gets_its_id_from_its_english_name(open_form, editor):
    for expected in ("night-shelter", "night-shelter-2"):
        form = open_form(editor, "/admin/concepts/add/")
        form.fields |= {"scheme": "topics"}
        form.fields["labels-TOTAL_FORMS"] = "0"
        form.add("labels", language="nl", form="pref", text="Nachtopvang")
        form.add("labels", language="en", form="pref", text="Night shelter")
        form.choose("broader_concepts", "reception", "")
        assert form.send().status_code == 302
        concept = Concept.objects.get(pk=expected)
        assert concept.edited
        assert [c.pk for c in concept.broader.all()] == ["reception"]
        assert Change.objects.filter(concept=expected, action="concept.created").exists()


# --- merging and taking up ------------------------------------------------------------------


@pytest.fixture
def opvang(story) -> Concept:
    """A provisional keyword, on the story and on another that has the full concept too."""
    made = provisional("fedasil-opvang", "Fedasil opvang")
    tag(story, made.pk, "keyword", "stated", label="Fedasil opvang")
    other = Story.objects.create(language="nl")
    tag(other, made.pk, "keyword", "accepted")
    return made


def merge(client, source: str, target: str):
    chosen = json.dumps([{"id": target}])
    fields = {"merge": "1", "merge-target": chosen, "merge-why": "zelfde"}
    return client.post(f"/admin/concepts/settle/{source}/", fields, follow=True)


def test_merging_moves_everything(moderator, story, opvang):
    source = Source.objects.get()
    capture = Capture.objects.create(source=source, key="z", file="f", format="listing")
    Capture.objects.filter(pk=capture.pk).update(theme=opvang)
    page = merge(moderator, opvang.pk, "fedasil").content.decode()
    assert "2 stories moved" in page
    assert not Tag.objects.filter(concept=opvang).exists()
    assert states(story)["fedasil"] == "stated"
    label = Label.objects.get(text="Fedasil opvang")
    assert (label.concept_id, label.form) == ("fedasil", "alt")
    opvang.refresh_from_db()
    assert (opvang.replaced_by_id, opvang.provisional) == ("fedasil", False)
    assert Concept.objects.get(pk="fedasil").edited
    capture.refresh_from_db()
    assert capture.theme_id == "fedasil"
    change = Change.objects.get(action="concept.merged")
    assert (change.concept, change.who.username, change.why) == (opvang.pk, "mo", "zelfde")
    assert log(story) == ["story.changed"]


def test_of_two_tags_a_persons_word_counts_most(moderator, story, opvang):
    Tag.objects.filter(story=story, concept="fedasil").update(state="rejected")
    merge(moderator, opvang.pk, "fedasil")
    assert states(story)["fedasil"] == "rejected"


def test_a_draft_that_names_a_merged_concept_follows_on_publishing(
    open_form, moderator, story, opvang
):
    other = provisional("later-samen", "Later samen")
    form = open_form(moderator, f"/admin/stories/edit/{story.pk}/")
    form.choose("keywords", other.pk).send()
    merge(moderator, other.pk, "frontex")
    story.refresh_from_db()
    story.latest_revision.publish()
    assert states(story)["frontex"] == "accepted"
    assert other.pk not in states(story)


def test_merging_into_itself_or_into_nothing(moderator, opvang):
    assert "cannot be merged into itself" in merge(moderator, opvang.pk, opvang.pk).content.decode()
    answer = moderator.post(f"/admin/concepts/settle/{opvang.pk}/", {"merge": "1"})
    assert "Choose a concept." in answer.content.decode()


def test_merging_into_a_merged_one_goes_to_where_that_went(moderator, opvang):
    first = provisional("eerst", "Eerst")
    merge(moderator, first.pk, "fedasil")
    merge_concepts(opvang, Concept.objects.get(pk=first.pk), by=_user("mo"))
    opvang.refresh_from_db()
    assert opvang.replaced_by_id == "fedasil"
    with pytest.raises(InputError):
        merge_concepts(Concept.objects.get(pk="fedasil"), opvang, by=_user("mo"))


def _user(name: str):
    from django.contrib.auth.models import User

    return User.objects.get(username=name)


def test_editors_take_up_but_do_not_merge(editor, opvang):
    merge(editor, opvang.pk, "fedasil")
    opvang.refresh_from_db()
    assert opvang.replaced_by_id is None
    broader = json.dumps([{"id": "reception"}])
    fields = {"take-up": "1", "up-scheme": "topics", "up-broader": broader}
    assert editor.post(f"/admin/concepts/settle/{opvang.pk}/", fields).status_code == 302
    opvang.refresh_from_db()
    assert (opvang.provisional, opvang.edited) == (False, True)
    assert [c.pk for c in opvang.broader.all()] == ["reception"]
    assert editor.get("/admin/concepts/settle/frontex/").status_code == 302  # home: not allowed


def test_a_concept_in_use_is_not_deleted(moderator, story):
    answer = moderator.post("/admin/concepts/delete/fedasil/", follow=True)
    assert "in use (stories tagged with it: 1)" in answer.content.decode()
    assert Concept.objects.filter(pk="fedasil").exists()


def test_an_unused_concept_is_deleted_with_a_line_in_the_log(moderator):
    provisional("weg", "Weg")
    moderator.post("/admin/concepts/delete/weg/")
    assert not Concept.objects.filter(pk="weg").exists()
    assert Change.objects.get(concept="weg").action == "concept.deleted"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=fedasil", True),
        ("?q=agence+federale", True),
        ("?scheme=organisations&q=fedasil", True),
        ("?scheme=topics&q=fedasil", False),
        ("?provisional=full&q=fedasil", True),
        ("?provisional=provisional&q=fedasil", False),
        ("?provisional=merged&q=fedasil", False),
    ],
)
def test_the_list_of_concepts(editor, query, found):
    page = editor.get("/admin/concepts/results/" + query).content.decode()
    assert ("/admin/concepts/edit/fedasil/" in page) is found


def test_a_concepts_own_word_is_not_one_in_another_language(editor):
    made = provisional("dublin-zaak", "Dublin-zaak")
    assert other_labels(made) == ""
    Label.objects.create(concept=made, language="nl", form="pref", text="dublin zaak")
    Label.objects.create(concept=made, language="fr", form="pref", text="affaire Dublin")
    with translation.override("nl"):
        assert other_labels(made) == "affaire Dublin"


# --- threads --------------------------------------------------------------------------------


def test_a_thread_by_titles_in_any_language(open_form, editor, story):
    form = open_form(editor, "/admin/threads/add/")
    assert "at least one language" in form.send().content.decode()
    form.fields["title_nl"] = "Het onderzoek"
    assert form.send().status_code == 302
    story_form = open_form(editor, f"/admin/stories/edit/{story.pk}/")
    story_form.add("thread_entries", thread="het-onderzoek").send()
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    assert [entry.thread_id for entry in draft.thread_entries.all()] == ["het-onderzoek"]


def test_a_threads_new_title_and_its_end_are_in_its_stories_logs(open_form, moderator, story):
    thread = Thread.objects.create(pk="t", titles={"nl": "Oud"})
    ThreadEntry.objects.create(thread=thread, story=story)
    form = open_form(moderator, "/admin/threads/edit/t/")
    form.fields["title_nl"] = "Nieuw"
    assert form.send().status_code == 302
    assert log(story) == ["story.changed"]
    assert moderator.post("/admin/threads/delete/t/").status_code == 302
    assert log(story) == ["story.changed", "story.changed"]
    assert Story.objects.filter(pk=story.pk).exists()
