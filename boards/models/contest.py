"""Contests 评比: the titles a village gives, a contest per title and quarter, who entered, and who won."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from boards.enums import ContestState, EntrantState, JudgingWay, Nominator, place_name
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

S = ContestState
#: States in which there is, or was, a call with its last day.
HELD = (S.CALLED, S.SCORING, S.DECIDED, S.PUBLICISED, S.AWARDED)


def _somebody(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class ContestRules(VillageModel):
    """What is judged and what is given. A contest keeps the rules it was called with."""

    name = models.CharField(pgettext_lazy("contest", "title"), max_length=20)
    about = models.CharField(_("what it honours"), max_length=200, blank=True)
    #: What is looked at, and the full marks of each, in the same order; together 100.
    criteria = ArrayField(models.CharField(max_length=20), verbose_name=_("criteria"))
    full_marks = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("full marks"))
    nominators = ArrayField(models.CharField(max_length=10, choices=Nominator.choices), verbose_name=_("who nominates"))
    #: Points of the first, second and third prize.
    prizes = ArrayField(models.PositiveSmallIntegerField(), blank=True, default=list, verbose_name=_("prizes"))
    minimum = models.PositiveSmallIntegerField(_("marks needed for a prize"), default=60)
    #: Items of the rules that stand for the same deed: what they gave in the quarter is taken off the prize.
    same_items = ArrayField(models.PositiveSmallIntegerField(), blank=True, default=list)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


#: Columns that a contest copies from its title when it is called.
RULES = ("name", "about", "criteria", "full_marks", "nominators", "prizes", "minimum", "same_items")


class ContestTitle(ContestRules):
    """A title 示范户称号 the village gives each quarter. Without prizes of its own: those of the points rules."""

    call_days = models.PositiveSmallIntegerField(_("days to nominate"), default=10)
    on = models.BooleanField(_("given each quarter"), default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("contest title")
        verbose_name_plural = _("contest titles")
        ordering = ["position", "name"]
        constraints = [
            VillageKey("boards_contesttitle"),
            models.UniqueConstraint(fields=["village", "name"], name="boards_contesttitle_name_key"),
            models.CheckConstraint(
                condition=Q(criteria__len=F("full_marks__len"), criteria__len__gte=1),
                name="boards_contesttitle_marks_of_criteria",
            ),
            models.CheckConstraint(condition=Q(minimum__lte=100), name="boards_contesttitle_minimum"),
        ]


class Contest(ContestRules):
    """One title in one quarter, from its draft to its certificates. No step is left out."""

    contest_title = VillageForeignKey(ContestTitle, related_name="contests", verbose_name=_("contest title"))
    quarter = models.DateField(_("quarter from"))
    state = models.CharField(_("state"), max_length=10, choices=S.choices, default=S.DRAFTED)
    drafted_at = models.DateTimeField(_("drafted at"))
    called_at = models.DateTimeField(_("called at"), null=True, blank=True)
    #: Last day to nominate.
    nominate_until = models.DateField(_("nominate until"), null=True, blank=True)
    way = models.CharField(_("how it is judged"), max_length=5, choices=JudgingWay.choices, blank=True)
    #: Grows with every extra round of those who are level, and when all are judged anew.
    round = models.PositiveSmallIntegerField(default=0)
    scoring_at = models.DateTimeField(_("judging began at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    publicity_from = models.DateField(_("publicity from"), null=True, blank=True)
    publicity_until = models.DateField(_("publicity until"), null=True, blank=True)
    published_by = _somebody(_("published by"))
    awarded_at = models.DateTimeField(_("awarded at"), null=True, blank=True)
    end_note = models.CharField(_("why it was not held"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")
        ordering = ["-quarter", "contest_title__position"]
        constraints = [
            VillageKey("boards_contest"),
            SameVillage("contest_title", name="boards_contest_title_fk"),
            models.UniqueConstraint(fields=["village", "contest_title", "quarter"], name="boards_contest_quarter_key"),
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]), name="boards_contest_starts_a_quarter"
            ),
            models.CheckConstraint(
                condition=Q(criteria__len=F("full_marks__len"), criteria__len__gte=1),
                name="boards_contest_marks_of_criteria",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HELD) | Q(called_at__isnull=False, nominate_until__isnull=False),
                name="boards_contest_was_called",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HELD[1:]) | (Q(scoring_at__isnull=False, round__gte=1) & ~Q(way="")),
                name="boards_contest_was_judged",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HELD[2:]) | Q(decided_at__isnull=False), name="boards_contest_was_decided"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=HELD[3:])
                | Q(publicity_from__isnull=False, publicity_until__gte=F("publicity_from"), published_by__isnull=False),
                name="boards_contest_was_in_publicity",
            ),
            models.CheckConstraint(
                condition=Q(state=S.AWARDED, awarded_at__isnull=False)
                | (~Q(state=S.AWARDED) & Q(awarded_at__isnull=True)),
                name="boards_contest_awarded_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=S.CANCELLED) | ~Q(end_note=""), name="boards_contest_end_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["village", "state"], name="boards_contest_state")]


class ContestEntrant(VillageModel):
    """A household that was nominated. Once in a contest, whoever nominated it."""

    contest = VillageForeignKey(Contest, related_name="entrants", verbose_name=_("contest"))
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    nominator = models.CharField(_("nominated by"), max_length=10, choices=Nominator.choices)
    reason = models.CharField(_("why"), max_length=200, blank=True)
    paper = models.CharField(_("number of the paper"), max_length=30, blank=True)
    nominated_by = _somebody(_("entered by"))
    nominated_at = models.DateTimeField(_("nominated at"))
    state = models.CharField(_("state"), max_length=10, choices=EntrantState.choices, default=EntrantState.ENTERED)
    end_note = models.CharField(_("why it is out"), max_length=300, blank=True)
    #: The last round in which it is judged, and the hundredths of a mark of each round so far.
    round = models.PositiveSmallIntegerField(default=1)
    results = ArrayField(models.PositiveIntegerField(), blank=True, default=list)
    #: The prize it won; empty: none.
    place = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)
    #: The prize of this place is not given, and why.
    withheld = models.CharField(_("why the prize is withheld"), max_length=200, blank=True)
    withheld_by = _somebody(_("withheld by"))

    class Meta:
        verbose_name = _("entrant")
        verbose_name_plural = _("entrants")
        ordering = ["nominated_at", "id"]
        constraints = [
            VillageKey("boards_contestentrant"),
            SameVillage("contest", name="boards_contestentrant_contest_fk"),
            SameVillage("household", name="boards_contestentrant_household_fk"),
            models.UniqueConstraint(fields=["village", "contest", "household"], name="boards_contestentrant_once"),
            models.UniqueConstraint(fields=["village", "contest", "place"], name="boards_contestentrant_place_key"),
            models.CheckConstraint(
                condition=Q(state=EntrantState.ENTERED) | (Q(place__isnull=True) & ~Q(end_note="")),
                name="boards_contestentrant_out_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(withheld="") | Q(place__isnull=False), name="boards_contestentrant_withheld_has_place"
            ),
        ]
        indexes = [models.Index(fields=["village", "household"], name="boards_contestentrant_of")]

    @property
    def place_name(self) -> str:
        return place_name(self.place)

    @property
    def shown_results(self) -> str:
        """``83.67``; after an extra round ``83.67 / 75.00``."""
        return " / ".join(f"{one / 100:.2f}" for one in self.results)


class ContestAward(VillageModel):
    """A prize with its certificate 荣誉证书. Numbered without gaps per village and year."""

    contest = VillageForeignKey(Contest, related_name="awards", verbose_name=_("contest"))
    entrant = VillageForeignKey(ContestEntrant, related_name="awards", verbose_name=_("entrant"))
    #: Repeated here, so that the database sees to it: a title once a quarter.
    contest_title = VillageForeignKey(ContestTitle, related_name="+", verbose_name=_("contest title"))
    quarter = models.DateField(_("quarter from"))
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    place = models.PositiveSmallIntegerField(_("place"))
    #: The points of the place, and those posted: less what the same deed had brought already.
    prize = models.PositiveSmallIntegerField(_("prize"))
    points = models.PositiveSmallIntegerField(_("points"))
    ledger_entry = VillageForeignKey("points.Entry", null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("certificate number"))
    #: As it stands on the certificate; erased on request.
    head_name = models.CharField(pgettext_lazy("person", "name"), max_length=40, blank=True)
    issued_on = models.DateField(_("issued on"))

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-year", "-number"]
        constraints = [
            VillageKey("boards_contestaward"),
            SameVillage("contest", name="boards_contestaward_contest_fk"),
            SameVillage("entrant", name="boards_contestaward_entrant_fk"),
            SameVillage("contest_title", name="boards_contestaward_title_fk"),
            SameVillage("household", name="boards_contestaward_household_fk"),
            SameVillage("ledger_entry", name="boards_contestaward_ledger_fk"),
            models.UniqueConstraint(
                fields=["village", "contest_title", "quarter", "household"], name="boards_contestaward_once_a_quarter"
            ),
            models.UniqueConstraint(fields=["village", "contest", "place"], name="boards_contestaward_place_key"),
            models.UniqueConstraint(fields=["village", "year", "number"], name="boards_contestaward_number_key"),
            models.UniqueConstraint(fields=["village", "ledger_entry"], name="boards_contestaward_ledger_key"),
            models.CheckConstraint(
                condition=Q(points=0, ledger_entry__isnull=True) | Q(points__gt=0, ledger_entry__isnull=False),
                name="boards_contestaward_points_are_posted",
            ),
            models.CheckConstraint(condition=Q(points__lte=F("prize")), name="boards_contestaward_at_most_the_prize"),
        ]
        indexes = [models.Index(fields=["village", "household"], name="boards_contestaward_of")]

    @property
    def place_name(self) -> str:
        return place_name(self.place)

    @property
    def code(self) -> str:
        """``2026-007``, as it stands in the address of its page."""
        return f"{self.year}-{self.number:03d}"
