"""Corrections of the ledger: those that wait for a second person, and the public list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from councils.enums import CorrectionState, ObjectionKind, ObjectionState
from councils.models import Correction, Objection
from councils.queries import bodies
from councils.queries.publicity import Reader
from points.enums import Disclosure, EntryKind, Role
from points.models import Entry, Household, User, Village
from points.queries import access
from points.queries.presence import gone
from villagegov.kernel import clock
from villagegov.kernel.masking import mask_name

#: Lines that people correct here. Base points and balances of old sheets follow the rules and the register.
CORRECTABLE = (EntryKind.CLAIM, EntryKind.AWARD, EntryKind.BOARD, EntryKind.ADJUSTMENT)


def with_lines(village: Village) -> QuerySet[Correction]:
    """Corrections with all that a page says of them."""
    return Correction.objects.filter(village=village).select_related(
        "village",
        "entry__household__group",
        "entry__claim__item__category",
        "right_household__group",
        "objection",
        "proposed_by",
        "decided_by",
        "reversal",
        "new_entry",
    )


def proposed(village: Village) -> QuerySet[Correction]:
    """Waiting for a second person, the longest waiting first."""
    return with_lines(village).filter(state=CorrectionState.PROPOSED).order_by("proposed_at", "number")


def settled(village: Village) -> QuerySet[Correction]:
    return with_lines(village).exclude(state=CorrectionState.PROPOSED).order_by("-decided_at", "-number")


def asks_for(objection: Objection, entry: Entry) -> bool:
    return (objection.entry_id, objection.state) == (entry.pk, ObjectionState.UPHELD)


def still_to_do(village: Village) -> QuerySet[Objection]:
    """Upheld objections to counted claims whose correction was refused: somebody has to propose a better one."""
    corrections = Correction.objects.filter(village=OuterRef("village"), objection=OuterRef("pk"))
    overturned = Objection.objects.filter(
        village=OuterRef("village"), against=OuterRef("pk"), state=ObjectionState.UPHELD
    )
    reversals = Entry.objects.filter(village=OuterRef("village"), reverses=OuterRef("entry"))
    return (
        Objection.objects.filter(village=village, kind=ObjectionKind.ENTRY, state=ObjectionState.UPHELD)
        .filter(~Exists(corrections.exclude(state=CorrectionState.REFUSED)), ~Exists(overturned), ~Exists(reversals))
        .select_related("entry", "claim__household__group", "claim__item")
        .order_by("decided_at", "number")
    )


def waiting_count(user: User, village: Village) -> int:
    """Those which this person may carry out."""
    if not access.has_role(user, village, Role.SUPERVISOR, Role.ADMINISTRATOR):
        return 0
    rows = Correction.objects.filter(village=village, state=CorrectionState.PROPOSED).exclude(proposed_by=user)
    waiting = list(rows.values_list("entry__household_id", "right_household_id"))
    barred = bodies.barred_households(user, village) if waiting else set()
    return sum(not barred & set(households) for households in waiting)


@dataclass(frozen=True)
class Line:
    """One correction as a reader sees it. Empty words are what is not shown."""

    number: int
    day: date
    household: str
    group: str
    item: str
    category: str
    points: int
    right_points: int | None
    #: Empty where it is the same household.
    right_household: str
    reason: str
    #: Number of the objection or appeal behind it.
    case: int | None
    counted_in: date


def public(village: Village) -> QuerySet[Correction]:
    """What was corrected, the latest first, without what is never public and without closed households."""
    rows = with_lines(village).filter(state=CorrectionState.DONE)
    rows = rows.exclude(gone("entry__household")).exclude(gone("right_household"))
    return rows.exclude(entry__claim__item__disclosure=Disclosure.NONE).order_by("-decided_at", "-number")


def lines(corrections: Iterable[Correction], reader: Reader) -> Sequence[Line]:
    """No query: the corrections come from :func:`public`."""
    return [_line(correction, reader) for correction in corrections]


def _line(correction: Correction, reader: Reader) -> Line:
    entry, claim = correction.entry, correction.entry.claim
    full = claim is None or claim.item.disclosure == Disclosure.FULL
    other = correction.right_household
    moved = other is not None and other.pk != entry.household_id
    assert correction.decided_at is not None
    return Line(
        number=correction.number,
        day=clock.local_day(correction.decided_at),
        household=_name(entry.household, reader),
        group=entry.household.group.name,
        item=_item(entry) if full else "",
        category=claim.item.category.name if claim is not None else "",
        points=entry.points,
        right_points=correction.right_points,
        right_household=_name(other, reader) if other is not None and moved else "",
        reason=correction.reason if full else "",
        case=correction.objection.number if correction.objection else None,
        counted_in=(correction.reversal or correction.new_entry or entry).counted_in,
    )


def _item(entry: Entry) -> str:
    return entry.claim.item_name if entry.claim is not None else str(entry.get_kind_display())


def _name(household: Household, reader: Reader) -> str:
    named = reader.names or household.names_public or household.pk in reader.own
    return household.head_name if named else mask_name(household.head_name)
