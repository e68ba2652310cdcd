"""Forms of demands: bringing one in, handing it over, answering, and the household's word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.enums import ARRIVE_WITHIN, DemandKind, DemandOutcome, DemandTopic
from councils.models import Demand
from councils.models.demand import ANSWER_LENGTH, NAME_LENGTH, PLACE_LENGTH, PUBLIC_LENGTH, TEXT_LENGTH
from councils.queries.volunteers.people import Offer
from councils.services.demands import MOST_PHOTOS, NUMBER_LENGTH, PASSED_LENGTH, Answer, DemandInput
from points.forms.claims import DayField, PhotosField
from points.forms.household_meant import household_meant
from points.models import Household, User, Village
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm


def text_area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def household_field(**more: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Which household"),
        help_text=gettext_lazy("Number, head of household or pinyin: 037, 李小华, lxh"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **more,
    )


class OwnDemandForm(PlainForm):
    """By the household on its phone. ``hide_optional``: the hints say what may be left out."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), widget=forms.RadioSelect)
    topic = forms.ChoiceField(
        label=gettext_lazy("Which matter is it?"), choices=DemandTopic.choices, initial=DemandTopic.OTHER
    )
    text = forms.CharField(label=gettext_lazy("Say it in a few words"), max_length=TEXT_LENGTH, widget=text_area(4))
    place = forms.CharField(
        label=gettext_lazy("Where is it?"),
        help_text=gettext_lazy("In words: by the old well, behind house 12. May be left out."),
        max_length=PLACE_LENGTH,
        required=False,
    )
    photos = PhotosField(label=gettext_lazy("Photo"), required=False)
    may_publish = forms.BooleanField(
        label=gettext_lazy("The village may tell in public what came of it, without our name"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(kind.value, _kind_words(kind)) for kind in DemandKind]
        fields["photos"].help_text = _("May be left out; at most %(most)s. Only the office sees it.") % {
            "most": MOST_PHOTOS
        }
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def demand(self, photos: Sequence[Any]) -> DemandInput:
        data = self.cleaned_data
        return DemandInput(
            kind=data["kind"],
            text=data["text"],
            topic=data["topic"],
            place=data["place"],
            may_publish=data["may_publish"],
            photos=[photo.pk for photo in photos],
            id=data["id"],
        )


def _kind_words(kind: DemandKind) -> str:
    days = ARRIVE_WITHIN.get(kind)
    if days is None:
        return str(kind.label)
    words = _("%(kind)s: somebody comes within %(days)s working days")
    if days == 1:
        words = _("%(kind)s: somebody comes by the next working day")
    return words % {"kind": kind.label, "days": days}


class WriteDownForm(OwnDemandForm):
    """By the office, for a household that came, telephoned or was visited."""

    household = household_field()
    field_order = ["id", "household", "kind", "topic", "text", "place", "photos", "may_publish"]

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village
        self.fields["may_publish"].label = _("The household agrees that it is told in public without its name")

    def clean_household(self) -> Household:
        return household_meant(self.village, self.cleaned_data["household"])


class HandForm(PlainForm):
    hide_optional = True

    to = forms.ChoiceField(label=gettext_lazy("Who takes it?"), required=False)
    volunteer = forms.ChoiceField(
        label=gettext_lazy("A volunteer"),
        help_text=gettext_lazy("Those whose strength fits come first. May be left out."),
        required=False,
    )
    helper = forms.CharField(
        label=gettext_lazy("A helper without an office"),
        help_text=gettext_lazy("A volunteer, by name. May be left out."),
        max_length=NAME_LENGTH,
        required=False,
    )
    strength = forms.CharField(
        label=gettext_lazy("What this person is good at"),
        help_text=gettext_lazy("Electrician, mediator, knows the land. May be left out."),
        max_length=NAME_LENGTH,
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("What should be done"),
        help_text=gettext_lazy("May be left out."),
        max_length=ANSWER_LENGTH,
        widget=text_area(2),
        required=False,
    )

    def __init__(self, *args: Any, hands: Sequence[User], offers: Sequence[Offer] | None = None, **kwargs: Any) -> None:
        """``offers``: the village's volunteers for this demand; None where it does not use them."""
        super().__init__(*args, **kwargs)
        self.volunteers = {str(offer.volunteer.pk): offer.volunteer for offer in offers or ()}
        if offers is None:
            del self.fields["volunteer"]
        else:
            choice: Any = self.fields["volunteer"]
            choice.choices = [("", _("Choose …")), *_offered(offers)]
            self.fields["helper"].label = _("Another helper without an office")
            self.fields["helper"].help_text = _("By name, where it is no volunteer. May be left out.")
        self.by_key = {str(user.pk): user for user in hands}
        field: Any = self.fields["to"]
        field.choices = [("", _("Choose …")), *((key, user.name) for key, user in self.by_key.items())]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **data,
            "to": self.by_key.get(data["to"]),
            "volunteer": self.volunteers.get(data.get("volunteer", "")),
        }


def _offered(offers: Sequence[Offer]) -> list[tuple[str, list[tuple[str, str]]]]:
    """In two parts: whose strength fits, and everybody else."""
    fits = [(str(offer.volunteer.pk), _offer_words(offer)) for offer in offers if offer.fits]
    others = [(str(offer.volunteer.pk), _offer_words(offer)) for offer in offers if not offer.fits]
    parts = [(_("whose strength fits"), fits), (_("everybody else"), others)]
    return [part for part in parts if part[1]]


def _offer_words(offer: Offer) -> str:
    said = [offer.volunteer.name, offer.fits or "、".join(offer.strengths)]
    said += [_("on call")] if offer.volunteer.on_call else []
    said += [_("%(count)s in hand") % {"count": offer.in_hand}] if offer.in_hand else []
    return " · ".join(part for part in said if part)


class AnswerForm(PlainForm):
    hide_optional = True

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it?"), choices=DemandOutcome.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("Answer in words"),
        help_text=gettext_lazy("The household reads it: what was done; or why not now."),
        max_length=ANSWER_LENGTH,
        widget=text_area(3),
    )
    look_again_on = DayField(
        label=gettext_lazy("Not possible now: looked at again on"),
        help_text=gettext_lazy("Only where it is explained."),
        required=False,
    )
    passed_to = forms.CharField(
        label=gettext_lazy("Passed on: to whom"),
        help_text=gettext_lazy("Only where it is passed on: office, company."),
        max_length=PASSED_LENGTH,
        required=False,
    )
    passed_number = forms.CharField(
        label=gettext_lazy("Passed on: their number"),
        help_text=gettext_lazy("By which one can ask there. May be left out."),
        max_length=NUMBER_LENGTH,
        required=False,
    )
    public_words = forms.CharField(
        label=gettext_lazy("For the public page"),
        help_text=gettext_lazy("In one sentence, naming nobody. May be left out."),
        max_length=PUBLIC_LENGTH,
        widget=text_area(2),
        required=False,
    )

    def __init__(self, *args: Any, demand: Demand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not demand.may_publish:
            del self.fields["public_words"]

    def answer(self) -> Answer:
        return Answer(**{"public_words": "", **self.cleaned_data})


class SayForm(PlainForm):
    hide_optional = True

    words = forms.CharField(
        label=gettext_lazy("What is still missing?"),
        help_text=gettext_lazy("Needed where it is not so."),
        max_length=ANSWER_LENGTH,
        widget=text_area(2),
        required=False,
    )
