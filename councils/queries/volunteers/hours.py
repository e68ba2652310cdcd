"""Hours of service: what counts, what waits for a second signature, and who may give it.

Sums are a person's own and the village's; there is no list of people by hours.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.translation import ngettext

from councils.enums import DemandState, SignerKind
from councils.models import Demand, ServiceRecord, ServiceReversal, ServiceSignature, ServiceWords, Volunteer
from councils.queries import bodies
from councils.queries.volunteers import people
from points.models import User, Village
from points.queries import access
from villagegov.kernel import clock, periods


def in_words(quarters: int) -> str:
    """Quarters of an hour as people say them: 6 -> 1.5 hours."""
    whole, rest = divmod(quarters, 4)
    number = str(whole) if not rest else f"{whole}.{('25', '5', '75')[rest - 1]}"
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if quarters == 4 else 2) % {"hours": number}


_OF_RECORD = {"village": OuterRef("village"), "record": OuterRef("pk")}
SIGNED = Exists(ServiceSignature.objects.filter(**_OF_RECORD))
REVERSED = Exists(ServiceReversal.objects.filter(**_OF_RECORD))


def records(village: Village) -> QuerySet[ServiceRecord]:
    """With all that a page says of them, the latest day first."""
    rows = ServiceRecord.objects.filter(village=village).annotate(signed=SIGNED, reversed=REVERSED)
    return (
        rows.select_related("volunteer__household", "post", "demand", "helped", "entered_by")
        .prefetch_related(
            Prefetch("words", ServiceWords.objects.filter(village=village)),
            Prefetch("signatures", ServiceSignature.objects.filter(village=village).select_related("by")),
            Prefetch("reversals", ServiceReversal.objects.filter(village=village).select_related("by")),
        )
        .order_by("-day", "-id")
    )


def counted(village: Village) -> QuerySet[ServiceRecord]:
    """Signed by two and not taken back."""
    return ServiceRecord.objects.filter(SIGNED, ~REVERSED, village=village)


def waiting(village: Village) -> QuerySet[ServiceRecord]:
    """Not yet signed by a second person, the oldest first."""
    return records(village).filter(~SIGNED, ~REVERSED).order_by("day", "id")


def waiting_count(user: User, village: Village) -> int:
    """Those this person of the office may sign."""
    if not access.has_role(user, village, *people.MANAGERS):
        return 0
    rows = ServiceRecord.objects.filter(~SIGNED, ~REVERSED, village=village).exclude(entered_by=user)
    barred = bodies.barred_households(user, village)
    rows = rows.exclude(volunteer__household__in=barred) if barred else rows
    return rows.filter(Q(volunteer__user__isnull=True) | ~Q(volunteer__user=user)).count()


class Signer:
    """A person who may give second signatures: what that rests on is read once, for many records."""

    def __init__(self, user: User, village: Village) -> None:
        self.user = user
        self.own = access.own_households(user, village)
        self.barred = bodies.barred_households(user, village) | self.own
        self.leads = [row for row in people.mine(user, village, clock.today()) if row.team_leader]
        self.office = access.has_role(user, village, *people.MANAGERS)

    def kind(self, record: ServiceRecord) -> SignerKind | None:
        """In what capacity; None where somebody else must sign."""
        if self.user.pk in (record.entered_by_id, record.volunteer.user_id):
            return None
        if record.volunteer.household_id and record.volunteer.household_id in self.barred:
            return None
        if record.helped_id and record.helped_id in self.own:
            return SignerKind.HELPED
        if self.leads and all(row.pk != record.volunteer_id for row in self.leads):
            return SignerKind.LEADER
        return SignerKind.OFFICE if self.office else None


def may_wait_for(user: User, village: Village, own: Collection[Volunteer]) -> bool:
    """Whether it is worth asking :func:`to_sign`; ``own``: whom the log-in speaks for today. Two queries at most."""
    rows = ServiceRecord.objects.filter(~SIGNED, ~REVERSED, village=village).exclude(entered_by=user)
    if any(row.team_leader for row in own):
        return rows.exists()
    return rows.filter(helped__in=access.own_households(user, village)).exists()


def to_sign(user: User, village: Village, limit: int = 50) -> list[ServiceRecord]:
    """What waits for a signature on this person's phone: where the own household was helped, or as team leader."""
    signer = Signer(user, village)
    rows = waiting(village)
    if not signer.leads:
        if not signer.own:
            return []
        rows = rows.filter(helped__in=signer.own)
    kinds = (SignerKind.HELPED, SignerKind.LEADER)
    return [row for row in rows.exclude(entered_by=user)[:limit] if signer.kind(row) in kinds]


def lately_handed(village: Village, of: Collection[Volunteer] | None = None, limit: int = 60) -> QuerySet[Demand]:
    """Demands in volunteers' hands, or in those of these alone, the latest first: what hours may have been for."""
    rows = Demand.objects.filter(village=village, volunteer__isnull=False).exclude(state=DemandState.WITHDRAWN)
    if of is not None:
        rows = rows.filter(volunteer__in=[row.pk for row in of])
    return rows.select_related("volunteer").order_by("-number")[:limit]


def of_volunteers(village: Village, volunteers: Collection[Volunteer], year: int) -> QuerySet[ServiceRecord]:
    start = date(year, 1, 1)
    rows = records(village).filter(volunteer__in=[row.pk for row in volunteers])
    return rows.filter(day__gte=start, day__lt=date(year + 1, 1, 1))


def sums(village: Village, volunteers: Collection[Volunteer], year: int) -> dict[uuid.UUID, int]:
    """Counted quarters of an hour of each in the year; for their own page."""
    rows = counted(village).filter(volunteer__in=[row.pk for row in volunteers], day__year=year)
    return dict(rows.order_by().values_list("volunteer_id").annotate(quarters=Sum("quarters")))


def total(village: Village, year: int) -> int:
    """Counted quarters of an hour of everybody together in the year."""
    period = periods.year(date(year, 1, 1))
    rows = counted(village).filter(day__gte=period.start, day__lt=period.end)
    return rows.aggregate(sum=Sum("quarters"))["sum"] or 0


def on_day(volunteer: Volunteer, day: date) -> int:
    """Quarters entered for that person and day and not taken back, signed or not."""
    rows = ServiceRecord.objects.filter(~REVERSED, village=volunteer.village_id, volunteer=volunteer, day=day)
    return rows.aggregate(sum=Sum("quarters"))["sum"] or 0
