"""The village's profile 村情: projects with their progress, key figures by year, pictures with their words."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import ProjectStage
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

NAME_LENGTH, ABOUT_LENGTH, FUNDING_LENGTH, PROGRESS_LENGTH = 60, 400, 120, 200
FIGURE_LENGTH, UNIT_LENGTH, ALT_LENGTH = 30, 12, 120


class Project(VillageModel):
    name = models.CharField(pgettext_lazy("project", "name"), max_length=NAME_LENGTH)
    about = models.TextField(_("what it is"), max_length=ABOUT_LENGTH)
    funding = models.CharField(_("where the money comes from"), max_length=FUNDING_LENGTH, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=ProjectStage.choices, default=ProjectStage.PLANNED)
    answers = models.CharField(_("who answers for it"), max_length=NAME_LENGTH)
    result = models.TextField(_("result"), max_length=ABOUT_LENGTH, blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            VillageKey("councils_project"),
            models.UniqueConstraint(fields=["village", "name", "starts_on"], name="councils_project_name_key"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="councils_project_range"
            ),
            models.CheckConstraint(
                condition=~Q(stage=ProjectStage.FINISHED) | (Q(ends_on__isnull=False) & ~Q(result="")),
                name="councils_project_finished",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectLine(VillageModel):
    """How far it was on a day. Lines are added, never changed."""

    append_only = True

    project = VillageForeignKey(Project, related_name="lines", verbose_name=_("project"))
    day = models.DateField(_("day"))
    text = models.CharField(_("how far it is"), max_length=PROGRESS_LENGTH)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    written_at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("progress of a project")
        verbose_name_plural = _("progress of projects")
        constraints = [
            VillageKey("councils_projectline"),
            SameVillage("project", name="councils_projectline_project_fk"),
            models.CheckConstraint(condition=~Q(text=""), name="councils_projectline_filled"),
        ]
        indexes = [models.Index(fields=["village", "project", "-day"], name="councils_projectline_project")]

    def __str__(self) -> str:
        return self.text


class VillageFigure(VillageModel):
    """A key figure of a year: population, land, income per head …"""

    year = models.PositiveSmallIntegerField(_("year"))
    name = models.CharField(pgettext_lazy("figure", "name"), max_length=FIGURE_LENGTH)
    #: In ``unit``.
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=UNIT_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        constraints = [
            VillageKey("councils_villagefigure"),
            models.UniqueConstraint(fields=["village", "year", "name"], name="councils_villagefigure_name_key"),
            models.CheckConstraint(
                condition=~Q(name="") & Q(year__gte=1949, year__lte=2200), name="councils_villagefigure_filled"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class VillagePicture(VillageModel):
    """A picture of the village, with words for those who do not see it."""

    photo = VillageForeignKey("points.Photo", related_name="+", verbose_name=_("photo"))
    alt = models.CharField(_("what is to be seen"), max_length=ALT_LENGTH)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("picture of the village")
        verbose_name_plural = _("pictures of the village")
        constraints = [
            VillageKey("councils_villagepicture"),
            SameVillage("photo", name="councils_villagepicture_photo_fk"),
            models.UniqueConstraint(fields=["village", "photo"], name="councils_villagepicture_photo_key"),
            models.CheckConstraint(condition=~Q(alt=""), name="councils_villagepicture_alt"),
        ]

    def __str__(self) -> str:
        return self.alt
