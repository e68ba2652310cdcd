"""Decisions somebody has to be told of, what was told, and what the public reads of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from councils.enums import ObjectionKind, ObjectionState, Recipient
from councils.models import DecisionTelling, Objection
from councils.queries import bodies
from councils.queries.publicity import Reader
from points.enums import ClaimState, Disclosure
from points.models import Claim, Household, User, Village
from points.queries import calendar
from points.queries.presence import gone
from villagegov.kernel import clock
from villagegov.kernel.masking import mask_name

#: How long a decision stands on the public page of publicity; the list of decisions keeps all.
SHOWN = timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """A decision of which a household is still to be told. ``objection`` None: the committee's rejection."""

    claim: Claim
    objection: Objection | None
    decided_on: date


def to_tell(village: Village) -> list[Due]:
    """The longest waiting first. Two queries."""
    found = [Due(claim, None, clock.local_day(claim.decided_at)) for claim in rejections(village) if claim.decided_at]
    found += [
        Due(objection.claim, objection, clock.local_day(objection.decided_at))
        for objection in concerning(village)
        if objection.decided_at
    ]
    return sorted(found, key=lambda due: (due.decided_on, str(due.claim.pk)))


def rejections(village: Village) -> QuerySet[Claim]:
    """Awards the committee rejected, whose household has not been told."""
    told = DecisionTelling.objects.filter(village=OuterRef("village"), claim=OuterRef("pk"), objection__isnull=True)
    upheld = Objection.objects.filter(
        village=OuterRef("village"),
        claim=OuterRef("pk"),
        kind=ObjectionKind.PUBLICITY,
        state=ObjectionState.UPHELD,
    )
    rows = Claim.objects.filter(village=village, state=ClaimState.REJECTED, points__gt=0)
    return rows.filter(~Exists(told), ~Exists(upheld)).select_related("household__group", "item__category")


def concerns_household() -> Q:
    """Decisions a household is told of: its own objection or appeal, and what changed something for it."""
    own = Q(objector_household=F("claim__household"))
    changed = Q(state__in=[ObjectionState.UPHELD, ObjectionState.LAPSED])
    return own | changed | Q(kind=ObjectionKind.APPEAL)


def concerning(village: Village) -> QuerySet[Objection]:
    """Decided cases whose claim's household has not been told."""
    told = DecisionTelling.objects.filter(
        village=OuterRef("village"), objection=OuterRef("pk"), recipient=Recipient.HOUSEHOLD
    )
    rows = Objection.objects.filter(concerns_household(), village=village).exclude(state=ObjectionState.OPEN)
    return rows.filter(~Exists(told)).select_related("claim__household__group", "claim__item__category")


def waiting_count(user: User, village: Village) -> int:
    """How many this person may tell. Two queries, more where there are some."""
    own = bodies.own_households(user, village)
    return (
        rejections(village).exclude(household__in=own).count()
        + concerning(village).exclude(claim__household__in=own).count()
    )


def to_answer(village: Village) -> QuerySet[Objection]:
    """Decided cases of people without an account, who gave their name and have not been told the answer."""
    told = DecisionTelling.objects.filter(
        village=OuterRef("village"), objection=OuterRef("pk"), recipient=Recipient.OBJECTOR
    )
    rows = Objection.objects.filter(village=village, objector__isnull=True).exclude(objector_name="")
    rows = rows.exclude(state=ObjectionState.OPEN).exclude(objector_household=F("claim__household"))
    return rows.filter(~Exists(told)).select_related("claim__household__group", "claim__item").order_by("decided_at")


def lately_told(village: Village) -> QuerySet[DecisionTelling]:
    rows = DecisionTelling.objects.filter(village=village, recipient=Recipient.HOUSEHOLD)
    return rows.select_related("claim__household__group", "objection", "told_by").order_by("-recorded_at", "-id")


def telling_of(claim: Claim, objection: Objection | None, recipient: Recipient) -> DecisionTelling | None:
    rows = DecisionTelling.objects.filter(village=claim.village_id, claim=claim, objection=objection)
    return rows.filter(recipient=recipient).select_related("told_by").first()


# ------------------------------------------------------------------------------------------------------- in public


@dataclass(frozen=True)
class Line:
    """One decided case as a reader sees it: never who objected. Empty words are what is not shown."""

    number: int
    kind: str
    household: str
    group: str
    item: str
    category: str
    points: int
    state: str
    label: str
    reason: str
    received_on: date
    decided_on: date
    drawn: bool
    #: With the draw, anybody can check it.
    seed: str
    own: bool


def public(village: Village) -> QuerySet[Objection]:
    """Decided cases of what may be public, the latest first."""
    rows = Objection.objects.filter(village=village, decided_at__isnull=False)
    return (
        rows.exclude(claim__item__disclosure=Disclosure.NONE)
        .exclude(gone("claim__household"))
        .select_related("claim__household__group", "claim__item__category")
        .order_by("-decided_at", "-number")
    )


def lately(village: Village, today: date) -> QuerySet[Objection]:
    return public(village).filter(decided_at__gte=clock.start_of(today - SHOWN))


def lines(objections: Iterable[Objection], reader: Reader) -> Sequence[Line]:
    """No query: the cases come from :func:`public`."""
    return [_line(objection, reader) for objection in objections]


def _line(objection: Objection, reader: Reader) -> Line:
    claim = objection.claim
    household: Household = claim.household
    own = household.pk in reader.own
    full = own or claim.item.disclosure == Disclosure.FULL
    named = own or reader.names or household.names_public
    assert objection.decided_at is not None
    return Line(
        number=objection.number,
        kind=str(objection.get_kind_display()),
        household=household.head_name if named else mask_name(household.head_name),
        group=household.group.name,
        item=claim.item_name if full else "",
        category=claim.item.category.name,
        points=claim.points,
        state=objection.state,
        label=str(objection.get_state_display()),
        reason=objection.reason if full else "",
        received_on=objection.received_on,
        decided_on=clock.local_day(objection.decided_at),
        drawn=objection.drawn_at is not None,
        seed=objection.seed,
        own=own,
    )


# ------------------------------------------------------------------------------------------------------ for the town


@dataclass(frozen=True)
class OfVillage:
    """One village's open cases as the town reads them: how many and how old, nobody's name."""

    village: Village
    open: int
    overdue: int
    #: Working days since the oldest open one was received; None: none is open.
    oldest: int | None
    #: Decided in the last 90 days, and how many of them in time.
    decided: int
    in_time: int


TOWN_WINDOW = timedelta(days=90)


def of_villages(villages: Sequence[Village], today: date) -> list[OfVillage]:
    """By name, never by number: villages are not compared. One query of counts, and calendars of those with cases."""
    opened = Q(state=ObjectionState.OPEN)
    lately_decided = Q(decided_at__gte=clock.start_of(today - TOWN_WINDOW))
    rows = (
        Objection.objects.filter(village__in=villages)
        .values("village_id")
        .annotate(
            opened=Count("id", filter=opened),
            overdue=Count("id", filter=opened & Q(due_on__lt=today)),
            oldest=Min("received_on", filter=opened),
            decided=Count("id", filter=lately_decided),
            in_time=Count("id", filter=lately_decided & Q(decided_at__date__lte=F("due_on"))),
        )
    )
    counts = {row["village_id"]: row for row in rows}
    return [_of_village(village, counts.get(village.pk), today) for village in villages]


def _of_village(village: Village, row: Mapping[str, Any] | None, today: date) -> OfVillage:
    if row is None:
        return OfVillage(village, 0, 0, None, 0, 0)
    oldest: date | None = row["oldest"]
    age = calendar.working_days(village).between(oldest, today) if oldest else None
    return OfVillage(village, row["opened"], row["overdue"], age, row["decided"], row["in_time"])
