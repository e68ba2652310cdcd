"""Objections 异议 and appeals 复核, the panels that decide them, and each decider's word."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import ObjectionChannel, ObjectionKind, ObjectionState
from councils.models.body import BodyMember
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Objection(VillageModel):
    """A case 案件: what somebody objects to, until when it has to be decided, and what became of it.

    One to a claim in publicity holds it while open; one to a counted claim holds nothing; an appeal is the household's
    own, once for a claim. Who objected is never public.
    """

    number = models.PositiveIntegerField(_("case number"))
    kind = models.CharField(_("kind"), max_length=10, choices=ObjectionKind.choices, default=ObjectionKind.PUBLICITY)
    claim = VillageForeignKey("points.Claim", related_name="objections", verbose_name=_("claim"))
    #: The ledger line, where the claim had been counted.
    entry = VillageForeignKey(
        "points.Entry", null=True, blank=True, related_name="objections", verbose_name=_("ledger entry")
    )
    #: What an appeal is against; empty where that is the committee's own rejection.
    against = VillageForeignKey("self", null=True, blank=True, related_name="appeals", verbose_name=_("appealed"))

    channel = models.CharField(
        _("how it came in"), max_length=10, choices=ObjectionChannel.choices, default=ObjectionChannel.ONLINE
    )
    objector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("objector")
    )
    #: Of somebody without an account; empty where the person wishes to stay unnamed.
    objector_name = models.CharField(_("who objected"), max_length=40, blank=True)
    objector_household = VillageForeignKey(
        "points.Household", null=True, blank=True, related_name="+", verbose_name=_("household of who objected")
    )
    text = models.TextField(_("objection"), max_length=500)
    #: The day it was said or handed in: the days to decide begin after it.
    received_on = models.DateField(_("received on"))
    made_at = models.DateTimeField(_("made at"))
    slip_number = models.CharField(_("number of the paper"), max_length=30, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    read_back = models.BooleanField(_("read back to who objected"), default=False)

    #: The last day on which it is decided in time.
    due_on = models.DateField(_("to be decided by"))
    #: How many people decide; more than half of them must find it right.
    deciders = models.PositiveSmallIntegerField(_("people who decide"), default=1)
    #: What the panel was drawn with; empty where supervisors decide.
    seed = models.CharField(_("number of the draw"), max_length=64, blank=True)
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            VillageKey("councils_objection"),
            SameVillage("claim", name="councils_objection_claim_fk"),
            SameVillage("entry", name="councils_objection_entry_fk"),
            SameVillage("against", name="councils_objection_against_fk"),
            SameVillage("objector_household", name="councils_objection_household_fk"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_objection_number_key"),
            models.UniqueConstraint(
                fields=["village", "slip_number"], condition=~Q(slip_number=""), name="councils_objection_slip_key"
            ),
            models.UniqueConstraint(
                fields=["village", "claim"], condition=Q(state=ObjectionState.OPEN), name="councils_objection_one_open"
            ),
            models.UniqueConstraint(
                fields=["village", "claim"],
                condition=Q(kind=ObjectionKind.APPEAL),
                name="councils_objection_one_appeal",
            ),
            models.CheckConstraint(
                condition=Q(kind=ObjectionKind.PUBLICITY, entry__isnull=True)
                | Q(kind=ObjectionKind.ENTRY, entry__isnull=False)
                | Q(kind=ObjectionKind.APPEAL),
                name="councils_objection_entry_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(channel=ObjectionChannel.ONLINE, objector__isnull=False, recorded_by__isnull=True)
                | Q(channel=ObjectionChannel.ORAL, objector__isnull=True, recorded_by__isnull=False, read_back=True)
                | (
                    Q(channel=ObjectionChannel.PAPER, objector__isnull=True, recorded_by__isnull=False)
                    & ~Q(slip_number="")
                ),
                name="councils_objection_who_of_channel",
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, decided_at__isnull=True, decided_by__isnull=True)
                | (
                    Q(state__in=[ObjectionState.UPHELD, ObjectionState.DISMISSED])
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(reason="")
                )
                | (Q(state=ObjectionState.LAPSED, decided_at__isnull=False, decided_by__isnull=True) & ~Q(reason="")),
                name="councils_objection_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(seed="", drawn_at__isnull=True) | (~Q(seed="") & Q(drawn_at__isnull=False)),
                name="councils_objection_drawn_with_seed",
            ),
            models.CheckConstraint(condition=Q(deciders__gte=1), name="councils_objection_deciders"),
        ]
        indexes = [
            models.Index(fields=["village", "state", "due_on"], name="councils_objection_due"),
            models.Index(fields=["village", "-decided_at"], name="councils_objection_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == ObjectionState.OPEN

    @property
    def is_appeal(self) -> bool:
        return self.kind == ObjectionKind.APPEAL


class PanelSeat(VillageModel):
    """A representative who was among those drawn from. The first ones in the order drawn, less the excused, decide."""

    objection = VillageForeignKey(Objection, related_name="seats", verbose_name=_("objection"))
    #: The person's first seat, and their log-in where they had one on the day of the draw.
    member = VillageForeignKey(BodyMember, related_name="+", verbose_name=_("representative"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    #: Number on the list that was drawn from, by name; and in the order drawn.
    place = models.PositiveSmallIntegerField(_("number on the list"))
    position = models.PositiveSmallIntegerField(_("drawn as number"))
    excused = models.CharField(_("excused because"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("seat on a drawn panel")
        verbose_name_plural = _("seats on drawn panels")
        ordering = ["position"]
        constraints = [
            VillageKey("councils_panelseat"),
            SameVillage("objection", name="councils_panelseat_objection_fk"),
            SameVillage("member", name="councils_panelseat_member_fk"),
            models.UniqueConstraint(fields=["village", "objection", "position"], name="councils_panelseat_position"),
            models.UniqueConstraint(fields=["village", "objection", "place"], name="councils_panelseat_place"),
            models.UniqueConstraint(fields=["village", "objection", "member"], name="councils_panelseat_member"),
        ]


class ObjectionVote(VillageModel):
    """One decider's word: their own, or of a panel's paper that somebody wrote down here."""

    append_only = True

    objection = VillageForeignKey(Objection, related_name="votes", verbose_name=_("objection"))
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("member")
    )
    seat = VillageForeignKey(PanelSeat, null=True, blank=True, related_name="votes", verbose_name=_("seat"))
    uphold = models.BooleanField(_("finds it right"))
    reason = models.CharField(_("reason"), max_length=300)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    sheet = models.CharField(pgettext_lazy("paper", "signed sheet"), max_length=30, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("word on an objection")
        verbose_name_plural = _("words on objections")
        constraints = [
            VillageKey("councils_objectionvote"),
            SameVillage("objection", name="councils_objectionvote_objection_fk"),
            SameVillage("seat", name="councils_objectionvote_seat_fk"),
            models.UniqueConstraint(
                fields=["village", "objection", "voter"],
                condition=Q(voter__isnull=False),
                name="councils_objectionvote_voter",
            ),
            models.UniqueConstraint(
                fields=["village", "objection", "seat"],
                condition=Q(seat__isnull=False),
                name="councils_objectionvote_seat",
            ),
            models.CheckConstraint(
                condition=Q(voter__isnull=False, recorded_by__isnull=True)
                | (Q(voter__isnull=True, seat__isnull=False, recorded_by__isnull=False) & ~Q(sheet="")),
                name="councils_objectionvote_whose",
            ),
        ]
