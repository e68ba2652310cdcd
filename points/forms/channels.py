"""Setting up a channel. What may be written is decided by the service."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.enums import CHANNEL_AUDIENCE, ChannelKind, Role
from points.models import NoticeChannel
from points.queries.channels import masked, possible_kinds
from points.services.channels import ChannelInput
from villagegov.web.forms import PlainForm


class ChannelForm(PlainForm):
    name = forms.CharField(label=pgettext_lazy("channel", "Name"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    audience = forms.MultipleChoiceField(
        label=_("Tells of what is new for"),
        choices=[(role.value, role.label) for role in CHANNEL_AUDIENCE],
        widget=forms.CheckboxSelectMultiple,
    )
    secret = forms.CharField(
        label=_("Key, token or password"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Of a group robot: what stands at the end of its address. It is never shown again."),
    )
    host = forms.CharField(
        label=_("Host"), max_length=100, required=False, help_text=_("E-mail and JSON only: smtp.example.cn")
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, required=False)
    secure = forms.BooleanField(label=_("Encrypted (TLS)"), required=False, initial=True)
    path = forms.CharField(label=_("Path"), max_length=200, required=False, help_text=_("JSON only: /hooks/village"))
    account = forms.CharField(
        label=_("Account"), max_length=100, required=False, help_text=_("E-mail only: what one logs in with.")
    )
    recipients = forms.CharField(
        label=_("Recipients"), max_length=300, required=False, help_text=_("E-mail only: addresses of the office.")
    )

    def __init__(self, *args: Any, channel: NoticeChannel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.value, kind.label) for kind in possible_kinds()]
        if channel and channel.secret:
            self.fields["secret"].help_text = _("Kept: %(secret)s. Leave empty to keep it.") % {
                "secret": masked(channel.secret)
            }

    def entered(self) -> ChannelInput:
        data = dict(self.cleaned_data)
        kind, audience = ChannelKind(data.pop("kind")), [Role(value) for value in data.pop("audience")]
        return ChannelInput(kind=kind, audience=audience, **data)
