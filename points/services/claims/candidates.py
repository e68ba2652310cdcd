"""A claim as it would stand: what is checked, made from what was typed in or from a row."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from points.models import Claim, Deed, Item
from points.services.claims.inputs import ClaimInput

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
    #: Chosen within the item's range; None: not chosen, or fixed by the rules.
    unit_points: int | None = None
    #: Lower claims for the same deed make way for this one.
    replaces: bool = False
    slip_number: str = ""
    #: Ids of its photos, and whether paper stands for it elsewhere (the slip of a shared deed).
    photos: tuple[uuid.UUID, ...] = ()
    on_deed_slip: bool = False
    deed_id: uuid.UUID | None = None
    texts: dict[str, str] = field(default_factory=dict)
    vouched_by: uuid.UUID | None = None

    def total(self, item: Item) -> int:
        """Points of the whole claim, as far as they can be told."""
        return item.worth(self.unit_points) * (self.quantity if isinstance(self.quantity, int) else 1)


def candidate_of_input(data: ClaimInput, *, deed: Deed | None = None, id: uuid.UUID | None = None) -> Candidate:
    """``id``: the claim it is a correction of, where that is not the input's own."""
    return Candidate(
        id=id or data.id,
        household_id=data.household_id,
        item_id=data.item_id,
        day=data.day,
        quantity=data.quantity,
        unit_points=data.unit_points,
        replaces=data.replaces,
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
        unit_points=claim.unit_points,
        slip_number=claim.slip_number,
        photos=tuple(photos),
        on_deed_slip=bool(claim.deed and claim.deed.slip_number),
        deed_id=claim.deed_id,
    )
