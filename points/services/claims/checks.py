"""Everything a claim can break, each with the sentence that says why and what to do.

Used when claims are typed in, changed, sent up and approved. The number of queries does not depend on how many claims
are checked. The caller holds the households' row locks, so what is counted here stays true until the commit.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from points.enums import HouseholdState
from points.models import Claim, ClaimPhoto, Deed, Household, Item, Membership, Photo, Scheme, Village
from points.queries import caps
from points.queries.claims import live_claims
from points.services.claims import words
from points.services.claims.inputs import ClaimInput
from villagegov.kernel.errors import DomainError

#: More than this in one claim is a slip of the keyboard.
MOST_UNITS = 999
#: Lengths of the columns.
LONGEST = {"note": 300, "slip_number": 30, "vouched_name": 40}


@dataclass(frozen=True)
class Candidate:
    """A claim as it would stand."""

    id: uuid.UUID
    household_id: uuid.UUID
    item_id: uuid.UUID
    day: date
    quantity: int
    slip_number: str = ""
    #: Ids of its photos, and whether paper stands for it elsewhere (the slip of a shared deed).
    photos: tuple[uuid.UUID, ...] = ()
    on_deed_slip: bool = False
    deed_id: uuid.UUID | None = None
    texts: dict[str, str] = field(default_factory=dict)
    vouched_by: uuid.UUID | None = None


def candidate_of_input(data: ClaimInput, *, deed: Deed | None = None, id: uuid.UUID | None = None) -> Candidate:
    """``id``: the claim it is a correction of, where that is not the input's own."""
    return Candidate(
        id=id or data.id,
        household_id=data.household_id,
        item_id=data.item_id,
        day=data.day,
        quantity=data.quantity,
        slip_number=data.slip_number,
        photos=data.photos,
        on_deed_slip=bool(deed and deed.slip_number),
        deed_id=deed.pk if deed else None,
        texts={name: getattr(data, name) for name in LONGEST},
        vouched_by=data.vouched_by,
    )


def candidate_of_claim(claim: Claim, photos: Iterable[uuid.UUID]) -> Candidate:
    """``claim.deed`` should be loaded."""
    return Candidate(
        id=claim.pk,
        household_id=claim.household_id,
        item_id=claim.item_id,
        day=claim.day,
        quantity=claim.quantity,
        slip_number=claim.slip_number,
        photos=tuple(photos),
        on_deed_slip=bool(claim.deed and claim.deed.slip_number),
        deed_id=claim.deed_id,
    )


class Checks:
    """The state of the village around some candidates, read once; grows with every candidate that is taken in."""

    def __init__(
        self, village: Village, candidates: Sequence[Candidate], households: dict[uuid.UUID, Household], today: date
    ) -> None:
        self.village, self.candidates, self.households, self.today = village, candidates, households, today
        self.own_ids = [candidate.id for candidate in candidates]

    def problems(self, candidate: Candidate) -> list[DomainError]:
        """Every refusal of one candidate; empty if it can stand."""
        found = list(self._all(candidate))
        for error in found:
            error.subject = candidate.id
        return found

    def take(self, candidate: Candidate) -> None:
        """Count a candidate that stands, for those that follow."""
        item = self.items[candidate.item_id]
        self.usage.take(candidate.household_id, item.code, candidate.day, candidate.quantity)
        if item.exclusive_group:
            self.exclusive.setdefault((candidate.household_id, candidate.day), []).append(item)
        if candidate.slip_number:
            self.slips.add(candidate.slip_number)
        for photo in candidate.photos:
            if photo in self.photos:
                self.shown.add((candidate.household_id, self.photos[photo].sha256))

    def _all(self, candidate: Candidate) -> Iterator[DomainError]:
        item = self.items.get(candidate.item_id)
        yield from words.too_long(candidate.texts, LONGEST)
        day_errors = list(self._day(candidate))
        yield from self._household(candidate, day_stands=not day_errors)
        yield from day_errors
        if item is None:
            yield words.no_such_item()
            return
        if not day_errors:
            yield from self._item(candidate, item)
        yield from self._quantity(candidate, item, day_stands=not day_errors)
        yield from self._evidence(candidate, item)
        if candidate.vouched_by and candidate.vouched_by not in self.known_vouchers:
            yield words.unknown_voucher()

    # ---------------------------------------------------------------------------------------------- one by one

    def _household(self, candidate: Candidate, *, day_stands: bool) -> Iterator[DomainError]:
        household = self.households.get(candidate.household_id)
        if household is None:
            yield words.no_such_household()
        elif household.state == HouseholdState.CLOSED:
            yield words.closed(household)
        elif not household.resident:
            yield words.not_resident(household)
        elif household.state == HouseholdState.AWAY:
            yield words.away(household)
        elif not day_stands:
            return
        elif candidate.day < household.joined_on:
            yield words.not_yet_joined(household)
        elif household.left_on and candidate.day >= household.left_on:
            yield words.has_left(household)

    def _day(self, candidate: Candidate) -> Iterator[DomainError]:
        if candidate.day > self.today:
            yield words.future()
        elif not self.schemes:
            yield words.no_rules()
        elif candidate.day < (first := self.schemes[0].effective_from):  # type: ignore[operator]
            yield words.before_rules(first)  # type: ignore[arg-type]

    def _item(self, candidate: Candidate, item: Item) -> Iterator[DomainError]:
        if item.board_only:
            yield words.board_only(item)
            return
        scheme = [row for row in self.schemes if row.effective_from <= candidate.day][-1]  # type: ignore[operator]
        if item.scheme_id != scheme.pk:
            yield words.other_rules(item, candidate.day)
            return
        for other in self.exclusive.get((candidate.household_id, candidate.day), ()):
            if other.exclusive_group == item.exclusive_group and other.code != item.code:
                yield words.counts_once(item, other)
                return

    def _quantity(self, candidate: Candidate, item: Item, *, day_stands: bool) -> Iterator[DomainError]:
        if not isinstance(candidate.quantity, int) or isinstance(candidate.quantity, bool):
            yield words.no_number()
        elif candidate.quantity < 1:
            yield words.too_few()
        elif candidate.quantity > MOST_UNITS:
            yield words.too_many(candidate.quantity, MOST_UNITS)
        elif day_stands:
            room = self.usage.room(candidate.household_id, item, candidate.day)
            if not room.fits(candidate.quantity):
                yield words.over_cap(item, room, self.today)

    def _evidence(self, candidate: Candidate, item: Item) -> Iterator[DomainError]:
        slip = candidate.slip_number
        if slip and slip in self.slips:
            yield words.slip_used(slip)
        for photo in candidate.photos:
            if photo not in self.photos:
                yield words.photo_gone()
            elif (candidate.household_id, self.photos[photo].sha256) in self.shown:
                yield words.same_photo()
        if item.evidence_required and not (candidate.photos or slip or candidate.on_deed_slip):
            yield words.evidence_needed(item)

    # ------------------------------------------------------------------------- what is read, each in one query

    @cached_property
    def items(self) -> dict[uuid.UUID, Item]:
        wanted = {candidate.item_id for candidate in self.candidates}
        return {item.pk: item for item in Item.objects.filter(village=self.village, id__in=wanted)}

    @cached_property
    def schemes(self) -> list[Scheme]:
        """Versions that took effect, in order."""
        in_force = Scheme.objects.filter(village=self.village, effective_from__isnull=False)
        return list(in_force.order_by("effective_from"))

    @cached_property
    def usage(self) -> caps.Usage:
        return caps.usage(
            self.village,
            list(self.households),
            {item.code for item in self.items.values()},
            # A day that is refused anyway may lie at the end of the calendar.
            {candidate.day for candidate in self.candidates if candidate.day <= self.today},
            exclude_claims=self.own_ids,
        )

    @cached_property
    def exclusive(self) -> dict[tuple[uuid.UUID, date], list[Item]]:
        """Live claims on items that count only once together with others, by household and day."""
        found: dict[tuple[uuid.UUID, date], list[Item]] = {}
        if not any(item.exclusive_group for item in self.items.values()):
            return found
        rows = (
            live_claims(self.village)
            .filter(household__in=list(self.households), day__in={candidate.day for candidate in self.candidates})
            .exclude(item__exclusive_group="")
            .exclude(id__in=self.own_ids)
        )
        for claim in rows.select_related("item").order_by("id"):
            found.setdefault((claim.household_id, claim.day), []).append(claim.item)
        return found

    @cached_property
    def slips(self) -> set[str]:
        """Which of the candidates' slip numbers stand already, on claims or on shared deeds."""
        wanted = {candidate.slip_number for candidate in self.candidates} - {""}
        if not wanted:
            return set()
        claims = live_claims(self.village).filter(slip_number__in=wanted).exclude(id__in=self.own_ids)
        deeds = Deed.objects.filter(village=self.village, slip_number__in=wanted)
        return set(claims.values_list("slip_number", flat=True)) | set(deeds.values_list("slip_number", flat=True))

    @cached_property
    def photos(self) -> dict[uuid.UUID, Photo]:
        wanted = {photo for candidate in self.candidates for photo in candidate.photos}
        if not wanted:
            return {}
        return {photo.pk: photo for photo in Photo.objects.filter(village=self.village, id__in=wanted)}

    @cached_property
    def shown(self) -> set[tuple[uuid.UUID, str]]:
        """Photos (by their uploaded bytes) that stand for another live claim of the household."""
        digests = {photo.sha256 for photo in self.photos.values()}
        if not digests:
            return set()
        rows = ClaimPhoto.objects.filter(
            village=self.village,
            photo__sha256__in=digests,
            claim__in=live_claims(self.village)
            .filter(household__in=list(self.households))
            .exclude(id__in=self.own_ids)
            .values("id"),
        )
        return set(rows.values_list("claim__household_id", "photo__sha256"))

    @cached_property
    def known_vouchers(self) -> set[uuid.UUID]:
        wanted = {candidate.vouched_by for candidate in self.candidates} - {None}
        rows = Membership.objects.filter(village=self.village, user__in=wanted, active=True)
        return set(rows.values_list("user_id", flat=True))


def check_deed_slip(village: Village, slip: str) -> None:
    """Raise if the slip of a shared deed stands already on a claim or on another deed."""
    if not slip:
        return
    on_claim = live_claims(village).filter(slip_number=slip).exists()
    if on_claim or Deed.objects.filter(village=village, slip_number=slip).exists():
        raise words.slip_used(slip)
