from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "kroniek.publish"
    label = "publish"
