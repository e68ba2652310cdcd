"""Care marks: set, ended, and read. Nobody reads them without a row that says so."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from points.enums import CareKind, HouseholdState, Role
from points.models import CareMark, CareReading, Household, User, Village
from points.queries import access, households
from points.queries import care as queries
from points.services import audit
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, Gone, Problems

#: Who visits, and who answers for the register. Whoever enters points does not need them.
CARERS = (Role.GRID_OFFICER, Role.ADMINISTRATOR)
NOTE_LENGTH = 120
MOST_PEOPLE = 20
#: Readings are kept this long: as long as the law asks for records of how personal data is handled.
READINGS_KEPT_YEARS = 3


@transaction.atomic
def mark(
    *,
    household: Household,
    kind: CareKind | str,
    since: date,
    people: int = 1,
    note: str = "",
    by: User | None,
    at: datetime,
    id: uuid.UUID | None = None,
) -> CareMark:
    """Set a mark from a day on. Raises :class:`DomainError` naming ``kind``, ``since``, ``people`` or ``note``."""
    locked = _locked(household, by)
    if id is not None and (done := CareMark.objects.filter(village=locked.village_id, household=locked, pk=id).first()):
        return done
    Problems.raise_if(_wrong(locked, kind, since, people, note, at))
    if CareMark.objects.filter(village=locked.village_id, household=locked, kind=kind, until=None).exists():
        raise DomainError(
            _("This household has that mark already. End it first where the number of people has changed."),
            field="kind",
            code="marked_already",
        )
    found = CareMark(
        **({"id": id} if id else {}),
        village_id=locked.village_id,
        household=locked,
        kind=kind,
        since=since,
        people=people,
        note=note.strip(),
        marked_by=by,
        marked_at=at,
    )
    found.save(force_insert=True)
    # Which mark, and of which household, does not belong into the audit: it is health and need.
    audit.record(by=by, at=at, action="care.marked", subject=found, after={"since": since})
    return found


@transaction.atomic
def end(*, mark: CareMark, until: date, by: User | None, at: datetime) -> CareMark:
    """The mark no longer holds from the day on. A second call changes nothing."""
    household = _locked(mark.household, by)
    found = CareMark.objects.select_for_update(of=("self",)).filter(
        village=household.village_id, household=household, pk=mark.pk
    ).first()  # fmt: skip
    if found is None:
        raise Gone(_("This mark is no longer there. Load the page anew."), code="mark_gone")
    if found.until is not None:
        return found
    if until > clock.local_day(at):
        raise DomainError(_("This day is still to come. End the mark when it has come."), field="until", code="future")
    if until < found.since:
        raise DomainError(
            _("The mark holds since %(day)s; it cannot end before. Check the day.")
            % {"day": f"{found.since:%Y-%m-%d}"},
            field="until",
            code="before_since",
        )
    _end([found], until, by, at)
    audit.record(by=by, at=at, action="care.ended", subject=found, after={"until": until})
    return found


def end_all(*, household: Household, day: date, by: User | None, at: datetime) -> None:
    """Every mark ends with its household; part of that event, under its lock."""
    rows = CareMark.objects.select_for_update(of=("self",)).filter(
        village=household.village_id, household=household, until=None
    )
    _end(list(rows.order_by("pk")), day, by, at)


@transaction.atomic
def read(*, household: Household, by: User, at: datetime) -> list[CareMark]:
    """The household's marks, running ones first, and the row that says who read them."""
    access.require(by, household.village, *CARERS)
    found = queries.of_household(household)
    _log(household.village, {household.pk: len(found)}, by, at, on_list=False)
    return found


@transaction.atomic
def read_list(*, village: Village, marks: Sequence[CareMark], by: User, at: datetime) -> Sequence[CareMark]:
    """The marks of a page of the list, and a row for each household on it."""
    access.require(by, village, *CARERS)
    counts: dict[uuid.UUID, int] = {}
    for row in marks:
        counts[row.household_id] = counts.get(row.household_id, 0) + 1
    _log(village, counts, by, at, on_list=True)
    return marks


@transaction.atomic
def forget_readings(*, village: Village, at: datetime) -> int:
    """Delete readings older than ``READINGS_KEPT_YEARS``; returns how many."""
    before = clock.start_of(periods.shift_months(clock.local_day(at), -12 * READINGS_KEPT_YEARS))
    count, _detail = CareReading.objects.filter(village=village, at__lt=before).delete()
    return count


def _log(village: Village, counts: dict[uuid.UUID, int], by: User, at: datetime, *, on_list: bool) -> None:
    CareReading.objects.bulk_create(
        [
            CareReading(village=village, household_id=key, reader=by, at=at, marks=count, on_list=on_list)
            for key, count in counts.items()
        ]
    )


def _locked(household: Household, by: User | None) -> Household:
    if by is not None:
        access.require(by, household.village, *CARERS)
    row = households.lock(household.village, [household.pk])[household.pk]
    row.village = household.village
    return row


def _end(marks: list[CareMark], day: date, by: User | None, at: datetime) -> None:
    for row in marks:
        row.until, row.ended_by, row.ended_at = max(day, row.since), by, at
        row.save(update_fields=["until", "ended_by", "ended_at"])


def _wrong(household: Household, kind: str, since: date, people: int, note: str, at: datetime) -> list[DomainError]:
    found = []
    if household.state == HouseholdState.CLOSED:
        found.append(DomainError(_("This household is closed; nobody is to be visited there."), code="closed"))
    if kind not in CareKind.values:
        found.append(DomainError(_("Choose a mark."), field="kind", code="kind"))
    if since > clock.local_day(at):
        sentence = _("This day is still to come. Choose today or an earlier day.")
        found.append(DomainError(sentence, field="since", code="future"))
    if people < 1:
        found.append(DomainError(_("Say how many people: 1 or more."), field="people", code="people"))
    elif people > max(household.members, 1):
        sentence = _("Only %(members)s people belong to this household. Check the number.")
        found.append(DomainError(sentence % {"members": household.members}, field="people", code="people_many"))
    if len(note.strip()) > NOTE_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": NOTE_LENGTH}
        found.append(DomainError(sentence, field="note", code="too_long"))
    return found
