"""The ledger 积分台账: append-only, single-entry, whole points.

Rows are written by ``points.services.ledger`` alone. UPDATE, DELETE and TRUNCATE are refused by rights and by triggers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from points.enums import EntryKind
from points.models.claim import Claim
from points.models.household import Household
from points.models.user import User
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class LedgerHead(VillageModel):
    """One row per village, locked by whoever posts or closes: the last number given and the last month closed."""

    last_seq = models.PositiveBigIntegerField(default=0)
    #: First day of the last closed accounting month; empty before the first close.
    closed_through = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            VillageKey("points_ledgerhead"),
            models.UniqueConstraint(fields=["village"], name="points_ledgerhead_one_per_village"),
        ]


class Entry(VillageModel):
    """One line. ``record`` is the exact byte string that ``leaf`` is the hash of; it holds no personal data."""

    append_only = True

    seq = models.PositiveBigIntegerField(_("line"))
    idempotency_key = models.CharField(max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind.choices)
    household = VillageForeignKey(Household, related_name="entries", verbose_name=_("household"))
    points = models.IntegerField(_("points"))
    #: First day of the accounting month: the month of the deed where still open, else the first open one.
    counted_in = models.DateField(_("counted in"))
    deed_day = models.DateField(_("day of the deed"))
    item_code = models.PositiveSmallIntegerField(_("item number"), null=True, blank=True)
    category_number = models.PositiveSmallIntegerField(null=True, blank=True)
    claim = VillageForeignKey(Claim, null=True, blank=True, related_name="entries", verbose_name=_("claim"))
    reverses = VillageForeignKey("self", null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses"))
    posted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("posted by")
    )
    posted_at = models.DateTimeField(_("posted at"))
    record = models.BinaryField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        constraints = [
            VillageKey("points_entry"),
            SameVillage("household", name="points_entry_household_fk"),
            SameVillage("claim", name="points_entry_claim_fk"),
            SameVillage("reverses", name="points_entry_reverses_fk"),
            models.UniqueConstraint(fields=["village", "seq"], name="points_entry_seq_key"),
            models.UniqueConstraint(fields=["village", "idempotency_key"], name="points_entry_idempotency_key"),
            models.UniqueConstraint(
                fields=["village", "reverses"], condition=Q(reverses__isnull=False), name="points_entry_reversed_once"
            ),
            models.UniqueConstraint(
                fields=["village", "claim"], condition=Q(kind=EntryKind.CLAIM), name="points_entry_claim_posted_once"
            ),
            models.CheckConstraint(condition=~Q(points=0), name="points_entry_points_not_zero"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="points_entry_seq_from_one"),
            models.CheckConstraint(condition=Q(counted_in__day=1), name="points_entry_counted_in_a_month"),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=EntryKind.REVERSAL) & Q(reverses__isnull=True)),
                name="points_entry_reversal_names_entry",
            ),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.CLAIM) | Q(claim__isnull=False), name="points_entry_claim_names_claim"
            ),
        ]
        indexes = [
            models.Index(
                fields=["village", "household", "counted_in"], name="points_entry_passbook", include=["points", "kind"]
            ),
            models.Index(
                fields=["village", "counted_in", "household"], name="points_entry_month", include=["points", "kind"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"


class EntrySecret(VillageModel):
    """The personal part of an entry, committed to in its record by a salted hash.

    Erasing the row leaves the ledger checkable.
    """

    append_only = True
    rows_can_be_erased = True

    entry = VillageForeignKey(Entry, related_name="secrets")
    salt = models.BinaryField(max_length=32)
    data = models.BinaryField()

    class Meta:
        constraints = [
            VillageKey("points_entrysecret"),
            SameVillage("entry", name="points_entrysecret_entry_fk"),
            models.UniqueConstraint(fields=["village", "entry"], name="points_entrysecret_entry_key"),
        ]

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        return models.Model.delete(self)


class MonthClose(VillageModel):
    """An accounting month is closed: nothing counts in it any more."""

    append_only = True

    month = models.DateField(_("month"))
    closed_at = models.DateTimeField(_("closed at"))
    last_seq = models.PositiveBigIntegerField(_("last line"))

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        constraints = [
            VillageKey("points_monthclose"),
            models.UniqueConstraint(fields=["village", "month"], name="points_monthclose_month_key"),
            models.CheckConstraint(condition=Q(month__day=1), name="points_monthclose_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
