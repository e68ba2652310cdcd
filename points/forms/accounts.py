"""A new account, or one more role for somebody who has one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.enums import Role
from points.models import Membership, User
from villagegov.web.admin import AdminForm


class AccountForm(AdminForm):
    """Either somebody who has an account, or the name and log-in name of a new one."""

    checked_by_service = True

    user = forms.ModelChoiceField(
        User.objects.none(),
        label=_("somebody with an account"),
        required=False,
        help_text=_("Who works here already gets one more role. For a new person leave it empty."),
    )
    name = forms.CharField(label=_("name of a new person"), max_length=40, required=False)
    username = forms.CharField(
        label=_("log-in name of a new person"),
        max_length=150,
        required=False,
        validators=[User.username_validator],
        help_text=_("Small letters and digits, for example the pinyin of the name: lixiaohua."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "household" in self.fields:
            self.fields["household"].help_text = _("For villagers: whose points they see.")

    class Meta:
        model = Membership
        fields = ("user", "name", "username", "role", "household")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        user, name, username = (cleaned.get(field) for field in ("user", "name", "username"))
        if user and (name or username):
            self.add_error(
                "user", ValidationError(gettext("Either somebody with an account or a new person, not both."))
            )
        elif not user and not (name and username) and not self.errors:
            missing = "username" if name else "name"
            self.add_error(missing, ValidationError(gettext("Choose somebody, or give the name and log-in name.")))
        if cleaned.get("role") and cleaned["role"] != Role.VILLAGER:
            cleaned["household"] = None
        return cleaned
