"""Stories at the desk: write, save a draft, submit, approve, publish; nothing public before."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from django.utils import timezone

from kroniek.archive.actions.editing import publish_due
from kroniek.archive.models import Change, Happening, Story, Tag, Text
from tests.edit.desk import Form, fields_of, log, person, states, story_url, tag

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).resolve().parents[2] / "demo"


def write(open_form, client, title="Nieuw bericht") -> Form:
    form = open_form(client, "/admin/stories/add/")
    form.fields["language"] = "nl"
    return form.add("texts", language="nl", title=title, teaser="Een zin.", body="")


# --- from a draft to the public -------------------------------------------------------------


def test_written_submitted_approved_public(open_form, editor, moderator):
    form = write(open_form, editor)
    form.fields |= {"date": "22 maart 2021", "why": "een tip"}
    form.choose("themes", "reception").choose("keywords", "fedasil")
    assert form.send("submit").status_code == 302
    story = Story.objects.get(texts__title="Nieuw bericht")
    assert (story.live, story.date, story.date_state) == (False, "2021-03-22", "accepted")
    assert states(story) == {"reception": "accepted", "fedasil": "accepted"}
    assert log(story) == ["story.created"]

    task = story.current_workflow_task_state
    address = f"/admin/stories/workflow/action/{story.pk}/approve/{task.pk}/"
    assert moderator.post(address, {"comment": "goed zo"}).status_code in (200, 302)
    story.refresh_from_db()
    assert story.live
    published = Change.objects.get(story=story.pk, action="story.published")
    assert (published.who.username, published.machine) == ("mo", "")


def test_a_draft_of_a_public_story_is_not_public(open_form, editor, story):
    form = open_form(editor, story_url(story))
    form.fields["texts-0-title"] = "Een ander woord"
    form.choose("themes", "asylum").send()
    story.refresh_from_db()
    assert story.has_unpublished_changes
    assert story.texts.get().title == "Nieuw centrum"
    assert "asylum" not in states(story)
    draft = story.get_latest_revision_as_object()
    assert draft.texts.get().title == "Een ander woord"
    assert draft.texts.get().edited
    assert log(story) == ["story.draft-saved"]


def test_publishing_locks_what_she_changed_and_nothing_else(open_form, moderator, story):
    form = open_form(moderator, story_url(story))
    form.fields |= {"date": "2020-12-15", "kind": "event", "why": "datum nagevraagd"}
    form.drop("themes", "reception").choose("themes", "borders-visa", "accepted")
    form.add("happenings", date="17 March 2021", text="de opening")
    assert form.send("publish").status_code == 302
    story.refresh_from_db()
    assert (story.date, story.date_state, story.kind_state) == (
        "2020-12-15",
        "accepted",
        "accepted",
    )
    assert states(story) == {
        "reception": "rejected",
        "borders-visa": "accepted",
        "fedasil": "stated",
    }
    text = story.texts.get()
    assert (text.teaser, text.edited) == ("Eén.\n\nTwee. ", False)
    assert Happening.objects.get(story=story).date == "2021-03-17"
    assert log(story) == ["story.draft-saved", "story.published"]
    saved = Change.objects.filter(story=story.pk).earliest("id")
    assert (saved.who.username, saved.why) == ("mo", "datum nagevraagd")
    assert saved.details["rejected"] == ["theme:reception"]
    assert saved.details["date"] == ["2020-12", "2020-12-15"]


def test_a_suggestion_is_left_alone_accepted_or_rejected(open_form, moderator, story):
    open_form(moderator, story_url(story)).send("publish")
    assert states(story)["borders-visa"] == "suggested"
    open_form(moderator, story_url(story)).choose("themes", "borders-visa", "rejected").send(
        "publish"
    )
    assert states(story)["borders-visa"] == "rejected"


def test_saving_without_a_change_is_no_line_in_the_log(open_form, editor, story):
    assert open_form(editor, story_url(story)).send().status_code == 302
    assert log(story) == []


def test_the_page_saves_itself_with_one_line_in_the_log(open_form, editor, story):
    form = open_form(editor, story_url(story))
    form.fields["texts-0-title"] = "Een"
    first = form.save_by_itself().json()
    assert first["success"], first
    form.fields |= {"overwrite_revision_id": str(first["revision_id"])}
    form.fields["texts-0-title"] = "Een twee"
    assert form.save_by_itself().json()["success"]
    assert log(story) == ["story.draft-saved"]
    form.fields["why"] = "klaar"
    form.send()
    assert log(story) == ["story.draft-saved", "story.draft-saved"]
    last = Change.objects.filter(story=story.pk).latest("id")
    assert (last.why, last.details["texts"]) == ("klaar", ["nl"])


def test_what_came_in_meanwhile_survives_publishing(open_form, moderator, story):
    form = open_form(moderator, story_url(story))
    form.choose("themes", "asylum").send()
    # An import finds one more keyword and corrects the words while the draft lies there.
    tag(story, "frontex", "keyword", "stated", label="Frontex")
    Text.objects.filter(story=story).update(teaser="Verbeterd.")
    again = open_form(moderator, story_url(story))
    assert again.fields["texts-0-teaser"] == "Verbeterd."
    assert "frontex" in again.fields["keywords"]
    story.refresh_from_db()
    story.latest_revision.publish()
    assert states(story)["frontex"] == "stated"
    assert states(story)["asylum"] == "accepted"
    assert story.texts.get().teaser == "Verbeterd."


def test_an_import_does_not_push_a_draft_aside(open_form, moderator, import_text):
    page = "december 2020\n\n{}\n\nnovember 2020\n\nEen bericht dat blijft zoals het is.\n"
    first = "De minister kondigt een nieuw opvangcentrum in Gent aan."
    report = import_text(page.format(first))
    story = Story.objects.get(pk=report.stories[0])
    open_form(moderator, story_url(story)).choose("themes", "reception").send()
    corrected = "De minister kondigt een nieuw opvangcentrum in Gentbrugge aan."
    assert import_text(page.format(corrected)).changed == 1
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    assert [tag.concept_id for tag in draft.tags.all()] == ["reception"]
    assert "Gentbrugge" in draft.texts.get().teaser
    open_form(moderator, story_url(story)).send("publish")
    assert "Gentbrugge" in Text.objects.get(story=story).teaser
    assert states(story) == {"reception": "accepted"}


def test_unpublish_and_publish_again(moderator, open_form, story):
    assert moderator.post(f"/admin/stories/unpublish/{story.pk}/").status_code == 302
    story.refresh_from_db()
    assert not story.live
    open_form(moderator, story_url(story)).send("publish")
    story.refresh_from_db()
    assert story.live
    assert log(story) == ["story.unpublished", "story.published"]


def test_planned_publishing_goes_out_by_the_clock(moderator, open_form, story):
    moderator.post(f"/admin/stories/unpublish/{story.pk}/")
    form = open_form(moderator, story_url(story))
    soon = timezone.localtime() + dt.timedelta(hours=2)
    form.fields["go_live_at"] = soon.strftime("%Y-%m-%d %H:%M")
    form.send("publish")
    story.refresh_from_db()
    assert not story.live
    assert log(story)[-1] == "story.scheduled"
    revision = story.scheduled_revision
    Story.objects.filter(pk=story.pk).update(go_live_at=timezone.now())
    revision.content["go_live_at"] = timezone.now().isoformat()
    revision.approved_go_live_at = timezone.now()
    revision.save()
    publish_due()
    story.refresh_from_db()
    assert story.live
    last = Change.objects.filter(story=story.pk).latest("id")
    assert (last.action, last.who, last.machine) == ("story.published", None, "schedule")


def test_going_back_to_an_earlier_version(open_form, moderator, story):
    first = story.save_revision()
    form = open_form(moderator, story_url(story))
    form.fields["texts-0-title"] = "Later"
    form.send("publish")
    back = f"/admin/stories/history/{story.pk}/revisions/{first.pk}/revert/"
    open_form(moderator, back).send("publish")
    assert story.texts.get().title == "Nieuw centrum"
    assert f"version {first.pk}" in Change.objects.filter(story=story.pk).order_by("-id")[1].why


def test_compare_shows_words_and_tags(open_form, moderator, story):
    first = story.save_revision()
    form = open_form(moderator, story_url(story)).choose("themes", "asylum")
    form.fields["texts-0-title"] = "Een <i>ander</i> centrum"
    form.send()
    page = moderator.get(
        f"/admin/stories/history/{story.pk}/revisions/compare/{first.pk}...latest/"
    )
    shown = page.content.decode()
    assert "Asylum (accepted by an editor)" in shown
    assert "<i>ander" not in shown


# --- what the form refuses ------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["2020-13", "gisteren", "31 juni 2020", "2020/2019"])
def test_a_date_that_is_none(open_form, editor, story, typed):
    form = open_form(editor, story_url(story))
    form.fields["date"] = typed
    answer = form.send()
    assert answer.status_code == 200
    assert f"“{typed}” is no date" in answer.content.decode()
    assert log(story) == []


def test_a_happening_needs_a_date(open_form, editor, story):
    form = open_form(editor, story_url(story)).add("happenings", date="ooit", text="x")
    assert "“ooit” is no date" in form.send().content.decode()


def test_a_story_needs_words(open_form, editor):
    form = open_form(editor, "/admin/stories/add/")
    form.fields["language"] = "nl"
    assert "Write at least one text" in form.send().content.decode()
    form.add("texts", language="nl", title="", teaser="  ", body="")
    assert "Write at least one text" in form.send().content.decode()
    assert not Story.objects.exists()


def test_one_text_a_language(open_form, editor, story):
    form = open_form(editor, story_url(story))
    form.add("texts", language="nl", title="Nog een", teaser="", body="")
    assert "two texts in Dutch" in form.send().content.decode()


def test_a_concept_that_does_not_fit_or_does_not_exist(open_form, editor, story):
    for concept in ("fedasil", "no-such-thing"):
        form = open_form(editor, story_url(story)).choose("themes", concept)
        assert f"cannot be chosen here: {concept}" in form.send().content.decode()


def test_what_a_story_already_holds_may_stay(open_form, moderator, story):
    for concept, role in (("fedasil", "theme"), ("reception", "keyword"), ("event", "keyword")):
        tag(story, concept, role, "stated")
    form = open_form(moderator, story_url(story))
    form.fields["texts-0-title"] = "Een ander woord"
    assert form.send("publish").status_code == 302
    held = set(Tag.objects.filter(story=story).values_list("concept_id", "role"))
    assert {("fedasil", "theme"), ("reception", "keyword"), ("event", "keyword")} <= held


def test_every_story_of_the_demo_is_valid_as_it_stands(import_file):
    for file in sorted(DEMO.glob("stories-*.jsonl")):
        import_file(file)
    assert Tag.objects.filter(role="keyword", concept__scheme="themes").exists()
    form_class = Story.snippet_viewset.edit_view_class(
        **Story.snippet_viewset.get_edit_view_kwargs()
    ).get_form_class()
    user = person("edith")
    for made in Story.objects.all():
        shown = form_class(instance=made, for_user=user)
        form = form_class(drawn(shown), instance=made, for_user=user)
        told = [f.errors for f in form.formsets.values() if not f.is_valid()]
        assert form.is_valid(), (str(made), form.errors, told)


def drawn(form) -> dict[str, str]:
    """What a browser would send of a form in which nobody typed."""
    parts = [form, *(f.management_form for f in form.formsets.values())]
    parts += [child for formset in form.formsets.values() for child in formset.forms]
    widgets = "".join(str(bound) for part in parts for bound in part)
    return fields_of(f"<form data-edit-form>{widgets}</form>")


# --- without words --------------------------------------------------------------------------


@pytest.fixture
def wordless(story) -> Story:
    """Found with a date and labels alone."""
    Text.objects.filter(story=story).update(title="", teaser="", folded="")
    return story


@pytest.mark.parametrize("rows", [1, 0])
def test_a_story_without_words_opens_is_listed_and_takes_a_theme(
    open_form, moderator, wordless, rows
):
    if not rows:
        Text.objects.filter(story=wordless).delete()
    assert "(no text)" in shown(moderator, "")
    assert str(Story.objects.get(pk=wordless.pk)) == f"story {wordless.pk}"
    form = open_form(moderator, story_url(wordless)).choose("themes", "asylum")
    assert form.send("publish").status_code == 302
    assert states(wordless)["asylum"] == "accepted"
    assert Text.objects.filter(story=wordless).count() == rows
    changed = Change.objects.filter(story=wordless.pk).earliest("id").details
    assert "texts" not in changed
    assert "(no text)" in moderator.get("/admin/changes/").content.decode()


def test_words_once_written_are_not_all_taken_away(open_form, editor, story):
    form = open_form(editor, story_url(story))
    form.fields |= {"texts-0-title": "", "texts-0-teaser": ""}
    assert "Write at least one text" in form.send().content.decode()


def test_rubbish_in_the_hidden_field(open_form, editor, story):
    for rubbish in ("", "{", "[1, null]", '{"id": "x"}', '[{"id": 3}]'):
        form = open_form(editor, story_url(story))
        form.fields["keywords"] = rubbish
        assert form.send().status_code == 302
    assert states(story)["fedasil"] == "stated"  # all of them were drafts


# --- locks, deleting ------------------------------------------------------------------------


def test_a_locked_story_is_not_edited_by_others(open_form, editor, moderator, story):
    form = open_form(editor, story_url(story))
    assert moderator.post(f"/admin/stories/lock/{story.pk}/").status_code == 302
    form.fields["texts-0-title"] = "Toch"
    form.send()
    story.refresh_from_db()
    assert story.locked
    assert not story.has_unpublished_changes
    assert editor.post(f"/admin/stories/unlock/{story.pk}/").status_code == 302
    story.refresh_from_db()
    assert story.locked
    moderator.post(f"/admin/stories/unlock/{story.pk}/")
    story.refresh_from_db()
    assert not story.locked


def test_a_story_in_moderation_is_locked_for_its_editor(open_form, editor, moderator, story):
    form = open_form(editor, story_url(story))
    form.fields["texts-0-title"] = "Ingediend"
    form.send("submit")
    assert Story.objects.get(pk=story.pk).get_lock().for_user(_user("edith"))
    assert not Story.objects.get(pk=story.pk).get_lock().for_user(_user("mo"))


def _user(name: str):
    from django.contrib.auth.models import User

    return User.objects.get(username=name)


def test_a_story_that_was_found_is_not_deleted(moderator, story):
    answer = moderator.post(f"/admin/stories/delete/{story.pk}/", follow=True)
    assert "nothing is lost" in answer.content.decode()
    assert Story.objects.filter(pk=story.pk).exists()


def test_a_story_that_was_written_here_is_deleted_and_the_log_stays(open_form, moderator):
    write(open_form, moderator, "Weg ermee").send()
    story = Story.objects.get()
    assert moderator.post(f"/admin/stories/delete/{story.pk}/").status_code == 302
    assert log(story.pk) == ["story.created", "story.deleted"]
    page = moderator.get(f"/admin/changes/?story={story.pk}").content.decode()
    assert "Weg ermee" in page


def test_no_deleting_in_bulk(superuser, story):
    address = f"/admin/bulk/archive/story/delete/?id={story.pk}"
    superuser.post(address)
    assert Story.objects.filter(pk=story.pk).exists()


# --- the list -------------------------------------------------------------------------------


def shown(client, query: str) -> str:
    answer = client.get("/admin/stories/results/" + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?q=NIEUW+een", True),
        ("?q=nieuw+brussel", False),
        ("?theme=reception", True),
        ("?theme=borders-visa", False),  # only suggested
        ("?kind=news-item", True),
        ("?kind=event", False),
        ("?language=nl", True),
        ("?language=fr", False),
        ("?year=2020", True),
        ("?year=2019", False),
        ("?status=live", True),
        ("?status=draft", False),
        ("?status=moderated", False),
        ("?tagged=none", False),
        ("?tagged=suggested", True),
    ],
)
def test_filters_and_search(editor, story, query, found):
    assert ("Nieuw centrum" in shown(editor, query)) is found


def test_search_by_number_and_by_source(editor, story):
    source = story.sightings.first().capture.source
    for query in (f"?q={story.pk}", f"?q=%23{story.pk}", f"?source={source.pk}"):
        assert "Nieuw centrum" in shown(editor, query)
    assert "Nieuw centrum" not in shown(editor, "?q=999999999999999999999")


def test_newest_first_and_undated_last(editor, story):
    for date, title in (("2021", "Later"), ("", "Ongedateerd"), ("2019-01-01", "Eerder")):
        made = Story.objects.create(date=date, language="nl")
        Text.objects.create(story=made, language="nl", title=title)
    page = shown(editor, "")
    at = [page.index(t) for t in ("Later", "Nieuw centrum", "Eerder", "Ongedateerd")]
    assert at == sorted(at)


def test_the_list_asks_the_database_no_more_for_more_stories(
    editor, story, django_assert_max_num_queries
):
    def add(count: int) -> None:
        for number in range(count):
            made = Story.objects.create(date="2020", language="nl")
            Text.objects.create(story=made, language="nl", title=f"T{number}")
            tag(made, "asylum", "theme", "stated")

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    add(3)
    editor.get("/admin/stories/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        editor.get("/admin/stories/")
    add(20)
    with CaptureQueriesContext(connection) as many:
        editor.get("/admin/stories/")
    assert len(many) <= len(few) + 1
    assert len(many) < 40


# --- nothing from outside runs here ---------------------------------------------------------


def test_what_was_found_is_shown_as_text(open_form, editor, story):
    evil = '"><script>alert(1)</script>'
    Text.objects.filter(story=story).update(title=evil)
    story.sightings.update(raw=evil, date_found=evil, labels={"theme": [evil]})
    made = Tag.objects.get(story=story, concept="fedasil")
    made.evidence = [{"text": evil}]
    made.save()
    made.concept.labels.filter(form="pref").update(text=evil)
    for address in ("/admin/stories/", story_url(story), "/admin/changes/", "/admin/"):
        assert "<script>alert(1)" not in editor.get(address).content.decode()
    found = editor.get("/admin/vocabulary/complete/?q=fedasil&role=keyword")
    assert found["content-type"] == "application/json"


def test_where_it_was_found_letter_for_letter(editor, story):
    page = editor.get(story_url(story)).content.decode()
    assert "december 2020\n\nNieuw &lt;b&gt;centrum&lt;/b&gt; 2" in page
    assert "item 2, line 20" in page


# --- preview --------------------------------------------------------------------------------


@pytest.mark.parametrize("ui", ["nl", "fr", "de", "en"])
def test_preview_shows_the_drafts_words_in_each_language(open_form, editor, story, ui):
    form = open_form(editor, story_url(story))
    form.fields["texts-0-title"] = "Alleen in het ontwerp"
    form.choose("themes", "asylum")
    address = f"/admin/stories/preview/{story.pk}/"
    assert editor.post(address, form.fields).json() == {"is_valid": True, "is_available": True}
    answer = editor.get(f"{address}?mode={ui}&in_preview_panel=true")
    assert answer.status_code == 200
    assert "Alleen in het ontwerp" in answer.content.decode()
    assert f'<html lang="{ui}"' in answer.content.decode()
    story.refresh_from_db()
    assert not story.has_unpublished_changes


def test_preview_of_a_story_not_yet_saved(open_form, editor):
    form = write(open_form, editor, "Nog nergens")
    address = "/admin/stories/preview/"
    assert editor.post(address, form.fields).json()["is_valid"]
    assert "Nog nergens" in editor.get(f"{address}?mode=nl").content.decode()
    assert not Story.objects.exists()


def test_the_form_shows_each_tags_state_in_words(editor, story):
    page = editor.get(story_url(story)).content.decode()
    for words in ("stated in the source", "suggested"):
        assert words in page
    chosen = json.loads(fields_of(page)["themes"])
    assert {c["id"]: c["state"] for c in chosen} == {
        "reception": "stated",
        "borders-visa": "suggested",
    }
