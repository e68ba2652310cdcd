"""Near kin 近亲属: whom a member named at the start of the term. Recusal goes by these rows, never by a surname.

A member with a log-in is named by it, a member without one by a seat: always their first one
(:func:`councils.queries.people.roll`), so that one person is one person in every body and term.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.models.body import BodyMember
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

#: Somebody with a log-in, or somebody without: one of the two.
ONE_PERSON = Q(user__isnull=False, seat__isnull=True) | Q(user__isnull=True, seat__isnull=False)


class NearKin(VillageModel):
    """A household of near kin that a member named: no vote on it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    seat = VillageForeignKey(
        BodyMember, null=True, blank=True, related_name="+", verbose_name=_("member without a log-in")
    )
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    registered_on = models.DateField(_("registered on"))

    class Meta:
        verbose_name = _("near kin")
        verbose_name_plural = _("near kin")
        constraints = [
            VillageKey("councils_nearkin"),
            SameVillage("seat", name="councils_nearkin_seat_fk"),
            SameVillage("household", name="councils_nearkin_household_fk"),
            models.UniqueConstraint(fields=["village", "user", "household"], name="councils_nearkin_key"),
            models.UniqueConstraint(fields=["village", "seat", "household"], name="councils_nearkin_seat_key"),
            models.CheckConstraint(condition=ONE_PERSON, name="councils_nearkin_one_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.seat} · {self.household}"


class KinListing(VillageModel):
    """A member's list of the term was handed in, empty or not."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    seat = VillageForeignKey(
        BodyMember, null=True, blank=True, related_name="+", verbose_name=_("member without a log-in")
    )
    listed_on = models.DateField(_("listed on"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("typed in by")
    )
    entered_at = models.DateTimeField(_("typed in at"))

    class Meta:
        verbose_name = _("list of near kin")
        verbose_name_plural = _("lists of near kin")
        constraints = [
            VillageKey("councils_kinlisting"),
            SameVillage("seat", name="councils_kinlisting_seat_fk"),
            models.CheckConstraint(condition=ONE_PERSON, name="councils_kinlisting_one_person"),
        ]
        indexes = [models.Index(fields=["village", "listed_on"], name="councils_kinlisting_on")]


class MemberKin(VillageModel):
    """Two members who are near kin of each other: together they count as one vote."""

    one = VillageForeignKey(BodyMember, models.CASCADE, related_name="+", verbose_name=_("member"))
    other = VillageForeignKey(BodyMember, models.CASCADE, related_name="+", verbose_name=_("near kin of"))
    registered_on = models.DateField(_("registered on"))

    class Meta:
        verbose_name = _("members who are near kin")
        verbose_name_plural = _("members who are near kin")
        constraints = [
            VillageKey("councils_memberkin"),
            SameVillage("one", name="councils_memberkin_one_fk"),
            SameVillage("other", name="councils_memberkin_other_fk"),
            models.UniqueConstraint(fields=["village", "one", "other"], name="councils_memberkin_key"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="councils_memberkin_two"),
        ]

    def __str__(self) -> str:
        return f"{self.one.name} · {self.other.name}"
