"""Forms of visits, grids and the rhythm of visits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.enums import DemandKind, DemandTopic, VisitKind
from councils.forms.demands import household_field, text_area
from councils.models import Demand
from councils.models.demand import TEXT_LENGTH
from councils.models.visit import HEARD_LENGTH, MOST_DAYS, VISITORS_LENGTH
from councils.services.demands import DemandInput
from councils.services.grids import MOST_NUMBER, NAME_LENGTH
from councils.services.visits import VisitInput
from points.forms.claims import DayField
from points.forms.household_meant import household_meant
from points.models import Group, Household, User, Village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm


class VisitForm(PlainForm):
    """Under a minute on a phone: day and person stand there already."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    household = household_field()
    visited_on = DayField(label=gettext_lazy("On which day was the visit?"))
    visitors = forms.CharField(label=gettext_lazy("Who went?"), max_length=VISITORS_LENGTH)
    heard = forms.CharField(
        label=gettext_lazy("What was heard?"),
        help_text=gettext_lazy("A few words; no diagnosis, no family secrets. May be left out."),
        max_length=HEARD_LENGTH,
        widget=text_area(3),
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Was something brought in on the spot?"),
        required=False,
    )
    topic = forms.ChoiceField(
        label=gettext_lazy("Which matter is it?"),
        choices=DemandTopic.choices,
        initial=DemandTopic.OTHER,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("In the household’s words"),
        help_text=gettext_lazy("Only where something was brought in."),
        max_length=TEXT_LENGTH,
        widget=text_area(2),
        required=False,
    )

    def __init__(self, *args: Any, village: Village, demand: Demand | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village, self.demand = village, demand
        fields: Any = self.fields
        fields["kind"].choices = [("", _("Nothing")), *DemandKind.choices]
        fields["visited_on"].widget.attrs["max"] = clock.today().isoformat()
        if not self.is_bound:
            self.initial.setdefault("id", new_id())
            self.initial.setdefault("visited_on", clock.today().isoformat())

    def clean_household(self) -> Household:
        return household_meant(self.village, self.cleaned_data["household"])

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        if data.get("text") and not data.get("kind"):
            self.add_error("kind", _("Choose what it is."))
        return data

    def visit(self) -> VisitInput:
        data = self.cleaned_data
        raised = None
        if data["kind"]:
            raised = DemandInput(kind=data["kind"], text=data["text"], topic=data["topic"] or DemandTopic.OTHER)
        return VisitInput(data["visited_on"], data["visitors"], data["heard"], self.demand, raised, data["id"])


class GridForm(PlainForm):
    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=MOST_NUMBER)
    name = forms.CharField(label=gettext_lazy("Name of the grid"), max_length=NAME_LENGTH)
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups in it"), widget=forms.CheckboxSelectMultiple, required=False
    )
    officers = forms.MultipleChoiceField(
        label=gettext_lazy("Who looks after it"),
        help_text=gettext_lazy("Grid officers of the village; the role is granted in the administration."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, groups: Sequence[Group], officers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["groups"].choices = [(str(group.pk), group.name) for group in groups]
        fields["officers"].choices = [(str(user.pk), user.name) for user in officers]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        keys = {name: [uuid.UUID(key) for key in data[name]] for name in ("groups", "officers")}
        return {"number": data["number"], "name": data["name"], **keys}


class RhythmForm(PlainForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in VisitKind:
            self.fields[kind.value] = forms.IntegerField(label=kind.label, min_value=1, max_value=MOST_DAYS)
