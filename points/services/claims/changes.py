"""Changing claims that are not decided yet: correct, delete, withdraw."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from points.enums import ClaimState
from points.models import Claim, ClaimPhoto, User
from points.queries import households
from points.queries.claims import OPEN_STATES, may_change
from points.services import audit, photos
from points.services.claims import words
from points.services.claims.candidates import candidate_of_input
from points.services.claims.checks import Checks
from points.services.claims.entry import check_all, copied, link_photos, lock_numbers
from points.services.claims.inputs import ClaimInput
from points.services.claims.overlaps import lock_replaceable, make_way, remove_drafts
from points.services.claims.state import change_state, outline
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


@transaction.atomic
def edit_claim(*, claim: Claim, data: ClaimInput, by: User, at: datetime) -> Claim:
    """Correct a draft or a returned claim; it keeps its id, its typist and its channel.

    A claim of a shared deed keeps household, item and day. Raises what :func:`enter_claim` raises, and
    :class:`TransitionError` where it has been sent up in the meantime.
    """
    data = data.tidy()
    replaceable = lock_replaceable(claim.village, [data], by, beside=claim)
    locked = lock_claim(claim, by)
    if locked.state not in OPEN_STATES:
        raise TransitionError(
            _("This claim is now “%(state)s” and can no longer be changed.")
            % {"state": ClaimState(locked.state).label},
            code="claim_not_open",
        )
    if locked.deed_id and (data.household_id, data.day) != (locked.household_id, locked.day):
        raise _shared("household" if data.household_id != locked.household_id else "day")
    if locked.deed_id and data.item_id != locked.item_id:
        raise _shared("item")
    found = households.lock(locked.village, {data.household_id})
    if data.slip_number:
        lock_numbers(locked.village)
    candidate = candidate_of_input(data, deed=locked.deed, id=locked.pk)
    checks = Checks(locked.village, [candidate], found, clock.local_day(at), replaceable)
    check_all(checks)
    before = outline(locked)
    left = make_way(locked.village, checks.overlaps.replaced, by, at)
    _write(locked, data, copied(checks.items[data.item_id], data))
    _swap_photos(locked, data, left)
    audit.record(by=by, at=at, action="claim.changed", subject=locked, before=before, after=outline(locked))
    return locked


def _write(claim: Claim, data: ClaimInput, of_item: dict[str, object]) -> None:
    values = {
        "household_id": data.household_id,
        "day": data.day,
        "note": data.note,
        "slip_number": data.slip_number,
        "vouched_name": data.vouched_name,
        "vouched_by_id": data.vouched_by,
        **of_item,
    }
    for name, value in values.items():
        setattr(claim, name, value)
    claim.save(update_fields=list(values))


def _swap_photos(claim: Claim, data: ClaimInput, left: set[uuid.UUID]) -> None:
    """``left``: photos of claims that made way, deleted where this claim does not take them over."""
    links = {link.photo_id: link for link in ClaimPhoto.objects.filter(village=claim.village_id, claim=claim)}
    removed = set(links) - set(data.photos)
    ClaimPhoto.objects.filter(village=claim.village_id, id__in=[links[photo].pk for photo in removed]).delete()
    link_photos(claim.village, {claim.pk: tuple(photo for photo in data.photos if photo not in links)})
    photos.drop_unused(village=claim.village, photo_ids=removed | left)


def _shared(field: str) -> DomainError:
    return DomainError(
        _(
            "This claim belongs to a deed of many households: household, item and day stay. Delete this line and "
            "enter it anew by itself."
        ),
        field=field,
        code="deed_fixed",
    )


@transaction.atomic
def delete_draft(*, claim: Claim, by: User, at: datetime) -> None:
    """Delete a claim that was never sent up, with photos nobody else needs, and a shared deed with its last claim."""
    drop_draft(claim=lock_claim(claim, by), by=by, at=at)


def drop_draft(*, claim: Claim, by: User, at: datetime) -> None:
    """The same for a row that is locked; who may do it the caller has seen to."""
    if claim.state != ClaimState.DRAFT:
        raise TransitionError(
            _("Only drafts are deleted; this claim is “%(state)s”. What has been sent up is withdrawn instead.")
            % {"state": ClaimState(claim.state).label},
            code="claim_not_draft",
        )
    audit.record(by=by, at=at, action="claim.deleted", subject=claim, before=outline(claim))
    photo_ids = remove_drafts(claim.village, [claim])
    photos.drop_unused(village=claim.village, photo_ids=photo_ids)


@transaction.atomic
def withdraw(*, claim: Claim, by: User, at: datetime) -> None:
    """Take back a claim that waits for review or was returned. Its caps and slip number are free again."""
    locked = lock_claim(claim, by)
    if locked.state not in (ClaimState.SUBMITTED, ClaimState.RETURNED):
        if locked.state == ClaimState.DRAFT:
            sentence = _("This claim has not been sent up yet. Delete it instead.")
        else:
            sentence = _("This claim is “%(state)s”: it has been decided and can no longer be withdrawn.") % {
                "state": ClaimState(locked.state).label
            }
        raise TransitionError(sentence, code="claim_not_withdrawable")
    before = outline(locked)
    change_state(claims=[locked], to=ClaimState.WITHDRAWN, at=at)
    audit.record(by=by, at=at, action="claim.withdrawn", subject=locked, before=before, after=outline(locked))
    claim.state = locked.state


def lock_claim(claim: Claim, by: User) -> Claim:
    """The row, locked, if the person may change it."""
    rows = Claim.objects.select_for_update(of=("self",)).select_related("deed", "village")
    locked = rows.filter(village=claim.village_id, id=claim.pk).first()
    if locked is None:
        raise words.gone()
    if not may_change(by, locked.village, locked):
        raise NotAllowed(words.not_yours(), code="not_yours")
    return locked
