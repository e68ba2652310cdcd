"""A member's list of near kin: households by their numbers, and other members."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.queries.people import Person
from points.models import Household, Village
from points.queries import households
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm


class KinForm(PlainForm):
    hide_optional = True

    households = forms.CharField(
        label=_("Households of near kin"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Numbers or names of the heads, one after the other: 012, 045, 王惠. Spouse, parents, children, brothers "
            "and sisters, grandparents and grandchildren; by marriage too. Empty: none."
        ),
    )
    members = forms.MultipleChoiceField(
        label=_("Members who are near kin"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Together they count as one vote."),
    )
    listed_on = forms.DateField(
        label=_("Day of the list"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    none = forms.BooleanField(label=_("I have no near kin in the village"), required=False)

    def __init__(self, *args: Any, village: Village, others: Sequence[Person], own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village
        self.found: list[Household] = []
        self.fields["listed_on"].initial = clock.today
        self.fields["members"].choices = [  # type: ignore[attr-defined]
            (str(person.key), f"{person.name} {person.position}".strip()) for person in others
        ]
        if own:
            self.fields["listed_on"].widget = forms.HiddenInput()
        else:
            self.fields["none"].label = _("The list is empty: no near kin in the village")
        if not others:
            del self.fields["members"]

    def clean_households(self) -> str:
        text: str = self.cleaned_data["households"]
        for word in households.words_of(text):
            found = households.named(self.village, word)
            if len(found) != 1:
                self.add_error("households", _unclear(word, found))
            elif found[0] not in self.found:
                self.found.append(found[0])
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        named = self.found or data.get("members")
        if not named and not data.get("none") and "households" not in self.errors:
            self.add_error("none", _("Write the households, or tick that there are none."))
        if named and data.get("none"):
            self.add_error("none", _("Near kin are named above: take this tick away."))
        return data

    def keys(self) -> list[uuid.UUID]:
        return [household.pk for household in self.found]


def _unclear(word: str, found: Sequence[Household]) -> str:
    if not found:
        return _("“%(word)s”: no such household. Write its number.") % {"word": word}
    names = "; ".join(f"{one.number} {one.head_name}" for one in found[:6])
    return _("“%(word)s” may be several households. Write the number: %(names)s.") % {"word": word, "names": names}
