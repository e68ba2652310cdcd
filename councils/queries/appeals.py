"""Until when one may object to what has been counted, and whether a household may appeal."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from councils.enums import ObjectionKind, ObjectionState, Recipient
from councils.models import DecisionTelling, Objection
from points.enums import ClaimState
from points.models import Claim, Entry, Village
from points.queries import calendar
from points.queries.villages import settings_on
from villagegov.kernel import clock, periods
from villagegov.kernel.workdays import WorkingDays

#: A line stays open to objections at least so long after it was counted.
AFTER_COUNTING = timedelta(days=30)


def objection_until(village: Village, entry: Entry) -> date:
    """The last day on which one may object to a counted line: the day before its year closes, 30 days at least."""
    return max(last_day_of_year(village, entry.counted_in), clock.local_day(entry.posted_at) + AFTER_COUNTING)


def last_day_of_year(village: Village, counted_in: date) -> date:
    """The day before December closes. Two queries at most."""
    january = periods.year(counted_in).end
    return january.replace(day=settings_on(village, january).issue_day) - timedelta(days=1)


@dataclass(frozen=True)
class Right:
    """Whether the household may appeal, against what, and until when."""

    refusal: str = ""
    #: Upheld objection that is appealed; None: the committee's rejection.
    against: Objection | None = None
    #: Line that was corrected by it.
    entry: Entry | None = None
    #: Last day; None while the household has not been told: its days have not begun.
    until: date | None = None


def right_of(claim: Claim, day: date) -> Right:
    """The right of a claim's household on a day."""
    return rights_of(claim.village, [claim], day)[claim.pk]


def rights_of(village: Village, claims: Sequence[Claim], day: date) -> dict[uuid.UUID, Right]:
    """The same for many claims. Constant queries."""
    if not claims:
        return {}
    cases: dict[uuid.UUID, list[Objection]] = {}
    rows = Objection.objects.filter(village=village, claim__in=[claim.pk for claim in claims])
    for case in rows.select_related("entry").order_by("made_at", "id"):
        cases.setdefault(case.claim_id, []).append(case)
    told = _told(village, [claim.pk for claim in claims])
    days, length = calendar.working_days(village), settings_on(village, day).appeal_days
    return {claim.pk: _right(claim, cases.get(claim.pk, []), told, days, length, day) for claim in claims}


def _told(village: Village, claims: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID | None], date]:
    """When the household was told, by claim and case."""
    rows = DecisionTelling.objects.filter(village=village, claim__in=claims, recipient=Recipient.HOUSEHOLD)
    return {(claim, case): on for claim, case, on in rows.values_list("claim_id", "objection_id", "told_on")}


def _right(
    claim: Claim,
    cases: Sequence[Objection],
    told: dict[tuple[uuid.UUID, uuid.UUID | None], date],
    days: WorkingDays,
    length: int,
    day: date,
) -> Right:
    appeal = next((case for case in cases if case.kind == ObjectionKind.APPEAL), None)
    if appeal is not None:
        return Right(_waits(appeal) if appeal.is_open else _decided(appeal))
    against = next((case for case in reversed(cases) if case.state == ObjectionState.UPHELD), None)
    if claim.points < 0 or not (
        claim.state == ClaimState.REJECTED or (claim.state == ClaimState.POSTED and against is not None)
    ):
        return Right(_("Nothing was decided against this claim. There is nothing to appeal."))
    told_on = told.get((claim.pk, against.pk if against else None))
    until = days.after(told_on, length) if told_on else None
    refusal = ""
    if until is not None and day > until:
        sentence = _("The days to appeal ended on %(day)s. The village office explains the decision to you.")
        refusal = sentence % {"day": until.isoformat()}
    return Right(refusal, against, against.entry if against else None, until)


def _waits(appeal: Objection) -> str:
    return _("Your appeal of %(day)s is being decided.") % {"day": appeal.received_on.isoformat()}


def _decided(appeal: Objection) -> str:
    sentence = _("Your appeal was decided on %(day)s. There is one appeal and no second one.")
    return sentence % {"day": clock.local_day(appeal.decided_at).isoformat() if appeal.decided_at else ""}


def against_household(village: Village, households: Collection[uuid.UUID], since: date) -> QuerySet[Claim]:
    """Awards of these households that were rejected, or corrected after an objection, since a day; the latest first."""
    upheld = Objection.objects.filter(
        village=village, kind=ObjectionKind.ENTRY, state=ObjectionState.UPHELD, decided_at__gte=clock.start_of(since)
    )
    rows = Claim.objects.filter(village=village, household__in=households, points__gt=0)
    rejected = rows.filter(state=ClaimState.REJECTED, decided_at__gte=clock.start_of(since))
    corrected = rows.filter(state=ClaimState.POSTED, pk__in=upheld.values("claim"))
    return (
        (rejected | corrected).select_related("household__group", "item__category", "village").order_by("-day", "-id")
    )
