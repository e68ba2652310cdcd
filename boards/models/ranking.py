"""Frozen rankings of a closed month, quarter or year."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from boards.enums import RankingKind
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Ranking(VillageModel):
    """The head of a snapshot: which period, up to which ledger line, and the numbers of the village."""

    append_only = True

    kind = models.CharField(_("kind"), max_length=10, choices=RankingKind.choices)
    start = models.DateField(_("period from"))
    frozen_at = models.DateTimeField(_("frozen at"))
    last_seq = models.PositiveBigIntegerField(_("last ledger line"))
    households = models.PositiveIntegerField(_("households ranked"))
    scoring_households = models.PositiveIntegerField(_("households with points in the period"))
    points_total = models.IntegerField(_("points of the period"))

    class Meta:
        verbose_name = _("ranking")
        verbose_name_plural = _("rankings")
        constraints = [
            VillageKey("boards_ranking"),
            models.UniqueConstraint(fields=["village", "kind", "start"], name="boards_ranking_period_key"),
            models.CheckConstraint(condition=models.Q(start__day=1), name="boards_ranking_starts_a_month"),
        ]


class RankingRow(VillageModel):
    """One household in a snapshot. Equal points share a rank."""

    append_only = True

    ranking = VillageForeignKey(Ranking, related_name="rows")
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    rank = models.PositiveIntegerField(_("rank"))
    #: Points earned in the period: claims, awards, boards and their reversals; base and opening points are left out.
    earned = models.IntegerField(_("points of the period"))
    #: Everything counted in the scoring year up to the end of the period, base included.
    year_total = models.IntegerField(_("points of the year"))

    class Meta:
        verbose_name = _("ranking row")
        verbose_name_plural = _("ranking rows")
        constraints = [
            VillageKey("boards_rankingrow"),
            SameVillage("ranking", name="boards_rankingrow_ranking_fk"),
            SameVillage("household", name="boards_rankingrow_household_fk"),
            models.UniqueConstraint(fields=["village", "ranking", "household"], name="boards_rankingrow_household_key"),
        ]
        indexes = [models.Index(fields=["village", "ranking", "rank"], name="boards_rankingrow_rank")]
