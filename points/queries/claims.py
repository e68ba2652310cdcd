"""Claims as people look for them. Every query starts from the village."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from points.enums import DEAD_CLAIM_STATES, Channel, ClaimState, Role
from points.models import Claim, ClaimPhoto, Entry, Household, Item, Membership, User, Village
from points.queries.access import STAFF_ROLES, has_role, own_households
from villagegov.kernel import clock, periods

#: States in which the typist may still change a claim.
OPEN_STATES = (ClaimState.DRAFT, ClaimState.RETURNED)
#: States in which a claim can make way for a higher one of the same deed 就高不重复: nobody has decided on it.
REPLACEABLE_STATES = (ClaimState.DRAFT, ClaimState.RETURNED, ClaimState.SUBMITTED)


def live_claims(village: Village) -> QuerySet[Claim]:
    """Claims that use up caps, slip numbers and photos: all but the rejected and withdrawn."""
    return Claim.objects.filter(village=village).exclude(state__in=DEAD_CLAIM_STATES)


def typed_by(user: User, village: Village) -> QuerySet[Claim]:
    """The claims this person looks after: their own; the administrator stands in for everybody."""
    rows = Claim.objects.filter(village=village).select_related("household__group", "typed_by", "deed", "batch")
    if has_role(user, village, Role.ADMINISTRATOR):
        return rows
    return rows.filter(Q(typed_by=user) | Q(claimed_by=user))


def drafts_of(user: User, village: Village) -> QuerySet[Claim]:
    """Not sent up yet, the newest first."""
    return typed_by(user, village).filter(state=ClaimState.DRAFT).order_by("-created_at", "-id")


def returned_of(user: User, village: Village) -> QuerySet[Claim]:
    """Sent back by the committee, the longest waiting first."""
    return typed_by(user, village).filter(state=ClaimState.RETURNED).order_by("decided_at", "id")


def waiting_of(user: User, village: Village) -> QuerySet[Claim]:
    """Sent up and not decided: can be withdrawn."""
    return typed_by(user, village).filter(state=ClaimState.SUBMITTED).order_by("-submitted_at", "household__number")


def today_of(user: User, village: Village, day: date) -> QuerySet[Claim]:
    """What this person typed in on a day, whatever became of it since, the newest first."""
    return (
        Claim.objects.filter(
            village=village,
            typed_by=user,
            created_at__gte=clock.start_of(day),
            created_at__lt=clock.start_of(day + timedelta(days=1)),
        )
        .select_related("household__group", "typed_by", "deed", "batch")
        .order_by("-created_at", "-id")
    )


def may_change(user: User, village: Village, claim: Claim) -> bool:
    """The typist, who claimed it online (or somebody else of that household), or the administrator."""
    if user.pk in (claim.typed_by_id, claim.claimed_by_id) or has_role(user, village, Role.ADMINISTRATOR):
        return True
    return claim.channel == Channel.ONLINE and is_own(user, village, claim)


def is_own(user: User, village: Village, claim: Claim) -> bool:
    """Whether the claim is for the household of this villager."""
    return has_role(user, village, Role.VILLAGER) and claim.household_id in own_households(user, village)


def waiting_online(village: Village) -> QuerySet[Claim]:
    """Claimed by households themselves and waiting for review outside any batch; they join the next one."""
    return Claim.objects.filter(
        village=village, state=ClaimState.SUBMITTED, batch__isnull=True, channel=Channel.ONLINE
    ).order_by("submitted_at", "id")


def of_household(village: Village, household: Household) -> QuerySet[Claim]:
    """What a household may read of: every claim for it, but deductions only once it has been told, the latest first.

    (A person tells it first, and what is not sent up yet is the typist's.)
    """
    untold = Q(points__lt=0) & ~Q(publicity_from__isnull=False)
    return (
        Claim.objects.filter(village=village, household=household)
        .exclude(Q(state=ClaimState.DRAFT) | untold)
        .select_related("item__category")
        .order_by("-day", "-created_at", "-id")
    )


def to_answer(user: User, village: Village) -> int:
    """Claims of this villager's household, made on the phone, which the committee has sent back."""
    if not has_role(user, village, Role.VILLAGER):
        return 0
    rows = Claim.objects.filter(village=village, channel=Channel.ONLINE, state=ClaimState.RETURNED)
    return rows.filter(household__in=own_households(user, village)).count()


def totals(claims: QuerySet[Claim]) -> tuple[int, int]:
    """How many, and their points in total."""
    found = claims.order_by().aggregate(count=Count("id"), points=Sum("points"))
    return found["count"], found["points"] or 0


def photos_of(village: Village, claim_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[ClaimPhoto]]:
    """Photos by claim, in one query."""
    found: dict[uuid.UUID, list[ClaimPhoto]] = {}
    for link in ClaimPhoto.objects.filter(village=village, claim__in=claim_ids).select_related("photo").order_by("id"):
        found.setdefault(link.claim_id, []).append(link)
    return found


def household_in_numbers(village: Village, household: Household, day: date) -> tuple[int, int]:
    """Points posted in the year of the day; live claims of deeds of its month."""
    year, month = periods.year(day), periods.month(day)
    posted = Entry.objects.filter(
        village=village, household=household, counted_in__gte=year.start, counted_in__lt=year.end
    ).aggregate(points=Sum("points"))["points"]
    claimed = live_claims(village).filter(household=household, day__gte=month.start, day__lt=month.end).count()
    return posted or 0, claimed


def replaceable(
    user: User, village: Village, household_ids: Collection[uuid.UUID], items: Collection[Item], days: Collection[date]
) -> QuerySet[Claim]:
    """Undecided claims that share a deed with one of the items and may make way for it.

    The office may replace any of them, a villager their own.
    """
    groups = {item.exclusive_group for item in items} - {""}
    rows = Claim.objects.filter(
        village=village,
        household__in=household_ids,
        day__in=days,
        item__exclusive_group__in=groups,
        state__in=REPLACEABLE_STATES,
    )
    if has_role(user, village, Role.OFFICER, Role.ADMINISTRATOR):
        return rows
    return rows.filter(Q(typed_by=user) | Q(claimed_by=user))


def same_day(village: Village, household: Household, item: Item, day: date) -> int:
    """Units of the same item already claimed for the household on that very day: perhaps the same deed twice."""
    rows = live_claims(village).filter(household=household, item_code=item.code, day=day)
    return rows.aggregate(units=Sum("quantity"))["units"] or 0


def vouchers(village: Village) -> list[User]:
    """People with an office in the village, who usually vouch; by name."""
    held = Membership.objects.filter(village=village, active=True, role__in=STAFF_ROLES, user__is_active=True)
    return list(User.objects.filter(pk__in=held.values("user")).order_by("name", "username"))
