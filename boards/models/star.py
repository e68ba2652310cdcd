"""Stars of a year 五星家庭: the year and its stars, who was nominated for which, votes, objections; excellent groups.

The database lets no star be public without its votes' day and its days of publicity, none be granted without a plate
number, none be withdrawn without a reason, and no group be called excellent whose own numbers say otherwise.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from boards.enums import (
    HAS_STAR,
    StarCheck,
    StarObjectionState,
    StarSource,
    StarState,
    StarVoteStage,
    StarYearState,
)
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

CRITERIA_LENGTH = 400
WORDS_LENGTH = 300


class StarYear(VillageModel):
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=StarYearState.choices, default=StarYearState.PREPARED)
    nominate_until = models.DateField(_("last day to nominate"))
    group_percent = models.PositiveSmallIntegerField(
        _("per cent of star households an excellent group needs"), default=60
    )
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("year of stars")
        verbose_name_plural = _("years of stars")
        ordering = ["-year"]
        constraints = [
            VillageKey("boards_staryear"),
            models.UniqueConstraint(fields=["village", "year"], name="boards_staryear_year_key"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2199), name="boards_staryear_year_range"),
            models.CheckConstraint(
                condition=Q(group_percent__gte=1, group_percent__lte=100), name="boards_staryear_percent"
            ),
            models.CheckConstraint(
                condition=Q(state=StarYearState.PREPARED, opened_at__isnull=True, closed_at__isnull=True)
                | Q(state=StarYearState.OPEN, opened_at__isnull=False, closed_at__isnull=True)
                | Q(state=StarYearState.CLOSED, opened_at__isnull=False, closed_at__isnull=False),
                name="boards_staryear_moments",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class Star(VillageModel):
    """One of a year's stars. The next year begins with a copy, so what a year was decided by stays as it was."""

    star_year = VillageForeignKey(StarYear, related_name="stars", verbose_name=_("year of stars"))
    number = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(pgettext_lazy("star", "name"), max_length=12)
    criteria = models.CharField(_("what it asks for"), max_length=CRITERIA_LENGTH)
    checks = ArrayField(models.CharField(max_length=20, choices=StarCheck.choices), default=list, blank=True)

    class Meta:
        verbose_name = _("star")
        verbose_name_plural = _("stars")
        ordering = ["number"]
        constraints = [
            VillageKey("boards_star"),
            SameVillage("star_year", name="boards_star_year_fk"),
            models.UniqueConstraint(fields=["village", "star_year", "number"], name="boards_star_number_key"),
            models.UniqueConstraint(fields=["village", "star_year", "name"], name="boards_star_name_key"),
        ]

    def __str__(self) -> str:
        return self.name


class StarAward(VillageModel):
    """A household and a star of a year, from the nomination on."""

    star = VillageForeignKey(Star, related_name="awards", verbose_name=_("star"))
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    state = models.CharField(_("state"), max_length=10, choices=StarState.choices, default=StarState.NOMINATED)
    source = models.CharField(_("nominated by"), max_length=5, choices=StarSource.choices)
    #: Why, in the words of whoever nominated; read by the office and the household, never in public.
    reason = models.CharField(_("why"), max_length=WORDS_LENGTH, blank=True)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    nominated_at = models.DateTimeField(_("nominated at"))
    #: Of votes: a nomination that comes back, and each proposal to withdraw, begins a new one.
    round = models.PositiveSmallIntegerField(_("round of votes"), default=1)

    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.CharField(_("reason of the decision"), max_length=WORDS_LENGTH, blank=True)
    #: Checks that failed and were decided against, with the reason that stands beside the star in public.
    overruled = ArrayField(models.CharField(max_length=20, choices=StarCheck.choices), default=list, blank=True)
    overrule_reason = models.CharField(_("why all the same"), max_length=200, blank=True)
    publicity_from = models.DateField(_("publicity from"), null=True, blank=True)
    publicity_until = models.DateField(_("publicity until"), null=True, blank=True)

    granted_at = models.DateTimeField(_("awarded at"), null=True, blank=True)
    plate = models.PositiveIntegerField(_("plate number"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    #: The fact that fell away, as the proposal says it.
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("household’s star")
        verbose_name_plural = _("households’ stars")
        constraints = [
            VillageKey("boards_staraward"),
            SameVillage("star", name="boards_staraward_star_fk"),
            SameVillage("household", name="boards_staraward_household_fk"),
            models.UniqueConstraint(
                fields=["village", "star", "household"],
                condition=~Q(state=StarState.TAKEN_BACK),
                name="boards_staraward_once",
            ),
            models.UniqueConstraint(fields=["village", "plate"], name="boards_staraward_plate_key"),
            models.CheckConstraint(
                condition=~Q(state__in=[StarState.POSTED, StarState.OBJECTED, *HAS_STAR, StarState.WITHDRAWN])
                | Q(
                    decided_at__isnull=False,
                    publicity_from__isnull=False,
                    publicity_until__isnull=False,
                    publicity_until__gte=F("publicity_from"),
                ),
                name="boards_staraward_public_has_days",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[*HAS_STAR, StarState.WITHDRAWN],
                    granted_at__isnull=False,
                    plate__isnull=False,
                    plate__gte=1,
                )
                | (~Q(state__in=[*HAS_STAR, StarState.WITHDRAWN]) & Q(granted_at__isnull=True, plate__isnull=True)),
                name="boards_staraward_granted_has_plate",
            ),
            models.CheckConstraint(
                condition=Q(state=StarState.WITHDRAWN, withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")
                | ~Q(state=StarState.WITHDRAWN) & Q(withdrawn_at__isnull=True),
                name="boards_staraward_withdrawn_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=StarState.REFUSED) | (Q(decided_at__isnull=False) & ~Q(decision_note="")),
                name="boards_staraward_refused_why",
            ),
            models.CheckConstraint(
                condition=Q(overruled__len=0) | ~Q(overrule_reason=""), name="boards_staraward_overruled_why"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state", "publicity_until"], name="boards_staraward_state"),
            models.Index(fields=["village", "household"], name="boards_staraward_household"),
        ]


class StarVote(VillageModel):
    """A member's word on a star, in a round: to award it, or to withdraw it."""

    append_only = True

    award = VillageForeignKey(StarAward, related_name="votes")
    stage = models.CharField(_("stage"), max_length=10, choices=StarVoteStage.choices)
    round = models.PositiveSmallIntegerField(default=1)
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member"))
    constituencies = ArrayField(models.CharField(max_length=20))
    agrees = models.BooleanField(_("agrees"))
    note = models.CharField(_("note"), max_length=WORDS_LENGTH, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("vote on a star")
        verbose_name_plural = _("votes on stars")
        constraints = [
            VillageKey("boards_starvote"),
            SameVillage("award", name="boards_starvote_award_fk"),
            models.UniqueConstraint(fields=["village", "award", "round", "voter"], name="boards_starvote_once"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(note=""), name="boards_starvote_reason_given"),
        ]

    @property
    def person(self) -> uuid.UUID:
        """Whose vote it is, as :func:`councils.queries.quorum.quorum_reached` asks."""
        return self.voter_id


class StarObjection(VillageModel):
    """What somebody said against a star in publicity; it holds the star until a supervisor who did not vote decides."""

    award = VillageForeignKey(StarAward, related_name="objections", verbose_name=_("household’s star"))
    text = models.CharField(_("what is wrong"), max_length=WORDS_LENGTH)
    #: Online: the villager. Told or handed in: the name given, if any, and who wrote it down.
    objector = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    objector_name = models.CharField(_("who objects"), max_length=40, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    state = models.CharField(
        _("state"), max_length=10, choices=StarObjectionState.choices, default=StarObjectionState.OPEN
    )
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("reason of the decision"), max_length=WORDS_LENGTH, blank=True)

    class Meta:
        verbose_name = _("objection to a star")
        verbose_name_plural = _("objections to stars")
        constraints = [
            VillageKey("boards_starobjection"),
            SameVillage("award", name="boards_starobjection_award_fk"),
            models.UniqueConstraint(
                fields=["village", "award"],
                condition=Q(state=StarObjectionState.OPEN),
                name="boards_starobjection_one_open",
            ),
            models.CheckConstraint(
                condition=Q(objector__isnull=False, recorded_by__isnull=True)
                | Q(objector__isnull=True, recorded_by__isnull=False),
                name="boards_starobjection_from_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=StarObjectionState.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(state=StarObjectionState.OPEN)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="boards_starobjection_decided_why",
            ),
        ]


class StarGroup(VillageModel):
    """A group in a year of stars, with the numbers by which it is 全优小组 or not."""

    star_year = VillageForeignKey(StarYear, related_name="groups", verbose_name=_("year of stars"))
    group = VillageForeignKey("points.Group", related_name="+", verbose_name=_("group"))
    households = models.PositiveIntegerField(_("households at home"))
    star_households = models.PositiveIntegerField(_("star households"))
    open_black = models.PositiveIntegerField(_("households on the black board"))
    #: The village's fraction as it was when the year closed.
    percent = models.PositiveSmallIntegerField(_("per cent needed"))
    excellent = models.BooleanField(_("all-excellent group"))
    reckoned_at = models.DateTimeField(_("worked out at"))

    class Meta:
        verbose_name = _("group in a year of stars")
        verbose_name_plural = _("groups in a year of stars")
        constraints = [
            VillageKey("boards_stargroup"),
            SameVillage("star_year", name="boards_stargroup_year_fk"),
            SameVillage("group", name="boards_stargroup_group_fk"),
            models.UniqueConstraint(fields=["village", "star_year", "group"], name="boards_stargroup_key"),
            models.CheckConstraint(condition=Q(star_households__lte=F("households")), name="boards_stargroup_counts"),
            models.CheckConstraint(
                condition=Q(excellent=False)
                | Q(
                    GreaterThanOrEqual(F("star_households") * 100, F("households") * F("percent")),
                    households__gte=1,
                    open_black=0,
                ),
                name="boards_stargroup_by_its_numbers",
            ),
        ]
