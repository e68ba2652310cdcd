"""Demands as the office, the household and the public may see them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from councils.enums import DEMAND_OPEN, DemandKind, DemandOutcome, DemandState
from councils.models import Demand, DemandPhoto, DemandStep, DemandWords
from councils.queries import grids
from points.enums import Role
from points.models import Household, Membership, Photo, User, Village
from points.queries import access

#: Who reads all of them; the grid officer reads those of the own grids.
READERS = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)
OFFICE = (*READERS, Role.GRID_OFFICER)
#: Who may write down and handle any of them.
HANDLERS = (Role.OFFICER, Role.ADMINISTRATOR)
MUST_ARRIVE = (DemandKind.EMERGENCY, DemandKind.DISPUTE, DemandKind.PROBLEM)


def rows(village: Village) -> QuerySet[Demand]:
    return Demand.objects.filter(village=village).select_related("household__group", "grid", "handed_to")


def visible(user: User, village: Village) -> QuerySet[Demand]:
    """What this person of the office may read."""
    if access.has_role(user, village, *READERS):
        return rows(village)
    if not access.has_role(user, village, Role.GRID_OFFICER):
        return rows(village).none()
    own = [grid.pk for grid in grids.own_grids(user, village)]
    return rows(village).filter(Q(grid__in=own) | Q(handed_to=user) | Q(filed_by=user, online=False))


def may_handle(user: User, demand: Demand) -> bool:
    """Hand over, answer, record a visit: office, the grid's officer, and whoever has it in hand."""
    village = demand.village
    if access.has_role(user, village, *HANDLERS):
        return True
    if not access.has_role(user, village, *OFFICE):
        return False
    if demand.handed_to_id == user.pk:
        return True
    if not access.has_role(user, village, Role.GRID_OFFICER):
        return False
    return any(grid.pk == demand.grid_id for grid in grids.own_grids(user, village))


def may_file_for(user: User, household: Household) -> bool:
    """Write something down for a household: the office for any, a grid officer for those of the own grids."""
    if access.has_role(user, household.village, *HANDLERS):
        return True
    return access.has_role(user, household.village, Role.GRID_OFFICER) and household.group.number in grids.own_groups(
        user, household.village
    )


def may_say(user: User, demand: Demand) -> str:
    """``own`` for the household itself, ``office`` for whoever may write its word down, else nothing.

    Where the office brought it in, somebody of the office asks the household; never the one who answered.
    """
    if demand.household_id in access.own_households(user, demand.village):
        return "own"
    if demand.online or demand.answered_by_id == user.pk:
        return ""
    return "office" if may_handle(user, demand) or demand.filed_by_id == user.pk else ""


def hands(village: Village) -> list[User]:
    """To whom a demand can be handed: everybody of the office, by name."""
    found = Membership.objects.filter(village=village, active=True, user__is_active=True, role__in=OFFICE)
    return sorted({row.user for row in found.select_related("user")}, key=lambda user: (user.name, user.pk))


# ---------------------------------------------------------------------------------------------------------- the office


def of_state(found: QuerySet[Demand], what: str, user: User, today: date) -> QuerySet[Demand]:
    """``open``, ``mine``, ``again`` (the day to look again has come), ``answered``, ``closed``; else all."""
    if what == "open":
        return found.filter(state__in=DEMAND_OPEN).order_by(F("visit_due_on").asc(nulls_last=True), "number")
    if what == "mine":
        return found.filter(state__in=DEMAND_OPEN, handed_to=user).order_by("number")
    if what == "again":
        return again(found, today)
    if what == "answered":
        return found.filter(state__in=[DemandState.ANSWERED, DemandState.UNSETTLED]).order_by("-answered_at", "-number")
    if what == "closed":
        return found.filter(state__in=[DemandState.SETTLED, DemandState.WITHDRAWN]).order_by("-closed_at", "-number")
    return found.order_by("-number")


def again(found: QuerySet[Demand], today: date) -> QuerySet[Demand]:
    """Explained as not possible then; the day to look again has come."""
    return _explained(found).filter(look_again_on__lte=today).order_by("look_again_on", "number")


def due_again(found: QuerySet[Demand], day: date) -> QuerySet[Demand]:
    """To be looked at again on that very day."""
    return _explained(found).filter(look_again_on=day)


def _explained(found: QuerySet[Demand]) -> QuerySet[Demand]:
    states = [DemandState.ANSWERED, DemandState.SETTLED, DemandState.UNSETTLED]
    return found.filter(outcome=DemandOutcome.EXPLAINED, state__in=states)


def to_arrive(found: QuerySet[Demand]) -> QuerySet[Demand]:
    """Reported problems, emergencies and disputes at which nobody was yet, the most pressing first."""
    due = found.filter(visit_due_on__isnull=False, visited_on__isnull=True, state__in=DEMAND_OPEN)
    return due.order_by("visit_due_on", "number")


def waiting_count(user: User, village: Village) -> int:
    """Open ones this person may handle: all for the office, the own grids' for a grid officer."""
    if not access.has_role(user, village, *HANDLERS, Role.GRID_OFFICER):
        return visible(user, village).filter(state__in=DEMAND_OPEN, handed_to=user).count()
    return visible(user, village).filter(state__in=DEMAND_OPEN).count()


def steps(demand: Demand) -> list[DemandStep]:
    """Its dated rows with what was said, oldest first. Two queries."""
    found = DemandStep.objects.filter(village=demand.village_id, demand=demand)
    words = Prefetch("words", DemandWords.objects.filter(village=demand.village_id))
    return list(found.select_related("by").prefetch_related(words).order_by("at", "id"))


# ------------------------------------------------------------------------------------------------------- the household


def of_households(village: Village, keys: Collection[uuid.UUID]) -> QuerySet[Demand]:
    found = Demand.objects.filter(village=village, household__in=keys).select_related("household__group", "handed_to")
    return found.order_by("-number")


def photos_ended(links: QuerySet[DemandPhoto]) -> QuerySet[DemandPhoto]:
    """Since when nobody needs the photo: settled or taken back, or at least answered. See ``points.queries.photos``."""
    still = Q(demand__state__in=DEMAND_OPEN)
    since = Coalesce("demand__closed_at", "demand__answered_at")
    return links.annotate(over_at=Case(When(still, then=Value(None)), default=since))


def may_see_photo(user: User, village: Village, photo: Photo) -> bool:
    """A photo of a demand: who may read the demand, and its household."""
    own = access.own_households(user, village)
    shown = Demand.objects.filter(village=village, photos__village=village, photos__photo=photo)
    if shown.filter(household__in=own).exists():
        return True
    keys: Any = shown.values("pk")
    return visible(user, village).filter(pk__in=keys).exists()
