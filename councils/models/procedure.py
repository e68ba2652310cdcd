"""Procedures 议事程序: which body does what to a matter, in which order, and what it must reach there.

Data of the village. A matter copies the steps when it is opened, so what is changed here changes no matter on its way.
"""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import BodyKind
from councils.matter_enums import HELD_STEPS, POSTED_STEPS, MajorityOf, MatterStepKind, ProcedureState, VoteWay
from councils.models.body import Body
from points.enums import Majority
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

NAME_LENGTH, STEP_LENGTH, ABOUT_LENGTH = 40, 40, 200
MOST_STEPS = 12
MOST_DAYS = 90


class StepRules(VillageModel):
    """What a step asks for: the same columns in the procedure and, frozen, in a matter."""

    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("what is done"), max_length=20, choices=MatterStepKind.choices)
    #: As the village calls it.
    name = models.CharField(pgettext_lazy("step", "name"), max_length=STEP_LENGTH)
    #: The kind of body it asks for, also while the village has no such body.
    body_kind = models.CharField(_("kind of body"), max_length=20, choices=BodyKind.choices, blank=True)
    #: The villagers' meeting by households: its roll is the register.
    households = models.BooleanField(_("villagers’ meeting by households"), default=False)
    #: How many of those due to attend must come; empty: it may sit however many came.
    attendance = models.CharField(_("must be present"), max_length=20, choices=Majority.choices, blank=True)
    majority = models.CharField(_("must be in favour"), max_length=20, choices=Majority.choices, blank=True)
    majority_of = models.CharField(
        _("counted of"), max_length=10, choices=MajorityOf.choices, default=MajorityOf.PRESENT
    )
    vote = models.CharField(_("how one votes"), max_length=10, choices=VoteWay.choices, default=VoteWay.OPEN)
    #: Whoever must keep away counts neither among those due nor among those present; else only not among the present.
    away_off_base = models.BooleanField(_("who must keep away is not counted as due to attend"), default=True)
    #: Typed by two people, whose numbers must be alike.
    count_twice = models.BooleanField(_("paper votes are typed twice"), default=False)
    notice_days = models.PositiveSmallIntegerField(
        _("days’ notice"), default=0, validators=[MaxValueValidator(MOST_DAYS)]
    )
    #: Empty: there is no urgent path.
    urgent_days = models.PositiveSmallIntegerField(
        _("days’ notice when it is urgent"), null=True, blank=True, validators=[MaxValueValidator(MOST_DAYS)]
    )
    posted_days = models.PositiveSmallIntegerField(
        _("days posted"), default=0, validators=[MaxValueValidator(MOST_DAYS)]
    )
    town_opinion = models.BooleanField(_("the township’s opinion first"), default=False)
    legal_opinion = models.BooleanField(_("the legal adviser’s opinion first"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def is_held(self) -> bool:
        return self.kind in HELD_STEPS

    @property
    def is_posted(self) -> bool:
        return self.kind in POSTED_STEPS

    @property
    def is_supervised(self) -> bool:
        return self.kind == MatterStepKind.SUPERVISE


def rules_whole(table: str) -> list[Any]:
    """Checks of both tables: a sitting has a majority, a posting its days, an urgent path is the shorter one."""
    held = Q(kind__in=HELD_STEPS)
    return [
        models.CheckConstraint(condition=Q(held, ~Q(majority="")) | Q(~held, majority=""), name=f"{table}_majority"),
        models.CheckConstraint(
            condition=Q(kind__in=POSTED_STEPS, posted_days__gte=1) | Q(~Q(kind__in=POSTED_STEPS), posted_days=0),
            name=f"{table}_posted_days",
        ),
        models.CheckConstraint(
            condition=Q(urgent_days__isnull=True) | Q(urgent_days__lt=models.F("notice_days")),
            name=f"{table}_urgent_is_shorter",
        ),
        models.CheckConstraint(condition=Q(households=False) | Q(held, body__isnull=True), name=f"{table}_households"),
    ]


class Procedure(VillageModel):
    name = models.CharField(pgettext_lazy("procedure", "name"), max_length=NAME_LENGTH)
    about = models.CharField(_("what it is for"), max_length=ABOUT_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ProcedureState.choices, default=ProcedureState.DRAFT)

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["name"]
        constraints = [
            VillageKey("councils_procedure"),
            models.UniqueConstraint(fields=["village", "name"], name="councils_procedure_name_key"),
        ]

    def __str__(self) -> str:
        return self.name


class ProcedureStep(StepRules):
    procedure = VillageForeignKey(Procedure, models.CASCADE, related_name="steps", verbose_name=_("procedure"))
    #: None: the notice board, the villagers' meeting, or a body the village does not have yet.
    body = VillageForeignKey(Body, null=True, blank=True, related_name="+", verbose_name=_("body"))
    #: A second body that sits with it, as the two committees 两委 do.
    with_body = VillageForeignKey(Body, null=True, blank=True, related_name="+", verbose_name=_("together with"))

    class Meta:
        verbose_name = _("step of a procedure")
        verbose_name_plural = _("steps of procedures")
        ordering = ["number"]
        constraints = [
            VillageKey("councils_procedurestep"),
            SameVillage("procedure", name="councils_procedurestep_procedure_fk"),
            SameVillage("body", name="councils_procedurestep_body_fk"),
            SameVillage("with_body", name="councils_procedurestep_with_body_fk"),
            models.UniqueConstraint(
                fields=["village", "procedure", "number"], name="councils_procedurestep_number_key"
            ),
            *rules_whole("councils_procedurestep"),
        ]
