"""An officer's sheet of slips: lines kept as they were typed, and saved as claims as far as they can stand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from points.enums import SlipBooks
from points.models import Claim, Household, SheetLine, User, Village
from points.queries import access, households
from points.queries.caps import Room
from points.queries.claims import live_claims
from points.services.claims import ClaimInput, enter_claims, slip_books, words
from points.services.claims.candidates import Candidate, candidate_of_input
from points.services.claims.checks import Checks
from points.services.claims.entry import TYPISTS, lock_numbers
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

#: Lines of one sheet at most: a thicker stack is two sheets.
MOST_LINES = 200
#: What was typed is kept up to these lengths; the fields of the page take less.
WIDTHS = {
    "slip_number": 60,
    "household_text": 80,
    "item_text": 80,
    "day_text": 30,
    "quantity_text": 30,
    "points_text": 30,
    "vouched_name": 80,
    "note": 600,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLine:
    """One line: what stands in its fields, and what that was understood as (None: not yet, or not at all)."""

    id: uuid.UUID
    position: int
    slip_number: str = ""
    household_text: str = ""
    item_text: str = ""
    day_text: str = ""
    quantity_text: str = ""
    points_text: str = ""
    vouched_name: str = ""
    note: str = ""
    household_id: uuid.UUID | None = None
    item_id: uuid.UUID | None = None
    day: date | None = None
    quantity: int | None = None
    unit_points: int | None = None

    @property
    def is_blank(self) -> bool:
        """Nothing was typed that does not come by itself from the line above."""
        return not (self.household_text or self.item_text or self.note or self.quantity_text or self.points_text)

    def cut(self) -> TypedLine:
        texts = {name: getattr(self, name).replace("\0", "")[:width] for name, width in WIDTHS.items()}
        return replace(self, **texts)


@transaction.atomic
def keep_lines(*, village: Village, lines: Sequence[TypedLine], by: User, at: datetime) -> None:
    """Keep lines as they stand, so that a closed browser loses nothing. A line emptied again is no longer kept.

    A line that has become a claim in the meantime is not kept again. No audit row: nothing has been entered yet.
    Raises :class:`DomainError` for too many lines and for an id of somebody else's. Six queries.
    """
    access.require(by, village, *TYPISTS)
    _one_at_a_time(by)
    own = SheetLine.objects.filter(village=village, typist=by)
    ids = [line.id for line in lines]
    saved = set(Claim.objects.filter(village=village, id__in=ids).values_list("id", flat=True))
    full = [line for line in lines if not line.is_blank and line.id not in saved]
    own.filter(id__in=set(ids) - {line.id for line in full}).delete()
    if len(full) + own.exclude(id__in=ids).count() > MOST_LINES:
        raise DomainError(
            _("A sheet has at most %(most)s lines. Save these first, then go on.") % {"most": MOST_LINES},
            code="too_many_lines",
        )
    if SheetLine.objects.filter(village=village, id__in=ids).exclude(typist=by).exists():
        raise _foreign()
    rows = [_row(village, line.cut(), by, at) for line in full]
    try:
        with transaction.atomic():
            SheetLine.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["id"], update_fields=[*_KEPT, "kept_at"]
            )
    except IntegrityError:
        raise _foreign() from None


def _one_at_a_time(typist: User) -> None:
    """A line on its way to be kept must not come after the save that made it a claim: it would stand there again."""
    list(User.objects.select_for_update(no_key=True).filter(pk=typist.pk).values_list("pk"))


_KEPT = ("position", *WIDTHS, "household", "item", "day", "quantity", "unit_points")


def _row(village: Village, line: TypedLine, by: User, at: datetime) -> SheetLine:
    texts = {name: getattr(line, name) for name in WIDTHS}
    return SheetLine(
        id=line.id,
        village=village,
        typist=by,
        position=line.position,
        household_id=line.household_id,
        item_id=line.item_id,
        day=line.day,
        quantity=line.quantity,
        unit_points=line.unit_points,
        kept_at=at,
        **texts,
    )


def _foreign() -> DomainError:
    return DomainError(
        _("This sheet has been used already. Load the page anew; what was kept is there again."), code="line_id_taken"
    )


@transaction.atomic
def drop_sheet(*, village: Village, by: User) -> int:
    """Throw away what was typed and not saved; how many lines it were."""
    gone, _rows = SheetLine.objects.filter(village=village, typist=by).delete()
    return gone


@transaction.atomic
def sweep_forgotten(*, village: Village, before: datetime) -> int:
    """Lines nobody has touched since: names and notes are not kept for ever in what was never entered."""
    gone, _rows = SheetLine.objects.filter(village=village, kept_at__lt=before).delete()
    return gone


@dataclass(frozen=True)
class Saved:
    """What became of a sheet: claims entered now or before, and refusals by the line's id."""

    claims: list[Claim] = field(default_factory=list)
    refused: dict[uuid.UUID, list[DomainError]] = field(default_factory=dict)


@transaction.atomic
def save_lines(*, village: Village, inputs: Sequence[ClaimInput], by: User, at: datetime) -> Saved:
    """Every line that can stand becomes a draft and leaves the sheet; the others stay, each with all its refusals.

    A line that stands counts against the caps of those below it. Lines sent a second time give the claims of the first
    time. The number of queries does not depend on how many lines there are.
    """
    access.require(by, village, *TYPISTS)
    _one_at_a_time(by)
    inputs = [data.tidy() for data in inputs]
    locked = households.lock(village, {data.household_id for data in inputs})
    lock_numbers(village)
    ids = [data.id for data in inputs]
    known = set(Claim.objects.filter(village=village, id__in=ids, typed_by=by).values_list("id", flat=True))
    new = [candidate_of_input(data) for data in inputs if data.id not in known]
    checks = Checks(village, new, locked, clock.local_day(at), replaceable=None)
    refused: dict[uuid.UUID, list[DomainError]] = {}
    for candidate in checks.candidates:
        if problems := _problems(checks, candidate):
            refused[candidate.id] = problems
        else:
            checks.take(candidate)
    claims = enter_claims(village=village, inputs=[data for data in inputs if data.id not in refused], by=by, at=at)
    SheetLine.objects.filter(village=village, typist=by, id__in=[claim.pk for claim in claims]).delete()
    return Saved(claims, refused)


@dataclass(frozen=True)
class Look:
    """What a line would break, what is to be remarked of it, and what its caps leave before it is counted."""

    problems: list[DomainError]
    remarks: list[DomainError]
    room: Room | None = None


def look_at_lines(
    *,
    village: Village,
    inputs: Sequence[ClaimInput],
    found: dict[uuid.UUID, Household],
    above: Sequence[ClaimInput] = (),
    at: datetime,
) -> dict[uuid.UUID, Look]:
    """Lines as they would stand, one after the other; those ``above`` them count, and nothing is said of them.

    ``found``: every household of the lines, with its group. Locks nothing and promises nothing. The number of queries
    does not depend on how many lines there are.
    """
    today = clock.local_day(at)
    candidates = [candidate_of_input(data.tidy()) for data in [*above, *inputs]]
    checks = Checks(village, candidates, found, today, replaceable=None)
    wanted = {data.id for data in inputs}
    said = _remarks(checks, wanted)
    looks: dict[uuid.UUID, Look] = {}
    seen = _same_day(village, checks.candidates)
    for candidate in checks.candidates:
        problems = _problems(checks, candidate)
        if candidate.id in wanted:
            room = _room(checks, candidate) if candidate.day <= today else None
            remarks = [] if problems else said.get(candidate.slip_number, [])
            if _deed(candidate) in seen and not problems:
                remarks = [*remarks, words.entered_that_day()]
            looks[candidate.id] = Look(problems, remarks, room)
        if not problems:
            checks.take(candidate)
            seen.add(_deed(candidate))
    return looks


def _problems(checks: Checks, candidate: Candidate) -> list[DomainError]:
    """A claim that could take the place of a lower one is entered by itself: the sheet has no tick for that."""
    found = checks.problems(candidate)
    return [words.place_of_lower() if error.code == words.OFFERS_TO_REPLACE else error for error in found]


def _room(checks: Checks, candidate: Candidate) -> Room | None:
    item = checks.items.get(candidate.item_id)
    if item is None:
        return None
    return checks.usage.room(candidate.household_id, item, candidate.day, candidate.unit_points)


def _remarks(checks: Checks, wanted: set[uuid.UUID]) -> dict[str, list[DomainError]]:
    """Where the village's slip books only remark on a number: what they say."""
    if slip_books.rule_on(checks.village, checks.today) != SlipBooks.WARN:
        return {}
    slips = {
        each.slip_number: checks.households.get(each.household_id) for each in checks.candidates if each.id in wanted
    }
    return {slip: [error] for slip, error in slip_books.remarks(checks.village, slips).items()}


_Deed = tuple[uuid.UUID, uuid.UUID, date]


def _deed(candidate: Candidate) -> _Deed:
    return candidate.household_id, candidate.item_id, candidate.day


def _same_day(village: Village, candidates: Sequence[Candidate]) -> set[_Deed]:
    """Household, item and day of live claims that may be the same deed typed a second time. One query."""
    rows = live_claims(village).filter(
        household__in={each.household_id for each in candidates},
        item__in={each.item_id for each in candidates},
        day__in={each.day for each in candidates},
    )
    return set(rows.exclude(id__in=[each.id for each in candidates]).values_list("household_id", "item_id", "day"))
