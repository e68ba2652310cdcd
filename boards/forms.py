"""Forms of the committee's work on the board. What may be written is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.services.wording import REASON_LENGTH
from councils.enums import TellingWay
from points.models import Household, Village
from points.queries.households import named
from villagegov.web.forms import PlainForm

NOTE_LENGTH = 300


def _text(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReasonForm(PlainForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason as it will stand in public"),
        max_length=REASON_LENGTH,
        widget=_text(3),
        help_text=gettext_lazy(
            "One sentence: what was done and when. No names, numbers of people, or words about what people are."
        ),
    )


class EditEntryForm(ReasonForm):
    position = forms.IntegerField(label=gettext_lazy("Place on the board"), min_value=1, max_value=99)


class AddRedForm(ReasonForm):
    """A household found as on the entry page: number, head, pinyin."""

    household = forms.CharField(
        label=gettext_lazy("Household"),
        help_text=gettext_lazy("Number, head of household or pinyin: 037, 李小华, lxh"),
        max_length=60,
    )
    field_order = ["household", "article", "reason"]

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village

    def clean_household(self) -> Household:
        found = named(self.village, self.cleaned_data["household"])
        if not found:
            raise forms.ValidationError(_("No household fits this. Try its number."))
        if len(found) > 1:
            names = "、".join(f"{household.number} {household.head_name}" for household in found[:6])
            raise forms.ValidationError(_("Several fit: %(names)s. Give the number.") % {"names": names})
        return found[0]


class AddBlackForm(AddRedForm):
    article = forms.CharField(
        label=gettext_lazy("Article of the village rules"),
        help_text=gettext_lazy("What it stands on, for example 第六条."),
        max_length=60,
    )


class IssueVoteForm(PlainForm):
    #: The edition that was read: a draft changed meanwhile is read again first.
    edition = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=NOTE_LENGTH,
        widget=_text(),
        required=False,
        help_text=gettext_lazy("Needed when you disagree: what should be changed."),
    )


class TellForm(PlainForm):
    way = forms.ChoiceField(label=gettext_lazy("How"), choices=TellingWay.choices, widget=forms.RadioSelect)
    told_on = forms.DateField(
        label=gettext_lazy("Told on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    witnesses = forms.CharField(
        label=gettext_lazy("Two witnesses"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Only where a letter was left: both names."),
    )

    def clean_way(self) -> TellingWay:
        return TellingWay(self.cleaned_data["way"])


class ReplyForm(PlainForm):
    reply = forms.CharField(
        label=gettext_lazy("What the household said"),
        widget=_text(4),
        max_length=1000,
        help_text=gettext_lazy(
            "In its own words; or that it did not want to say anything. The committee reads it, nobody else."
        ),
    )


class DecideForm(PlainForm):
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=NOTE_LENGTH,
        widget=_text(),
        required=False,
        help_text=gettext_lazy("Needed when you disagree: why it should not be published."),
    )


class LiftForm(PlainForm):
    reason = forms.CharField(
        label=gettext_lazy("What the household put right"), max_length=NOTE_LENGTH, widget=_text(), help_text=""
    )
