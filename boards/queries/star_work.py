"""What the office sees of stars: who may do what, and what waits for whom."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from boards.enums import StarObjectionState, StarState, StarVoteStage, StarYearState
from boards.models import Star, StarAward, StarObjection, StarVote, StarYear
from boards.queries import star_checks
from councils.queries import bodies
from councils.queries.people import roll
from points.enums import Role
from points.models import User, Village
from points.queries import access
from villagegov.kernel import clock


def years(village: Village) -> list[StarYear]:
    """All, the latest first."""
    return list(StarYear.objects.filter(village=village).order_by("-year"))


def open_year(village: Village) -> StarYear | None:
    return StarYear.objects.filter(village=village, state=StarYearState.OPEN).first()


def stars_of(year: StarYear) -> list[Star]:
    return list(Star.objects.filter(village=year.village_id, star_year=year).order_by("number"))


def awards(village: Village) -> QuerySet[StarAward]:
    """With star, year, household and group; in the order of paper: star, group, household."""
    return (
        StarAward.objects.filter(village=village)
        .select_related("star__star_year", "household__group")
        .order_by("star__number", "household__group__number", "household__number", "pk")
    )


def of_year(year: StarYear) -> QuerySet[StarAward]:
    return awards(year.village).filter(star__star_year=year)


def counts(year: StarYear) -> Counter[str]:
    """How many awards are in which state. One query."""
    rows = StarAward.objects.filter(village=year.village_id, star__star_year=year)
    return Counter(rows.values_list("state", flat=True))


def of_household(village: Village, household_id: uuid.UUID) -> list[StarAward]:
    """The household's own, the latest year first; taken back ones are left out."""
    rows = awards(village).filter(household=household_id).exclude(state=StarState.TAKEN_BACK)
    return list(rows.order_by("-star__star_year__year", "star__number"))


def votes_on(award: StarAward) -> list[StarVote]:
    """Of all rounds, in order of time."""
    rows = StarVote.objects.filter(village=award.village_id, award=award).select_related("voter")
    return list(rows.order_by("at", "id"))


def objections_to(award: StarAward) -> list[StarObjection]:
    rows = StarObjection.objects.filter(village=award.village_id, award=award)
    return list(rows.select_related("objector", "recorded_by", "decided_by").order_by("made_at", "id"))


# --------------------------------------------------------------------------------------------------------- who may what


def groups_led(user: User, village: Village, day: date) -> frozenset[uuid.UUID]:
    """Groups whose leader the user is on the day."""
    person = roll(village, day).of_user(user.pk)
    return person.leads if person else frozenset()


def why_barred(award: StarAward, user: User, barred: Collection[uuid.UUID], voted: bool) -> str:
    """Why this member has no vote on the nomination; empty where they have. ``barred``: own and near kin."""
    if award.household_id in barred:
        return _("Your own household or near kin is on it: leave it to the other members.")
    if award.nominated_by_id == user.pk:
        return _("You entered this nomination yourself. Other members decide.")
    return _("You have already voted on it. It waits for the other members.") if voted else ""


def why_not_deciding(user: User, award: StarAward, objection: StarObjection) -> str:
    """Why this person does not decide the objection; empty where they may."""
    if not access.has_role(user, award.village, Role.SUPERVISOR, Role.COMMITTEE):
        return _("Supervisors or committee members decide who had no part in it.")
    if award.household_id in bodies.barred_households(user, award.village):
        return _("Your own household or near kin is on it: leave it to the other members.")
    if StarVote.objects.filter(village=award.village_id, award=award, voter=user).exists():
        return _("You voted on this star. Somebody who had no part in it decides.")
    if user.pk in (award.nominated_by_id, objection.objector_id):
        return _("It is your own nomination or objection. Somebody who had no part in it decides.")
    return ""


# ---------------------------------------------------------------------------------------------------- what waits for me


def undecided(user: User, village: Village) -> QuerySet[StarAward]:
    """Nominations that wait for this very member."""
    rows = awards(village).filter(state=StarState.NOMINATED)
    if not access.has_role(user, village, Role.COMMITTEE):
        return rows.none()
    voted = StarVote.objects.filter(
        village=OuterRef("village"), award=OuterRef("pk"), round=OuterRef("round"), voter=user
    )
    barred = bodies.barred_households(user, village)
    return rows.filter(~Exists(voted)).exclude(household__in=barred).exclude(nominated_by=user)


def questioned(user: User, village: Village) -> QuerySet[StarAward]:
    """Proposals to withdraw on which this member has not voted."""
    rows = awards(village).filter(state=StarState.QUESTIONED)
    if not access.has_role(user, village, Role.COMMITTEE):
        return rows.none()
    voted = StarVote.objects.filter(
        village=OuterRef("village"), award=OuterRef("pk"), round=OuterRef("round"), voter=user
    )
    return rows.filter(~Exists(voted)).exclude(household__in=bodies.barred_households(user, village))


def open_objections(user: User, village: Village) -> QuerySet[StarObjection]:
    """Objections this person may decide."""
    rows = StarObjection.objects.filter(village=village, state=StarObjectionState.OPEN)
    if not access.has_role(user, village, Role.SUPERVISOR, Role.COMMITTEE):
        return rows.none()
    voted = StarVote.objects.filter(village=OuterRef("village"), award=OuterRef("award"), voter=user)
    return (
        rows.filter(~Exists(voted))
        .exclude(award__household__in=bodies.barred_households(user, village))
        .exclude(award__nominated_by=user)
        .exclude(objector=user)
    )


def waiting_count(user: User, village: Village) -> int:
    """For the number on the work page."""
    if not StarAward.objects.filter(village=village).filter(_BUSY).exists():
        return 0
    mine = undecided(user, village).count() + questioned(user, village).count()
    return mine + open_objections(user, village).count()


_BUSY = Q(state__in=[StarState.NOMINATED, StarState.OBJECTED, StarState.QUESTIONED])


def alarm(user: User, village: Village) -> str:
    """Stars whose ground does not hold any more, for whoever can propose to withdraw them."""
    if not access.has_role(user, village, Role.COMMITTEE, Role.ADMINISTRATOR):
        return ""
    count = len(star_checks.fallen(village, clock.today()))
    return _("%(count)s to look at: now on the black board") % {"count": count} if count else ""


def stage_of(award: StarAward) -> StarVoteStage:
    return StarVoteStage.WITHDRAW if award.state == StarState.QUESTIONED else StarVoteStage.AWARD
