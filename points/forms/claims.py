"""Forms of the officer: one claim, and one deed of many households."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import gettext_lazy as _

from points.forms.vouchers import voucher_names, vouchers_named
from points.models import Household, Item, Scheme, User, Village
from points.queries import claims as claim_queries
from points.queries import households, items, schemes
from points.services.claims import ClaimInput, DeedInput, words
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm
from villagegov.web.templatetags.web import worth

#: Photos of one claim or deed.
MOST_PHOTOS = 3
NO_NUMBER = _("Enter a whole number, for example 1.")


class QuantityField(forms.IntegerField):
    """Takes the full-width digits of a Chinese keyboard too; every mistake has the one sentence of the service."""

    widget = forms.NumberInput(attrs={"min": 1, "max": 999, "inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        text = normalize("NFKC", str(value or "")).strip()
        if len(text) > 12:
            text = "x"
        return super().to_python(text)


class PointsField(QuantityField):
    """Points within a range; a minus may be typed or not."""

    widget = forms.NumberInput(attrs={"min": -999, "max": 999, "inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(str(value).replace("−", "-").lstrip("+") if value else value)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        return super().to_python(normalize("NFKC", value) if isinstance(value, str) else value)


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of files; what they are is looked at by the photo service."""

    widget = PhotosInput(attrs={"accept": "image/*", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [forms.FileField.clean(self, each, initial) for each in given if each]


class DeedFields(PlainForm):
    """What a claim and a shared deed are asked alike. ``hide_optional``: the hints say what may be left out."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.CharField(
        label=_("Which item"),
        help_text=_("Number or words: 1, patrol"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"}),
    )
    item_pick = forms.ChoiceField(required=False)
    day = DayField(label=_("Which day"))
    quantity = QuantityField(
        label=_("How many"), initial=1, error_messages=dict.fromkeys(("invalid", "required"), NO_NUMBER)
    )
    unit_points = PointsField(
        label=_("How many points"),
        required=False,
        help_text=_("Points of one unit, within what the rules allow."),
        error_messages={"invalid": NO_NUMBER},
    )
    #: Asked where a lower claim for the same deed stands.
    replaces = forms.BooleanField(required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    slip_number = forms.CharField(
        label=_("Slip number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code", "autocapitalize": "characters"}),
    )
    vouched_name = forms.CharField(
        label=_("Who vouches for it"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "vouchers", "autocomplete": "off"}),
    )
    photos = PhotosField(label=_("Photo"), required=False)

    def __init__(self, *args: Any, village: Village, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village, self.user = village, user
        self.vouchers = claim_queries.vouchers(village)
        self.voucher_names = voucher_names(self.vouchers)
        self.scheme: Scheme | None = schemes.scheme_on(village, self._day())
        self.items: list[Item] = schemes.items_of(self.scheme) if self.scheme else []
        self.commonest = items.commonest(self.items)
        self.item_found: list[Item] = []
        pick: Any = self.fields["item_pick"]
        pick.choices = [("", _("Choose …")), *_by_category(self.items)]
        if not self.is_bound and not self.initial.get("id"):
            self.initial["id"] = new_id()

    def _day(self) -> date:
        """The day typed in, as far as one can tell, for the rules to choose from."""
        typed = self.data.get("day") if self.is_bound else self.initial.get("day")
        try:
            return DayField().to_python(typed) or clock.today()
        except forms.ValidationError:
            return clock.today()

    def clean_item(self) -> Item | None:
        text = self.cleaned_data["item"]
        self.item_found = items.named(self.items, text)
        if not self.items:
            return None  # said beside the day, by clean()
        if not self.item_found:
            raise self._refusal(words.no_such_item())
        if len(self.item_found) > 1:
            raise forms.ValidationError(
                _("“%(text)s” may be several items. Choose one:"), params={"text": text}, code="ambiguous"
            )
        return self.item_found[0]

    @staticmethod
    def signed(item: Item, chosen: int | None) -> int | None:
        """Points as the rules count them: people write those of a deduction with or without its minus."""
        if chosen is None or not item.is_range:
            return None
        return -abs(chosen) if item.is_deduction else chosen

    @property
    def offers_to_replace(self) -> bool:
        """Whether a refusal of this form can be resolved by letting the lower claim make way."""
        return any(error.code == words.OFFERS_TO_REPLACE for found in self.errors.as_data().values() for error in found)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if item := data.get("item"):
            data["unit_points"] = self.signed(item, data.get("unit_points"))
        if not self.items and "day" not in self.errors:
            first = schemes.first_day(self.village)
            self.add_error("day", self._refusal(words.before_rules(first) if first else words.no_rules()))
        return data

    def clean_vouched_name(self) -> str:
        """The name alone; who it is goes to ``vouched_by``."""
        name = " ".join(self.cleaned_data["vouched_name"].split())
        found = vouchers_named(name, self.vouchers)
        if len(found) > 1:
            raise forms.ValidationError(
                _("There are several people of this name. Choose the one with the log-in name: %(names)s."),
                params={"names": "、".join(label for _user, label in found)},
                code="ambiguous",
            )
        user = found[0][0] if found else None
        self.vouched_by: uuid.UUID | None = user.pk if user else None
        return user.name if user else name

    def clean_photos(self) -> list[Any]:
        given = self.cleaned_data["photos"]
        if len(given) > MOST_PHOTOS:
            raise too_many_photos()
        return given

    def _refusal(self, error: Any) -> forms.ValidationError:
        return forms.ValidationError(str(error.message), code=error.code)

    def common_values(self, photos: Sequence[uuid.UUID]) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "id": data["id"],
            "item_id": data["item"].pk,
            "day": data["day"],
            "quantity": data["quantity"],
            "unit_points": data["unit_points"],
            "replaces": data["replaces"],
            "note": data["note"],
            "slip_number": data["slip_number"],
            "vouched_name": data["vouched_name"],
            "vouched_by": self.vouched_by,
            "photos": tuple(photos),
        }

    def forget_errors_except(self, *names: str) -> None:
        """For a look before saving: what is not asked yet is no mistake yet."""
        for name in list(self.errors):
            if name not in names or not self.data.get(name):
                del self.errors[name]


class ClaimForm(DeedFields):
    """One claim. A household is named by number, name, pinyin or initials, or chosen group by group."""

    household = forms.CharField(
        label=_("Which household"),
        help_text=_("Number, head of household or initials: lxh"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next", "autocapitalize": "off"}),
    )
    household_pick = forms.ChoiceField(required=False)

    field_order = ("id", "household", "household_pick", "item", "item_pick", "day", "quantity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household_found: list[Household] = []
        pick: Any = self.fields["household_pick"]
        pick.choices = [("", _("Choose …")), *_by_group(households.by_group(self.village, self._day()))]

    def clean_household(self) -> Household:
        text = self.cleaned_data["household"]
        self.household_found = households.named(self.village, text)
        if not self.household_found:
            raise self._refusal(words.no_such_household())
        if len(self.household_found) > 1:
            raise forms.ValidationError(
                _("“%(text)s” may be several households. Choose one:"), params={"text": text}, code="ambiguous"
            )
        return self.household_found[0]

    def to_input(self, photos: Sequence[uuid.UUID] = ()) -> ClaimInput:
        return ClaimInput(household_id=self.cleaned_data["household"].pk, **self.common_values(photos))


class DeedForm(DeedFields):
    """One deed of many households: ticks, group by group."""

    households = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, label=_("Households"))
    whole_groups = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(households.by_group(self.village, self._day()))
        ticks: Any = self.fields["households"]
        ticks.choices = [(str(row.pk), label_of(row)) for row in self.rows]
        whole: Any = self.fields["whole_groups"]
        whole.choices = [(str(row.group_id), row.group.name) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        groups, ticked = set(data.get("whole_groups", ())), set(data.get("households", ()))
        chosen = [row.pk for row in self.rows if str(row.group_id) in groups or str(row.pk) in ticked]
        if not chosen and "households" not in self.errors:
            self.add_error("households", forms.ValidationError(_("Tick at least one household."), code="no_household"))
        data["household_ids"] = tuple(chosen)
        return data

    def to_input(self, photos: Sequence[uuid.UUID] = ()) -> DeedInput:
        return DeedInput(household_ids=self.cleaned_data["household_ids"], **self.common_values(photos))


def too_many_photos() -> forms.ValidationError:
    return forms.ValidationError(
        _("At most %(most)s photos. Choose the clearest."), params={"most": MOST_PHOTOS}, code="too_many"
    )


def label_of(household: Household) -> str:
    """As it stands in the field and is understood again: ``037 李小华``."""
    return f"{household.number} {household.head_name}"


def item_label(item: Item) -> str:
    return f"{item.code} {item.name}"


def _by_category(rows: Sequence[Item]) -> list[Any]:
    found: dict[str, list[tuple[str, str]]] = {}
    for item in sorted(rows, key=lambda item: (item.category.number, item.code)):
        if not item.board_only:
            label = item_label(item)
            found.setdefault(item.category.name, []).append((label, f"{label} {worth(item)}"))
    return list(found.items())


def _by_group(rows: Any) -> list[Any]:
    found: dict[str, list[tuple[str, str]]] = {}
    for household in rows:
        found.setdefault(household.group.name, []).append((label_of(household), label_of(household)))
    return list(found.items())
