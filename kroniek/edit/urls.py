"""Addresses of the desk: the first login, then all that Wagtail and our hooks register."""

from django.urls import path
from wagtail.admin import urls as wagtail_urls
from wagtail.admin.auth import require_admin_access

from kroniek.edit.views import first_login
from kroniek.edit.views.account import AccountView

urlpatterns = [
    path("first-login/", first_login.first_login, name="first_login"),
    path("first-login/password/", first_login.first_password, name="first_password"),
    # Before Wagtail's own page at this address, whose name still leads here.
    path("account/", require_admin_access(AccountView.as_view())),
    *wagtail_urls.urlpatterns,
]
