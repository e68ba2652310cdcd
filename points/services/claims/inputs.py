"""What is typed in: plain frozen records, so that a form, the sample and a test hand over the same thing."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, replace
from datetime import date
from unicodedata import normalize

from points.enums import Channel
from villagegov.db.keys import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimInput:
    """One claim. ``id`` is made with the form: the same id again is the same claim.

    ``unit_points`` are those chosen within the item's range, signed; where the rules fix them they are not looked at.
    ``replaces``: where the household has claimed a lower item for the same deed, that claim makes way for this one.
    ``photos`` are ids of photos kept before (:func:`points.services.photos.keep`). ``vouched_by`` is the user id of the
    person named in ``vouched_name``, where that person has a log-in.
    """

    household_id: uuid.UUID
    item_id: uuid.UUID
    day: date
    quantity: int = 1
    unit_points: int | None = None
    replaces: bool = False
    note: str = ""
    slip_number: str = ""
    channel: Channel = Channel.PAPER
    vouched_name: str = ""
    vouched_by: uuid.UUID | None = None
    photos: tuple[uuid.UUID, ...] = ()
    id: uuid.UUID = field(default_factory=new_id)

    def tidy(self) -> ClaimInput:
        return replace(
            self,
            note=self.note.strip(),
            slip_number=tidy_slip(self.slip_number),
            vouched_name=self.vouched_name.strip(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedInput:
    """One deed of many households. The slip is the deed's; the rest is each household's."""

    item_id: uuid.UUID
    day: date
    household_ids: tuple[uuid.UUID, ...]
    quantity: int = 1
    unit_points: int | None = None
    replaces: bool = False
    note: str = ""
    slip_number: str = ""
    channel: Channel = Channel.PAPER
    vouched_name: str = ""
    vouched_by: uuid.UUID | None = None
    photos: tuple[uuid.UUID, ...] = ()
    id: uuid.UUID = field(default_factory=new_id)

    def tidy(self) -> DeedInput:
        return replace(
            self,
            household_ids=tuple(dict.fromkeys(self.household_ids)),
            note=self.note.strip(),
            slip_number=tidy_slip(self.slip_number),
            vouched_name=self.vouched_name.strip(),
        )


def tidy_slip(text: str) -> str:
    """``ｗｊｇ－０４１２`` and ``WJG - 0412`` are one slip."""
    return "".join(normalize("NFKC", text).upper().split()).replace("—", "-").replace("–", "-")


def next_slip(text: str) -> str:
    """The slip after this one: ``WJG-0412`` -> ``WJG-0413``; empty where it does not end in a number."""
    found = re.fullmatch(r"(.*?)([0-9]+)", tidy_slip(text))
    if not found:
        return ""
    head, digits = found.groups()
    following = f"{head}{int(digits) + 1:0{len(digits)}d}"
    return following if len(following) <= 30 else ""
