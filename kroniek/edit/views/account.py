"""A person's own settings: Wagtail's page without the profile picture."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views import account


class AccountView(account.AccountView):
    """Nothing that is uploaded is served (the desk has no pictures), so nothing is asked for."""

    def get_panels(self) -> list[Any]:
        panels: list[Any] = super().get_panels()
        return [p for p in panels if not isinstance(p, account.AvatarSettingsPanel)]
