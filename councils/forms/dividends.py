"""Forms of dividends: numbers of a draft, people or shares of a group, what was paid, a correction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.enums import DividendBasis, DividendReason, Rounding
from councils.forms.demands import household_field
from councils.models import DividendLine
from councils.models.dividend import DECIDED_LENGTH, REMARK_LENGTH
from councils.services.dividends.drafting import DividendInput
from points.forms.claims import DayField
from points.forms.household_meant import household_meant
from points.models import Household, Village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm


class DividendForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    year = forms.IntegerField(label=gettext_lazy("Profit of which year?"), min_value=1980, max_value=2200)
    profit = forms.DecimalField(
        label=gettext_lazy("Profit of the collective, in yuan"), max_digits=12, decimal_places=2, min_value=Decimal(0)
    )
    share_percent = forms.DecimalField(
        label=gettext_lazy("Share of it that is distributed, in per cent"), max_digits=5, decimal_places=2,
        min_value=Decimal(0), max_value=Decimal(100),
    )  # fmt: skip
    decided = forms.CharField(
        label=gettext_lazy("Which meeting decided on it?"),
        help_text=gettext_lazy("Its name and day; stands on the public page and on the sheet."),
        max_length=DECIDED_LENGTH,
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("How is it shared out?"), choices=DividendBasis.choices, widget=forms.RadioSelect
    )
    entitled_on = DayField(
        label=gettext_lazy("Who belongs to it, as of which day?"),
        help_text=gettext_lazy(
            "Every household on the register on that day, with its people of that day. Another day or another way "
            "makes the list anew."
        ),
    )
    step = forms.TypedChoiceField(
        label=gettext_lazy("Money for each, rounded down"), choices=Rounding.choices, coerce=int,
        help_text=gettext_lazy(
            "Everybody gets the same for a head or a share; what is left over goes to the next year’s dividend."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entitled_on"].widget.attrs["max"] = clock.today().isoformat()
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def values(self) -> DividendInput:
        said = {name: value for name, value in self.cleaned_data.items() if name != "id"}
        return DividendInput(**said)


class UnitsForm(PlainForm):
    """People or shares of one group, a field for each household."""

    hide_optional = True

    def __init__(self, *args: Any, lines: Sequence[DividendLine], heads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines
        for line in lines:
            self.fields[str(line.household_id)] = forms.DecimalField(
                label=str(line.household), max_digits=8, decimal_places=0 if heads else 2, min_value=Decimal(0),
                initial=int(line.units) if heads else f"{line.units.normalize():f}",
                widget=forms.TextInput(attrs={"inputmode": "numeric" if heads else "decimal", "autocomplete": "off"}),
            )  # fmt: skip

    def rows(self) -> list[tuple[DividendLine, Any]]:
        return [(line, self[str(line.household_id)]) for line in self.lines]

    def units(self) -> dict[uuid.UUID, Decimal]:
        return {uuid.UUID(key): value for key, value in self.cleaned_data.items()}

    def add_domain_error(self, error: DomainError) -> None:
        for single in error:
            subject = str(single.subject or "")
            self.add_error(subject if subject in self.fields else None, str(single.message))


class TableForm(PlainForm):
    file = forms.FileField(
        label=gettext_lazy("Table (.xlsx or .csv)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class PaidForm(PlainForm):
    """What was signed for on a day; the lines are tick boxes of the page."""

    paid_on = DayField(label=gettext_lazy("On which day was it signed for?"))
    lines = forms.MultipleChoiceField(
        label=gettext_lazy("Who has signed?"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, lines: Sequence[DividendLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["lines"].choices = [(str(line.pk), str(line.household)) for line in lines]
        fields["paid_on"].widget.attrs["max"] = clock.today().isoformat()
        if not self.is_bound:
            self.initial.setdefault("paid_on", clock.today().isoformat())

    def keys(self) -> list[uuid.UUID]:
        return [uuid.UUID(key) for key in self.cleaned_data["lines"]]


class WordsForm(PlainForm):
    words = forms.CharField(label=gettext_lazy("What is wrong?"), max_length=REMARK_LENGTH)


class CorrectionForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    household = household_field()
    units = forms.DecimalField(label=gettext_lazy("How many more? Fewer with a minus."), max_digits=8, decimal_places=2)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=DividendReason.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village = village
        if not self.is_bound:
            self.initial.setdefault("id", new_id())

    def clean_household(self) -> Household:
        return household_meant(self.village, self.cleaned_data["household"])

    def clean_units(self) -> Decimal:
        units: Decimal = self.cleaned_data["units"]
        if not units:
            raise forms.ValidationError(_("Say how many more, or fewer with a minus."))
        return units
