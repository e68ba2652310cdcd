"""Writing to people's inboxes, in the transaction of whatever is told; reading; throwing old lines away."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from points.enums import Channel, ClaimState, NoticeKind, Role
from points.models import Batch, Claim, HouseholdCard, Notice, User, Village
from points.queries import notices as queries
from villagegov.kernel.errors import Gone

#: How long a line is kept, read or not.
KEPT = timedelta(days=180)


@dataclass(frozen=True)
class Draft:
    """A line for some people. ``path``: where the matter stands."""

    kind: NoticeKind
    users: Collection[uuid.UUID]
    path: str
    values: Mapping[str, Any] = field(default_factory=dict)


def send(*, village: Village | uuid.UUID, drafts: Iterable[Draft], at: datetime, but: User | None = None) -> int:
    """Write the lines, each person's once; ``but`` is who did it and knows. A part of the caller's transaction."""
    village_id = village.pk if isinstance(village, Village) else village
    rows = [
        Notice(
            village_id=village_id,
            user_id=user,
            kind=draft.kind,
            values={key: _plain(value) for key, value in draft.values.items()},
            path=draft.path,
            at=at,
        )
        for draft in drafts
        for user in sorted(set(draft.users))
        if but is None or user != but.pk
    ]
    Notice.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int) else str(value)


def address(village: Village, view: str, **more: Any) -> str:
    return reverse(view, kwargs={"slug": village.slug, **more})


# ------------------------------------------------------------------------------------------------------------- claims

#: Which step of a claim its household hears of.
CLAIM_NOTICES = {
    ClaimState.PUBLICISED: NoticeKind.CLAIM_APPROVED,
    ClaimState.REJECTED: NoticeKind.CLAIM_REJECTED,
    ClaimState.POSTED: NoticeKind.CLAIM_POSTED,
    ClaimState.HELD: NoticeKind.CLAIM_HELD,
}


def tell_of_claims(*, claims: Sequence[Claim], to: ClaimState, at: datetime) -> None:
    """Called where the state of claims is written: their households hear of it, the typist of what came back."""
    if to not in CLAIM_NOTICES and to not in (ClaimState.RETURNED, ClaimState.TELLING):
        return
    village = _village(claims[0])
    if to == ClaimState.TELLING:
        officers = queries.with_role(village, Role.OFFICER)
        path, count = address(village, "councils:tellings"), {"count": len(claims)}
        drafts = [Draft(NoticeKind.DEDUCTION_TO_TELL, officers, path, count)]
    elif to == ClaimState.RETURNED:
        drafts = [
            Draft(NoticeKind.CLAIM_RETURNED, [claim.typed_by_id], _own_page(village, claim), _values(claim))
            for claim in claims
        ]
    else:
        homes = queries.of_households(village, {claim.household_id for claim in claims})
        path = address(village, "points:my")
        drafts = [
            Draft(CLAIM_NOTICES[to], users, path, _values(claim))
            for claim in claims
            if (users := homes.get(claim.household_id))
        ]
    send(village=village, drafts=drafts, at=at)


def _values(claim: Claim) -> dict[str, Any]:
    values: dict[str, Any] = {"item": claim.item_name, "day": claim.day, "points": claim.points}
    return {**values, "until": claim.publicity_until} if claim.publicity_until else values


def _own_page(village: Village, claim: Claim) -> str:
    """Where whoever made the claim corrects it: a household on the phone, the office on its page."""
    view = "points:my_claim" if claim.channel == Channel.ONLINE else "points:claim_edit"
    return address(village, view, pk=claim.pk)


def tell_of_batch(*, batch: Batch, by: User, at: datetime) -> None:
    """The committee hears that something waits for it."""
    path = reverse("admin:points_claim_changelist")
    draft = Draft(
        NoticeKind.CLAIMS_TO_REVIEW,
        queries.with_role(batch.village, Role.COMMITTEE),
        path,
        {"count": batch.claim_count},
    )
    send(village=batch.village, drafts=[draft], at=at, but=by)


def tell_of_cards(
    *, village: Village, cards: Sequence[HouseholdCard], kind: NoticeKind, by: User, at: datetime
) -> None:
    """Whoever opened a card that has ended reads so with the next card, or with another account of the household."""
    homes = queries.of_households(village, {card.household_id for card in cards if card.used_at})
    users = [user for found in homes.values() for user in found]
    send(village=village, drafts=[Draft(kind, users, address(village, "points:my"))], at=at, but=by)


def _village(claim: Claim) -> Village:
    return claim.village if Claim.village.is_cached(claim) else Village.objects.get(pk=claim.village_id)


# ------------------------------------------------------------------------------------------------------------- reading


@transaction.atomic
def read(*, notice: Notice, by: User, at: datetime) -> Notice:
    """The person opened it. Somebody else's is not there."""
    found = Notice.objects.select_for_update().filter(village=notice.village_id, pk=notice.pk, user=by).first()
    if found is None:
        raise Gone(_("This notice is no longer there."), code="notice_gone")
    if found.read_at is None:
        found.read_at = at
        found.save(update_fields=["read_at"])
    return found


@transaction.atomic
def read_all(*, village: Village, by: User, at: datetime) -> int:
    """Everything in the person's inbox of the village counts as read. One statement."""
    return Notice.objects.filter(village=village, user=by, read_at__isnull=True).update(read_at=at)


@transaction.atomic
def drop_old(*, village: Village, at: datetime) -> int:
    """Throw away what was kept long enough; returns how many. One statement."""
    return Notice.objects.filter(village=village, at__lt=at - KEPT).delete()[0]
