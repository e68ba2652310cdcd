"""Activities 活动 of a village: announced, held, with who came."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import ActivityKind, ActivityState, SignInWay
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

TITLE_LENGTH, PLACE_LENGTH, HOST_LENGTH, AUDIENCE_LENGTH, ABOUT_LENGTH, REPORT_LENGTH = 40, 40, 40, 40, 300, 500
CODE_LENGTH, MOST_PARTICIPANTS, MOST_OF_HOUSEHOLD = 6, 9999, 20


class Activity(VillageModel):
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=ActivityKind.choices)
    title = models.CharField(pgettext_lazy("activity", "title"), max_length=TITLE_LENGTH)
    day = models.DateField(_("day"))
    begins = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(pgettext_lazy("activity", "place"), max_length=PLACE_LENGTH)
    host = models.CharField(_("held by"), max_length=HOST_LENGTH)
    audience = models.CharField(_("for whom"), max_length=AUDIENCE_LENGTH, blank=True)
    about = models.TextField(_("what happens"), max_length=ABOUT_LENGTH, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ActivityState.choices, default=ActivityState.PLANNED)
    #: Shown at the place; another for every activity.
    code = models.CharField(_("sign-in code"), max_length=CODE_LENGTH)
    participants = models.PositiveIntegerField(_("people who came"), null=True, blank=True)
    report = models.TextField(_("report"), max_length=REPORT_LENGTH, blank=True)
    #: Why it was called off, for everybody to read.
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("planned by")
    )
    planned_at = models.DateTimeField(_("planned at"))
    closed_at = models.DateTimeField(_("reported at"), null=True, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-day", "-number"]
        constraints = [
            VillageKey("councils_activity"),
            models.UniqueConstraint(fields=["village", "number"], name="councils_activity_number_key"),
            models.UniqueConstraint(fields=["village", "code"], name="councils_activity_code_key"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(place="") & ~Q(host=""), name="councils_activity_in_words"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ActivityState.PLANNED, participants__isnull=True, closed_at__isnull=True, report="", reason=""
                )
                | Q(
                    state=ActivityState.HELD,
                    participants__gte=1,
                    participants__lte=MOST_PARTICIPANTS,
                    closed_at__isnull=False,
                    reason="",
                )
                | (
                    Q(state=ActivityState.CANCELLED, participants__isnull=True, closed_at__isnull=False, report="")
                    & ~Q(reason="")
                ),
                name="councils_activity_state_whole",
            ),
        ]
        indexes = [models.Index(fields=["village", "state", "day"], name="councils_activity_day")]

    def __str__(self) -> str:
        return self.title


class SignIn(VillageModel):
    """A household was there. Once for an activity, whichever way."""

    activity = VillageForeignKey(Activity, related_name="sign_ins", verbose_name=_("activity"))
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    people = models.PositiveSmallIntegerField(pgettext_lazy("activity", "people"), default=1)
    way = models.CharField(_("how"), max_length=10, choices=SignInWay.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        constraints = [
            VillageKey("councils_signin"),
            SameVillage("activity", name="councils_signin_activity_fk"),
            SameVillage("household", name="councils_signin_household_fk"),
            models.UniqueConstraint(fields=["village", "activity", "household"], name="councils_signin_once"),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_OF_HOUSEHOLD), name="councils_signin_people"
            ),
        ]
        indexes = [models.Index(fields=["village", "household"], name="councils_signin_household")]


class ActivityPhoto(VillageModel):
    """A picture of an activity; in public only where the people on it agreed."""

    activity = VillageForeignKey(Activity, models.CASCADE, related_name="photos", verbose_name=_("activity"))
    photo = VillageForeignKey("points.Photo", related_name="+", verbose_name=_("photo"))
    agreed = models.BooleanField(_("the people on it agreed"), default=False)

    class Meta:
        verbose_name = _("picture of an activity")
        verbose_name_plural = _("pictures of activities")
        constraints = [
            VillageKey("councils_activityphoto"),
            SameVillage("activity", name="councils_activityphoto_activity_fk"),
            SameVillage("photo", name="councils_activityphoto_photo_fk"),
            models.UniqueConstraint(fields=["village", "activity", "photo"], name="councils_activityphoto_key"),
        ]
