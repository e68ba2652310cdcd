"""Founding a body, and settlements with their households."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.enums import BodyKind
from councils.models.body import DUTY_LENGTH, PHONE_LENGTH
from councils.queries.serving.areas import Area, on_register
from councils.services.bodies import founding, settlements
from councils.services.bodies.founding import BodyInput
from points.forms.claims import DayField
from points.models import Village
from villagegov.db.keys import new_id
from villagegov.web.forms import PlainForm

#: Households of a settlement at most, so that a range typed wrongly is noticed.
MOST_HOUSEHOLDS = 500
_RANGE = re.compile(r"^(\d+)[-~–—](\d+)$")


class BodyForm(PlainForm):
    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=gettext_lazy("Name of the body"), max_length=founding.NAME_LENGTH)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[("", "…"), *BodyKind.choices])
    area = forms.ChoiceField(label=gettext_lazy("Whose body it is"), required=False)
    duty = forms.CharField(
        label=gettext_lazy("What it is there for"),
        help_text=gettext_lazy("One sentence that everybody reads. May be left out."),
        max_length=DUTY_LENGTH,
        required=False,
    )
    office_phone = forms.CharField(
        label=gettext_lazy("Telephone of the office"),
        help_text=gettext_lazy("It is public: never a person’s own number. May be left out."),
        max_length=PHONE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, areas: Sequence[Area], changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["area"].choices = [
            ("", _("the whole village’s")), *((f"{area.kind}:{area.key}", area.name) for area in areas)
        ]  # fmt: skip
        if changing:
            fields["kind"].widget = forms.HiddenInput()
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def body(self) -> BodyInput:
        data = self.cleaned_data
        kind, _colon, key = data["area"].partition(":")
        area = (kind, uuid.UUID(key)) if key else None
        return BodyInput(data["name"], data["kind"], area, data["duty"], data["office_phone"])


class CloseForm(PlainForm):
    last_day = DayField(label=pgettext_lazy("term", "Last day"))


class SettlementForm(PlainForm):
    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=settlements.MOST_NUMBER)
    name = forms.CharField(label=gettext_lazy("Name of the settlement"), max_length=settlements.NAME_LENGTH)
    households = forms.CharField(
        label=gettext_lazy("Household numbers"),
        help_text=gettext_lazy("As on the register, with spaces between them; ranges too: 012 015 031-048"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    hide_optional = True

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village

    def clean_households(self) -> list[uuid.UUID]:
        wanted = numbers_of(self.cleaned_data["households"])
        if len(wanted) > MOST_HOUSEHOLDS:
            raise ValidationError(_("At most %(most)s households.") % {"most": MOST_HOUSEHOLDS})
        rows = dict(on_register(self.village).filter(number__in=wanted).values_list("number", "pk"))
        if missing := [number for number in wanted if number not in rows]:
            shown = "、".join(missing[:6])
            raise ValidationError(_("Not on the register: %(numbers)s.") % {"numbers": shown})
        return list(rows.values())


def numbers_of(text: str) -> list[str]:
    """Household numbers, each once, ranges written out with the width of their first number."""
    found: dict[str, None] = {}
    for word in re.split(r"[\s,;，、；]+", normalize("NFKC", text).strip()):
        match = _RANGE.match(word)
        if not match:
            if word:
                found[word] = None
            continue
        first, last = int(match[1]), int(match[2])
        if first > last or last - first > MOST_HOUSEHOLDS:
            raise ValidationError(_("This range does not fit: %(range)s.") % {"range": word})
        found.update(dict.fromkeys(f"{number:0{len(match[1])}d}" for number in range(first, last + 1)))
    return list(found)
