"""Objecting, appealing, writing down what somebody says, deciding."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.enums import ObjectionChannel, ObjectionKind
from councils.forms.corrections import RightForm
from councils.models import Objection, PanelSeat
from councils.services.objections import NAME_LENGTH, REASON_LENGTH, SHEET_LENGTH, TEXT_LENGTH
from villagegov.web.forms import PlainForm

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ObjectForm(PlainForm):
    text = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say what you know: what happened, when, who saw it. The supervisors read it, nobody else does."),
    )


class AppealForm(PlainForm):
    text = forms.CharField(
        label=_("Why should it be decided differently?"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Say what happened, when, who saw it, what was overlooked. Those who decide the appeal read it."),
    )


class RecordForm(PlainForm):
    """What somebody said at the office or handed in."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=[choice for choice in ObjectionChannel.choices if choice[0] != ObjectionChannel.ONLINE],
        widget=forms.RadioSelect,
    )
    received_on = forms.DateField(
        label=_("On which day was it said or handed in?"),
        widget=DAY,
        help_text=_("The days to decide begin after this day."),
    )
    text = forms.CharField(
        label=_("What was said"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In their own words. Read it back to them when it is written."),
    )
    name = forms.CharField(
        label=_("Who objects?"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Leave it empty if they wish to stay unnamed. Supervisors alone read the name."),
    )
    household = forms.CharField(
        label=_("Their household number"),
        max_length=12,
        required=False,
        help_text=_("So that nobody of that household decides. May be left empty."),
    )
    slip_number = forms.CharField(
        label=_("Number of the paper"),
        max_length=SHEET_LENGTH,
        required=False,
        help_text=_("Write the same number on the paper and keep it."),
    )
    read_back = forms.BooleanField(
        label=_("Read back to them, and they found it right"),
        required=False,
        help_text=_("For what was said in words."),
    )

    def __init__(self, *args: Any, appeal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid.uuid4
        if appeal:
            del self.fields["household"]
            self.fields["name"].label = _("Who of the household appeals?")
            self.fields["name"].help_text = ""
            self.fields["name"].required = True


class DecideForm(RightForm):
    """The decision and its reason; for a counted claim, what is right instead."""

    decision = forms.ChoiceField(label=_("Is the objection right?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is made public: what you found out, without names, and not who objected."),
    )
    field_order: Sequence[str] = ("decision", "reason")

    def __init__(self, *args: Any, objection: Objection, **kwargs: Any) -> None:
        super().__init__(*args, village=objection.village, **kwargs)
        decision = self.fields["decision"]
        decision.choices = _CHOICES[ObjectionKind(objection.kind)]  # type: ignore[attr-defined]
        if objection.is_appeal:
            decision.label = _("Is the appeal right?")
        if objection.kind != ObjectionKind.ENTRY:
            for name in RightForm.base_fields:
                del self.fields[name]


class WordForm(DecideForm):
    """The word of somebody drawn who has no log-in, from the sheet the panel signed."""

    seat = forms.ChoiceField(label=_("Whose word?"))
    sheet = forms.CharField(label=_("Number of the signed sheet"), max_length=SHEET_LENGTH)
    field_order = ("seat", "decision", "reason", "sheet")

    def __init__(self, *args: Any, seats: list[PanelSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(str(seat.pk), seat.member.name) for seat in seats]  # type: ignore[attr-defined]


class ExcuseForm(PlainForm):
    seat = forms.ChoiceField(label=_("Who cannot come?"))
    excuse = forms.CharField(label=_("Why?"), max_length=120)

    def __init__(self, *args: Any, seats: list[PanelSeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(str(seat.pk), seat.member.name) for seat in seats]  # type: ignore[attr-defined]

    def add_domain_error(self, error: Any) -> None:
        for single in error:
            if single.field == "reason":
                single.field = "excuse"
        super().add_domain_error(error)


_CHOICES = {
    ObjectionKind.PUBLICITY: (
        ("uphold", _("Yes: the claim is not accepted")),
        ("dismiss", _("No: the claim stands and is counted when its publicity is over")),
    ),
    ObjectionKind.ENTRY: (
        ("uphold", _("Yes: the line is corrected, once a second person has looked at it")),
        ("dismiss", _("No: the line stays as it is")),
    ),
    ObjectionKind.APPEAL: (
        ("uphold", _("Yes: the claim goes to publicity, or the points are entered again")),
        ("dismiss", _("No: the decision stands; there is no further appeal")),
    ),
}


class FindForm(PlainForm):
    """Finding a household to see what may be objected to."""

    hide_optional = True

    q = forms.CharField(label=_("Household: number or name of the head"), max_length=40, required=False)
