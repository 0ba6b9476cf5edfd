"""Who may do what, the first login, the menus, the languages of the desk."""

from __future__ import annotations

import os
import re
import runpy
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from wagtail.models import Workflow, WorkflowContentType

from kroniek.archive.models import Change, Concept, Label, Remainder, Source, Story, Text
from kroniek.edit.access import first_login
from tests.edit.desk import at_the_desk, person, story_url

pytestmark = pytest.mark.django_db
BASE = "http://127.0.0.1:8000"
SETTINGS = Path(__file__).resolve().parents[2] / "config" / "settings.py"


# --- groups ---------------------------------------------------------------------------------


def test_editors_write_moderators_decide(editor, moderator, story):
    allowed = {
        "/admin/stories/add/": (200, 200),
        story_url(story): (200, 200),
        "/admin/concepts/add/": (200, 200),
        "/admin/threads/add/": (200, 200),
        f"/admin/stories/delete/{story.pk}/": (302, 200),
        f"/admin/stories/unpublish/{story.pk}/": (302, 200),
        "/admin/concepts/delete/fedasil/": (302, 200),
        "/admin/concepts/settle/fedasil/": (302, 200),
        "/admin/users/": (302, 302),
        "/admin/workflows/list/": (302, 302),
    }
    for address, expected in allowed.items():
        seen = (editor.get(address).status_code, moderator.get(address).status_code)
        assert seen == expected, address


def test_an_editor_cannot_publish_by_asking_for_it(open_form, editor, story):
    form = open_form(editor, story_url(story))
    form.fields["texts-0-title"] = "Stiekem"
    form.send("publish")
    assert story.texts.get().title == "Nieuw centrum"


def test_strangers_do_not_get_in(client, story):
    for address in ("/admin/", story_url(story), "/admin/changes/"):
        assert client.get(address).url.startswith("/admin/login/")
    nobody = at_the_desk(person("nobody"))
    assert nobody.get("/admin/").status_code == 302


@pytest.mark.parametrize("name", ["sources", "unread", "changes"])
def test_what_is_only_looked_at(editor, superuser, story, name):
    capture = story.sightings.first().capture
    Remainder.objects.create(capture=capture, line=3, text="<b>half", why="no date")
    Change.objects.create(story=story.pk, action="story.created", machine="import")
    model = {"sources": Source, "unread": Remainder, "changes": Change}[name]
    pk = model.objects.first().pk
    for client in (editor, superuser):
        assert client.get(f"/admin/{name}/").status_code == 200
        assert client.get(f"/admin/{name}/inspect/{pk}/").status_code == 200
        for forbidden in (f"/admin/{name}/new/", f"/admin/{name}/edit/{pk}/"):
            assert client.get(forbidden).status_code == 302
        client.post(f"/admin/{name}/delete/{pk}/")
    assert model.objects.filter(pk=pk).exists()


def test_groups_are_set_up_once_and_then_left_alone(archive):
    editors = Group.objects.get(name="Editors")
    taken = Permission.objects.get(codename="add_concept", content_type__app_label="archive")
    editors.permissions.remove(taken)
    call_command("migrate", verbosity=0)
    assert not editors.permissions.filter(pk=taken.pk).exists()
    assert Group.objects.filter(name__in=["Editors", "Moderators"]).count() == 2
    assert WorkflowContentType.objects.count() == 1


def test_a_workflow_that_is_gone_is_made_anew(archive):
    WorkflowContentType.objects.all().delete()
    Workflow.objects.all().delete()
    call_command("migrate", verbosity=0)
    workflow = Story.get_default_workflow()
    assert [group.name for group in workflow.tasks[0].specific.groups.all()] == ["Moderators"]


# --- the first login ------------------------------------------------------------------------


def path_of(link: str) -> str:
    assert link.startswith(BASE + "/admin/first-login/?")
    return link.removeprefix(BASE)


def test_a_link_that_is_good_once(archive):
    link = first_login(BASE)
    assert not User.objects.get(username="admin").has_usable_password()
    client = Client()
    assert client.get(path_of(link)).url == "/admin/first-login/password/"
    assert Client().get(path_of(link)).status_code == 403
    page = client.get("/admin/first-login/password/")
    assert page.status_code == 200
    passwords = {"new_password1": "vier-woorden-lang", "new_password2": "vier-woorden-lang"}
    assert client.post("/admin/first-login/password/", passwords).url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert Client().login(username="admin", password="vier-woorden-lang")
    assert first_login(BASE) is None


def test_a_weak_password_is_refused(archive):
    client = Client()
    client.get(path_of(first_login(BASE)))
    weak = {"new_password1": "admin", "new_password2": "admin"}
    assert client.post("/admin/first-login/password/", weak).status_code == 200
    assert first_login(BASE)


def test_links_that_are_no_good(archive, settings, monkeypatch):
    link = path_of(first_login(BASE))
    for bad in ("/admin/first-login/", "/admin/first-login/?sesame=x", link[:-2] + "zz"):
        answer = Client().get(bad)
        assert answer.status_code == 403
        assert "no longer good" in answer.content.decode()
    import sesame.settings

    monkeypatch.setattr(sesame.settings, "MAX_AGE", -1)
    assert Client().get(link).status_code == 403


def test_a_link_of_another_door_does_not_open_this_one(archive):
    from sesame.utils import get_query_string

    first_login(BASE)
    user = User.objects.get(username="admin")
    assert Client().get("/admin/first-login/" + get_query_string(user)).status_code == 403


def test_a_link_is_no_good_once_a_password_is_set(archive):
    link = path_of(first_login(BASE))
    user = User.objects.get(username="admin")
    user.set_password("x-y-z-1-2-3")
    user.save()
    assert Client().get(link).status_code == 403


def test_nobody_is_raised_silently(archive):
    person("admin", "Editors")
    first_login(BASE)
    assert not User.objects.get(username="admin").is_superuser
    assert User.objects.get(username="admin2").is_superuser


def test_the_password_page_is_for_the_first_password_only(superuser, archive):
    user = User.objects.get(username="root")
    user.set_password("x-y-z-1-2-3")
    user.save()
    client = at_the_desk(user)
    assert client.get("/admin/first-login/password/").url == "/admin/account/"
    assert Client().get("/admin/first-login/password/").url.startswith("/admin/login/")


# --- the first page, the menus --------------------------------------------------------------


def test_the_first_page_counts(editor, story):
    made = Concept.objects.create(pk="x", scheme="topics", provisional=True)
    Label.objects.create(concept=made, language="und", form="pref", text="X")
    draft = Story.objects.create(language="nl", live=False)
    Text.objects.create(story=draft, language="nl", title="Ontwerp")
    page = editor.get("/admin/").content.decode()
    told = (
        "2 stories",
        "1 draft, not live",
        "0 live stories with a draft",
        "1 without a theme",
        "1 provisional concept",
        "0 unread pieces",
    )
    for words in told:
        assert words in page, words


def test_the_first_page_tells_of_a_live_story_with_a_draft(open_form, editor, story):
    form = open_form(editor, story_url(story))
    form.fields["texts-0-title"] = "Nog niet te lezen"
    form.send()
    page = editor.get("/admin/").content.decode()
    assert "0 drafts, not live" in page
    assert "1 live story with a draft" in page
    assert "?status=changed" in page


def menu(client) -> str:
    page = client.get("/admin/").content.decode()
    return page.split('id="wagtail-sidebar-props"')[1].split("</script>")[0]


def test_no_page_tree_no_images_no_documents(superuser, editor):
    for client in (superuser, editor):
        shown = menu(client)
        assert "/admin/stories/" in shown
        for unused in ("/admin/pages/", "/admin/images/", "/admin/documents/", "/admin/snippets/"):
            assert unused not in shown, unused


def test_an_editors_menu(editor):
    shown = menu(editor)
    for name in ("stories", "concepts", "threads", "sources", "unread", "changes"):
        assert f"/admin/{name}/" in shown
    for name in ("users", "workflows", "groups", "reports"):
        assert f"/admin/{name}/" not in shown


@pytest.mark.parametrize(
    ("ui", "words"),
    [
        ("nl", ("Berichten", "vermeld in de bron", "Waar het gevonden is")),
        ("fr", ("Articles", "dans la source", "Où il a été trouvé")),
        ("de", ("Meldungen", "in der Quelle angegeben", "Wo sie gefunden wurde")),
    ],
)
def test_the_desk_speaks_the_editors_language(story, ui, words):
    client = at_the_desk(person("poly", "Editors"), ui)
    page = client.get(story_url(story)).content.decode()
    for word in words:
        assert word in page, word


def test_sources_count_stories_and_what_was_not_read(editor, story):
    capture = story.sightings.first().capture
    for line in (1, 2, 3):
        Remainder.objects.create(capture=capture, line=line, text="x", why="no date")
    page = editor.get("/admin/sources/").content.decode()
    numbers = re.findall(r"<td[^>]*>\s*(\d+)\s*</td>", page)
    assert numbers[:2] == ["1", "3"]


# --- what is not there: pictures of people, mail --------------------------------------------


def test_nobody_is_asked_for_a_picture_that_would_not_be_served(client, editor):
    page = editor.get("/admin/account/").content.decode()
    assert 'name="name_email-email"' in page
    assert 'name="avatar-' not in page
    assert client.get("/admin/account/").url.startswith("/admin/login/")


def mail_settings(monkeypatch, home, **environment: str) -> dict:
    for name in [n for n in os.environ if n.startswith("EMAIL_")]:
        monkeypatch.delenv(name)
    for name, value in {"KRONIEK_HOME": str(home), **environment}.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(SETTINGS))


def test_no_mail_is_sent_unless_a_server_is_named(monkeypatch, tmp_path):
    silent = mail_settings(monkeypatch, tmp_path)
    assert silent["EMAIL_BACKEND"] == "django.core.mail.backends.dummy.EmailBackend"
    told = mail_settings(
        monkeypatch, tmp_path, EMAIL_HOST="mail.example.org", EMAIL_PORT="587", EMAIL_USE_TLS="1"
    )
    assert told["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"]) == ("mail.example.org", 587)
    assert told["EMAIL_USE_TLS"]


def test_submitting_without_a_mail_server_is_quiet(
    open_form, editor, moderator, story, settings, monkeypatch, tmp_path, caplog
):
    settings.EMAIL_BACKEND = mail_settings(monkeypatch, tmp_path)["EMAIL_BACKEND"]
    form = open_form(editor, story_url(story))
    form.fields["texts-0-title"] = "Ingediend"
    form.send("submit")
    assert Story.objects.get(pk=story.pk).current_workflow_state is not None
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
