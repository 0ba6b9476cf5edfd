"""Addresses: the editor's desk under /admin/, the public site for the rest."""

from django.urls import include, path

urlpatterns = [
    path("admin/", include("kroniek.edit.urls")),
    path("", include("kroniek.publish.urls")),
]

# Pages for what went wrong, in the language of the address. What is not there may have moved.
handler400 = "kroniek.publish.views.errors.bad_request"
handler404 = "kroniek.publish.views.old_addresses.moved_or_not_found"
handler500 = "kroniek.publish.views.errors.server_error"
