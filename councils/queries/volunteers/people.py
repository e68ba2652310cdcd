"""The village's volunteers, what they are good at, and whom a demand is offered."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from councils.enums import DEMAND_OPEN, DemandState
from councils.models import Demand, PostHolder, Strength, StrengthTopic, Volunteer, VolunteerStrength
from points.enums import Role
from points.models import Membership, User, Village
from points.queries import access
from points.queries.villages import settings_on

#: Who keeps posts, people, rota and activities.
MANAGERS = (Role.OFFICER, Role.ADMINISTRATOR)
READERS = (*MANAGERS, Role.COMMITTEE, Role.SUPERVISOR, Role.GRID_OFFICER)


@dataclass
class Listed:
    volunteer: Volunteer
    strengths: list[str] = field(default_factory=list)
    #: Posts held on the day.
    posts: list[PostHolder] = field(default_factory=list)


def serving(day: date, path: str = "") -> Q:
    """Volunteers of the day; with ``path`` from a row that names one (``volunteer__``)."""
    return Q(**{f"{path}joined_on__lte": day}) & (
        Q(**{f"{path}left_on__isnull": True}) | Q(**{f"{path}left_on__gt": day})
    )


def of_village(village: Village, day: date) -> QuerySet[Volunteer]:
    rows = Volunteer.objects.filter(serving(day), village=village)
    return rows.select_related("household__group", "user").order_by("name", "id")


def listing(village: Village, day: date) -> list[Listed]:
    """Everybody who serves, with strengths and posts. Three queries."""
    rows = {row.pk: Listed(row) for row in of_village(village, day)}
    held = VolunteerStrength.objects.filter(village=village, volunteer__in=rows).select_related("strength")
    for row in held.order_by("strength__number", "strength__name"):
        rows[row.volunteer_id].strengths.append(row.strength.name)
    for holder in holders_on(village, day).filter(volunteer__in=rows):
        rows[holder.volunteer_id].posts.append(holder)
    return list(rows.values())


def holders_on(village: Village, day: date) -> QuerySet[PostHolder]:
    rows = PostHolder.objects.filter(village=village, term_from__lte=day)
    rows = rows.filter(Q(term_to__isnull=True) | Q(term_to__gte=day))
    return rows.select_related("post__group", "post__grid", "volunteer__household").order_by(
        "term_from", "volunteer__name", "id"
    )


def strengths(village: Village) -> QuerySet[Strength]:
    """The list as it is offered, in its order."""
    return Strength.objects.filter(village=village, retired=False).order_by("number", "name")


def strength_list(village: Village) -> list[Strength]:
    """Retired ones too, each with ``topic_values`` and ``people``. Two queries."""
    topics = Prefetch("topics", StrengthTopic.objects.filter(village=village).order_by("topic"))
    rows = Strength.objects.filter(village=village).annotate(people=Count("volunteers")).prefetch_related(topics)
    return list(rows.order_by("retired", "number", "name"))


def mine(user: User, village: Village, day: date | None = None) -> list[Volunteer]:
    """The volunteers this log-in speaks for: the own one, and those of the own household without one of their own."""
    own = access.own_households(user, village)
    rows = Volunteer.objects.filter(Q(user=user) | Q(user__isnull=True, household__in=own), village=village)
    if day is not None:
        rows = rows.filter(serving(day))
    return list(rows.select_related("household").order_by("name", "id"))


def is_mine(user: User, volunteer: Volunteer) -> bool:
    if volunteer.user_id is not None:
        return volunteer.user_id == user.pk
    return volunteer.household_id in access.own_households(user, volunteer.village)


def users_of(volunteer: Volunteer, day: date) -> list[uuid.UUID]:
    """Log-ins for which the volunteer is among :func:`mine`; none where the village has no household accounts, which
    the own page needs.
    """
    if not settings_on(volunteer.village, day).household_accounts:
        return []
    if volunteer.user_id is not None:
        return [volunteer.user_id]
    rows = Membership.objects.filter(village=volunteer.village_id, active=True, user__is_active=True)
    rows = rows.filter(household=volunteer.household_id, household__isnull=False)
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def possible_users(village: Village) -> list[User]:
    """Who has a log-in here that is not a household's own, by name."""
    rows = Membership.objects.filter(village=village, active=True, user__is_active=True).exclude(role=Role.VILLAGER)
    return sorted({row.user for row in rows.select_related("user")}, key=lambda user: (user.name, str(user.pk)))


# ------------------------------------------------------------------------------------------------------------ demands


@dataclass(frozen=True)
class Offer:
    """A volunteer for a demand: what fits it, and what they have in hand."""

    volunteer: Volunteer
    strengths: tuple[str, ...]
    #: The strength for which they are offered; empty where none fits.
    fits: str
    in_hand: int


def offers(village: Village, topic: str, day: date) -> list[Offer]:
    """Everybody who serves: first those whose strength fits the topic, those on call before others, the least busy
    before the busy. Four queries.
    """
    fitting = set(StrengthTopic.objects.filter(village=village, topic=topic).values_list("strength_id", flat=True))
    people = list(of_village(village, day))
    held = VolunteerStrength.objects.filter(village=village, volunteer__in=[row.pk for row in people])
    by_person: dict[uuid.UUID, list[Strength]] = {}
    for row in held.select_related("strength").order_by("strength__number", "strength__name"):
        by_person.setdefault(row.volunteer_id, []).append(row.strength)
    busy = _in_hand(village, [row.pk for row in people])
    found = []
    for person in people:
        own = by_person.get(person.pk, [])
        fits = next((strength.name for strength in own if strength.pk in fitting), "")
        found.append(Offer(person, tuple(strength.name for strength in own), fits, busy[person.pk]))
    return sorted(
        found, key=lambda offer: (not offer.fits, not offer.volunteer.on_call, offer.in_hand, offer.volunteer.name)
    )


def offer(village: Village, topic: str, volunteer: uuid.UUID, day: date) -> Offer | None:
    """That one among :func:`offers`; None where they do not serve on the day."""
    return next((row for row in offers(village, topic, day) if row.volunteer.pk == volunteer), None)


def _in_hand(village: Village, keys: Collection[uuid.UUID]) -> Counter[uuid.UUID]:
    rows = Demand.objects.filter(village=village, volunteer__in=keys, state__in=DEMAND_OPEN)
    return Counter(rows.values_list("volunteer_id", flat=True))


def tasks(village: Village, volunteers: Collection[Volunteer]) -> QuerySet[Demand]:
    """Demands these people have in hand, the most pressing first."""
    rows = Demand.objects.filter(
        village=village, volunteer__in=[row.pk for row in volunteers],
        state__in=[DemandState.HANDED, DemandState.REOPENED],
    )  # fmt: skip
    return rows.select_related("household__group", "volunteer").order_by("visit_due_on", "number")
