"""The form with which a household claims for itself: the item is chosen before, the household is its own."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.forms.claims import (
    MOST_PHOTOS,
    NO_NUMBER,
    DayField,
    PhotosField,
    PointsField,
    QuantityField,
    too_many_photos,
)
from points.models import Household, Item, Village
from points.queries import earning
from points.services.claims import ClaimInput, words
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm


class OwnClaimForm(PlainForm):
    """``hide_optional``: the hints say what may be left out."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    day = DayField(
        label=_("Which day was it?"),
        error_messages=dict.fromkeys(("invalid", "required"), _("Choose the day of the deed.")),
    )
    quantity = QuantityField(
        label=_("How many"), initial=1, error_messages=dict.fromkeys(("invalid", "required"), NO_NUMBER)
    )
    unit_points = PointsField(label=_("How many points"), required=False, error_messages={"invalid": NO_NUMBER})
    replaces = forms.BooleanField(
        label=_("It is the same deed: this item takes the place of the lower claim."), required=False
    )
    note = forms.CharField(
        label=_("What was done, where, with whom?"),
        help_text=_("May be left out."),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = PhotosField(label=_("Photo"), required=False)

    def __init__(
        self, *args: Any, village: Village, household: Household, item: Item, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.village, self.household, self.item = village, household, item
        fields: Any = self.fields
        fields["day"].widget.attrs["max"] = today.isoformat()
        if item.unit != "次":
            fields["quantity"].help_text = _("in units of: %(unit)s") % {"unit": item.unit}
        photo = (
            _("The committee asks for a photo here; at most %(most)s.")
            if item.evidence_required
            else _("May be left out; at most %(most)s.")
        )
        fields["photos"].help_text = photo % {"most": MOST_PHOTOS}
        if not item.is_range:
            del fields["unit_points"]
        if not self.is_bound:
            self.initial.setdefault("id", new_id())
            self.initial.setdefault("day", today.isoformat())

    @property
    def asks_to_replace(self) -> bool:
        """Whether a lower claim of the same deed stands, or the tick was set."""
        found = (error.code == words.OFFERS_TO_REPLACE for errors in self.errors.as_data().values() for error in errors)
        return any(found) or bool(self["replaces"].value())

    def add_domain_error(self, error: DomainError) -> None:
        """A phone has no slip to name in place of the photo."""
        for single in error:
            if single.code == "evidence_missing":
                single.message = _("The rules ask for a photo here. Take one, or choose one from the phone.")
        super().add_domain_error(error)

    def clean_photos(self) -> list[Any]:
        given = self.cleaned_data["photos"]
        if len(given) > MOST_PHOTOS:
            raise too_many_photos()
        return given

    def to_input(self, photos: Sequence[uuid.UUID]) -> ClaimInput:
        """The item as the rules of the day have it, where there is the same one in them."""
        data = self.cleaned_data
        of_the_day = {item.origin: item for item in earning.open_to_villagers(self.village, data["day"])}
        return ClaimInput(
            id=data["id"],
            household_id=self.household.pk,
            item_id=of_the_day.get(self.item.origin, self.item).pk,
            day=data["day"],
            quantity=data["quantity"],
            unit_points=data.get("unit_points"),
            replaces=data["replaces"],
            note=data["note"],
            photos=tuple(photos),
        )
