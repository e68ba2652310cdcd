"""What to look for in the audit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.models import Household, User, Village
from points.queries import audit_search, households
from points.queries.audit_search import Wanted
from villagegov.web.forms import PlainForm

#: The person of a row that nobody's hand made.
THE_SITE = "site"
DAYS = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2199, 12, 31)))
#: Households named in a sentence where a name means several.
NAMED = 5


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AuditForm(PlainForm):
    """Every field may stay empty."""

    hide_optional = True

    person = forms.ChoiceField(label=gettext_lazy("Who did it"), required=False)
    household = forms.CharField(label=gettext_lazy("Household: number or head"), required=False, max_length=40)
    action = forms.ChoiceField(label=gettext_lazy("Act"), required=False)
    since = forms.DateField(label=gettext_lazy("From day"), required=False, widget=DayInput(), validators=DAYS)
    until = forms.DateField(label=gettext_lazy("To day"), required=False, widget=DayInput(), validators=DAYS)
    word = forms.CharField(label=gettext_lazy("Word"), required=False, max_length=40)

    def __init__(self, data: Mapping[str, Any], *, village: Village, people: Sequence[User]) -> None:
        super().__init__(data)
        self.village = village
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", _("everybody")),
            (THE_SITE, _("the site itself")),
            *(
                (str(user.pk), _("%(name)s (%(username)s)") % {"name": user.name, "username": user.username})
                for user in people
            ),
        ]
        self.fields["action"].choices = [("", _("all acts")), *audit_search.actions()]  # type: ignore[attr-defined]

    def clean_household(self) -> Household | None:
        text = self.cleaned_data["household"]
        if not households.words_of(text):
            return None
        found = households.named(self.village, text)
        if not found:
            raise ValidationError(_("No household is called so. Type its number or the name of its head."))
        if len(found) > 1:
            named = str(_(", ")).join(str(one) for one in found[:NAMED])
            raise ValidationError(_("Several households fit: %(households)s. Type the number.") % {"households": named})
        return found[0]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first. Change one of them."))
        return cleaned

    @property
    def wanted(self) -> Wanted:
        """Of a form that was found right."""
        said = self.cleaned_data
        person = said["person"]
        return Wanted(
            person=uuid.UUID(person) if person and person != THE_SITE else None,
            by_the_site=person == THE_SITE,
            household=said["household"],
            action=said["action"],
            since=said["since"],
            until=said["until"],
            word=said["word"],
        )
