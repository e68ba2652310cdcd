"""Dividends 分红 of the collective economy: what a year earned, what is shared out, and the line of each household.

All money is in yuan to the cent, as :class:`~decimal.Decimal`. Nothing here knows of points, and points know nothing of
this: an import contract holds it.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from councils.enums import DividendBasis, DividendReason, DividendState, Rounding
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

DECIDED_LENGTH, REMARK_LENGTH = 80, 200
_CHECKED = Q(checked_by__isnull=False, checked_at__isnull=False)
_UNCHECKED = Q(checked_by__isnull=True, checked_at__isnull=True)


class Dividend(VillageModel):
    """One year's. ``distributed + remainder = amount + carried_in``, to the cent; the rest goes to the next year."""

    year = models.PositiveSmallIntegerField(_("year"))
    #: Yuan.
    profit = models.DecimalField(_("profit of the collective (yuan)"), max_digits=14, decimal_places=2)
    #: Per cent of the profit.
    share_percent = models.DecimalField(_("share that is distributed (%)"), max_digits=5, decimal_places=2)
    #: Yuan: profit times share, rounded to the cent, half up.
    amount = models.DecimalField(_("amount (yuan)"), max_digits=14, decimal_places=2)
    #: Yuan: what the year before left over, less its corrections.
    carried_in = models.DecimalField(_("carried in (yuan)"), max_digits=12, decimal_places=2, default=0)
    basis = models.CharField(_("way"), max_length=6, choices=DividendBasis.choices)
    #: Cents.
    step = models.PositiveSmallIntegerField(_("rounded down"), choices=Rounding.choices, default=Rounding.CENT)
    entitled_on = models.DateField(_("list as of"))
    #: The meeting that decided on it, in words.
    decided = models.CharField(_("decided by"), max_length=DECIDED_LENGTH)
    #: People or shares, of the whole list.
    units = models.DecimalField(_("people or shares"), max_digits=12, decimal_places=2, default=0)
    #: Yuan for one person or share.
    per_unit = models.DecimalField(_("per head or share (yuan)"), max_digits=12, decimal_places=2, default=0)
    #: Yuan: sum of the list.
    distributed = models.DecimalField(_("distributed (yuan)"), max_digits=14, decimal_places=2, default=0)
    #: Yuan, to be carried to the next year.
    remainder = models.DecimalField(_("remainder (yuan)"), max_digits=14, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=DividendState.choices, default=DividendState.DRAFT)
    #: What the supervisor found wrong with the draft.
    remark = models.CharField(_("what is wrong"), max_length=REMARK_LENGTH, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drafted by")
    )
    drafted_at = models.DateTimeField(_("drafted at"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    paid_out_on = models.DateField(_("paid out on"), null=True, blank=True)

    class Meta:
        verbose_name = _("dividend")
        verbose_name_plural = _("dividends")
        constraints = [
            VillageKey("councils_dividend"),
            models.UniqueConstraint(fields=["village", "year"], name="councils_dividend_year_key"),
            models.CheckConstraint(
                condition=Q(profit__gt=0, share_percent__gt=0, share_percent__lte=100, units__gte=0),
                name="councils_dividend_numbers",
            ),
            models.CheckConstraint(condition=~Q(decided=""), name="councils_dividend_decided"),
            models.CheckConstraint(
                condition=Q(amount=Round(F("profit") * F("share_percent") / 100, precision=2)),
                name="councils_dividend_amount",
            ),
            models.CheckConstraint(
                condition=Q(distributed=F("amount") + F("carried_in") - F("remainder")),
                name="councils_dividend_to_the_cent",
            ),
            # Rounded down, and by less than one step for each person.
            models.CheckConstraint(
                condition=Q(remainder__gte=0)
                & (
                    Q(units=0, per_unit=0, distributed=0)
                    | Q(units__gt=(F("amount") + F("carried_in") - F("per_unit") * F("units")) * 100 / F("step"))
                ),
                name="councils_dividend_rounding",
            ),
            models.CheckConstraint(condition=Q(step__in=Rounding.values), name="councils_dividend_step"),
            models.CheckConstraint(
                condition=(_UNCHECKED & Q(state=DividendState.DRAFT)) | (_CHECKED & ~Q(state=DividendState.DRAFT)),
                name="councils_dividend_checked",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("drafted_by")),
                name="councils_dividend_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "checked"], published_on__isnull=True, paid_out_on__isnull=True)
                | Q(state="published", published_on__isnull=False, paid_out_on__isnull=True)
                | Q(state="paid", published_on__isnull=False, paid_out_on__isnull=False),
                name="councils_dividend_days",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def by_heads(self) -> bool:
        return self.basis == DividendBasis.HEADS


class DividendLine(VillageModel):
    """What one household gets; ``number`` 0 is the frozen list, from 1 on corrections added after publication."""

    dividend = VillageForeignKey(Dividend, models.CASCADE, related_name="lines", verbose_name=_("dividend"))
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    #: People or shares; below zero only in a correction.
    units = models.DecimalField(_("people or shares"), max_digits=10, decimal_places=2)
    #: Yuan: units times the dividend's ``per_unit``, fractions of a cent left off.
    amount = models.DecimalField(_("amount (yuan)"), max_digits=12, decimal_places=2)
    reason = models.CharField(_("reason"), max_length=14, choices=DividendReason.choices, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    added_at = models.DateTimeField(_("added at"))
    #: Of a correction: the supervisor who checked it. It counts from then on.
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ticked by")
    )

    class Meta:
        verbose_name = _("line of a dividend")
        verbose_name_plural = _("lines of a dividend")
        constraints = [
            VillageKey("councils_dividendline"),
            SameVillage("dividend", name="councils_dividendline_dividend_fk"),
            SameVillage("household", name="councils_dividendline_household_fk"),
            models.UniqueConstraint(
                fields=["village", "dividend", "household", "number"], name="councils_dividendline_key"
            ),
            models.CheckConstraint(
                condition=Q(number=0, reason="", units__gte=0, amount__gte=0)
                | (Q(number__gt=0) & ~Q(reason="") & ~Q(units=0)),
                name="councils_dividendline_kind",
            ),
            models.CheckConstraint(
                condition=_UNCHECKED | (_CHECKED & Q(number__gt=0)), name="councils_dividendline_checked"
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("added_by")),
                name="councils_dividendline_two_people",
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True, paid_by__isnull=True)
                | (Q(paid_on__isnull=False, paid_by__isnull=False) & (Q(number=0) | Q(checked_by__isnull=False))),
                name="councils_dividendline_paid",
            ),
        ]
        indexes = [models.Index(fields=["village", "household"], name="councils_divline_household")]

    def __str__(self) -> str:
        return f"{self.dividend_id} {self.number}"
