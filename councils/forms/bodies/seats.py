"""Somebody who is to sit in a body: a member, a candidate, a seat of the coming term; and how a seat ends."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.enums import SeatEnd, SeatKind
from councils.models import Body
from councils.models.body import NAME_LENGTH, POSITION_LENGTH, SENT_LENGTH
from councils.queries.serving.people import accounts_of, seat_kinds
from councils.services.bodies.members import SeatInput
from points.forms.claims import DayField
from points.forms.household_meant import household_meant
from points.models import Group, Household, Village
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm


class SeatForm(PlainForm):
    """Who and as what. A custom that speaks against it is said first; ticked, one goes on from it."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=pgettext_lazy("person", "name"), max_length=NAME_LENGTH)
    household = forms.CharField(
        label=gettext_lazy("Of which household"),
        help_text=gettext_lazy("Number or head of household; near kin are found by it. Left out for somebody sent."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    user = forms.ChoiceField(
        label=gettext_lazy("Account"),
        help_text=gettext_lazy("Of somebody who logs in; may be left out."),
        required=False,
    )
    seat_kind = forms.ChoiceField(label=gettext_lazy("Sits as"), initial=SeatKind.MEMBER)
    group = forms.ChoiceField(
        label=gettext_lazy("for the group"), help_text=gettext_lazy("Of a group’s representative."), required=False
    )
    sent_by = forms.CharField(
        label=gettext_lazy("Sent by"),
        help_text=gettext_lazy("Of somebody sent from above, who is no villager: the office."),
        max_length=SENT_LENGTH,
        required=False,
    )
    position = forms.CharField(
        label=gettext_lazy("Position"),
        help_text=gettext_lazy("As it stands on the door: secretary, director. May be left out."),
        max_length=POSITION_LENGTH,
        required=False,
    )
    party_member = forms.BooleanField(label=gettext_lazy("party member"), required=False)
    alternate = forms.BooleanField(
        label=gettext_lazy("Alternate: steps in only where too many must keep away"), required=False
    )
    despite = forms.BooleanField(label=gettext_lazy("We know this and want it nevertheless"), required=False)

    def __init__(self, *args: Any, village: Village, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village
        fields: Any = self.fields
        fields["seat_kind"].choices = [(kind.value, kind.label) for kind in seat_kinds(body)]
        fields["user"].choices = [
            ("", _("without an account")), *((str(user.pk), user.name) for user in accounts_of(village))
        ]  # fmt: skip
        groups = Group.objects.filter(village=village)
        fields["group"].choices = [("", "—"), *((str(group.pk), group.name) for group in groups)]
        #: Told only once it matters.
        self.customs: list[str] = []
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def clean_household(self) -> Household | None:
        text = self.cleaned_data["household"]
        return household_meant(self.village, text) if text.strip() else None

    def seat(self) -> SeatInput:
        data = self.cleaned_data
        return SeatInput(
            name=data["name"],
            household_id=data["household"].pk if data["household"] else None,
            user_id=_key(data["user"]),
            position=data["position"],
            seat_kind=data["seat_kind"],
            group_id=_key(data["group"]),
            sent_by=data["sent_by"],
            alternate=data["alternate"],
            party_member=data["party_member"],
        )

    def add_domain_error(self, error: DomainError) -> None:
        """Customs stand together above the tick; everything else beside its field."""
        self.customs = [str(one.message) for one in error if one.code == "custom"]
        for one in error:
            if one.code != "custom":
                super().add_domain_error(one)
        if self.customs:
            self.add_error("despite", _("This speaks against it. Tick here to go on from it, or change it above."))


def _key(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def seat_initial(row: Any) -> Mapping[str, Any]:
    """What a form starts with for a member or a candidate."""
    return {
        "name": row.name,
        "household": row.household.number if row.household else "",
        "user": str(row.user_id or ""),
        "seat_kind": row.seat_kind,
        "group": str(row.group_id or ""),
        "sent_by": row.sent_by,
        "position": row.position,
        "party_member": row.party_member,
        "alternate": row.alternate,
    }


class MemberForm(SeatForm):
    """A seat with its term."""

    term_from = DayField(label=gettext_lazy("Term from"))
    term_to = DayField(
        label=gettext_lazy("Term to"), help_text=gettext_lazy("Left out: until it is ended."), required=False
    )


class EndForm(PlainForm):
    last_day = DayField(label=pgettext_lazy("term", "Last day"))
    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=SeatEnd.choices, initial=SeatEnd.RESIGNED)
