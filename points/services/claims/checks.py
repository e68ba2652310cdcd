"""Everything a claim can break, each with the sentence that says why and what to do.

Used when claims are typed in, changed, sent up and approved. The number of queries does not depend on how many claims
are checked. The caller holds the households' row locks, so what is counted here stays true until the commit.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property

from points.enums import HouseholdState, SlipBooks
from points.models import Deed, Household, Item, Membership, Photo, Scheme, Village
from points.queries import caps, presence
from points.queries.claims import live_claims
from points.services.claims import slip_books, words
from points.services.claims.candidates import LONGEST, Candidate
from points.services.claims.overlaps import Overlaps
from villagegov.kernel.errors import DomainError

#: More than this in one claim is a slip of the keyboard.
MOST_UNITS = 999


class Checks:
    """The state of the village around some candidates, read once; grows with every candidate that is taken in."""

    def __init__(
        self,
        village: Village,
        candidates: Sequence[Candidate],
        households: dict[uuid.UUID, Household],
        today: date,
        replaceable: Collection[uuid.UUID] | None = (),
    ) -> None:
        """``replaceable``: claims whose rows the caller has locked and which may make way for a higher one; None: any
        that is undecided, for a look that writes nothing.
        """
        self.village, self.candidates, self.households, self.today = village, candidates, households, today
        self.own_ids = [candidate.id for candidate in candidates]
        self.replaceable = replaceable

    def problems(self, candidate: Candidate) -> list[DomainError]:
        """Every refusal of one candidate; empty if it can stand."""
        found = list(self._all(candidate))
        for error in found:
            error.subject = candidate.id
        return found

    def take(self, candidate: Candidate) -> None:
        """Count a candidate that stands, for those that follow."""
        item = self.items[candidate.item_id]
        worth = item.worth(candidate.unit_points)
        self.usage.take(candidate.household_id, item, candidate.day, candidate.quantity, worth)
        self.overlaps.take(candidate, item)
        if candidate.slip_number:
            self.slips.setdefault(candidate.slip_number, set()).add(candidate.id)

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
        points_errors = list(self._points(candidate, item))
        yield from points_errors
        yield from self._quantity(candidate, item, fits_rules=not (day_errors or points_errors))
        yield from self._evidence(candidate, item)
        if candidate.vouched_by and candidate.vouched_by not in self.known_vouchers:
            yield words.unknown_voucher()

    # ---------------------------------------------------------------------------------------------- one by one

    def _household(self, candidate: Candidate, *, day_stands: bool) -> Iterator[DomainError]:
        household = self.households.get(candidate.household_id)
        if household is None:
            yield words.no_such_household()
        elif day_stands and candidate.day < household.joined_on:
            yield words.not_yet_joined(household)
        else:
            # On a day that does not stand, as things are today.
            yield from self._presence(household, candidate, candidate.day if day_stands else self.today)

    def _presence(self, household: Household, candidate: Candidate, day: date) -> Iterator[DomainError]:
        """How the household stood on the day of the deed: what has become of it since takes nothing away."""
        life = self.lives[household.pk]
        state, resident = life.on(day)
        if state == HouseholdState.CLOSED:
            yield words.closed(household)
        elif household.left_on and day >= household.left_on:
            yield words.has_left(household)
        elif not resident:
            yield words.not_resident(household)
        elif state == HouseholdState.AWAY:
            yield words.away(household, day)
        elif life.died_out and self._is_deduction(candidate):
            yield words.nobody_to_tell(household)

    def _is_deduction(self, candidate: Candidate) -> bool:
        item = self.items.get(candidate.item_id)
        return bool(item and item.is_deduction)

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
        yield from self.overlaps.problems(candidate, item)

    def _points(self, candidate: Candidate, item: Item) -> Iterator[DomainError]:
        if not item.is_range:
            return
        if candidate.unit_points is None:
            yield words.points_missing(item)
        elif not item.allows(candidate.unit_points):
            yield words.points_outside(item)

    def _quantity(self, candidate: Candidate, item: Item, *, fits_rules: bool) -> Iterator[DomainError]:
        if not isinstance(candidate.quantity, int) or isinstance(candidate.quantity, bool):
            yield words.no_number()
        elif candidate.quantity < 1:
            yield words.too_few()
        elif candidate.quantity > MOST_UNITS:
            yield words.too_many(candidate.quantity, MOST_UNITS)
        elif fits_rules:
            worth = item.worth(candidate.unit_points)
            rooms = self.usage.rooms(candidate.household_id, item, candidate.day)
            broken = [room for room in rooms if not room.fits(candidate.quantity, worth)]
            if broken:
                tightest = min(broken, key=lambda room: room.units(worth) or 0)
                yield words.over_cap(item, tightest, worth, self.today)

    def _evidence(self, candidate: Candidate, item: Item) -> Iterator[DomainError]:
        slip = candidate.slip_number
        # The slip of a claim that makes way is free for the one that takes its place.
        going = self.overlaps.making_way(candidate, item)
        if slip and self.slips.get(slip, set()) - going:
            yield words.slip_used(slip)
        if error := self.outside_books.get(slip):
            yield error
        for photo in candidate.photos:
            if photo not in self.photos:
                yield words.photo_gone()
        if item.evidence_required and not (candidate.photos or slip or candidate.on_deed_slip):
            yield words.evidence_needed(item)

    # ------------------------------------------------------------------------- what is read, each in one query

    @cached_property
    def items(self) -> dict[uuid.UUID, Item]:
        wanted = {candidate.item_id for candidate in self.candidates}
        return {item.pk: item for item in Item.objects.filter(village=self.village, id__in=wanted)}

    @cached_property
    def lives(self) -> dict[uuid.UUID, presence.Life]:
        return presence.lives(self.village, self.households.values())

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
            list(self.items.values()),
            # A day that is refused anyway may lie at the end of the calendar.
            {candidate.day for candidate in self.candidates if candidate.day <= self.today},
            exclude_claims=self.own_ids,
        )

    @cached_property
    def overlaps(self) -> Overlaps:
        return Overlaps(
            self.village,
            self.candidates,
            self.items,
            household_ids=list(self.households),
            passed_over=self.own_ids,
            replaceable=self.replaceable,
        )

    @cached_property
    def slips(self) -> dict[str, set[uuid.UUID]]:
        """The candidates' slip numbers that stand already, with the claim or the shared deed on which they stand."""
        wanted = {candidate.slip_number for candidate in self.candidates} - {""}
        if not wanted:
            return {}
        claims = live_claims(self.village).filter(slip_number__in=wanted).exclude(id__in=self.own_ids)
        deeds = Deed.objects.filter(village=self.village, slip_number__in=wanted)
        rows = [*claims.values_list("slip_number", "id"), *deeds.values_list("slip_number", "id")]
        return {slip: {row for other, row in rows if other == slip} for slip, _row in rows}

    @cached_property
    def outside_books(self) -> dict[str, DomainError]:
        """Slip numbers that the village's slip books refuse; empty where they only remark or are not used."""
        wanted = {each.slip_number: self.households.get(each.household_id) for each in self.candidates}
        wanted.pop("", None)
        if not wanted or slip_books.rule_on(self.village, self.today) != SlipBooks.REFUSE:
            return {}
        return slip_books.remarks(self.village, wanted, own_ids=self.own_ids)

    @cached_property
    def photos(self) -> dict[uuid.UUID, Photo]:
        wanted = {photo for candidate in self.candidates for photo in candidate.photos}
        if not wanted:
            return {}
        return {photo.pk: photo for photo in Photo.objects.filter(village=self.village, id__in=wanted)}

    @cached_property
    def known_vouchers(self) -> set[uuid.UUID]:
        wanted = {candidate.vouched_by for candidate in self.candidates} - {None}
        rows = Membership.objects.filter(village=self.village, user__in=wanted, active=True)
        return set(rows.values_list("user_id", flat=True))


def check_deed_slip(village: Village, slip: str, today: date) -> None:
    """Raise if the slip of a shared deed stands already on a claim or on another deed, or is in no slip book."""
    if not slip:
        return
    on_claim = live_claims(village).filter(slip_number=slip).exists()
    if on_claim or Deed.objects.filter(village=village, slip_number=slip).exists():
        raise words.slip_used(slip)
    if slip_books.rule_on(village, today) == SlipBooks.REFUSE and (found := slip_books.remarks(village, {slip: None})):
        raise found[slip]
