"""A breach of the village rules 违约, from its report through two dissuasions 劝阻 to where it was put right.

The breach holds where it stands and since when; what was said stands in the words of its steps, which can be erased.
There is no field for money: a village cannot fine.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import OPEN_BREACHES, REPEATED_STEPS, BreachState, ConsequenceWay, StepKind
from councils.models.village_rules import RuleArticle
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

WHO_LENGTH, SAID_LENGTH = 40, 300

#: What each state must have, and must not have yet.
_NO_END = Q(closed_on__isnull=True)
_STATE_WHOLE = (
    Q(_NO_END, state=BreachState.REPORTED, first_on__isnull=True)
    | Q(_NO_END, state=BreachState.FIRST, first_on__isnull=False, second_on__isnull=True)
    | Q(_NO_END, state=BreachState.SECOND, second_on__isnull=False, proposed_on__isnull=True)
    | Q(_NO_END, state=BreachState.PROPOSED, proposed_on__isnull=False, dealt_on__isnull=True)
    | Q(_NO_END, state=BreachState.DEALT, dealt_on__isnull=False)
    | Q(state=BreachState.RIGHTED, closed_on__isnull=False)
    | Q(state=BreachState.DROPPED, closed_on__isnull=False, dealt_on__isnull=True)
)


class Breach(VillageModel):
    """One household, one article, one day. Never in public."""

    number = models.PositiveIntegerField(_("number"))
    household = VillageForeignKey("points.Household", related_name="breaches", verbose_name=_("household"))
    article = VillageForeignKey(RuleArticle, related_name="breaches", verbose_name=_("article"))
    day = models.DateField(_("day"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported at"))
    state = models.CharField(_("state"), max_length=10, choices=BreachState.choices, default=BreachState.REPORTED)
    first_on = models.DateField(_("first dissuasion"), null=True, blank=True)
    second_on = models.DateField(_("second dissuasion"), null=True, blank=True)
    proposed_on = models.DateField(_("proposed on"), null=True, blank=True)
    way = models.CharField(_("consequence"), max_length=10, choices=ConsequenceWay.choices, blank=True)
    dealt_on = models.DateField(_("carried out on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("breach of the village rules")
        verbose_name_plural = _("breaches of the village rules")
        constraints = [
            VillageKey("councils_breach"),
            SameVillage("household", name="councils_breach_household_fk"),
            SameVillage("article", name="councils_breach_article_fk"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_breach_number_key"),
            models.UniqueConstraint(
                fields=["village", "household", "article"],
                condition=Q(state__in=OPEN_BREACHES),
                name="councils_breach_one_open",
            ),
            models.CheckConstraint(condition=_STATE_WHOLE, name="councils_breach_state_whole"),
            models.CheckConstraint(
                condition=Q(first_on__isnull=True) | Q(first_on__gte=F("day")), name="councils_breach_first_after_day"
            ),
            models.CheckConstraint(
                condition=Q(second_on__isnull=True) | Q(first_on__isnull=False, second_on__gt=F("first_on")),
                name="councils_breach_second_after_first",
            ),
            models.CheckConstraint(
                condition=Q(proposed_on__isnull=True, way="")
                | (Q(proposed_on__gte=F("second_on"), second_on__isnull=False) & ~Q(way="")),
                name="councils_breach_proposed_after_second",
            ),
            models.CheckConstraint(
                condition=Q(dealt_on__isnull=True) | Q(proposed_on__isnull=False, dealt_on__gte=F("proposed_on")),
                name="councils_breach_dealt_after_proposed",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("day")),
                name="councils_breach_closed_after_day",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "state", "-number"], name="councils_breach_state"),
            models.Index(fields=["village", "household", "-number"], name="councils_breach_household"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class BreachStep(VillageModel):
    """One dated line of the record, by whom. Never changed; its words stand in :class:`BreachWords`."""

    append_only = True

    breach = VillageForeignKey(Breach, related_name="steps", verbose_name=_("breach"))
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("step"), max_length=10, choices=StepKind.choices)
    day = models.DateField(_("day"))
    #: Who spoke to the household, as a supervision team knows them; else who wrote it down.
    who = models.CharField(_("by whom"), max_length=WHO_LENGTH)
    #: None where the site followed a correction of the ledger by itself.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written down by"),
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of a breach")
        verbose_name_plural = _("steps of breaches")
        ordering = ["number"]
        constraints = [
            VillageKey("councils_breachstep"),
            SameVillage("breach", name="councils_breachstep_breach_fk"),
            models.UniqueConstraint(fields=["village", "breach", "number"], name="councils_breachstep_number_key"),
            models.UniqueConstraint(
                fields=["village", "breach", "kind"],
                condition=~Q(kind__in=REPEATED_STEPS),
                name="councils_breachstep_once",
            ),
            models.CheckConstraint(condition=~Q(who=""), name="councils_breachstep_by_whom"),
        ]


class BreachWords(VillageModel):
    """The words of a step: what was seen or said, and what the household said. Erasing them leaves the step."""

    append_only = True
    rows_can_be_erased = True

    step = VillageForeignKey(BreachStep, related_name="words", verbose_name=_("step of a breach"))
    said = models.CharField(_("what was said"), max_length=SAID_LENGTH, blank=True)
    reply = models.CharField(_("the household’s word"), max_length=SAID_LENGTH, blank=True)

    class Meta:
        verbose_name = _("words of a step")
        verbose_name_plural = _("words of steps")
        constraints = [
            VillageKey("councils_breachwords"),
            SameVillage("step", name="councils_breachwords_step_fk"),
            models.UniqueConstraint(fields=["village", "step"], name="councils_breachwords_step_key"),
            models.CheckConstraint(condition=~Q(said="", reply=""), name="councils_breachwords_some"),
        ]

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        return models.Model.delete(self)


class BreachClaim(VillageModel):
    """A claim drafted for a breach: the deduction that was proposed, or what putting it right earned."""

    breach = VillageForeignKey(Breach, related_name="claims", verbose_name=_("breach"))
    #: A draft that is deleted takes the link with it.
    claim = VillageForeignKey("points.Claim", models.CASCADE, related_name="+", verbose_name=_("claim"))
    repair = models.BooleanField(_("for putting it right"), default=False)
    #: The deduction came to nothing, and the breach went back: another may be drafted.
    void = models.BooleanField(pgettext_lazy("claim of a breach", "came to nothing"), default=False)

    class Meta:
        verbose_name = _("claim of a breach")
        verbose_name_plural = _("claims of breaches")
        constraints = [
            VillageKey("councils_breachclaim"),
            SameVillage("breach", name="councils_breachclaim_breach_fk"),
            SameVillage("claim", name="councils_breachclaim_claim_fk"),
            models.UniqueConstraint(
                fields=["village", "breach", "repair"], condition=Q(void=False), name="councils_breachclaim_kind_key"
            ),
            models.CheckConstraint(condition=Q(void=False) | Q(repair=False), name="councils_breachclaim_void"),
            models.UniqueConstraint(fields=["village", "claim"], name="councils_breachclaim_claim_key"),
        ]
