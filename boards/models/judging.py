"""How a contest is judged: marks, walks round the village, objections to the result."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from boards.enums import Recusal, ResultRemedy
from boards.models.contest import Contest, ContestEntrant
from councils.enums import ObjectionState
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


def _somebody(label: Any, *, null: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=null, blank=null, related_name="+", verbose_name=label
    )


class ContestScore(VillageModel):
    """A judge's marks for an entrant in a round, or that the judge kept away. Without a judge: marks of a walk."""

    entrant = VillageForeignKey(ContestEntrant, related_name="scores", verbose_name=_("entrant"))
    round = models.PositiveSmallIntegerField(_("round"))
    judge = _somebody(_("judge"))
    #: One mark for each criterion, in their order.
    marks = ArrayField(models.PositiveSmallIntegerField(), blank=True, default=list, verbose_name=_("marks"))
    recused = models.CharField(_("kept away"), max_length=12, choices=Recusal.choices, blank=True)
    constituencies = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    #: False: the judge had not judged all, and the round was closed without these marks.
    counted = models.BooleanField(default=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("marks")
        verbose_name_plural = _("marks")
        constraints = [
            VillageKey("boards_contestscore"),
            SameVillage("entrant", name="boards_contestscore_entrant_fk"),
            models.UniqueConstraint(
                fields=["village", "entrant", "round", "judge"], nulls_distinct=False, name="boards_contestscore_once"
            ),
            models.CheckConstraint(
                condition=Q(recused="", marks__len__gte=1) | (~Q(recused="") & Q(marks__len=0)),
                name="boards_contestscore_marks_or_recusal",
            ),
        ]

    @property
    def person(self) -> uuid.UUID:
        """Whose marks they are, as :func:`councils.queries.quorum.quorum_reached` asks."""
        assert self.judge_id is not None, "marks of a walk are nobody's in particular"
        return self.judge_id

    @property
    def total(self) -> int:
        return sum(self.marks)


class ContestWalk(VillageModel):
    """A walk round the entrants, with the signed sheet. Nothing counts before a second person has confirmed it."""

    contest = VillageForeignKey(Contest, related_name="walks", verbose_name=_("contest"))
    round = models.PositiveSmallIntegerField(_("round"))
    walked_on = models.DateField(_("walked on"))
    photo = VillageForeignKey("points.Photo", related_name="+", verbose_name=_("signed sheet"))
    #: Grows with every recording: who confirms says which one was read.
    edition = models.PositiveSmallIntegerField(default=1)
    recorded_by = _somebody(_("recorded by"), null=False)
    recorded_at = models.DateTimeField(_("recorded at"))
    confirmed_by = _somebody(_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    #: Why somebody did not confirm it; it is typed in anew.
    refusal = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("walk round")
        verbose_name_plural = _("walks round")
        constraints = [
            VillageKey("boards_contestwalk"),
            SameVillage("contest", name="boards_contestwalk_contest_fk"),
            SameVillage("photo", name="boards_contestwalk_photo_fk"),
            models.UniqueConstraint(fields=["village", "contest", "round"], name="boards_contestwalk_round_key"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="boards_contestwalk_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="boards_contestwalk_confirmed",
            ),
        ]


class ContestWalker(VillageModel):
    """A member who came along, with a log-in or without."""

    walk = VillageForeignKey(ContestWalk, models.CASCADE, related_name="walkers", verbose_name=_("walk round"))
    seat = VillageForeignKey("councils.BodyMember", related_name="+", verbose_name=_("member"))
    #: The key under which the person counts, in every body (:mod:`councils.queries.people`).
    person = models.UUIDField()
    name = models.CharField(_("member"), max_length=40)
    constituencies = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        verbose_name = _("member on the walk")
        verbose_name_plural = _("members on the walk")
        constraints = [
            VillageKey("boards_contestwalker"),
            SameVillage("walk", name="boards_contestwalker_walk_fk"),
            SameVillage("seat", name="boards_contestwalker_seat_fk"),
            models.UniqueConstraint(fields=["village", "walk", "person"], name="boards_contestwalker_once"),
        ]


class ContestObjection(VillageModel):
    """Somebody disagrees with a result in publicity. Nothing is awarded while one is open."""

    contest = VillageForeignKey(Contest, related_name="objections", verbose_name=_("contest"))
    #: Whom it is about; empty: the result as a whole.
    entrant = VillageForeignKey(ContestEntrant, null=True, blank=True, related_name="+", verbose_name=_("entrant"))
    objector = _somebody(_("objector"))
    #: Who said it at the office; empty: wishes to stay unnamed.
    name = models.CharField(_("who said it"), max_length=40, blank=True)
    household = VillageForeignKey(
        "points.Household", null=True, blank=True, related_name="+", verbose_name=_("household")
    )
    recorded_by = _somebody(_("recorded by"))
    text = models.TextField(_("what is wrong"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    state = models.CharField(_("state"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    remedy = models.CharField(_("what follows"), max_length=10, choices=ResultRemedy.choices, blank=True)
    reason = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    decided_by = _somebody(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection to a contest")
        verbose_name_plural = _("objections to contests")
        constraints = [
            VillageKey("boards_contestobjection"),
            SameVillage("contest", name="boards_contestobjection_contest_fk"),
            SameVillage("entrant", name="boards_contestobjection_entrant_fk"),
            SameVillage("household", name="boards_contestobjection_household_fk"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | (
                    ~Q(state=ObjectionState.OPEN)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="boards_contestobjection_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state=ObjectionState.UPHELD) & ~Q(remedy=""))
                | (~Q(state=ObjectionState.UPHELD) & Q(remedy="")),
                name="boards_contestobjection_upheld_has_remedy",
            ),
        ]
        indexes = [models.Index(fields=["village", "contest", "state"], name="boards_contestobjection_open")]
