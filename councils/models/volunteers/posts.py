"""Posts 志愿服务岗 with their duties, who holds them for which term, and the weekly rota of those in shifts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.enums import PostMode
from councils.models.grid import Grid
from councils.models.volunteers.people import Strength, Volunteer
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

POST_NAME_LENGTH, DUTIES_LENGTH, PLEDGE_LENGTH, MOST_PLACES = 30, 300, 200, 99


class VolunteerPost(VillageModel):
    name = models.CharField(_("post"), max_length=POST_NAME_LENGTH)
    duties = models.TextField(_("duties"), max_length=DUTIES_LENGTH)
    strength = VillageForeignKey(Strength, null=True, blank=True, related_name="+", verbose_name=_("strength wanted"))
    #: For a group or a grid; for the whole village where neither is named.
    group = VillageForeignKey("points.Group", null=True, blank=True, related_name="+", verbose_name=_("group"))
    grid = VillageForeignKey(Grid, null=True, blank=True, related_name="+", verbose_name=_("grid"))
    places = models.PositiveSmallIntegerField(_("people wanted"), default=1)
    mode = models.CharField(_("how it is served"), max_length=10, choices=PostMode.choices, default=PostMode.ON_CALL)
    #: The item of the points rules that service at this post counts for; else the one for service in general.
    item_code = models.PositiveSmallIntegerField(_("item of the points rules"), null=True, blank=True)
    closed_on = models.DateField(_("given up on"), null=True, blank=True)

    class Meta:
        verbose_name = _("volunteer post")
        verbose_name_plural = _("volunteer posts")
        ordering = ["name"]
        constraints = [
            VillageKey("councils_volunteerpost"),
            SameVillage("strength", name="councils_volunteerpost_strength_fk"),
            SameVillage("group", name="councils_volunteerpost_group_fk"),
            SameVillage("grid", name="councils_volunteerpost_grid_fk"),
            models.UniqueConstraint(
                fields=["village", "name"], condition=Q(closed_on__isnull=True), name="councils_volunteerpost_name_key"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(duties=""), name="councils_volunteerpost_in_words"),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(grid__isnull=True), name="councils_volunteerpost_one_area"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=MOST_PLACES), name="councils_volunteerpost_places"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def area(self) -> str:
        return str(self.group or self.grid or _("the whole village"))


class PostHolder(VillageModel):
    """Who serves at a post, from when until when, and what they promised."""

    post = VillageForeignKey(VolunteerPost, related_name="holders", verbose_name=_("post"))
    volunteer = VillageForeignKey(Volunteer, related_name="posts", verbose_name=_("volunteer"))
    pledge = models.TextField(_("pledge"), max_length=PLEDGE_LENGTH, blank=True)
    term_from = models.DateField(_("term from"))
    term_to = models.DateField(_("term to"), null=True, blank=True)

    class Meta:
        verbose_name = _("holder of a post")
        verbose_name_plural = _("holders of posts")
        ordering = ["term_from", "id"]
        constraints = [
            VillageKey("councils_postholder"),
            SameVillage("post", name="councils_postholder_post_fk"),
            SameVillage("volunteer", name="councils_postholder_volunteer_fk"),
            models.UniqueConstraint(
                fields=["village", "post", "volunteer", "term_from"], name="councils_postholder_term_key"
            ),
            models.UniqueConstraint(
                fields=["village", "post", "volunteer"],
                condition=Q(term_to__isnull=True),
                name="councils_postholder_one_open",
            ),
            models.CheckConstraint(
                condition=Q(term_to__isnull=True) | Q(term_to__gte=F("term_from")), name="councils_postholder_range"
            ),
        ]


class Shift(VillageModel):
    """One person's week at a post; the week is named by its Monday."""

    post = VillageForeignKey(VolunteerPost, related_name="shifts", verbose_name=_("post"))
    week = models.DateField(_("week from"))
    volunteer = VillageForeignKey(Volunteer, related_name="shifts", verbose_name=_("volunteer"))

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering = ["week", "id"]
        constraints = [
            VillageKey("councils_shift"),
            SameVillage("post", name="councils_shift_post_fk"),
            SameVillage("volunteer", name="councils_shift_volunteer_fk"),
            models.UniqueConstraint(fields=["village", "post", "week", "volunteer"], name="councils_shift_key"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="councils_shift_monday"),
        ]
        indexes = [models.Index(fields=["village", "volunteer", "week"], name="councils_shift_volunteer")]
