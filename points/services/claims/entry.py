"""Typing claims in."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from points.enums import Channel, Role
from points.models import AuditRow, Claim, ClaimPhoto, Deed, Household, Item, User, Village
from points.queries import access, households
from points.services import audit, photos
from points.services.claims import words
from points.services.claims.candidates import Candidate, candidate_of_input
from points.services.claims.checks import Checks, check_deed_slip
from points.services.claims.inputs import ClaimInput, DeedInput
from points.services.claims.overlaps import lock_replaceable, make_way
from points.services.claims.state import outline
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems

TYPISTS = (Role.OFFICER, Role.ADMINISTRATOR)


def enter_claim(*, village: Village, data: ClaimInput, by: User, at: datetime) -> Claim:
    """One claim as a draft. The same id again gives the first claim, whatever else was sent with it.

    ``by`` is an officer or the administrator, or a villager for the own household (``Channel.ONLINE``). Raises
    :class:`DomainError` or :class:`Problems`, each naming its field, and :class:`NotAllowed`.
    """
    return enter_claims(village=village, inputs=[data], by=by, at=at)[0]


def enter_claims(*, village: Village, inputs: Sequence[ClaimInput], by: User, at: datetime) -> list[Claim]:
    """Many claims at once, all or none, in the order given. Refusals carry the claim's id as ``subject``.

    The number of queries does not depend on how many there are. Earlier ones count against the caps of later ones.
    """
    inputs = [data.tidy() for data in inputs]
    try:
        return _enter(village, inputs, by, at)
    except IntegrityError:
        # The very same form in the same moment (or an id out of another village): the first one stands.
        found = _entered(village, inputs, by)
        if len(found) == len({data.id for data in inputs}):
            return [found[data.id] for data in inputs]
        raise _form_used() from None


@transaction.atomic
def _enter(village: Village, inputs: Sequence[ClaimInput], by: User, at: datetime) -> list[Claim]:
    replaceable = lock_replaceable(village, inputs, by)
    locked = households.lock(village, {data.household_id for data in inputs})
    _require_typist(village, inputs, by)
    known = _entered(village, inputs, by)
    new = {data.id: data for data in inputs if data.id not in known}
    if any(data.slip_number for data in new.values()):
        lock_numbers(village)
    candidates = [candidate_of_input(data) for data in new.values()]
    checks = Checks(village, candidates, locked, clock.local_day(at), replaceable)
    check_all(checks)
    made = [_claim(village, data, checks.items[data.item_id], by, at) for data in new.values()]
    _insert(village, made, list(new.values()), checks, by, at)
    audit.record_many([_audit_row(claim, by, at) for claim in made])
    known |= {claim.pk: claim for claim in made}
    return [known[data.id] for data in inputs]


def enter_deed(*, village: Village, data: DeedInput, by: User, at: datetime) -> Deed:
    """One deed of many households: a draft for each. The same id again gives the first deed.

    Raises :class:`Problems` with the household's name before each sentence, so that one knows which tick to take away.
    """
    data = data.tidy()
    try:
        return _enter_deed(village, data, by, at)
    except IntegrityError:
        deed = Deed.objects.filter(village=village, id=data.id, typed_by=by).first()
        if deed is None:
            raise _form_used() from None
        return deed


@transaction.atomic
def _enter_deed(village: Village, data: DeedInput, by: User, at: datetime) -> Deed:
    access.require(by, village, *TYPISTS)
    inputs = _for_each(data)
    replaceable = lock_replaceable(village, inputs, by)
    locked = households.lock(village, data.household_ids)
    known = Deed.objects.filter(village=village, id=data.id).first()
    if known:
        if known.typed_by_id != by.pk:
            raise _form_used()
        return known
    if not data.household_ids:
        raise DomainError(_("Tick at least one household."), field="households", code="no_household")
    deed = Deed(
        id=data.id,
        village=village,
        item_id=data.item_id,
        day=data.day,
        note=data.note,
        slip_number=data.slip_number,
        typed_by=by,
        created_at=at,
    )
    if data.slip_number:
        lock_numbers(village)
    candidates = [candidate_of_input(each, deed=deed) for each in inputs]
    checks = Checks(village, candidates, locked, clock.local_day(at), replaceable)
    _check_deed(checks, village, data.slip_number)
    deed.save(force_insert=True)
    made = [_claim(village, each, checks.items[each.item_id], by, at, deed=deed) for each in inputs]
    _insert(village, made, inputs, checks, by, at)
    audit.record(by=by, at=at, action="deed.entered", subject=deed, after={"claims": len(made)})
    audit.record_many([_audit_row(claim, by, at) for claim in made])
    return deed


def _for_each(data: DeedInput) -> list[ClaimInput]:
    """A claim for each household. The slip stays with the deed."""
    return [
        ClaimInput(
            household_id=household_id,
            item_id=data.item_id,
            day=data.day,
            quantity=data.quantity,
            unit_points=data.unit_points,
            replaces=data.replaces,
            note=data.note,
            channel=data.channel,
            vouched_name=data.vouched_name,
            vouched_by=data.vouched_by,
            photos=data.photos,
        )
        for household_id in data.household_ids
    ]


# ------------------------------------------------------------------------------------------------------- the parts


def check_all(checks: Checks) -> None:
    """Raise every refusal of every candidate; each that stands counts for the next."""
    errors: list[DomainError] = []
    for candidate in checks.candidates:
        found = checks.problems(candidate)
        errors += found
        if not found:
            checks.take(candidate)
    Problems.raise_if(errors)


def _check_deed(checks: Checks, village: Village, slip: str) -> None:
    """Like :func:`check_all`; what is wrong for every household is said once, the rest with the household's name."""
    errors: list[DomainError] = []
    try:
        check_deed_slip(village, slip, checks.today)
    except DomainError as slip_error:
        errors.append(slip_error)
    found: list[tuple[Candidate, DomainError]] = []
    for candidate in checks.candidates:
        own = checks.problems(candidate)
        found += [(candidate, problem) for problem in own]
        if not own:
            checks.take(candidate)
    how_many = Counter(str(problem.message) for _candidate, problem in found)
    said: set[str] = set()
    for candidate, problem in found:
        sentence = str(problem.message)
        household = checks.households.get(candidate.household_id)
        if household is not None and how_many[sentence] < len(checks.candidates):
            errors.append(_of_household(household, problem))
        elif sentence not in said:
            said.add(sentence)
            errors.append(problem)
    Problems.raise_if(errors)


def _of_household(household: Household, problem: DomainError) -> DomainError:
    sentence = _("%(household)s: %(problem)s") % {
        "household": f"{household.number} {household.head_name}",
        "problem": problem.message,
    }
    return DomainError(sentence, field="households", code=problem.code, subject=household.pk)


def lock_numbers(village: Village) -> None:
    """Slip numbers, which two tables share, and batch numbers."""
    lock_village(village)


def _require_typist(village: Village, inputs: Iterable[ClaimInput], by: User) -> None:
    if access.has_role(by, village, *TYPISTS):
        return
    access.require(by, village, *TYPISTS, Role.VILLAGER)
    own = access.own_households(by, village)
    if any(data.household_id not in own or data.channel != Channel.ONLINE for data in inputs):
        raise NotAllowed(words.own_household_only(), field="household", code="not_own_household")
    wanted = {data.item_id for data in inputs}
    if Item.objects.filter(village=village, id__in=wanted, villagers_may_claim=False).exists():
        raise NotAllowed(words.office_enters(), field="item", code="role")


def _entered(village: Village, inputs: Iterable[ClaimInput], by: User) -> dict[uuid.UUID, Claim]:
    """Claims that stand already under these ids; an id of somebody else's is refused."""
    found = {claim.pk: claim for claim in Claim.objects.filter(village=village, id__in=[data.id for data in inputs])}
    if any(claim.typed_by_id != by.pk for claim in found.values()):
        raise _form_used()
    return found


def _form_used() -> DomainError:
    return DomainError(
        _("This form has been used already. Open a new one and enter the claim there."), code="claim_id_taken"
    )


def copied(item: Item, data: ClaimInput) -> dict[str, object]:
    """What a claim keeps of its item: words and points stay as claimed, whatever becomes of the rules."""
    worth = item.worth(data.unit_points)
    return {
        "item_id": item.pk,
        "item_code": item.code,
        "item_name": item.name,
        "item_wording": item.wording,
        "unit_points": worth,
        "quantity": data.quantity,
        "points": worth * data.quantity,
    }


def _claim(
    village: Village, data: ClaimInput, item: Item, by: User, at: datetime, *, deed: Deed | None = None
) -> Claim:
    return Claim(
        id=data.id,
        village=village,
        household_id=data.household_id,
        day=data.day,
        note=data.note,
        channel=data.channel,
        slip_number=data.slip_number,
        deed=deed,
        typed_by=by,
        claimed_by=by if data.channel == Channel.ONLINE and not access.has_role(by, village, *TYPISTS) else None,
        vouched_name=data.vouched_name,
        vouched_by_id=data.vouched_by,
        created_at=at,
        **copied(item, data),
    )


def _insert(
    village: Village, claims: Sequence[Claim], inputs: Sequence[ClaimInput], checks: Checks, by: User, at: datetime
) -> None:
    """Write the claims; what they take the place of goes first, as its slip number may be theirs."""
    left = make_way(village, checks.overlaps.replaced, by, at)
    Claim.objects.bulk_create(claims, batch_size=1000)
    link_photos(village, {claim.pk: data.photos for claim, data in zip(claims, inputs, strict=True)})
    photos.drop_unused(village=village, photo_ids=left)


def link_photos(village: Village, shown: dict[uuid.UUID, tuple[uuid.UUID, ...]]) -> None:
    links = [
        ClaimPhoto(village=village, claim_id=claim_id, photo_id=photo_id)
        for claim_id, photo_ids in shown.items()
        for photo_id in dict.fromkeys(photo_ids)
    ]
    ClaimPhoto.objects.bulk_create(links, batch_size=1000)


def _audit_row(claim: Claim, by: User, at: datetime) -> AuditRow:
    return audit.row(by=by, at=at, action="claim.entered", subject=claim, after=outline(claim))
