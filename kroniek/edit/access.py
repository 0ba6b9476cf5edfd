"""The first login: one link, once, for the person who sets the archive up. Nothing default."""

from __future__ import annotations

import itertools

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.urls import reverse
from sesame.utils import get_query_string

NAME = "admin"
# A token for this door opens no other one.
SCOPE = "first-login"


def first_login(base_url: str) -> str | None:
    """A one-time login link, good for an hour; None once someone can log in with a password.

    Where no superuser exists, one is made that nobody can log in as but by this link.
    """
    superusers = get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk")
    if any(user.has_usable_password() for user in superusers):
        return None
    user = superusers.first() or _make_superuser()
    return base_url.rstrip("/") + reverse("first_login") + str(get_query_string(user, scope=SCOPE))


def _make_superuser() -> User:
    # A name that is taken belongs to someone without these rights: nobody is raised silently.
    taken = set(get_user_model().objects.values_list("username", flat=True))
    names = itertools.chain([NAME], (f"{NAME}{number}" for number in itertools.count(2)))
    name = next(name for name in names if name not in taken)
    return get_user_model().objects.create_superuser(username=name, password=None)
