"""Addresses of the desk: the first login, then all that Wagtail and our hooks register."""

from django.urls import path
from wagtail.admin import urls as wagtail_urls

from kroniek.edit.views import first_login

urlpatterns = [
    path("first-login/", first_login.first_login, name="first_login"),
    path("first-login/password/", first_login.first_password, name="first_password"),
    *wagtail_urls.urlpatterns,
]
