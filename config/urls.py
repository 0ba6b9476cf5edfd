"""Addresses: the editor's desk under /admin/, the public site for the rest."""

from django.urls import include, path

urlpatterns = [
    path("admin/", include("kroniek.edit.urls")),
    path("", include("kroniek.publish.urls")),
]
