"""What is asked when something happens in a household. What follows is said beside the field, before the mistake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.enums import EventReason
from points.forms.claims import DayField, QuantityField
from points.models import Household, Village
from points.queries import households
from points.services.life.common import MOST_PEOPLE
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.web.forms import PlainForm

NO_PEOPLE = _("Say how many people: 1 or more.")
Reason = EventReason


class PeopleField(QuantityField):
    """A number of people; whatever else is typed gets the one sentence."""

    widget = forms.NumberInput(attrs={"min": 1, "max": MOST_PEOPLE, "inputmode": "numeric"})

    def __init__(self, **more: Any) -> None:
        said = dict.fromkeys(("invalid", "required", "min_value"), NO_PEOPLE)
        super().__init__(min_value=1, max_value=MOST_PEOPLE, error_messages=said, **more)


def _reasons(*reasons: EventReason) -> list[tuple[str, Any]]:
    return [("", _("Choose …")), *((reason.value, reason.label) for reason in reasons)]


def _people(label: Any, hint: Any = "") -> QuantityField:
    return PeopleField(label=label, help_text=hint, initial=1)


def _head(label: Any, hint: Any = "", **more: Any) -> forms.CharField:
    attrs = {"autocomplete": "off"}
    return forms.CharField(label=label, help_text=hint, max_length=40, widget=forms.TextInput(attrs=attrs), **more)


class EventForm(PlainForm):
    """The day, and a note that only the office reads. The id makes a form sent twice one event."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    day = DayField(label=_("On which day did it happen?"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only the office reads it."),
    )

    #: What stands beside the day.
    day_hint: Any = ""
    #: What the service is given besides the day, the note and the id.
    extra: tuple[str, ...] = ()

    def __init__(self, *args: Any, village: Village, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village, self.household = village, household
        if "day" in self.fields:
            today = clock.today().isoformat()
            self.fields["day"].help_text = self.day_hint
            self.fields["day"].widget.attrs.update({"max": today, "min": household.joined_on.isoformat()})
            self.initial.setdefault("day", today)
        self.initial.setdefault("id", new_id())

    def to_service(self) -> dict[str, Any]:
        """Keyword arguments of the service."""
        names = [name for name in ("id", "day", "note", *self.extra) if name in self.cleaned_data]
        return {name: self.cleaned_data[name] for name in names}

    def said(self) -> list[tuple[Any, Any]]:
        """Label and value of what was filled in, for the question before it is recorded."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if name == "id" or value in (None, ""):
                continue
            if isinstance(field, forms.ChoiceField):
                value = dict(field.choices).get(str(value), value)  # type: ignore[arg-type]
            found.append((field.label, value))
        return found


class AwayForm(EventForm):
    day_hint = _(
        "From this day on no deeds are claimed for it. Its points stay; it stands on no board, and after six months "
        "it has no place in the ranking. In public nothing is said."
    )
    returned_on = DayField(
        label=_("Back on which day?"), required=False, help_text=_("Only if the family is already back.")
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        required=False,
        choices=_reasons(Reason.WORK, Reason.FAMILY, Reason.HOSPITAL, Reason.CARE_HOME, Reason.ARMY, Reason.PRISON,
                         Reason.STUDY, Reason.OTHER),
        help_text=_("Only the office reads it; it stands in no list."),
    )  # fmt: skip
    extra = ("returned_on", "reason")
    field_order = ("id", "day", "returned_on", "reason", "note")


class SomeAwayForm(EventForm):
    day_hint = _("The household goes on earning. Who is at home decides whether it is left out of the bottom three.")
    people = _people(_("How many are away?"), _("At least one stays at home. If all go, record the whole household."))
    reason = forms.ChoiceField(
        label=_("Why?"),
        required=False,
        choices=_reasons(Reason.ARMY, Reason.WORK, Reason.STUDY, Reason.CARE_HOME, Reason.HOSPITAL, Reason.PRISON,
                         Reason.FAMILY, Reason.OTHER),
        help_text=_("Only the office reads it; it stands in no list."),
    )  # fmt: skip
    extra = ("people", "reason")
    field_order = ("id", "people", "day", "reason", "note")


class BackForm(EventForm):
    day_hint = _("From this day on its deeds count again.")


class SomeBackForm(EventForm):
    day_hint = _("The day they came back.")
    people = _people(_("How many are back?"))
    extra = ("people",)
    field_order = ("id", "people", "day", "note")


class HeadForm(EventForm):
    day_hint = _("The day since which the new head stands for the household.")
    head_name = _head(
        _("Name of the new head"),
        _("Number, points and log-ins stay. A consent to be named in public was the old head’s: it ends, ask anew."),
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        required=False,
        choices=_reasons(Reason.AGE, Reason.DEATH, Reason.DIVORCE, Reason.WORK, Reason.OTHER),
        help_text=_("Only the office reads it; it stands in no list."),
    )
    extra = ("head_name", "reason")
    field_order = ("id", "head_name", "day", "reason", "note")


class PeopleForm(EventForm):
    day_hint = _("The day of the birth, the wedding, the death.")
    more = forms.ChoiceField(
        label=_("More or fewer?"),
        choices=[("more", _("people joined the household")), ("fewer", _("people left the household or died"))],
        widget=forms.RadioSelect,
    )
    people = _people(
        _("How many people?"), _("Points do not depend on it. If the last one died, record that event instead.")
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        required=False,
        choices=_reasons(Reason.BIRTH, Reason.MARRIAGE, Reason.DEATH, Reason.DIVORCE, Reason.OTHER),
        help_text=_("Only the office reads it; it stands in no list."),
    )
    extra = ("people", "reason")
    field_order = ("id", "more", "people", "day", "reason", "note")

    def to_service(self) -> dict[str, Any]:
        said = super().to_service()
        return {**said, "people": said["people"] if self.cleaned_data["more"] == "more" else -said["people"]}


class SplitForm(EventForm):
    day_hint = _(
        "Deeds before this day belong to the old household. The new one gets base points by the rule for those who "
        "join during the year."
    )
    number = forms.CharField(
        label=_("Number of the new household"),
        help_text=_("One that no other household has or had."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "code"}),
    )
    head_name = _head(_("Head of the new household"), _("Masked in public until the new household agrees to be named."))
    people = _people(
        _("How many people go?"), _("At least one stays in the old household, which keeps all its points.")
    )
    stay_head = _head(
        _("New head of the old household"), _("Only where its head is among those who go."), required=False
    )
    reason = forms.ChoiceField(
        label=_("Why?"),
        required=False,
        choices=_reasons(Reason.OWN_HOUSEHOLD, Reason.MARRIAGE, Reason.DIVORCE, Reason.OTHER),
        help_text=_("Only the office reads it; it stands in no list."),
    )
    extra = ("number", "head_name", "people", "stay_head", "reason")
    field_order = ("id", "head_name", "number", "people", "day", "stay_head", "reason", "note")


class MergeForm(EventForm):
    day_hint = _(
        "From this day on deeds are claimed for the household they joined. This one is closed and off every public "
        "page at once; deeds before the day can still be claimed for it."
    )
    into = forms.CharField(
        label=_("Which household do they join?"),
        help_text=_("Number or name of the head. Points are not added: they stay on this household’s closed account."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    head_name = _head(_("New head of that household"), _("Only where it changes."), required=False)
    extra = ("into", "head_name")
    field_order = ("id", "into", "day", "head_name", "note")

    def clean_into(self) -> Household:
        text = self.cleaned_data["into"]
        found = households.named(self.village, text)
        if not found:
            raise forms.ValidationError(
                _("This village has no such household. Look at the register for its number."), code="household_unknown"
            )
        if len(found) > 1:
            names = "、".join(f"{row.number} {row.head_name}（{row.group.name}）" for row in found[:5])
            raise forms.ValidationError(
                _("Several households may be meant: %(names)s. Write the number."),
                params={"names": names},
                code="several",
            )
        return found[0]


class MoveOutForm(EventForm):
    day_hint = _(
        "The household is closed and off every public page at once. Deeds before this day can still be claimed; its "
        "points stay on its account."
    )


class DeathForm(EventForm):
    day_hint = _(
        "The household is closed and off every public page at once, its log-ins end, and deductions that nobody was "
        "told of lapse. Deeds before this day can still be claimed."
    )


class ReopenForm(EventForm):
    day_hint = _("From this day on its deeds count again, under its old number and with its old account.")
    people = _people(_("How many people is it now?"))
    extra = ("people",)
    field_order = ("id", "people", "day", "note")


class LivingForm(EventForm):
    """Begins or ends living in the village."""

    day_hint = _("Only households that live in the village earn points and stand in the ranking: from this day on.")


class RankingForm(EventForm):
    """Without a day: it holds from now on."""

    day = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.household.unranked:
            self.fields["note"].label = _("Why?")
            self.fields["note"].required = True
            self.fields["note"].help_text = _(
                "Long illness, for example. Only the office reads it. Households that are away for more than six "
                "months, or of nobody but old, ill or disabled people, are left out by themselves."
            )


class StrikeForm(PlainForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("What was wrong?"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only the office reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("id", new_id())
