"""The village's points rules 积分管理办法: versions with a mandate, categories, items."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from points.enums import LIGHT_BELOW, Disclosure, LateJoinRule, MeetingKind, ReviewRoute
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.keys import new_id
from villagegov.db.models import VillageModel


class Mandate(VillageModel):
    """The meeting's decision 会议决议 behind a version of the rules."""

    kind = models.CharField(
        _("who met"), max_length=20, choices=MeetingKind.choices, default=MeetingKind.REPRESENTATIVES
    )
    meeting = models.CharField(_("meeting"), max_length=60)
    held_on = models.DateField(_("held on"))
    entitled = models.PositiveIntegerField(_("entitled to attend"), validators=[MinValueValidator(1)])
    present = models.PositiveIntegerField(_("present"), validators=[MinValueValidator(1)])
    in_favour = models.PositiveIntegerField(_("in favour"), validators=[MinValueValidator(1)])
    filing = models.CharField(_("filed with the township as"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            VillageKey("points_mandate"),
            models.CheckConstraint(
                condition=models.Q(in_favour__lte=models.F("present")) & models.Q(present__lte=models.F("entitled")),
                name="points_mandate_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d} {self.meeting}"


class Scheme(VillageModel):
    """One version of the rules. A draft is edited; with its mandate it takes effect and is frozen."""

    title = models.CharField(_("title"), max_length=60)
    #: Empty while a draft. It ends where the next version begins.
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    base_points = models.PositiveIntegerField(_("base points per household and year"), default=100)
    late_join = models.CharField(
        _("base points of a household that joins during the year"),
        max_length=10,
        choices=LateJoinRule.choices,
        default=LateJoinRule.MONTHLY,
    )
    mandate = VillageForeignKey(Mandate, null=True, blank=True, related_name="+", verbose_name=_("mandate"))

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        constraints = [
            VillageKey("points_scheme"),
            SameVillage("mandate", name="points_scheme_mandate_fk"),
            models.UniqueConstraint(fields=["village", "effective_from"], name="points_scheme_from_key"),
            models.CheckConstraint(
                condition=models.Q(effective_from__isnull=True) | models.Q(mandate__isnull=False),
                name="points_scheme_in_force_has_mandate",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.effective_from is None


class Category(VillageModel):
    scheme = VillageForeignKey(Scheme, models.CASCADE, related_name="categories", verbose_name=_("scheme"))
    number = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=40)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["number"]
        constraints = [
            VillageKey("points_category"),
            SameVillage("scheme", name="points_category_scheme_fk"),
            models.UniqueConstraint(fields=["village", "scheme", "number"], name="points_category_number_key"),
        ]

    def __str__(self) -> str:
        return self.name


class Item(VillageModel):
    """One scoring item 评分项目. Points are signed: a deduction is below zero.

    Fixed points stand in ``points`` alone. A range goes from ``points`` (nearest to zero) to ``points_to``: whoever
    types a claim in chooses within it, and the committee decides.
    """

    scheme = VillageForeignKey(Scheme, models.CASCADE, related_name="items", verbose_name=_("scheme"))
    category = VillageForeignKey(Category, models.CASCADE, related_name="items", verbose_name=_("category"))
    code = models.PositiveSmallIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=40)
    wording = models.CharField(_("wording"), max_length=300)
    #: The same through all versions of the rules, whatever becomes of number and name: a copy keeps it. Caps count by
    #: it, so that a renumbered item goes on with what has been used up.
    origin = models.UUIDField(default=new_id, editable=False)
    points = models.SmallIntegerField(_("points per unit"))
    points_to = models.SmallIntegerField(_("up to (where a range)"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, default="次")
    #: How often in a calendar period, counted in units over all live claims of the household; empty: no limit.
    max_per_month = models.PositiveSmallIntegerField(_("at most per month"), null=True, blank=True)
    max_per_quarter = models.PositiveSmallIntegerField(_("at most per quarter"), null=True, blank=True)
    max_per_year = models.PositiveSmallIntegerField(_("at most per year"), null=True, blank=True)
    #: Points in a calendar period, without their sign; empty: no limit.
    max_points_per_month = models.PositiveSmallIntegerField(_("points at most per month"), null=True, blank=True)
    max_points_per_quarter = models.PositiveSmallIntegerField(_("points at most per quarter"), null=True, blank=True)
    max_points_per_year = models.PositiveSmallIntegerField(_("points at most per year"), null=True, blank=True)
    evidence_required = models.BooleanField(_("photo or paper required"), default=False)
    villagers_may_claim = models.BooleanField(_("villagers may claim it themselves"), default=True)
    board_only = models.BooleanField(_("posted by the board, claimed by nobody"), default=False)
    disclosure = models.CharField(
        _("on the public list"), max_length=10, choices=Disclosure.choices, default=Disclosure.FULL
    )
    route = models.CharField(
        _("review"),
        max_length=10,
        choices=ReviewRoute.choices,
        default=ReviewRoute.FULL,
        help_text=_(
            "Deductions, 20 points and more, and honours for which no paper is required always take the full quorum."
        ),
    )
    #: Given by somebody else (the county, the army): nobody in the village saw it, so it takes papers or the quorum.
    honour = models.BooleanField(_("an honour given by others"), default=False)
    #: Items that exclude each other for one deed 就高不重复 share a name here; empty: none.
    exclusive_group = models.CharField(_("counts once together with"), max_length=20, blank=True)
    #: 1 to 15 for the commonest items, shown first when claims are typed in.
    common_rank = models.PositiveSmallIntegerField(_("rank among the commonest"), null=True, blank=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["code"]
        constraints = [
            VillageKey("points_item"),
            SameVillage("scheme", name="points_item_scheme_fk"),
            SameVillage("category", name="points_item_category_fk"),
            models.UniqueConstraint(fields=["village", "scheme", "code"], name="points_item_code_key"),
            models.UniqueConstraint(fields=["village", "scheme", "origin"], name="points_item_origin_key"),
            models.CheckConstraint(condition=~models.Q(points=0), name="points_item_points_not_zero"),
            models.CheckConstraint(
                condition=models.Q(route=ReviewRoute.FULL)
                | (
                    models.Q(points__gt=0, points__lt=LIGHT_BELOW)
                    & (models.Q(points_to__isnull=True) | models.Q(points_to__lt=LIGHT_BELOW))
                    & (models.Q(honour=False) | models.Q(evidence_required=True))
                ),
                name="points_item_light_is_small",
            ),
            models.CheckConstraint(
                condition=models.Q(points_to__isnull=True)
                | models.Q(points__gt=0, points_to__gt=models.F("points"))
                | models.Q(points__lt=0, points_to__lt=models.F("points")),
                name="points_item_range_away_from_zero",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_deduction(self) -> bool:
        return self.points < 0

    @property
    def is_range(self) -> bool:
        return self.points_to is not None

    @property
    def most(self) -> int:
        """The points furthest from zero that one unit can bring."""
        return self.points if self.points_to is None else self.points_to

    def allows(self, unit_points: int) -> bool:
        """Whether a unit may bring so many points."""
        low, high = sorted((self.points, self.most))
        return low <= unit_points <= high

    def worth(self, chosen: int | None) -> int:
        """Points of one unit: the rule's own, or within a range what was chosen (until then the least)."""
        return self.points if chosen is None or not self.is_range else chosen
