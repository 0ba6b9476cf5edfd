"""The archive as a Django application."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "kroniek.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Kroniek"

    def ready(self) -> None:
        from kroniek.archive import signals  # noqa: F401  (connects its receivers)
