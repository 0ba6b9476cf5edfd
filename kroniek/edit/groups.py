"""Who may do what: editors write and submit, moderators publish; set up once, then left alone."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)

EDITORS, MODERATORS = "Editors", "Moderators"

_LOOK = ("view_source", "view_remainder", "view_change")
_WRITE = ("add_{0}", "change_{0}", "view_{0}")
_DECIDE = ("delete_{0}",)
_GO_PUBLIC = ("publish_story", "lock_story", "unlock_story")
_MODELS = ("story", "concept", "thread")


def set_up(app_config: AppConfig, **_: Any) -> None:
    """After a migration of the archive: groups, permissions and workflow, where there are none.

    A house that gives its groups other permissions keeps them: nothing is given twice.
    """
    if app_config.label != "archive":
        return
    _make_permissions(app_config)
    for name in (EDITORS, MODERATORS):
        group, _new = Group.objects.get_or_create(name=name)
        if not group.permissions.filter(content_type__app_label="archive").exists():
            _give(group)
    _attach_workflow()


def _make_permissions(app_config: AppConfig) -> None:
    # Django and Wagtail make these after the same signal, but perhaps later than we run.
    from wagtail.snippets.models import create_extra_permissions

    create_permissions(app_config, verbosity=0)
    create_permissions(apps.get_app_config("wagtailadmin"), verbosity=0)
    create_extra_permissions(app_config)


def _give(group: Group) -> None:
    """All of a group's permissions in the archive; Wagtail's own page rights are taken away."""
    forms = _WRITE + (_DECIDE if group.name == MODERATORS else ())
    codenames = [form.format(model) for model in _MODELS for form in forms] + list(_LOOK)
    if group.name == MODERATORS:
        codenames += _GO_PUBLIC
    given = Permission.objects.filter(content_type__app_label="archive", codename__in=codenames)
    desk = Permission.objects.filter(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    group.permissions.add(*given, *desk)
    GroupPagePermission.objects.filter(group=group).delete()
    GroupCollectionPermission.objects.filter(group=group).delete()


def _attach_workflow() -> None:
    from kroniek.archive.models import Story

    content_type = ContentType.objects.get_for_model(Story)
    if not WorkflowContentType.objects.filter(content_type=content_type).exists():
        WorkflowContentType.objects.create(content_type=content_type, workflow=_approval())


def _approval() -> Workflow:
    """Wagtail's "Moderators approval", made anew where it is gone."""
    workflow = Workflow.objects.filter(name="Moderators approval", active=True).first()
    if workflow:
        return workflow
    task = GroupApprovalTask.objects.create(name="Moderators approval")
    task.groups.set(Group.objects.filter(name=MODERATORS))
    workflow = Workflow.objects.create(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow
