"""The two pages of the first login: the link that is good once, and setting a password."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods
from sesame.utils import get_user
from wagtail.admin import messages

from kroniek.edit.access import SCOPE


def _in_her_language(view: Callable[[HttpRequest], HttpResponse]) -> Any:
    """In the language of the browser: nobody has a profile yet."""

    @functools.wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        with translation.override(translation.get_language_from_request(request)):
            return view(request)

    return shown


@never_cache
@require_GET
@_in_her_language
def first_login(request: HttpRequest) -> HttpResponse:
    """Log in whoever brings a link that was never used; she then sets her password."""
    user = get_user(request, scope=SCOPE, update_last_login=False)
    if user is None or user.has_usable_password():
        return render(request, "kroniek_edit/first_login_refused.html", status=403)
    login(request, user)
    return redirect("first_password")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_required(login_url="wagtailadmin_login")
@_in_her_language
def first_password(request: HttpRequest) -> HttpResponse:
    """Set the first password. Later ones are changed in the account, with the old one given."""
    user = cast("User", request.user)
    if user.has_usable_password():
        return redirect("wagtailadmin_account")
    form = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, _("Your password is set. Welcome to Kroniek."))
        return redirect("wagtailadmin_home")
    context = {"form": form, "name": user.get_username()}
    return render(request, "kroniek_edit/first_password.html", context)
