"""What time alone makes due in one village: base points, posting after publicity, closing of months.

Everything is read from the database, so a run may come twice, late or be killed half-way: the next run finishes it.
Steps are taken in the order in which they fell due, so that a run after two months' silence counts every deed in the
month in which an hourly run would have counted it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest

from points.enums import PRESENCE_EVENTS, ClaimState, EntryKind
from points.models import Claim, ClaimPhoto, Entry, Household, LedgerHead, Scheme, Village, VillageSettings
from points.queries import presence
from points.queries.base import base_of, schemes_in_force
from points.queries.villages import settings_on
from points.services import calendar, care, ledger, photos, sheets, waiting_imports
from points.services.claims import change_state
from villagegov.kernel import clock, periods

#: Claims posted in one transaction. A killed run loses at most this much work, and objectors wait at most this long.
POSTING_CHUNK = 500
#: Photos of forms that were begun and never sent stay this long.
UNUSED_PHOTOS_KEPT = timedelta(days=3)
#: A half-typed sheet that nobody comes back to.
SHEETS_KEPT = timedelta(days=60)
#: So long an import of the register waits to be confirmed: over a weekend and a meeting.
IMPORTS_KEPT = timedelta(days=7)


@dataclass
class Done:
    """What a run did, for the log and for the person who started it."""

    base: int = 0
    posted: int = 0
    closed: list[date] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.base or self.posted or self.closed)


def run_points(village: Village, at: datetime) -> Done:
    """Do everything that is due by ``at`` in the village's points; twice gives the same."""
    done = Done()
    care.forget_readings(village=village, at=at)
    waiting_imports.sweep(village=village, before=at - IMPORTS_KEPT)
    if village.points_on:
        _run_claims(village, at, done)
    photos.sweep_unused(village=village, before=at - UNUSED_PHOTOS_KEPT)
    sheets.sweep_forgotten(village=village, before=at - SHEETS_KEPT)
    photos.expire(village=village, at=at)
    return done


def _run_claims(village: Village, at: datetime, done: Done) -> None:
    today = clock.local_day(at)
    calendar.seed(village=village, at=at)
    done.base = post_base_points(village=village, at=at)
    for month, issue_day in due_closes(village, today):
        done.posted += post_released(village=village, before=issue_day, at=at)
        ledger.close_month(village=village, month=month, at=at)
        done.closed.append(month)
    done.posted += post_released(village=village, before=today, at=at)


# --------------------------------------------------------------------------------------------------------- months


def close_day(village: Village, month: date) -> date:
    """The issue day on which an accounting month closes: in the month after it."""
    following = periods.add_months(month, 1)
    issue_day = settings_on(village, following).issue_day
    return following.replace(day=issue_day)


def due_closes(village: Village, today: date) -> Iterator[tuple[date, date]]:
    """Months that should be closed by ``today`` and are not, oldest first, each with its issue day."""
    closed_through = LedgerHead.objects.values_list("closed_through", flat=True).get(village=village)
    started = VillageSettings.objects.filter(village=village).earliest("effective_from").effective_from
    month = periods.add_months(closed_through, 1) if closed_through else periods.month_of(started)
    while (day := close_day(village, month)) <= today:
        yield month, day
        month = periods.add_months(month, 1)


# ------------------------------------------------------------------------------------------------------- posting


def post_released(*, village: Village, before: date, at: datetime) -> int:
    """Post claims whose last day of publicity is before ``before``; returns how many."""
    posted = 0
    while (count := _post_chunk(village, before, at)) is not None:
        posted += count
    return posted


@transaction.atomic
def _post_chunk(village: Village, before: date, at: datetime) -> int | None:
    """Post the next claims; None when there are none. Zero is not none: another sweep may have taken this chunk and be
    at the next, and whoever took it for the end would close the month under its hands.
    """
    ids = list(
        Claim.objects.filter(village=village, state=ClaimState.PUBLICISED, publicity_until__lt=before)
        .order_by("publicity_until", "id")
        .values_list("id", flat=True)[:POSTING_CHUNK]
    )
    if not ids:
        return None
    # Locked in the house's order (by id); whoever was objected to since the look above is no longer publicised.
    claims = list(
        Claim.objects.filter(village=village, id__in=ids, state=ClaimState.PUBLICISED, publicity_until__lt=before)
        .select_for_update(of=("self",))
        .select_related("household", "item__category")
        .order_by("id")
    )
    if not claims:
        return 0
    order = {claim_id: position for position, claim_id in enumerate(ids)}
    claims.sort(key=lambda claim: order[claim.pk])
    photos = _photo_hashes(village, claims)
    postings = [_posting(claim, photos.get(claim.pk, [])) for claim in claims]
    ledger.post(village=village, postings=postings, by=None, at=at)
    change_state(claims=claims, to=ClaimState.POSTED, at=at, posted_at=at)
    return len(claims)


def _posting(claim: Claim, photos: list[str]) -> ledger.Posting:
    return ledger.Posting(
        key=f"claim:{claim.pk}",
        kind=EntryKind.CLAIM,
        household_id=claim.household_id,
        points=claim.points,
        deed_day=claim.day,
        claim_id=claim.pk,
        item_code=claim.item_code,
        category_number=claim.item.category.number,
        quantity=claim.quantity,
        secret={
            "household": claim.household.number,
            "head": claim.household.head_name,
            "item": claim.item_name,
            "wording": claim.item_wording,
            "note": claim.note,
            "photos": photos,
        },
    )


def _photo_hashes(village: Village, claims: list[Claim]) -> dict[object, list[str]]:
    """SHA-256 of the uploaded bytes of each claim's photos, in one query."""
    found: dict[object, list[str]] = {}
    rows = ClaimPhoto.objects.filter(village=village, claim__in=claims).order_by("photo__sha256")
    for claim_id, digest in rows.values_list("claim_id", "photo__sha256"):
        found.setdefault(claim_id, []).append(digest)
    return found


# ---------------------------------------------------------------------------------------------------- base points


def post_base_points(*, village: Village, at: datetime) -> int:
    """Base points of every year that is still open, once per household and year; returns how many entries were made."""
    today = clock.local_day(at)
    first_scheme = Scheme.objects.filter(village=village, effective_from__lte=today).order_by("effective_from").first()
    if first_scheme is None:
        return 0
    started = VillageSettings.objects.filter(village=village).earliest("effective_from").effective_from
    open_from = ledger.first_open_month(village)
    first_year = max(started.year, first_scheme.effective_from.year, open_from.year if open_from else 0)  # type: ignore[union-attr]
    return sum(_post_base_of_year(village, year, today, at) for year in range(first_year, today.year + 1))


def _post_base_of_year(village: Village, year: int, today: date, at: datetime) -> int:
    new_year = date(year, 1, 1)
    has_base = Entry.objects.filter(
        village=OuterRef("village"),
        household=OuterRef("pk"),
        kind=EntryKind.BASE,
        deed_day__gte=new_year,
        deed_day__lt=date(year + 1, 1, 1),
    )
    eventful = presence.events(village).filter(household=OuterRef("pk"), kind__in=PRESENCE_EVENTS)
    households = list(
        Household.objects.filter(village=village, joined_on__lte=min(today, date(year, 12, 31)))
        .filter(Q(left_on__isnull=True) | Q(left_on__gt=Greatest(F("joined_on"), new_year)))
        .filter(Q(resident=True) | Exists(eventful))
        .exclude(Exists(has_base))
        .order_by("number")
    )
    lives, schemes = presence.lives(village, households), schemes_in_force(village)
    postings = []
    for household in households:
        # Who came to live here during the year, or came back onto the register, is a late joiner too.
        day = lives[household.pk].counted_from(year, today)
        points = base_of(schemes, day, joined_in_year=day > new_year) if day else 0
        if day and points:
            postings.append(
                ledger.Posting(
                    key=f"base:{year}:{household.pk}",
                    kind=EntryKind.BASE,
                    household_id=household.pk,
                    points=points,
                    deed_day=day,
                    secret={"household": household.number, "head": household.head_name},
                )
            )
    ledger.post(village=village, postings=postings, by=None, at=at)
    return len(postings)
