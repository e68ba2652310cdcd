"""What of a household somebody may object to or appeal, for the supervisor who writes it down."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from councils.queries import appeals
from points.enums import ClaimState, Disclosure, EntryKind
from points.models import Claim, Entry, Household, Village
from villagegov.kernel import clock, periods

#: A list to choose from; who has more this year says of which day it was.
SHOWN = 60


@dataclass(frozen=True)
class Choice:
    """A claim with what can be done about it today."""

    claim: Claim
    entry: Entry | None
    appeal: bool
    #: Last day for it; None for an appeal whose days have not begun.
    until: date | None


def household_by_number(village: Village, number: str) -> Household | None:
    """037 and 37 are one number."""
    rows = Household.objects.filter(village=village).select_related("group")
    exact = rows.filter(number=number).first()
    if exact is not None or not (number.isascii() and number.isdigit()):
        return exact
    return rows.filter(number__regex=f"^0*{number.lstrip('0')}$").first()


def of_household(village: Village, household: Household, today: date) -> list[Choice]:
    """In publicity, counted this year, or rejected and not appealed; the latest deed first. Constant queries."""
    rows = Claim.objects.filter(village=village, household=household).select_related("item__category", "village")
    shown = list(
        rows.filter(state__in=(ClaimState.PUBLICISED, ClaimState.POSTED, ClaimState.REJECTED)).order_by("-day", "-id")[
            :SHOWN
        ]
    )
    lines = {entry.claim_id: entry for entry in open_lines(village).filter(claim__in=shown)}
    rights = appeals.rights_of(village, [claim for claim in shown if claim.points > 0], today)
    ends: dict[int, date] = {}
    found = []
    for claim in shown:
        entry, right = lines.get(claim.pk), rights.get(claim.pk)
        if claim.state == ClaimState.PUBLICISED and claim.publicity_until and claim.publicity_until >= today:
            found.append(Choice(claim, None, False, claim.publicity_until))
        elif entry is not None and (until := _until(village, entry, ends)) >= today:
            found.append(Choice(claim, entry, False, until))
        elif right is not None and not right.refusal:
            found.append(Choice(claim, None, True, right.until))
    return found


def _until(village: Village, entry: Entry, ends: dict[int, date]) -> date:
    """As :func:`appeals.objection_until`, the year's end read once."""
    year = entry.counted_in.year
    if year not in ends:
        ends[year] = appeals.last_day_of_year(village, entry.counted_in)
    return max(ends[year], clock.local_day(entry.posted_at) + appeals.AFTER_COUNTING)


def open_lines(village: Village) -> QuerySet[Entry]:
    """Counted claims that have not been corrected."""
    corrected = Entry.objects.filter(village=OuterRef("village"), reverses=OuterRef("pk"))
    rows = Entry.objects.filter(village=village, kind=EntryKind.CLAIM).filter(~Exists(corrected))
    return rows.defer("record", "leaf")


def counted(village: Village, month: date, own: Collection[uuid.UUID]) -> QuerySet[Entry]:
    """What counts in a month, as the village's signed-in read it: awards of all, deductions of one's own household.

    A list of everybody's deductions would be a black board without its gate.
    """
    rows = open_lines(village).filter(counted_in=month)
    seen = rows.filter(points__gt=0).exclude(claim__item__disclosure=Disclosure.NONE)
    return (
        (seen | rows.filter(household__in=own))
        .select_related("household__group", "claim__item__category")
        .order_by("household__group__number", "household__number", "deed_day", "seq")
    )


def months(village: Village, today: date) -> list[date]:
    """Months of this year (in January and February, of the last quarter too) with counted claims; the latest first."""
    rows = Entry.objects.filter(village=village, kind=EntryKind.CLAIM, counted_in__gte=date(today.year - 1, 1, 1))
    found = sorted(set(rows.values_list("counted_in", flat=True).distinct()), reverse=True)
    first = min(date(today.year, 1, 1), periods.add_months(today, -2))
    return [month for month in found if month >= first]
