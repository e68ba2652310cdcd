"""Who sits in a body: added for a term, put right, ended. What bars somebody is said before."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import SeatEnd, SeatKind
from councils.models import Body, BodyMember
from councils.models.body import NAME_LENGTH, POSITION_LENGTH, SENT_LENGTH
from councils.queries.serving.bars import Bar, bars, table
from councils.services.texts import tidy
from points.enums import Role
from points.models import Group, Household, Membership, User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, Gone, Problems

#: Years of a term at most; the law has five for the committees (Article 11, text of 2018).
MOST_YEARS = 10
#: Days ahead within which an end is entered.
MOST_AHEAD = 366


@dataclass(frozen=True)
class SeatInput:
    """Who is to sit, and as what. Keys are of this village."""

    name: str
    household_id: uuid.UUID | None = None
    user_id: uuid.UUID | None = None
    position: str = ""
    seat_kind: str = SeatKind.MEMBER
    group_id: uuid.UUID | None = None
    sent_by: str = ""
    alternate: bool = False
    party_member: bool = False


def fields_of(data: SeatInput) -> dict[str, Any]:
    """As columns, tidied: no group but a representative's, no household of somebody sent."""
    of_group, sent = data.seat_kind == SeatKind.GROUP, data.seat_kind == SeatKind.SENT
    return {
        "name": " ".join(data.name.split()),
        "household_id": None if sent else data.household_id,
        "user_id": data.user_id,
        "position": " ".join(data.position.split()),
        "seat_kind": data.seat_kind,
        "group_id": data.group_id if of_group else None,
        "sent_by": " ".join(data.sent_by.split()) if sent else "",
        "alternate": data.alternate,
        "party_member": data.party_member,
    }


@transaction.atomic
def add_member(
    *,
    body: Body,
    data: SeatInput,
    term_from: date,
    term_to: date | None = None,
    despite: bool = False,
    id: uuid.UUID | None = None,
    by: User | None,
    at: datetime,
) -> BodyMember:
    """Somebody sits in the body from a day on. The same id again is the first one.

    What the law bars is refused; what is a custom is refused with the code ``custom`` unless ``despite``. Raises
    :class:`Problems` naming ``name``, ``household``, ``user``, ``seat_kind``, ``group``, ``sent_by``, ``term_from`` …
    """
    village = body.village
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    if id is not None and (known := BodyMember.objects.filter(village=village, pk=id).first()):
        return known
    _require_open(body)
    Problems.raise_if([*seat_mistakes(village, data), *term_mistakes(term_from, term_to)])
    seat = BodyMember(village=village, body=body, term_from=term_from, term_to=term_to, **fields_of(data))
    if id is not None:
        seat.pk = id
    gone_on_from = check_seats(village, [seat], despite=despite)
    seat.save(force_insert=True)
    after = {"body": body.pk, "seat_kind": seat.seat_kind, "term_from": term_from, "term_to": term_to} | gone_on_from
    audit.record(by=by, at=at, action="bodymember.added", subject=seat, after=after)
    return seat


@transaction.atomic
def change_member(
    *, member: BodyMember, data: SeatInput, despite: bool = False, by: User | None, at: datetime
) -> BodyMember:
    """A name put right, another position, an account that came later. The term stays; another term is another seat."""
    village = member.village
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    locked = _locked(member)
    Problems.raise_if(seat_mistakes(village, data))
    before = {"seat_kind": locked.seat_kind, "position": locked.position}
    wanted = BodyMember(
        village=village, body=locked.body, term_from=locked.term_from, term_to=locked.term_to, **fields_of(data)
    )
    gone_on_from = check_seats(village, [wanted], but=[locked.pk], despite=despite)
    for name, value in fields_of(data).items():
        setattr(locked, name, value)
    locked.save()
    after = {"seat_kind": locked.seat_kind, "position": locked.position} | gone_on_from
    audit.record(by=by, at=at, action="bodymember.changed", subject=locked, before=before, after=after)
    return locked


@transaction.atomic
def end_member(*, member: BodyMember, last_day: date, reason: str, by: User | None, at: datetime) -> BodyMember:
    """A seat ends, earlier than its term or at it. The row stays: votes were given on it.

    Raises :class:`DomainError` naming ``last_day`` or ``reason``.
    """
    village = member.village
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    locked = _locked(member)
    if reason not in SeatEnd.values:
        raise DomainError(_("Choose why the seat ends."), field="reason", code="reason")
    if last_day < locked.term_from:
        sentence = _("The seat began on %(day)s. It ends on that day at the earliest.")
        values = {"day": f"{locked.term_from:%Y-%m-%d}"}
        raise DomainError(sentence % values, field="last_day", code="before_term")
    if last_day > clock.local_day(at) + timedelta(days=MOST_AHEAD):
        sentence = _("That is more than a year away. Come back when it is nearer.")
        raise DomainError(sentence, field="last_day", code="too_far")
    locked.term_to, locked.end_reason = last_day, reason
    locked.save(update_fields=["term_to", "end_reason"])
    after = {"body": locked.body_id, "term_to": last_day, "end_reason": reason}
    audit.record(by=by, at=at, action="bodymember.ended", subject=locked, after=after)
    return locked


# ------------------------------------------------------------------------------- parts, used by elections and handovers


def check_seats(
    village: Village,
    wanted: Sequence[BodyMember],
    *,
    ending: Sequence[uuid.UUID] = (),
    but: Sequence[uuid.UUID] = (),
    despite: bool = False,
) -> dict[str, list[str]]:
    """Raise what bars the seats; returns the customs one goes on from, as the audit keeps them."""
    found = table(village, wanted, ending=ending, but=but)
    said = [(seat, bar) for seat in wanted for bar in bars(found, seat)]
    refused = [refusal(bar, seat) for seat, bar in said if bar.refused]
    customs = [(seat, bar) for seat, bar in said if not bar.refused]
    if refused or (customs and not despite):
        Problems.raise_if([*refused, *(refusal(bar, seat) for seat, bar in customs)])
    codes = sorted({bar.code for _seat, bar in customs})
    return {"despite": codes} if codes else {}


def refusal(bar: Bar, seat: BodyMember) -> DomainError:
    """The bar as a refusal; that of a custom has the code ``custom``."""
    sentence = _("%(sentence)s (%(source)s)") % {"sentence": bar.sentence, "source": bar.source}
    return DomainError(sentence, field=bar.field, code=bar.code if bar.refused else "custom", subject=seat.pk)


def seat_mistakes(village: Village, data: SeatInput) -> list[DomainError]:
    """What is wrong with what was typed, each with its field."""
    found = []
    typed = fields_of(data)
    for name, most in (("name", NAME_LENGTH), ("position", POSITION_LENGTH), ("sent_by", SENT_LENGTH)):
        found += tidy(typed[name], name, most)
    if not typed["name"]:
        found.append(DomainError(_("Who is it? Write the name."), field="name", code="name"))
    if data.seat_kind not in SeatKind.values:
        found.append(DomainError(_("Choose as what somebody sits here."), field="seat_kind", code="seat_kind"))
    if data.seat_kind == SeatKind.GROUP and not _has(Group, village, data.group_id):
        found.append(DomainError(_("Which group does this representative stand for?"), field="group", code="group"))
    if data.seat_kind == SeatKind.SENT and not typed["sent_by"]:
        found.append(DomainError(_("Which office sent them?"), field="sent_by", code="sent_by"))
    if data.household_id and not _has(Household, village, data.household_id):
        sentence = _("This village has no such household. Write the household number anew.")
        found.append(DomainError(sentence, field="household", code="household_unknown"))
    if data.user_id and not Membership.objects.filter(village=village, user=data.user_id).exists():
        found.append(DomainError(_("This account is not of this village."), field="user", code="user_unknown"))
    return found


def term_mistakes(term_from: date, term_to: date | None) -> list[DomainError]:
    if term_to is None:
        return []
    if term_to < term_from:
        sentence = _("The term ends before it begins. Check both days.")
        return [DomainError(sentence, field="term_to", code="term_range")]
    if term_to > periods.shift_months(term_from, 12 * MOST_YEARS):
        sentence = _("A term of more than %(most)s years? Check both days.") % {"most": MOST_YEARS}
        return [DomainError(sentence, field="term_to", code="term_long")]
    return []


def _has(model: Any, village: Village, key: uuid.UUID | None) -> bool:
    return key is not None and model._default_manager.filter(village=village, pk=key).exists()


def _require_open(body: Body) -> None:
    if Body.objects.filter(village=body.village_id, pk=body.pk, closed_on__isnull=False).exists():
        raise DomainError(_("This body is closed and stays as it was. Found another one."), code="body_closed")


def _locked(member: BodyMember) -> BodyMember:
    rows = BodyMember.objects.select_for_update(of=("self",)).select_related("body")
    found = rows.filter(village=member.village_id, pk=member.pk).first()
    if found is None:
        raise Gone(_("This seat is no longer there."), code="seat_gone")
    found.village = member.village
    return found
