"""Handover 换届: bodies whose term ends, who sits in them next, and the one act by which old becomes new."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.enums import HandoverState
from councils.models.body import Body, BodyMember, SeatFields, seat_constraints
from points.enums import Role
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Handover(VillageModel):
    """Prepared as a draft; once carried out it is frozen, in the database too."""

    title = models.CharField(_("name"), max_length=40)
    #: The first day of the new term; the old one ends the day before.
    day = models.DateField(_("first day of the new term"))
    term_to = models.DateField(_("last day of the new term"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=HandoverState.choices, default=HandoverState.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(_("carried out at"), null=True, blank=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-day", "-id"]
        constraints = [
            VillageKey("councils_handover"),
            models.CheckConstraint(
                condition=Q(term_to__isnull=True) | Q(term_to__gte=F("day")), name="councils_handover_term_range"
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.DONE, done_at__isnull=False)
                | (~Q(state=HandoverState.DONE) & Q(done_at__isnull=True, done_by__isnull=True)),
                name="councils_handover_done_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class HandoverBody(VillageModel):
    """A body whose term ends with the handover."""

    handover = VillageForeignKey(Handover, models.CASCADE, related_name="bodies", verbose_name=_("handover"))
    body = VillageForeignKey(Body, related_name="+", verbose_name=_("body"))

    class Meta:
        verbose_name = _("body of a handover")
        verbose_name_plural = _("bodies of handovers")
        constraints = [
            VillageKey("councils_handoverbody"),
            SameVillage("handover", name="councils_handoverbody_handover_fk"),
            SameVillage("body", name="councils_handoverbody_body_fk"),
            models.UniqueConstraint(fields=["village", "handover", "body"], name="councils_handoverbody_key"),
        ]


class HandoverSeat(SeatFields, VillageModel):
    """Who sits in a body from the new term on."""

    handover = VillageForeignKey(Handover, models.CASCADE, related_name="seats", verbose_name=_("handover"))
    body = VillageForeignKey(Body, related_name="+", verbose_name=_("body"))
    #: Elected, and by which election; else named, or put forward by the branch.
    candidate = VillageForeignKey(
        "councils.Candidate", null=True, blank=True, related_name="+", verbose_name=_("candidate")
    )
    #: The seat as it began.
    member = VillageForeignKey(BodyMember, null=True, blank=True, related_name="+", verbose_name=_("member"))

    class Meta:
        verbose_name = _("seat of a handover")
        verbose_name_plural = _("seats of handovers")
        constraints = [
            VillageKey("councils_handoverseat"),
            SameVillage("handover", name="councils_handoverseat_handover_fk"),
            SameVillage("body", name="councils_handoverseat_body_fk"),
            SameVillage("candidate", name="councils_handoverseat_candidate_fk"),
            SameVillage("member", name="councils_handoverseat_member_fk"),
            *seat_constraints("councils_handoverseat"),
            models.UniqueConstraint(
                fields=["village", "handover", "body", "name", "household"],
                nulls_distinct=False,
                name="councils_handoverseat_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HandoverRole(VillageModel):
    """A role that was granted or taken away by the act itself."""

    handover = VillageForeignKey(Handover, models.CASCADE, related_name="roles", verbose_name=_("handover"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    granted = models.BooleanField(_("granted"))

    class Meta:
        verbose_name = _("role of a handover")
        verbose_name_plural = _("roles of handovers")
        constraints = [
            VillageKey("councils_handoverrole"),
            SameVillage("handover", name="councils_handoverrole_handover_fk"),
            models.UniqueConstraint(fields=["village", "handover", "user", "role"], name="councils_handoverrole_key"),
        ]
