"""Making a list, writing down what the meeting said: exceptions alone, by the numbers of their lines."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from councils.enums import Decision, MeetingKind
from councils.models import Meeting, MeetingAttendee, MeetingLine
from councils.queries import line_numbers
from councils.queries.people import Person
from councils.services.meeting_record import Mark, Record
from councils.services.meetings import REASON_LENGTH
from points.forms.claims import PhotosField, PhotosInput
from points.models import Batch
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
#: Rows for exceptions at first, and how many more each time.
ROWS, MORE_ROWS, MOST_ROWS = 5, 5, 200
CHANGED = "change"


class OpenForm(PlainForm):
    """A new list. Without a tick, everything that waits."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Which meeting?"), choices=MeetingKind.choices, widget=forms.RadioSelect)
    held_on = forms.DateField(label=_("When is it held?"), widget=DAY)
    batches = forms.TypedMultipleChoiceField(
        label=_("Which batches?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a tick: everything that waits and is on no list yet."),
    )

    def __init__(self, *args: Any, batches: Sequence[tuple[Batch, int]], with_assembly: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["id"].initial = uuid.uuid4
        self.fields["held_on"].initial = clock.today
        self.fields["kind"].initial = MeetingKind.COMMITTEE
        self.fields["batches"].choices = [  # type: ignore[attr-defined]
            (
                str(batch.number),
                _("batch %(number)s of %(day)s, %(count)s lines")
                % {"number": batch.number, "day": f"{clock.local_day(batch.sent_at):%m-%d}", "count": count},
            )
            for batch, count in batches
        ]
        if len(batches) < 2:
            del self.fields["batches"]
        if not with_assembly:
            self.fields["kind"].widget = forms.HiddenInput()


class RecordForm(PlainForm):
    """Who came, and the exceptions: rows of line numbers with what was said of them."""

    hide_optional = True
    WHAT = (
        (Decision.REJECT.value, _("struck")),
        (Decision.RETURN.value, _("returned")),
        (CHANGED, _("approved, changed")),
    )

    edition = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_ROWS)
    held_on = forms.DateField(label=_("Held on"), widget=DAY)
    present = forms.MultipleChoiceField(
        label=_("Who was there"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick everybody who was there.")},
    )

    def __init__(
        self,
        *args: Any,
        meeting: Meeting,
        lines: Sequence[MeetingLine],
        people: Sequence[Person],
        attendees: Sequence[MeetingAttendee] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.lines, self.people = meeting, {line.number: line for line in lines}, list(people)
        self.fields["present"].choices = [(str(person.key), person.name) for person in people]  # type: ignore[attr-defined]
        said = _said(lines)
        self.count = self._row_count(len(said))
        self._add_rows(said)
        came = {attendee.person: attendee for attendee in attendees}
        for person in people:
            attendee = came.get(person.key)
            self.fields[f"out_{person.key}"] = forms.CharField(
                label=_("stepped out for lines"),
                required=False,
                max_length=200,
                initial=line_numbers.written(attendee.stepped_out) if attendee else "",
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
            )
        self.fields["present"].initial = [str(key) for key in came]
        self.fields["held_on"].initial = meeting.held_on
        self.fields["edition"].initial = meeting.edition
        self.fields["rows"].initial = self.count

    def _row_count(self, said: int) -> int:
        """As many as were sent, or as there are exceptions and some more."""
        if self.is_bound:
            sent = self.data.get("rows", "")
            more = MORE_ROWS if self.data.get("act") == "more" else 0
            return min(int(sent) + more if sent.isascii() and sent.isdigit() and len(sent) < 4 else ROWS, MOST_ROWS)
        return min(max(ROWS, said + 2), MOST_ROWS)

    def _add_rows(self, said: Sequence[Mapping[str, Any]]) -> None:
        for number in range(self.count):
            row = said[number] if number < len(said) else {}
            self.fields[f"numbers_{number}"] = forms.CharField(
                label=_("Line numbers"),
                required=False,
                max_length=300,
                initial=row.get("numbers", ""),
                widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "12, 15-17"}),
            )
            self.fields[f"what_{number}"] = forms.ChoiceField(
                label=_("The meeting’s word"), required=False, choices=self.WHAT, initial=row.get("what")
            )
            self.fields[f"reason_{number}"] = forms.CharField(
                label=_("Why"), required=False, max_length=REASON_LENGTH, initial=row.get("reason", "")
            )
            for name, label in (("quantity", _("Quantity")), ("points", _("Points each"))):
                self.fields[f"{name}_{number}"] = forms.IntegerField(
                    label=label, required=False, min_value=1, max_value=9999, initial=row.get(name)
                )

    def leave_unjudged(self) -> None:
        """More rows were asked for: what was typed stays, and nothing of it is a mistake yet."""
        self._errors = ErrorDict()

    # ------------------------------------------------------------------------------------------- for the template

    def row_fields(self) -> Iterator[dict[str, Any]]:
        for number in range(self.count):
            row: dict[str, Any] = {
                name: self[f"{name}_{number}"] for name in ("numbers", "what", "reason", "quantity", "points")
            }
            yield {**row, "number": number + 1, "errors": [error for field in row.values() for error in field.errors]}

    def person_rows(self) -> Iterator[dict[str, Any]]:
        ticked = {str(key) for key in self["present"].value() or ()}
        for person in self.people:
            yield {"person": person, "out": self[f"out_{person.key}"], "ticked": str(person.key) in ticked}

    # --------------------------------------------------------------------------------------------------- cleaning

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.marks: dict[int, Mark] = {}
        for number in range(self.count):
            self._read_row(number, data)
        self.stepped_out = {
            person.key: found for person in self.people if (found := self._read(f"out_{person.key}", data))
        }
        return data

    def _read(self, name: str, data: Mapping[str, Any]) -> list[int]:
        try:
            return line_numbers.read(data.get(name) or "", self.lines, field=name)
        except DomainError as error:
            self.add_domain_error(error)
            return []

    def _read_row(self, row: int, data: Mapping[str, Any]) -> None:
        place = f"numbers_{row}"
        numbers = self._read(place, data)
        what, reason = data.get(f"what_{row}") or "", data.get(f"reason_{row}") or ""
        quantity, points = data.get(f"quantity_{row}"), data.get(f"points_{row}")
        if not numbers:
            if (reason or quantity or points) and place not in self.errors:
                self.add_error(place, _("Write the numbers of the lines this is about."))
            return
        if (quantity or points) and what != CHANGED:
            self.add_error(
                f"what_{row}", _("Quantity and points are for lines that were approved with a change. Choose that.")
            )
        for number in numbers:
            if number in self.marks:
                self.add_error(place, _("Line %(number)s stands in another row too.") % {"number": number})
            sign = -1 if self.lines[number].points < 0 else 1
            changed = what == CHANGED
            self.marks[number] = Mark(
                decision=Decision.APPROVE if changed else Decision(what or Decision.REJECT),
                reason=reason,
                quantity_to=quantity if changed else None,
                unit_points_to=sign * points if changed and points else None,
                place=place,
            )

    def record(self) -> Record:
        return Record(
            held_on=self.cleaned_data["held_on"],
            present=[uuid.UUID(key) for key in self.cleaned_data["present"]],
            marks=self.marks,
            stepped_out=self.stepped_out,
            edition=self.cleaned_data["edition"],
        )


def _said(lines: Sequence[MeetingLine]) -> list[dict[str, Any]]:
    """What is recorded, as rows: lines of which the same was said stand together."""
    rows: dict[tuple[Any, ...], list[int]] = {}
    for line in lines:
        if line.decision != Decision.APPROVE or line.changed:
            what = CHANGED if line.decision == Decision.APPROVE else line.decision
            points = abs(line.unit_points_to) if line.unit_points_to is not None else None
            rows.setdefault((what, line.reason, line.quantity_to, points), []).append(line.number)
    return [
        {"what": what, "reason": reason, "quantity": quantity, "points": points, "numbers": line_numbers.written(found)}
        for (what, reason, quantity, points), found in rows.items()
    ]


class ReasonForm(PlainForm):
    """Why the record is wrong, or why the meeting was not held."""

    reason = forms.CharField(label=_("Why?"), max_length=REASON_LENGTH)


class SheetsForm(PlainForm):
    photos = PhotosField(
        label=_("Photos of the signed sheet"),
        help_text=_("Every page, flat and in good light."),
        widget=PhotosInput(attrs={"accept": "image/*", "multiple": True}),
    )

    def clean_photos(self) -> list[Any]:
        found: list[Any] = self.cleaned_data["photos"]
        if not found:
            raise forms.ValidationError(_("Choose at least one photo."), code="required")
        return found
