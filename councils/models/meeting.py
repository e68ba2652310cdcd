"""The review meeting 审核会: a numbered list on paper, who came, what was said of which line, who confirmed it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.enums import Decision, LineResult, MeetingKind, MeetingState
from councils.models.body import BodyMember
from councils.models.kin import ONE_PERSON
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


def _somebody(label: Any, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class Meeting(VillageModel):
    """Made when its list is printed. Nothing is decided before a second attendee has confirmed the record."""

    number = models.PositiveIntegerField(_("meeting number"))
    kind = models.CharField(_("kind"), max_length=10, choices=MeetingKind.choices, default=MeetingKind.COMMITTEE)
    held_on = models.DateField(_("held on"))
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.OPEN)
    batch = VillageForeignKey("points.Batch", null=True, blank=True, related_name="+", verbose_name=_("batch"))
    #: How many were entitled to come, where the meeting is of the representatives.
    entitled = models.PositiveSmallIntegerField(_("entitled to attend"), null=True, blank=True)
    opened_by = _somebody(_("opened by"), null=False)
    opened_at = models.DateTimeField(_("opened at"))
    #: Grows with every recording: who confirms says which record was read.
    edition = models.PositiveSmallIntegerField(default=0)
    recorded_by = _somebody(_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    #: The first attendee who stands behind the record: whoever recorded it, where they were there. A second one, of
    #: another constituency, confirms it.
    first_by = _somebody(_("first attendee behind the record"))
    first_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = _somebody(_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    #: The last refusal to confirm, or why the meeting was not held.
    refused_by = _somebody(_("refused by"))
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    refusal = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-number"]
        constraints = [
            VillageKey("councils_meeting"),
            SameVillage("batch", name="councils_meeting_batch_fk"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_meeting_number_key"),
            models.CheckConstraint(
                condition=~Q(state__in=[MeetingState.RECORDED, MeetingState.CONFIRMED])
                | Q(recorded_by__isnull=False, recorded_at__isnull=False, edition__gte=1),
                name="councils_meeting_recorded",
            ),
            models.CheckConstraint(
                condition=Q(state=MeetingState.CONFIRMED, confirmed_by__isnull=False, confirmed_at__isnull=False)
                | (~Q(state=MeetingState.CONFIRMED) & Q(confirmed_by__isnull=True, confirmed_at__isnull=True)),
                name="councils_meeting_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (Q(first_by__isnull=False) & ~Q(confirmed_by=F("recorded_by")) & ~Q(confirmed_by=F("first_by"))),
                name="councils_meeting_two_people",
            ),
            models.CheckConstraint(
                condition=Q(first_by__isnull=True, first_at__isnull=True)
                | Q(
                    first_by__isnull=False,
                    first_at__isnull=False,
                    state__in=[MeetingState.RECORDED, MeetingState.CONFIRMED],
                ),
                name="councils_meeting_first",
            ),
        ]
        indexes = [models.Index(fields=["village", "state"], name="councils_meeting_state")]

    def __str__(self) -> str:
        return f"{self.number}"


class MeetingLine(VillageModel):
    """Line 17 of the paper: a claim as it stood when the list was printed, and what the meeting said of it."""

    meeting = VillageForeignKey(Meeting, models.CASCADE, related_name="lines", verbose_name=_("meeting"))
    number = models.PositiveSmallIntegerField(_("line"))
    claim = VillageForeignKey("points.Claim", related_name="meeting_lines", verbose_name=_("claim"))
    #: The claim's round, quantity and points as printed. Sent up anew, it is another line of another list.
    round = models.PositiveSmallIntegerField()
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    points = models.IntegerField(_("points"))
    #: What is not struck, returned or changed is approved.
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices, default=Decision.APPROVE)
    quantity_to = models.PositiveSmallIntegerField(_("quantity changed to"), null=True, blank=True)
    #: Within the range of its item; signed.
    unit_points_to = models.SmallIntegerField(_("points per unit changed to"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=LineResult.choices, blank=True)
    result_note = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("line of a meeting")
        verbose_name_plural = _("lines of a meeting")
        ordering = ["number"]
        constraints = [
            VillageKey("councils_meetingline"),
            SameVillage("meeting", name="councils_meetingline_meeting_fk"),
            SameVillage("claim", name="councils_meetingline_claim_fk"),
            models.UniqueConstraint(fields=["village", "meeting", "number"], name="councils_meetingline_number_key"),
            models.UniqueConstraint(fields=["village", "meeting", "claim"], name="councils_meetingline_claim_key"),
            models.CheckConstraint(
                condition=Q(decision=Decision.APPROVE, quantity_to__isnull=True, unit_points_to__isnull=True)
                | ~Q(reason=""),
                name="councils_meetingline_reason_given",
            ),
            models.CheckConstraint(
                condition=Q(quantity_to__isnull=True, unit_points_to__isnull=True)
                | (
                    Q(decision=Decision.APPROVE)
                    & (Q(quantity_to__isnull=True) | Q(quantity_to__gte=1))
                    & ~Q(unit_points_to=0)
                ),
                name="councils_meetingline_changed",
            ),
        ]
        indexes = [models.Index(fields=["village", "claim"], name="councils_meetingline_claim")]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def changed(self) -> bool:
        return self.quantity_to is not None or self.unit_points_to is not None

    @property
    def unit_points(self) -> int:
        """Of one unit, as printed."""
        return self.points // self.quantity

    @property
    def points_to(self) -> int:
        """What the meeting left of it: as printed, or as changed."""
        unit = self.unit_points if self.unit_points_to is None else self.unit_points_to
        return unit * (self.quantity_to or self.quantity)


class MeetingAttendee(VillageModel):
    """Somebody who came: a member with a log-in, or one without, whose word stands on the signed sheet."""

    meeting = VillageForeignKey(Meeting, models.CASCADE, related_name="attendees", verbose_name=_("meeting"))
    user = _somebody(_("user"))
    seat = VillageForeignKey(
        BodyMember, null=True, blank=True, related_name="+", verbose_name=_("member without a log-in")
    )
    name = models.CharField(_("name"), max_length=40)
    position = models.CharField(_("position"), max_length=40, blank=True)
    #: Constituencies on the day of the meeting: as a member, and as an alternate.
    constituencies = ArrayField(models.CharField(max_length=20), default=list)
    alternate_for = ArrayField(models.CharField(max_length=20), default=list)
    #: Lines for which this person stepped out beyond what the register of near kin says.
    stepped_out = ArrayField(models.PositiveSmallIntegerField(), default=list)

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        constraints = [
            VillageKey("councils_meetingattendee"),
            SameVillage("meeting", name="councils_meetingattendee_meeting_fk"),
            SameVillage("seat", name="councils_meetingattendee_seat_fk"),
            models.UniqueConstraint(fields=["village", "meeting", "user"], name="councils_meetingattendee_user_key"),
            models.UniqueConstraint(fields=["village", "meeting", "seat"], name="councils_meetingattendee_seat_key"),
            models.CheckConstraint(condition=ONE_PERSON, name="councils_meetingattendee_one_person"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def person(self) -> uuid.UUID:
        """The key under which this person counts, in every body and every meeting."""
        return self.user_id or self.seat_id  # type: ignore[return-value]


class MeetingSheet(VillageModel):
    """A photo of the signed sheet: upright, re-encoded, without EXIF. ``sha256`` is of the bytes as uploaded."""

    meeting = VillageForeignKey(Meeting, models.CASCADE, related_name="sheets", verbose_name=_("meeting"))
    sha256 = models.CharField(max_length=64)
    #: Empty once the village’s months are over; the fingerprint stays.
    file = models.FileField(upload_to="sheets/", max_length=200, blank=True)
    thumbnail = models.FileField(upload_to="sheets/", max_length=200, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_by = _somebody(_("uploaded by"), null=False)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    deleted_at = models.DateTimeField(_("photo deleted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("signed sheet")
        verbose_name_plural = _("signed sheets")
        constraints = [
            VillageKey("councils_meetingsheet"),
            SameVillage("meeting", name="councils_meetingsheet_meeting_fk"),
            models.UniqueConstraint(fields=["village", "meeting", "sha256"], name="councils_meetingsheet_key"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) & ~Q(file="") | Q(deleted_at__isnull=False, file="", thumbnail=""),
                name="councils_meetingsheet_whole",
            ),
        ]
