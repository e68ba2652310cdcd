"""Hours: entered by the volunteer or the office, taken back with a reason; and a task that is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unicodedata import normalize

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.forms.demands import household_field, text_area
from councils.models import Demand, Volunteer, VolunteerPost
from councils.models.demand import ANSWER_LENGTH
from councils.models.volunteers.activities import CODE_LENGTH, MOST_OF_HOUSEHOLD
from councils.models.volunteers.hours import MOST_QUARTERS, REASON_LENGTH, WORDS_LENGTH
from councils.queries.volunteers import hours as queries
from councils.queries.volunteers import people, posts
from councils.services.volunteers.hours import ServiceInput
from points.forms.claims import DayField, QuantityField
from points.forms.household_meant import household_meant
from points.models import Household, Village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm

#: As people count: quarters up to three hours, then halves and whole ones.
CHOICES = [*range(1, 13), *range(14, 25, 2), *range(28, MOST_QUARTERS + 1, 4)]


class HoursField(forms.TypedChoiceField):
    """Quarters of an hour, chosen from a list in hours."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def set_words(self) -> None:
        self.choices = [("", _("Choose …")), *((str(number), queries.in_words(number)) for number in CHOICES)]


class ServiceForm(PlainForm):
    """By the volunteer: own posts and own demands."""

    hide_optional = True

    id = forms.UUIDField(widget=forms.HiddenInput)
    volunteer = forms.ChoiceField(label=gettext_lazy("Whose hours"))
    day = DayField(label=gettext_lazy("Which day"))
    quarters = HoursField(label=gettext_lazy("How long"))
    purpose = forms.ChoiceField(label=gettext_lazy("For which post or demand"))
    what = forms.CharField(
        label=gettext_lazy("What was done, for whom"),
        help_text=gettext_lazy("In a few neutral words: replaced a tap for an old couple."),
        max_length=WORDS_LENGTH,
    )

    def __init__(
        self, *args: Any, volunteers: Sequence[Volunteer], held: Sequence[VolunteerPost], demands: Sequence[Demand],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.volunteers = {str(row.pk): row for row in volunteers}
        self.purposes: dict[str, Any] = {f"demand:{row.pk}": row for row in demands}
        self.purposes |= {f"post:{row.pk}": row for row in held}
        fields: Any = self.fields
        nobody = [("", _("Choose …"))] if len(self.volunteers) > 1 else []
        fields["volunteer"].choices = [*nobody, *((key, str(row)) for key, row in self.volunteers.items())]
        fields["purpose"].choices = [("", _("Choose …")), *((key, _purpose(row)) for key, row in self.purposes.items())]
        fields["quarters"].set_words()
        if not self.is_bound:
            first = next(iter(self.volunteers), "") if len(self.volunteers) == 1 else ""
            self.initial = {"id": new_id(), "day": clock.today(), "volunteer": first, **self.initial}

    def chosen(self) -> Volunteer:
        return self.volunteers[self.cleaned_data["volunteer"]]

    def service(self) -> ServiceInput:
        data = self.cleaned_data
        purpose = self.purposes[data["purpose"]]
        return ServiceInput(
            day=data["day"],
            quarters=data["quarters"],
            what=data["what"],
            post=purpose if isinstance(purpose, VolunteerPost) else None,
            demand=purpose if isinstance(purpose, Demand) else None,
            helped=data.get("helped"),
            id=data["id"],
        )

    def add_domain_error(self, error: Any) -> None:
        """The service speaks of post and demand, the page asks for both at once."""
        for single in error:
            if single.field in ("post", "demand"):
                single.field = "purpose"
        super().add_domain_error(error)


def _purpose(row: VolunteerPost | Demand) -> str:
    if isinstance(row, Demand):
        return _("Demand %(number)s: %(topic)s") % {"number": row.number, "topic": row.get_topic_display()}
    return row.name


class PaperServiceForm(ServiceForm):
    """By the office, from a sheet the volunteer signed: anybody, any post, and whom it was for."""

    helped = household_field(required=False)
    field_order = ["id", "volunteer", "day", "quarters", "purpose", "what", "helped"]

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        today = clock.today()
        super().__init__(
            *args,
            volunteers=list(people.of_village(village, today)),
            held=list(posts.posts(village)),
            demands=list(queries.lately_handed(village)),
            **kwargs,
        )
        self.village = village
        self.fields["helped"].label = _("Household that was helped")
        self.fields["helped"].help_text = _("Number or head; it can sign on its phone. May be left out.")

    def clean_helped(self) -> Household | None:
        text = self.cleaned_data["helped"]
        return household_meant(self.village, text) if text.strip() else None


class TakeBackForm(PlainForm):
    reason = forms.CharField(label=gettext_lazy("What was wrong?"), max_length=REASON_LENGTH)


class DoneForm(PlainForm):
    words = forms.CharField(label=gettext_lazy("What did you do?"), max_length=ANSWER_LENGTH, widget=text_area(2))


class CodeField(forms.CharField):
    """Digits, however they were typed."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code", "maxlength": CODE_LENGTH + 6}
    )

    def to_python(self, value: Any) -> str:
        return "".join(normalize("NFKC", str(value or "")).split())


class SignInForm(PlainForm):
    code = CodeField(
        label=gettext_lazy("Code shown at the place"), help_text=gettext_lazy("Six digits, on the day only.")
    )
    people = QuantityField(label=gettext_lazy("How many of you"), initial=1, min_value=1, max_value=MOST_OF_HOUSEHOLD)
