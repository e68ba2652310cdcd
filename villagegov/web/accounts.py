"""Forms of logging in, in plain words."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _


class LogInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "The name or the password is wrong. Capital and small letters differ; try once more, slowly. "
            "Forgotten? The village administrator sets a new one for you."
        ),
        "inactive": _("This log-in has been closed. Ask the village administrator."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Log-in name")
        self.fields["password"].label = _("Password")


class NewPasswordForm(PasswordChangeForm):
    """The rules are those of AUTH_PASSWORD_VALIDATORS, said in one sentence (a test holds the two together)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Password until now")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = _(
            "At least 10 characters; not digits alone; nothing like your name; nothing as common as 1234567890. "
            "Easy to keep in mind: three or four words or syllables with a number between them."
        )
        self.fields["new_password2"].label = _("New password, once more")
        self.fields["new_password2"].help_text = ""
