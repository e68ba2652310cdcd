"""People, what they are good at, posts with their terms, and the rota."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.enums import DemandTopic, PostMode
from councils.forms.demands import household_field, text_area
from councils.models import Grid, Strength, Volunteer, VolunteerPost
from councils.models.volunteers.people import FROM_LENGTH, STRENGTH_LENGTH, VOLUNTEER_NAME_LENGTH
from councils.models.volunteers.posts import DUTIES_LENGTH, MOST_PLACES, PLEDGE_LENGTH, POST_NAME_LENGTH
from councils.queries.volunteers import credit, people
from councils.services.volunteers.people import PersonInput
from councils.services.volunteers.posts import MOST_A_WEEK, MOST_WEEKS, PostInput
from points.forms.claims import DayField, QuantityField
from points.forms.household_meant import household_meant
from points.models import Group, Household, Village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm

TICKS = forms.CheckboxSelectMultiple


class StrengthForm(PlainForm):
    hide_optional = True

    name = forms.CharField(label=gettext_lazy("What somebody can be good at"), max_length=STRENGTH_LENGTH)
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Offered first for demands about"), choices=DemandTopic.choices, widget=TICKS, required=False
    )
    retired = forms.BooleanField(label=gettext_lazy("No longer used"), required=False)


class PersonForm(PlainForm):
    """``hide_optional``: the hints say what may be left out."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=VOLUNTEER_NAME_LENGTH)
    household = household_field(required=False)
    outsider_from = forms.CharField(
        label=gettext_lazy("No household here: where from?"),
        help_text=gettext_lazy("Health centre of the town, primary school. Only for people from outside."),
        max_length=FROM_LENGTH,
        required=False,
    )
    user = forms.ChoiceField(
        label=gettext_lazy("Own log-in"),
        help_text=gettext_lazy("Only where it is not the household’s. May be left out."),
        required=False,
    )
    joined_on = DayField(label=gettext_lazy("Volunteer since"))
    strengths = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Good at"), queryset=Strength.objects.none(), widget=TICKS, required=False
    )
    party_member = forms.BooleanField(label=gettext_lazy("Party member"), required=False)
    on_call = forms.BooleanField(label=gettext_lazy("On call: may be telephoned at any time"), required=False)
    team_leader = forms.BooleanField(
        label=gettext_lazy("Team leader: signs for the hours of the others"), required=False
    )
    public = forms.BooleanField(label=gettext_lazy("Agrees to be named on the public page"), required=False)

    def __init__(self, *args: Any, village: Village, volunteer: Volunteer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village
        fields: Any = self.fields
        kept = [row.strength_id for row in volunteer.strengths.filter(village=village)] if volunteer else []
        offered = Strength.objects.filter(village=village).order_by("number", "name")
        fields["strengths"].queryset = offered.filter(retired=False) | offered.filter(pk__in=kept)
        self.users = {str(user.pk): user for user in people.possible_users(village)}
        fields["user"].choices = [("", _("the household’s")), *((key, user.name) for key, user in self.users.items())]
        if not self.is_bound:
            self.initial = {**self._initial(volunteer, kept), **self.initial}

    def _initial(self, row: Volunteer | None, kept: list[Any]) -> dict[str, Any]:
        if row is None:
            return {"id": new_id(), "joined_on": clock.today()}
        return {
            "id": row.pk,
            "name": row.name,
            "household": row.household.number if row.household else "",
            "outsider_from": row.outsider_from,
            "user": str(row.user_id or ""),
            "joined_on": row.joined_on,
            "strengths": kept,
            "party_member": row.party_member,
            "on_call": row.on_call,
            "team_leader": row.team_leader,
            "public": bool(row.public_since),
        }

    def clean_household(self) -> Household | None:
        text = self.cleaned_data["household"]
        return household_meant(self.village, text) if text.strip() else None

    def person(self) -> PersonInput:
        data = self.cleaned_data
        strengths = [row.pk for row in data["strengths"]]
        return PersonInput(**{**data, "user": self.users.get(data["user"]), "strengths": strengths})


class LeaveForm(PlainForm):
    day = DayField(label=gettext_lazy("No volunteer any more from"))


class PostForm(PlainForm):
    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name of the post"), max_length=POST_NAME_LENGTH)
    duties = forms.CharField(label=gettext_lazy("What one does there"), max_length=DUTIES_LENGTH, widget=text_area(3))
    strength = forms.ModelChoiceField(
        label=gettext_lazy("Strength wanted"), queryset=Strength.objects.none(), required=False,
        empty_label=gettext_lazy("anybody"),
    )  # fmt: skip
    area = forms.ChoiceField(label=pgettext_lazy("post", "Where"), required=False)
    places = QuantityField(label=gettext_lazy("How many people"), min_value=1, max_value=MOST_PLACES)
    mode = forms.ChoiceField(label=gettext_lazy("How it is served"), choices=PostMode.choices, widget=forms.RadioSelect)
    item_code = forms.ChoiceField(
        label=gettext_lazy("Service here counts for"),
        help_text=gettext_lazy("An item of the points rules; else the one set for service in general."),
        required=False,
    )

    def __init__(self, *args: Any, village: Village, post: VolunteerPost | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["strength"].queryset = people.strengths(village)
        self.areas: dict[str, Any] = {f"group:{row.pk}": row for row in Group.objects.filter(village=village)}
        grids = Grid.objects.filter(village=village).order_by("number")
        self.areas |= {f"grid:{row.pk}": row for row in grids}
        names = [(key, str(row)) for key, row in self.areas.items()]
        fields["area"].choices = [("", _("the whole village")), *names]
        if village.points_on:
            items = credit.award_items(village, clock.today())
            listed = [(str(item.code), f"{item.code} {item.name}") for item in items]
            fields["item_code"].choices = [("", _("as set in general")), *listed]
        else:
            del fields["item_code"]
        if not self.is_bound:
            self.initial = {**self._initial(post), **self.initial}

    def _initial(self, row: VolunteerPost | None) -> dict[str, Any]:
        if row is None:
            return {"id": new_id(), "places": 2, "mode": PostMode.ON_CALL}
        area = f"group:{row.group_id}" if row.group_id else f"grid:{row.grid_id}" if row.grid_id else ""
        kept = ("name", "duties", "strength", "places", "mode", "item_code")
        return {"id": row.pk, "area": area} | {name: getattr(row, name) for name in kept}

    def post(self) -> PostInput:
        data = dict(self.cleaned_data)
        area, code = self.areas.get(data.pop("area")), data.pop("item_code", "")
        return PostInput(
            **data,
            group=area if isinstance(area, Group) else None,
            grid=area if isinstance(area, Grid) else None,
            item_code=int(code) if code else None,
        )


class AssignForm(PlainForm):
    hide_optional = True

    volunteer = forms.ModelChoiceField(
        label=pgettext_lazy("post", "Who"), queryset=Volunteer.objects.none(), empty_label=gettext_lazy("Choose …")
    )
    term_from = DayField(label=gettext_lazy("Term from"))
    term_to = DayField(label=pgettext_lazy("term", "Until"), help_text=gettext_lazy("May be left out."), required=False)
    pledge = forms.CharField(
        label=gettext_lazy("Pledge"),
        help_text=gettext_lazy("In the person’s own words, for the pledge card. May be left out."),
        max_length=PLEDGE_LENGTH,
        widget=text_area(2),
        required=False,
    )

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["volunteer"]
        field.queryset = people.of_village(village, clock.today())
        if not self.is_bound:
            self.initial.setdefault("term_from", clock.today())


class EndForm(PlainForm):
    day = DayField(label=pgettext_lazy("term", "Last day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", clock.today())


class RotaForm(PlainForm):
    first = DayField(label=gettext_lazy("From the week of"))
    weeks = QuantityField(label=gettext_lazy("Weeks"), min_value=1, max_value=MOST_WEEKS, initial=8)
    each = QuantityField(label=gettext_lazy("People a week"), min_value=1, max_value=MOST_A_WEEK, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("first", clock.today())


class ShiftForm(PlainForm):
    """One week: who has it."""

    hide_optional = True

    week = forms.DateField(widget=forms.HiddenInput)
    volunteers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who has this week"), queryset=Volunteer.objects.none(), widget=TICKS, required=False
    )

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["volunteers"]
        field.queryset = people.of_village(village, clock.today())

    def values(self) -> tuple[date, list[Any]]:
        return self.cleaned_data["week"], [row.pk for row in self.cleaned_data["volunteers"]]
