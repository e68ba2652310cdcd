"""Forms of pairing: one pair, handing over, the end."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.forms.demands import household_field
from councils.models import Pairing
from councils.models.pairing import NAME_LENGTH
from councils.models.visit import MOST_DAYS
from councils.services.pairings import USUAL_DAYS, Pair
from points.forms.claims import DayField
from points.forms.household_meant import household_meant
from points.models import Household, User, Village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm


class PersonMixin:
    """Somebody with a log-in, or a name alone."""

    def _people(self, people: Sequence[User]) -> None:
        fields: Any = self.fields  # type: ignore[attr-defined]
        self.people = {str(user.pk): user for user in people}
        fields["user"].choices = [("", _("somebody without a log-in")), *((str(one.pk), one.name) for one in people)]

    def clean(self) -> dict[str, Any] | None:
        data: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc,attr-defined]
        user = self.people.get(data.get("user") or "")
        if user is not None:
            data["name"] = user.name
        elif not (data.get("name") or "").strip() and "user" in data:
            self.add_error("name", _("Choose somebody, or write the name."))  # type: ignore[attr-defined]
        data["person"] = user
        return data


def _user_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Who?"),
        help_text=gettext_lazy("With a log-in this person finds the own households on the own page."),
        required=False,
    )


def _name_field() -> forms.CharField:
    return forms.CharField(label=gettext_lazy("Name, where there is no log-in"), max_length=NAME_LENGTH, required=False)


class PairForm(PersonMixin, PlainForm):
    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    household = household_field()
    user = _user_field()
    name = _name_field()
    days = forms.IntegerField(label=gettext_lazy("Days between two visits"), min_value=1, max_value=MOST_DAYS)
    since = DayField(label=gettext_lazy("From"))

    def __init__(self, *args: Any, village: Village, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village
        self._people(people)
        if not self.is_bound:
            self.initial.setdefault("id", new_id())
            self.initial.setdefault("days", USUAL_DAYS)
            self.initial.setdefault("since", clock.today().isoformat())

    def clean_household(self) -> Household:
        return household_meant(self.village, self.cleaned_data["household"])

    def pair(self) -> Pair:
        data = self.cleaned_data
        return Pair(data["household"], data["name"], data["days"], data["since"], data["person"])


class HandOverForm(PersonMixin, PlainForm):
    hide_optional = True

    keys = forms.MultipleChoiceField(
        label=gettext_lazy("Which households?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    user = _user_field()
    name = _name_field()
    day = DayField(label=gettext_lazy("From which day on?"))

    def __init__(self, *args: Any, rows: Sequence[Pairing], people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["keys"].choices = [(str(row.pk), f"{row.household} · {row.name}") for row in rows]
        self._people(people)
        if not self.is_bound:
            self.initial.setdefault("day", clock.today().isoformat())

    def chosen(self) -> list[uuid.UUID]:
        return [uuid.UUID(key) for key in self.cleaned_data["keys"]]


class EndForm(PlainForm):
    day = DayField(label=gettext_lazy("From which day on does it hold no more?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("day", clock.today().isoformat())
