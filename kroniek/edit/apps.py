from django.apps import AppConfig


class EditConfig(AppConfig):
    name = "kroniek.edit"
    label = "edit"
