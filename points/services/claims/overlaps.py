"""One deed counts once, at the higher 就高不重复.

Items of one ``exclusive_group`` exclude each other for a household and a day. Whichever brings more in the whole claim
stands. A lower claim that nobody has decided on makes way for a higher one where whoever types it in says so: it is
deleted (a draft) or withdrawn, in the transaction that writes the new one, so that there is never a moment with both
or with none. A higher or a decided one stays, and the new claim is refused in words.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils.translation import gettext as _

from points.enums import ClaimState
from points.models import Claim, ClaimPhoto, Deed, Item, User, Village
from points.queries.claims import REPLACEABLE_STATES, live_claims, replaceable
from points.services import audit
from points.services.claims import words
from points.services.claims.candidates import Candidate
from points.services.claims.inputs import ClaimInput
from points.services.claims.state import change_state, outline
from villagegov.kernel.errors import DomainError


@dataclass(frozen=True)
class Standing:
    """A claim that stands for a household and a day on an item that counts only once together with others."""

    id: uuid.UUID
    item: Item
    points: int
    #: Nobody has decided on it.
    open: bool = False
    #: Among those that are typed in together with the candidate.
    new: bool = False


class Overlaps:
    """The claims around some candidates that exclude them, read in one query; grows with every candidate taken in."""

    def __init__(
        self,
        village: Village,
        candidates: Sequence[Candidate],
        items: Mapping[uuid.UUID, Item],
        *,
        household_ids: Collection[uuid.UUID],
        passed_over: Collection[uuid.UUID],
        replaceable: Collection[uuid.UUID] | None,
    ) -> None:
        self.village, self.candidates, self.items = village, candidates, items
        self.household_ids, self.passed_over, self.replaceable = household_ids, passed_over, replaceable
        #: Claims that make way for the candidates taken in so far, each with its successor.
        self.replaced: dict[uuid.UUID, uuid.UUID] = {}

    def problems(self, candidate: Candidate, item: Item) -> Iterator[DomainError]:
        """At most one."""
        for other in self._beside(candidate, item):
            if abs(other.points) >= abs(candidate.total(item)):
                yield words.counts_once(other.item, other.points)
                return
            if other.new:
                yield words.lower_beside(other.item, other.points)
                return
            if not other.open:
                yield words.lower_decided(other.item, other.points)
                return
            if not candidate.replaces:
                yield words.counts_higher(item, other.item, other.points)
                return
            if not self._may_go(other):
                yield words.lower_is_anothers(other.item, other.points)
                return

    def making_way(self, candidate: Candidate, item: Item) -> set[uuid.UUID]:
        """Claims that go if the candidate is taken in."""
        if not candidate.replaces:
            return set()
        total = abs(candidate.total(item))
        return {
            other.id
            for other in self._beside(candidate, item)
            if other.open and abs(other.points) < total and self._may_go(other)
        }

    def take(self, candidate: Candidate, item: Item) -> None:
        """Count a candidate that stands; what is lower makes way for it."""
        if not item.exclusive_group:
            return
        self.replaced |= dict.fromkeys(self.making_way(candidate, item), candidate.id)
        standing = Standing(candidate.id, item, candidate.total(item), new=True)
        self.standing.setdefault((candidate.household_id, candidate.day), []).append(standing)

    def _beside(self, candidate: Candidate, item: Item) -> list[Standing]:
        if not item.exclusive_group:
            return []
        return [
            other
            for other in self.standing.get((candidate.household_id, candidate.day), ())
            if other.item.exclusive_group == item.exclusive_group
            and other.item.pk != item.pk
            and other.id not in self.replaced
        ]

    def _may_go(self, other: Standing) -> bool:
        return self.replaceable is None or other.id in self.replaceable

    @cached_property
    def standing(self) -> dict[tuple[uuid.UUID, date], list[Standing]]:
        """By household and day."""
        found: dict[tuple[uuid.UUID, date], list[Standing]] = {}
        groups = {item.exclusive_group for item in self.items.values()} - {""}
        if not groups:
            return found
        rows = (
            live_claims(self.village)
            .filter(household__in=self.household_ids, day__in={candidate.day for candidate in self.candidates})
            .filter(item__exclusive_group__in=groups)
            .exclude(id__in=self.passed_over)
        )
        for claim in rows.select_related("item").order_by("id"):
            standing = Standing(claim.pk, claim.item, claim.points, open=claim.state in REPLACEABLE_STATES)
            found.setdefault((claim.household_id, claim.day), []).append(standing)
        return found


# ------------------------------------------------------------------------------------------------------ making way


def lock_replaceable(
    village: Village, inputs: Sequence[ClaimInput], by: User, beside: Claim | None = None
) -> set[uuid.UUID]:
    """Lock the claims that may have to make way for the inputs, by id; before their households, as the house's order
    has it, and together with the claim that is being corrected (``beside``). What is typed in between the look and the
    households' locks is not among them and is refused in words.
    """
    wanted = [data for data in inputs if data.replaces]
    if not wanted:
        return set()
    items = Item.objects.filter(village=village, id__in={data.item_id for data in wanted}).exclude(exclusive_group="")
    rows = replaceable(by, village, {data.household_id for data in wanted}, list(items), {data.day for data in wanted})
    found = set(rows.values_list("id", flat=True))
    wanted_rows = Claim.objects.filter(village=village, id__in=found | ({beside.pk} if beside else set()))
    locked = set(wanted_rows.select_for_update().order_by("id").values_list("id", flat=True))
    return (found & locked) - ({beside.pk} if beside else set())


def make_way(village: Village, replaced: Mapping[uuid.UUID, uuid.UUID], by: User, at: datetime) -> set[uuid.UUID]:
    """Delete drafts, withdraw what has been sent up. The caller holds the rows' locks.

    Returns the photos they stood on: whoever writes the successors drops what is unused after that.
    """
    if not replaced:
        return set()
    # Read anew under the locks: who waited for them sees what became of the rows meanwhile.
    claims = list(Claim.objects.filter(village=village, id__in=replaced).select_related("village").order_by("id"))
    before = {claim.pk: outline(claim) for claim in claims}
    drafts = [claim for claim in claims if claim.state == ClaimState.DRAFT]
    photos = remove_drafts(village, drafts)
    sent = [claim for claim in claims if claim.state != ClaimState.DRAFT]
    note = _("One deed counts once: a higher item was claimed for it.")
    change_state(claims=sent, to=ClaimState.WITHDRAWN, at=at, decision_note=note)
    audit.record_many(
        [
            audit.row(
                by=by,
                at=at,
                action="claim.replaced",
                subject=claim,
                before=before[claim.pk],
                after={"by_claim": str(replaced[claim.pk])},
            )
            for claim in claims
        ]
    )
    return photos


def remove_drafts(village: Village, drafts: Sequence[Claim]) -> set[uuid.UUID]:
    """Delete locked drafts, their links to photos, and shared deeds whose last claim they were; returns the photos."""
    if not drafts:
        return set()
    ids = [claim.pk for claim in drafts]
    deed_ids = {claim.deed_id for claim in drafts if claim.deed_id}
    # Locked before their claims go: two who delete the last two claims of a deed must see each other.
    deeds = list(Deed.objects.select_for_update().filter(village=village, id__in=deed_ids).order_by("id"))
    links = ClaimPhoto.objects.filter(village=village, claim__in=ids)
    photos = set(links.values_list("photo_id", flat=True))
    links.delete()
    Claim.objects.filter(village=village, id__in=ids).delete()
    still = set(
        Claim.objects.filter(village=village, deed__in=deeds).order_by().values_list("deed_id", flat=True).distinct()
    )
    Deed.objects.filter(village=village, id__in=[deed.pk for deed in deeds if deed.pk not in still]).delete()
    return photos
