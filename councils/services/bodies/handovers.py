"""Handover 换届: prepared as a draft, carried out in one act, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import ElectionState, HandoverState, SeatEnd
from councils.models import (
    Body,
    BodyMember,
    Election,
    Handover,
    HandoverBody,
    HandoverRole,
    HandoverSeat,
)
from councils.queries.serving import handover as queries
from councils.queries.serving.handover import BodyChange, RoleChange
from councils.services.bodies.elections import seat_fields
from councils.services.bodies.members import SeatInput, check_seats, fields_of, seat_mistakes, term_mistakes
from points.enums import Role
from points.models import Membership, User, Village
from points.queries import access
from points.services import accounts, audit
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, Problems, TransitionError

TITLE_LENGTH = 40


@transaction.atomic
def prepare(
    *,
    village: Village,
    title: str,
    day: date,
    term_to: date | None,
    bodies: Collection[uuid.UUID],
    handover: Handover | None = None,
    id: uuid.UUID | None = None,
    by: User | None,
    at: datetime,
) -> Handover:
    """A new draft, or another day and other bodies of one. Seats of bodies that fall out of it go with them.

    Raises :class:`Problems` naming ``title``, ``day``, ``term_to`` or ``bodies``.
    """
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    if handover is None and id is not None and (known := Handover.objects.filter(village=village, pk=id).first()):
        return known
    title = " ".join(title.split())
    found = _locked(handover) if handover else Handover(village=village, made_by=by, made_at=at)
    if handover is None and id is not None:
        found.pk = id
    wanted = set(bodies)
    Problems.raise_if(_mistakes(village, found, title, day, term_to, wanted, clock.local_day(at)))
    found.title, found.day, found.term_to = title, day, term_to
    found.save()
    HandoverSeat.objects.filter(village=village, handover=found).exclude(body__in=wanted).delete()
    HandoverBody.objects.filter(village=village, handover=found).delete()
    HandoverBody.objects.bulk_create(
        HandoverBody(village=village, handover=found, body_id=key) for key in sorted(wanted)
    )
    audit.record(by=by, at=at, action="handover.prepared", subject=found, after={"day": day, "bodies": len(wanted)})
    return found


def _mistakes(
    village: Village, found: Handover, title: str, day: date, term_to: date | None, wanted: set[uuid.UUID], today: date
) -> list[DomainError]:
    wrong = term_mistakes(day, term_to)
    if not title or len(title) > TITLE_LENGTH:
        sentence = _("Give it a title of at most %(most)s characters.") % {"most": TITLE_LENGTH}
        wrong.append(DomainError(sentence, field="title", code="title"))
    if day < today:
        sentence = _(
            "A term does not begin in the past: what was decided since rests on who sat then. Choose today or later."
        )
        wrong.append(DomainError(sentence, field="day", code="past"))
    standing = Body.objects.filter(village=village, pk__in=wanted, closed_on=None)
    if not wanted or standing.count() != len(wanted):
        wrong.append(DomainError(_("Tick the bodies whose term ends."), field="bodies", code="bodies"))
    others = HandoverBody.objects.filter(village=village, body__in=wanted, handover__state=HandoverState.DRAFT)
    if row := others.exclude(handover=found.pk).select_related("body", "handover").first():
        sentence = _("%(body)s is in %(handover)s already. Take it out there first.")
        values = {"body": row.body.name, "handover": row.handover.title}
        wrong.append(DomainError(sentence % values, field="bodies", code="body_taken"))
    dropped = Election.objects.filter(village=village, handover=found.pk, state=ElectionState.OPEN)
    if held := dropped.exclude(body__in=wanted).select_related("body").first():
        sentence = _("An election of %(body)s is being held. Finish it or cancel it first.") % {"body": held.body.name}
        wrong.append(DomainError(sentence, field="bodies", code="election_open"))
    return wrong


@transaction.atomic
def add_seat(
    *,
    handover: Handover,
    body: Body,
    data: SeatInput,
    despite: bool = False,
    id: uuid.UUID | None = None,
    by: User | None,
    at: datetime,
) -> HandoverSeat:
    """Somebody is to sit in a body from the new term on. The bars are those of adding a member."""
    village = handover.village
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    locked = _locked(handover)
    rows = HandoverSeat.objects.filter(village=village, handover=locked)
    if id is not None and (known := rows.filter(pk=id).first()):
        return known
    _require_body(locked, body)
    Problems.raise_if(seat_mistakes(village, data))
    row = HandoverSeat(village=village, handover=locked, body=body, **fields_of(data))
    if id is not None:
        row.pk = id
    if rows.filter(body=body, name=row.name, household=row.household_id).exists():
        sentence = _("%(name)s is on this list already.") % {"name": row.name}
        raise DomainError(sentence, field="name", code="twice")
    planned = [*rows.select_related("body"), row]
    _check(locked, planned, despite=despite)
    row.save(force_insert=True)
    audit.record(by=by, at=at, action="handover.seat_added", subject=locked, after={"body": body.pk})
    return row


@transaction.atomic
def keep_members(
    *, handover: Handover, body: Body, members: Collection[uuid.UUID], by: User | None, at: datetime
) -> int:
    """Those of the present members who sit in the next term too, each with their seat. Returns how many were added."""
    village = handover.village
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    locked = _locked(handover)
    _require_body(locked, body)
    rows = list(HandoverSeat.objects.filter(village=village, handover=locked).select_related("body"))
    there = {(row.name, row.household_id) for row in rows if row.body_id == body.pk}
    wanted = [
        HandoverSeat(village=village, handover=locked, body=body, **seat_fields(seat))
        for seat in queries.leaving(locked, [body.pk])
        if seat.pk in set(members) and (seat.name, seat.household_id) not in there
    ]
    _check(locked, [*rows, *wanted])
    HandoverSeat.objects.bulk_create(wanted)
    after = {"body": body.pk, "count": len(wanted)}
    audit.record(by=by, at=at, action="handover.kept", subject=locked, after=after)
    return len(wanted)


@transaction.atomic
def drop_seat(*, seat: HandoverSeat, by: User | None, at: datetime) -> None:
    """Somebody is not to sit there after all. Whoever was elected stays on the list."""
    if by is not None:
        access.require(by, seat.village, Role.ADMINISTRATOR)
    handover = seat.handover
    handover.village = seat.village
    locked = _locked(handover)
    found = HandoverSeat.objects.filter(village=seat.village_id, pk=seat.pk).first()
    if found is None:
        return
    if found.candidate_id:
        sentence = _("%(name)s was elected. Begin the term and end the seat with its reason, if it is not taken up.")
        raise DomainError(sentence % {"name": found.name}, code="elected")
    audit.record(by=by, at=at, action="handover.seat_dropped", subject=locked, before={"body": found.body_id})
    found.delete()


@transaction.atomic
def give_up(*, handover: Handover, by: User | None, at: datetime) -> None:
    """The handover is not carried out; the members stay who they are."""
    if by is not None:
        access.require(by, handover.village, Role.ADMINISTRATOR)
    locked = _locked(handover)
    if Election.objects.filter(village=handover.village_id, handover=locked, state=ElectionState.OPEN).exists():
        raise DomainError(_("An election of it is being held. Finish it or cancel it first."), code="election_open")
    locked.state = HandoverState.CANCELLED
    locked.save(update_fields=["state"])
    audit.record(by=by, at=at, action="handover.given_up", subject=locked)


@transaction.atomic
def carry_out(*, handover: Handover, roles: Collection[str], by: User, at: datetime) -> Handover:
    """End the old term the day before, begin the new one, grant and take away the ticked roles: all of it or nothing.

    ``roles``: keys of :class:`councils.queries.serving.handover.RoleChange`. Raises :class:`DomainError` or
    :class:`Problems`; a second call is refused, because the first one is over.
    """
    village = handover.village
    access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    locked = _locked(handover)
    found = queries.changes(locked)
    Problems.raise_if(_not_ready(locked, found, clock.local_day(at)))
    suggested = [change for change in queries.role_changes(locked, found) if change.key in set(roles)]
    _check(locked, [row for change in found for row in change.coming])
    _end(locked, found)
    _begin(locked, found)
    _change_roles(locked, suggested, found, by, at)
    locked.state, locked.done_by, locked.done_at = HandoverState.DONE, by, at
    locked.save(update_fields=["state", "done_by", "done_at"])
    after = {
        "bodies": len(found), "went": sum(len(c.leaving) for c in found), "came": sum(len(c.coming) for c in found),
        "roles": len(suggested),
    }  # fmt: skip
    audit.record(by=by, at=at, action="handover.done", subject=locked, after=after)
    return locked


# --------------------------------------------------------------------------------------------------------------- parts


def _locked(handover: Handover) -> Handover:
    found = Handover.objects.select_for_update().filter(village=handover.village_id, pk=handover.pk).first()
    if found is None:
        raise Gone(_("This handover is no longer there."), code="handover_gone")
    if found.state != HandoverState.DRAFT:
        raise TransitionError(_("This handover is over and stays as it was."), code="handover_over")
    found.village = handover.village
    return found


def _require_body(handover: Handover, body: Body) -> None:
    if not HandoverBody.objects.filter(village=handover.village_id, handover=handover, body=body).exists():
        raise DomainError(_("This body is not part of the handover."), code="other_body")


def _not_ready(handover: Handover, found: list[BodyChange], today: date) -> list[DomainError]:
    wrong = []
    if handover.day != today:
        values = {"day": f"{handover.day:%Y-%m-%d}"}
        sentence = (
            _("The new term begins on %(day)s; come back on that day.")
            if handover.day > today
            else _("The new term was to begin on %(day)s. A term does not begin in the past; put in today’s date.")
        )
        wrong.append(DomainError(sentence % values, code="not_the_day"))
    for change in found:
        if not change.coming:
            sentence = _("Nobody is entered for the next term of %(body)s.") % {"body": change.body.name}
            wrong.append(DomainError(sentence, code="nobody"))
        if any(election.state == ElectionState.OPEN for election in change.elections):
            sentence = _("An election of %(body)s is being held. Finish it or cancel it first.")
            wrong.append(DomainError(sentence % {"body": change.body.name}, code="election_open"))
    return wrong


def _check(handover: Handover, rows: list[HandoverSeat], *, despite: bool = True) -> None:
    """The bars, among all who are to sit and with those who stay elsewhere. Customs were spoken of at the entry."""
    ending = list(
        HandoverBody.objects.filter(village=handover.village_id, handover=handover).values_list("body_id", flat=True)
    )
    seats = [_member(handover, row) for row in rows]
    check_seats(handover.village, seats, ending=ending, despite=despite)


def _member(handover: Handover, row: HandoverSeat) -> BodyMember:
    return BodyMember(
        village=handover.village, body=row.body, term_from=handover.day, term_to=handover.term_to, **seat_fields(row)
    )


def _end(handover: Handover, found: list[BodyChange]) -> None:
    keys = [seat.pk for change in found for seat in change.leaving if seat.term_from < handover.day]
    last = handover.day - timedelta(days=1)
    BodyMember.objects.filter(village=handover.village_id, pk__in=keys).update(term_to=last, end_reason=SeatEnd.TERM)


def _begin(handover: Handover, found: list[BodyChange]) -> None:
    rows = [row for change in found for row in change.coming]
    made = BodyMember.objects.bulk_create([_member(handover, row) for row in rows])
    for row, member in zip(rows, made, strict=True):
        row.member = member
    HandoverSeat.objects.bulk_update(rows, ["member"])


def _change_roles(
    handover: Handover, suggested: list[RoleChange], found: list[BodyChange], by: User, at: datetime
) -> None:
    """A handful of roles; each is locked, checked and audited by the service of accounts."""
    homes = {row.user_id: row.household for change in found for row in change.coming if row.user_id}
    taken = Membership.objects.filter(
        village=handover.village_id, pk__in=[one.membership_id for one in suggested if one.membership_id]
    ).select_related("user", "village")
    for membership in taken.order_by("pk"):
        accounts.revoke_role(membership=membership, by=by, at=at)
    for one in suggested:
        if one.granted:
            accounts.grant_role(
                village=handover.village, user=one.user, role=Role(one.role), household=homes.get(one.user.pk), by=by,
                at=at,
            )  # fmt: skip
    HandoverRole.objects.bulk_create(
        HandoverRole(village=handover.village, handover=handover, user=one.user, role=one.role, granted=one.granted)
        for one in suggested
    )
