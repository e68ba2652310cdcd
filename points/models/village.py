"""Regions, villages and the numbers a village lives by."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from points.enums import (
    BlackAudience,
    BottomThreeRule,
    Majority,
    Module,
    RedRule,
    RegionLevel,
    SlipBooks,
    WithoutQuorum,
)
from villagegov.db.constraints import VillageKey
from villagegov.db.models import KeyedModel, VillageModel

#: The days a result must stay posted at least, whatever a village wishes.
PUBLICITY_FLOOR_DAYS = 5


class Region(KeyedModel):
    """Province, city, county or town."""

    level = models.PositiveSmallIntegerField(_("level"), choices=RegionLevel.choices)
    name = models.CharField(_("name"), max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="points_region_name_key", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return self.name


class Village(KeyedModel):
    """One village: the key that every other row carries."""

    slug = models.SlugField(
        _("address"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9-]*$", _("Use small letters, digits and hyphens, beginning with a letter."))
        ],
    )
    name = models.CharField(_("name"), max_length=40)
    town = models.ForeignKey(Region, models.PROTECT, related_name="villages", verbose_name=_("town"))
    profile = models.TextField(_("profile"), blank=True)
    points_on = models.BooleanField(_("points are used"), default=True)
    #: What else it uses, in the order of :class:`points.enums.Module`.
    modules = ArrayField(
        models.CharField(max_length=20, choices=Module.choices), default=list, blank=True, verbose_name=_("modules")
    )
    #: Where people turn to about what is kept of them: stands on the privacy notice.
    privacy_contact = models.CharField(_("contact for personal data"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("village")
        verbose_name_plural = _("villages")
        constraints = [models.UniqueConstraint(fields=["town", "name"], name="points_village_name_key")]

    def __str__(self) -> str:
        return self.name


class VillageSettings(VillageModel):
    """The village's own numbers from a day on; a change is a new row, so history keeps the numbers it was made with."""

    effective_from = models.DateField(_("effective from"))
    publicity_days = models.PositiveSmallIntegerField(
        _("days of publicity"), default=7, validators=[MinValueValidator(PUBLICITY_FLOOR_DAYS), MaxValueValidator(60)]
    )
    quorum_votes = models.PositiveSmallIntegerField(
        _("members who must agree"), default=2, validators=[MinValueValidator(1), MaxValueValidator(15)]
    )
    quorum_constituencies = models.PositiveSmallIntegerField(
        _("constituencies among them"), default=2, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    without_quorum = models.CharField(
        _("where too many members must keep away"),
        max_length=10,
        choices=WithoutQuorum.choices,
        default=WithoutQuorum.ASSEMBLY,
        help_text=_("First the alternates step in; where even they are too few, this applies."),
    )
    issue_day = models.PositiveSmallIntegerField(
        _("issue day"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("The day of the next month on which a month closes and its board is drafted."),
    )
    bottom_three_rule = models.CharField(
        _("bottom three"), max_length=20, choices=BottomThreeRule.choices, default=BottomThreeRule.MONTH_NEGATIVE
    )
    black_audience = models.CharField(
        _("who sees the black board"), max_length=20, choices=BlackAudience.choices, default=BlackAudience.PUBLIC
    )
    black_reply_days = models.PositiveSmallIntegerField(
        _("days to reply before the black board"), default=3, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    black_days = models.PositiveSmallIntegerField(
        _("days on the black board"), default=30, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    red_rule = models.CharField(_("red board"), max_length=10, choices=RedRule.choices, default=RedRule.FIRST)
    black_correction_days = models.PositiveSmallIntegerField(
        _("days at least that a correction of the board stands"),
        default=7,
        validators=[MinValueValidator(3), MaxValueValidator(180)],
        help_text=_("It stands as long as what was wrong stood, and at least so long."),
    )
    black_repair_points = models.PositiveSmallIntegerField(
        _("points given back when a household put it right"),
        default=0,
        validators=[MaxValueValidator(10)],
        help_text=_("Once, when its black entry is lifted early. 0: none; the deduction stays as it is."),
    )
    #: What the village-committee law of 2018 asks; who needs another fraction sets it.
    representatives_present = models.CharField(
        _("representatives’ meeting: must be present"),
        max_length=20,
        choices=Majority.choices,
        default=Majority.TWO_THIRDS,
    )
    villagers_present = models.CharField(
        _("villagers’ meeting of all adults: must be present"),
        max_length=20,
        choices=Majority.choices,
        default=Majority.OVER_HALF,
    )
    households_present = models.CharField(
        _("villagers’ meeting by households: must be present"),
        max_length=20,
        choices=Majority.choices,
        default=Majority.TWO_THIRDS,
    )
    rules_in_favour = models.CharField(
        _("of those present must be in favour of new rules"),
        max_length=20,
        choices=Majority.choices,
        default=Majority.OVER_HALF,
    )
    household_accounts = models.BooleanField(
        _("household accounts"),
        default=True,
        help_text=_("Households look up their points and claim on their own phones. Off: everything on paper."),
    )
    photo_months = models.PositiveSmallIntegerField(
        _("months photos are kept"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Counted from posting or rejection. Then the photo is deleted; its fingerprint stays."),
    )
    sheet_months = models.PositiveSmallIntegerField(
        _("months photos of signed sheets are kept"),
        null=True,
        blank=True,
        validators=[MinValueValidator(12), MaxValueValidator(600)],
        help_text=_("Counted from the meeting. Empty: always. The fingerprint and what was decided stay in any case."),
    )
    slip_books = models.CharField(
        _("numbered slip books"), max_length=10, choices=SlipBooks.choices, default=SlipBooks.OFF
    )

    sample_percent = models.PositiveSmallIntegerField(
        _("per cent of claims that supervisors check"),
        default=5,
        validators=[MaxValueValidator(100)],
        help_text=_("Drawn by chance when a month closes, of the claims that the quorum reviewed; 0 draws none."),
    )
    sample_light_percent = models.PositiveSmallIntegerField(
        _("per cent of claims let through by one signature"), default=10, validators=[MaxValueValidator(100)]
    )
    sample_least = models.PositiveSmallIntegerField(
        _("of each so many at least"), default=3, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )

    objection_days = models.PositiveSmallIntegerField(
        _("working days to answer an objection"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Also for an appeal. Counted by the working-day calendar, from the day after."),
    )
    objection_deciders = models.PositiveSmallIntegerField(
        _("supervisors who decide an objection"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    panel_size = models.PositiveSmallIntegerField(
        _("representatives on a drawn panel"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("Drawn by lot where too few supervisors had no part in the first review."),
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("working days to appeal"),
        default=7,
        validators=[MinValueValidator(3), MaxValueValidator(60)],
        help_text=_("From the day on which the household was told of the decision."),
    )
    question_days = models.PositiveSmallIntegerField(
        _("working days to answer a question about what was posted"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("On the disclosure board. Counted by the working-day calendar, from the day after."),
    )
    dissuasion_days = models.PositiveSmallIntegerField(
        _("days between two dissuasions at least"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("Time to put it right. Only after the second may a consequence be proposed."),
    )
    repair_item = models.PositiveSmallIntegerField(
        _("item that rewards putting a breach right"),
        null=True,
        blank=True,
        help_text=_(
            "Its number in the points rules; empty: none. Only after points were taken, and never more of them."
        ),
    )
    contact_place = models.CharField(_("where one objects in person"), max_length=60, blank=True)
    contact_phone = models.CharField(_("telephone for objections"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("village settings")
        verbose_name_plural = _("village settings")
        constraints = [
            VillageKey("points_villagesettings"),
            models.UniqueConstraint(fields=["village", "effective_from"], name="points_villagesettings_from_key"),
            models.CheckConstraint(
                condition=models.Q(publicity_days__gte=PUBLICITY_FLOOR_DAYS),
                name="points_villagesettings_publicity_floor",
            ),
            models.CheckConstraint(
                condition=models.Q(issue_day__gte=1, issue_day__lte=28), name="points_villagesettings_issue_day"
            ),
            models.CheckConstraint(
                condition=models.Q(sample_percent__lte=100, sample_light_percent__lte=100, sample_least__gte=1),
                name="points_villagesettings_sample",
            ),
            models.CheckConstraint(
                condition=models.Q(quorum_votes__gte=1, quorum_constituencies__gte=1)
                & models.Q(quorum_constituencies__lte=models.F("quorum_votes")),
                name="points_villagesettings_quorum",
            ),
            models.CheckConstraint(
                condition=models.Q(objection_days__gte=1, objection_deciders__gte=1, panel_size__gte=1)
                & models.Q(appeal_days__gte=3),
                name="points_villagesettings_objections",
            ),
            models.CheckConstraint(
                condition=models.Q(dissuasion_days__gte=1), name="points_villagesettings_dissuasion"
            ),
            models.CheckConstraint(
                condition=models.Q(sheet_months__isnull=True) | models.Q(sheet_months__gte=12),
                name="points_villagesettings_sheets",
            ),
            models.CheckConstraint(condition=models.Q(question_days__gte=1), name="points_villagesettings_questions"),
        ]

    def __str__(self) -> str:
        return f"{self.effective_from:%Y-%m-%d}"
