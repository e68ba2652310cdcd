"""Breaches of the village rules: what the office works on, a household's own, and numbers for everybody."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from councils.enums import OPEN_BREACHES, BreachState, ConsequenceWay, StepKind
from councils.models import Breach, BreachClaim, BreachStep, BreachWords
from councils.queries import bodies, grids
from councils.queries.fairness import too_few
from points.enums import DEAD_CLAIM_STATES, ClaimState, Role
from points.models import Household, Item, User, Village
from points.queries import access, schemes
from points.queries.villages import settings_on
from villagegov.kernel import clock, periods

#: Who reports, dissuades and proposes; the administrator looks, and may drop what was wrong.
WORKERS = (Role.OFFICER, Role.GRID_OFFICER, Role.COMMITTEE, Role.SUPERVISOR)
READERS = (*WORKERS, Role.ADMINISTRATOR)
#: Who is bound to no grid: to read, and to report and dissuade.
READERS_OF_ALL = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)
ANY_HOUSEHOLD = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR)
#: Quarters shown to everybody.
QUARTERS = 4


def breaches(village: Village) -> QuerySet[Breach]:
    """With all that a page says of them, the latest first."""
    rows = Breach.objects.filter(village=village)
    return rows.select_related("household__group", "article__rules", "reported_by").order_by("-number")


def sees_all(user: User, village: Village) -> bool:
    """Everybody of the office; who is a grid officer and nothing else reads those of the own grids."""
    return access.has_role(user, village, *READERS_OF_ALL)


def visible(user: User, village: Village) -> QuerySet[Breach]:
    """What this person of the office may read. A grid officer: the own grids' households, and what they reported."""
    if sees_all(user, village):
        return breaches(village)
    own = Q(household__group__number__in=grids.own_groups(user, village)) | Q(reported_by=user)
    return breaches(village).filter(own)


def in_own_hands(user: User, village: Village, household: Household) -> bool:
    """Whether this person reports, and speaks to, it: the office any household, a grid officer the own grids'."""
    if access.has_role(user, village, *ANY_HOUSEHOLD):
        return True
    if not access.has_role(user, village, Role.GRID_OFFICER):
        return False
    own = grids.own_groups(user, village)
    return Household.objects.filter(village=village, pk=household.pk, group__number__in=own).exists()


def is_open(rows: QuerySet[Breach]) -> QuerySet[Breach]:
    return rows.filter(state__in=OPEN_BREACHES)


def is_over(rows: QuerySet[Breach]) -> QuerySet[Breach]:
    return rows.exclude(state__in=OPEN_BREACHES)


def second_from(breach: Breach, village: Village) -> date | None:
    """The first day on which the second dissuasion may be; None before the first. One query."""
    if breach.first_on is None:
        return None
    return breach.first_on + timedelta(days=settings_on(village, breach.first_on).dissuasion_days)


def waiting(village: Village, today: date) -> QuerySet[Breach]:
    """Where somebody can go a step now: never spoken to, the days between are over, dissuaded twice, or points were
    proposed and the deduction came to nothing.
    """
    last = today - timedelta(days=settings_on(village, today).dissuasion_days)
    ready = Q(state__in=[BreachState.REPORTED, BreachState.SECOND]) | Q(state=BreachState.FIRST, first_on__lte=last)
    deductions = BreachClaim.objects.filter(village=OuterRef("village"), breach=OuterRef("pk"), repair=False)
    alive = Exists(deductions.exclude(claim__state__in=DEAD_CLAIM_STATES))
    nothing = Q(~alive, state=BreachState.PROPOSED, way=ConsequenceWay.POINTS)
    return Breach.objects.filter(ready | nothing, village=village)


def waiting_count(user: User, village: Village) -> int:
    """How many of them this person may do something about."""
    rows = waiting(village, clock.today())
    if not sees_all(user, village):
        rows = rows.filter(household__group__number__in=grids.own_groups(user, village))
    homes = list(rows.values_list("household_id", flat=True))
    if not homes or not user.roles_in(village.pk) & frozenset(WORKERS):
        return 0
    barred = bodies.barred_households(user, village)
    return sum(home not in barred for home in homes)


# ---------------------------------------------------------------------------------------------------------- one breach


@dataclass(frozen=True)
class Line:
    """A step with its words, as far as they were not erased."""

    step: BreachStep
    said: str
    reply: str


def lines(village: Village, breach_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Line]]:
    """The steps of each, in order. Two queries."""
    steps = list(
        BreachStep.objects.filter(village=village, breach__in=breach_ids).select_related("by").order_by("number")
    )
    words = {row.step_id: row for row in BreachWords.objects.filter(village=village, step__breach__in=breach_ids)}
    found: dict[uuid.UUID, list[Line]] = {key: [] for key in breach_ids}
    for step in steps:
        said = words.get(step.pk)
        found[step.breach_id].append(Line(step, said.said if said else "", said.reply if said else ""))
    return found


def claims_of(breach: Breach) -> list[BreachClaim]:
    """The deductions first, in the order they were drafted, then what putting it right earned."""
    rows = BreachClaim.objects.filter(village=breach.village_id, breach=breach)
    return list(rows.select_related("claim__item", "claim__typed_by").order_by("repair", "pk"))


def came_to_nothing(breach: Breach, claims: Sequence[BreachClaim]) -> bool:
    """Points were proposed, and the deduction was rejected, withdrawn, or deleted as a draft: no one is under way."""
    if breach.state != BreachState.PROPOSED or breach.way != ConsequenceWay.POINTS:
        return False
    return all(row.repair or row.claim.state in DEAD_CLAIM_STATES for row in claims)


def deduction_items(village: Village, day: date) -> list[Item]:
    """What may be proposed for a breach of that day: deductions that a claim can carry."""
    scheme = schemes.scheme_on(village, day) if village.points_on else None
    rows = schemes.items_of(scheme) if scheme else []
    return [item for item in rows if item.is_deduction and not item.board_only]


def repair_item(village: Village, breach: Breach, claims: Sequence[BreachClaim]) -> Item | None:
    """What putting it right earns; None where no points were taken, no item is set, or it was drafted already."""
    if breach.state != BreachState.RIGHTED or breach.closed_on is None or any(row.repair for row in claims):
        return None
    taken = next((row.claim for row in claims if row.claim.state not in (*DEAD_CLAIM_STATES, ClaimState.DRAFT)), None)
    number = settings_on(village, breach.closed_on).repair_item
    scheme = schemes.scheme_on(village, breach.closed_on) if taken and number else None
    if taken is None or scheme is None:
        return None
    found = next((item for item in schemes.items_of(scheme) if item.code == number), None)
    fits = found is not None and not found.board_only and 0 < found.points <= -taken.points
    return found if fits else None


def of_household(village: Village, household: Household) -> list[Breach]:
    return list(breaches(village).filter(household=household))


# ---------------------------------------------------------------------------------------------------------- for boards


@dataclass(frozen=True)
class ForBoard:
    """A breach that was proposed for the black board, as its gate takes it over."""

    breach: Breach
    household: Household
    #: ``第3条 不乱倒垃圾`` in the rules of the breach's day.
    article: str
    day: date
    facts: str
    proposed_on: date


def for_board(breach: Breach) -> bool:
    return breach.state == BreachState.PROPOSED and breach.way == ConsequenceWay.BOARD


def breaches_for_board(village: Village) -> list[ForBoard]:
    """Proposed for the black board and not carried out yet, the longest waiting first. Two queries.

    When its entry is published, :mod:`councils.services.breach_board` says so here.
    """
    rows = breaches(village).filter(state=BreachState.PROPOSED, way=ConsequenceWay.BOARD)
    found = list(rows.order_by("proposed_on", "number"))
    reports = BreachWords.objects.filter(
        village=village, step__breach__in=[row.pk for row in found], step__kind=StepKind.REPORT
    )
    facts = dict(reports.values_list("step__breach_id", "said"))
    return [
        ForBoard(
            breach, breach.household, str(breach.article), breach.day, facts.get(breach.pk, ""), breach.proposed_on
        )
        for breach in found
        if breach.proposed_on is not None
    ]


# ------------------------------------------------------------------------------------------------------------- numbers


@dataclass(frozen=True)
class Quarter:
    """Breaches of one quarter by their day; what turned out wrong is not counted."""

    year: int
    quarter: int
    reported: int
    first: int
    second: int
    consequence: int
    hidden: bool = False


def quarters(village: Village, today: date) -> list[Quarter]:
    """The running quarter and those before it, the latest first; small ones are held back. One query."""
    since = periods.add_months(periods.quarter(today).start, -3 * (QUARTERS - 1))
    righted = Q(state=BreachState.RIGHTED)
    rows = (
        Breach.objects.filter(village=village, day__gte=since, day__lte=today)
        .exclude(state=BreachState.DROPPED)
        .values("day__year", "day__quarter")
        .annotate(
            reported=Count("id"),
            first=Count("id", filter=righted & Q(second_on__isnull=True)),
            second=Count("id", filter=righted & Q(second_on__isnull=False, proposed_on__isnull=True)),
            consequence=Count("id", filter=Q(proposed_on__isnull=False)),
        )
        .order_by("-day__year", "-day__quarter")
    )
    found = [
        Quarter(row["day__year"], row["day__quarter"], row["reported"], row["first"], row["second"],
                row["consequence"])
        for row in rows
    ]  # fmt: skip
    few = {id(row) for row in too_few(found, lambda row: row.reported, True)}
    return [replace(row, hidden=True) if id(row) in few else row for row in found]
