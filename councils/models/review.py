"""Votes on claims."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.enums import Decision
from councils.models.body import BodyMember
from councils.models.meeting import MeetingAttendee
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Vote(VillageModel):
    """One member's word on one claim in one round. ``constituencies`` are the voter's on that day.

    A vote given on paper comes from a confirmed meeting and names its attendee; the member may be one without a log-in,
    and is then known by a seat. Everybody else votes on their own account.
    """

    append_only = True

    claim = VillageForeignKey("points.Claim", related_name="votes", verbose_name=_("claim"))
    round = models.PositiveSmallIntegerField()
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    seat = VillageForeignKey(
        BodyMember, null=True, blank=True, related_name="+", verbose_name=_("member without a log-in")
    )
    attendee = VillageForeignKey(
        MeetingAttendee, null=True, blank=True, related_name="votes", verbose_name=_("at the meeting")
    )
    constituencies = ArrayField(models.CharField(max_length=20))
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            VillageKey("councils_vote"),
            SameVillage("claim", name="councils_vote_claim_fk"),
            SameVillage("seat", name="councils_vote_seat_fk"),
            SameVillage("attendee", name="councils_vote_attendee_fk"),
            models.UniqueConstraint(fields=["village", "claim", "round", "voter"], name="councils_vote_once"),
            models.UniqueConstraint(fields=["village", "claim", "round", "seat"], name="councils_vote_seat_once"),
            models.CheckConstraint(
                condition=models.Q(voter__isnull=False, seat__isnull=True)
                | models.Q(voter__isnull=True, seat__isnull=False, attendee__isnull=False),
                name="councils_vote_one_person",
            ),
            models.CheckConstraint(
                condition=models.Q(decision=Decision.APPROVE) | ~models.Q(note=""), name="councils_vote_reason_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_decision_display()}"

    @property
    def person(self) -> uuid.UUID:
        """Whose vote it is: the member's log-in, or the seat of a member without one."""
        return self.voter_id or self.seat_id  # type: ignore[return-value]

    @property
    def name(self) -> str:
        """``voter`` and ``seat`` should be loaded."""
        return str(self.voter.name if self.voter else self.seat.name)  # type: ignore[union-attr]
