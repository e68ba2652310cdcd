"""The decision of the meeting behind a version of the rules."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from points.enums import MeetingKind
from points.models import Mandate
from points.services.mandates import RuleDecision
from villagegov.web.forms import PlainForm


class TakeEffectForm(PlainForm):
    kind = forms.ChoiceField(label=_("who met"), choices=MeetingKind.choices)
    meeting = forms.CharField(
        label=_("meeting"), max_length=60, help_text=_("For example: villager representatives’ meeting.")
    )
    held_on = forms.DateField(label=_("held on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    entitled = forms.IntegerField(label=_("entitled to attend"), min_value=1)
    present = forms.IntegerField(label=_("present"), min_value=1)
    in_favour = forms.IntegerField(label=_("in favour"), min_value=1)
    filing = forms.CharField(
        label=_("filed with the township as"),
        max_length=60,
        help_text=_("Number or day of the filing, for example: Yanjing town, no. 2026-07."),
    )
    effective_from = forms.DateField(
        label=_("effective from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def mandate(self) -> Mandate:
        said = dict(self.cleaned_data)
        del said["effective_from"]
        return Mandate(**said)

    def decision_key(self) -> uuid.UUID | None:
        return None


class DecisionForm(PlainForm):
    """A decision that is on record: its numbers are not typed."""

    decision = forms.ChoiceField(label=_("the decision"), widget=forms.RadioSelect)
    filing = TakeEffectForm.base_fields["filing"]
    effective_from = TakeEffectForm.base_fields["effective_from"]
    field_order = ["decision", "filing", "effective_from"]

    def __init__(self, *args: Any, decisions: Sequence[RuleDecision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(one.key): one for one in decisions}
        words = gettext(
            "%(title)s (%(day)s, %(meeting)s: %(present)s of %(entitled)s present, %(in_favour)s in favour)"
        )
        field: Any = self.fields["decision"]
        field.choices = [
            (
                key,
                words
                % {
                    "title": one.title, "day": one.held_on.isoformat(), "meeting": one.meeting, "present": one.present,
                    "entitled": one.entitled, "in_favour": one.in_favour,
                },
            )
            for key, one in self.by_key.items()
        ]  # fmt: skip
        if len(self.by_key) == 1:
            self.initial.setdefault("decision", next(iter(self.by_key)))

    def mandate(self) -> Mandate:
        return self.by_key[self.cleaned_data["decision"]].mandate(self.cleaned_data["filing"])

    def decision_key(self) -> uuid.UUID:
        return self.by_key[self.cleaned_data["decision"]].key
