"""The editor's desk as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class EditConfig(AppConfig):
    name = "kroniek.edit"
    label = "edit"

    def ready(self) -> None:
        from kroniek.edit.groups import set_up

        post_migrate.connect(set_up, dispatch_uid="kroniek.groups")
