"""Elections of a body: opened, candidates put up, the paper count typed twice, the elected seated."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums import ElectionRule, ElectionState, HandoverState
from councils.models import BallotCount, BallotVotes, Body, BodyMember, Candidate, Election, Handover, HandoverSeat
from councils.models.election import COUNTED
from councils.queries.serving import tally as tallies
from councils.queries.serving.elections import TYPISTS
from councils.queries.serving.tally import Outcome, Tally
from councils.services.bodies.members import SeatInput, check_seats, fields_of, seat_mistakes, term_mistakes
from points.enums import Majority, Role
from points.models import User
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel.errors import DomainError, Gone, Problems, TransitionError

MOST_SEATS = 60


@dataclass(frozen=True)
class ElectionInput:
    held_on: date
    seats: int
    term_from: date
    term_to: date | None = None
    turnout: str = Majority.OVER_HALF
    rule: str = ElectionRule.OVER_HALF
    follows: Election | None = None
    #: The elected begin with it; else on ``term_from``, as soon as the count is in.
    handover: Handover | None = None


@transaction.atomic
def open_election(
    *, body: Body, data: ElectionInput, id: uuid.UUID | None = None, by: User | None, at: datetime
) -> Election:
    """The same id again is the first one. Raises :class:`Problems` naming the fields."""
    village = body.village
    _require(by, village)
    lock_village(village)
    if id is not None and (known := Election.objects.filter(village=village, pk=id).first()):
        return known
    Problems.raise_if(_mistakes(body, data))
    election = Election(
        village=village, body=body, held_on=data.held_on, seats=data.seats, turnout=data.turnout, rule=data.rule,
        follows=data.follows, handover=data.handover, term_from=data.term_from, term_to=data.term_to, opened_by=by,
        opened_at=at, **({"pk": id} if id else {}),
    )  # fmt: skip
    election.save(force_insert=True)
    after = {"body": body.pk, "seats": data.seats, "held_on": data.held_on}
    audit.record(by=by, at=at, action="election.opened", subject=election, after=after)
    return election


def _mistakes(body: Body, data: ElectionInput) -> list[DomainError]:
    found = term_mistakes(data.term_from, data.term_to)
    if body.closed_on:
        found.append(DomainError(_("This body is closed and stays as it was. Found another one."), code="body_closed"))
    if not 1 <= data.seats <= MOST_SEATS:
        sentence = _("How many are to be elected? Between 1 and %(most)s.") % {"most": MOST_SEATS}
        found.append(DomainError(sentence, field="seats", code="seats"))
    if data.term_from < data.held_on:
        sentence = _("The term begins on the day of the election at the earliest.")
        found.append(DomainError(sentence, field="term_from", code="before_election"))
    if data.rule == ElectionRule.ONE_THIRD and data.follows is None:
        sentence = _("A third is enough only where an election before left seats over. Name that election.")
        found.append(DomainError(sentence, field="rule", code="rule"))
    if data.follows and (data.follows.body_id != body.pk or data.follows.state != ElectionState.DECIDED):
        sentence = _("It follows an election of this body that was decided and left seats over.")
        found.append(DomainError(sentence, field="follows", code="follows"))
    if data.handover and data.handover.state != HandoverState.DRAFT:
        found.append(DomainError(_("This handover is over."), field="handover", code="handover_over"))
    return found


@transaction.atomic
def put_up(
    *,
    election: Election,
    data: SeatInput,
    despite: bool = False,
    id: uuid.UUID | None = None,
    by: User | None,
    at: datetime,
) -> Candidate:
    """One candidate more. Whoever could not take the seat is not put up: the same bars, said before the vote."""
    village = election.village
    _require(by, village)
    locked = _locked(election)
    if id is not None and (known := Candidate.objects.filter(village=village, pk=id).first()):
        return known
    if BallotCount.objects.filter(village=village, election=locked).exists():
        raise DomainError(_("Counting has begun; nobody is put up any more."), code="counting")
    Problems.raise_if(seat_mistakes(village, data))
    rows = Candidate.objects.filter(village=village, election=locked)
    tidy = fields_of(data)
    if rows.filter(name=tidy["name"], household=tidy["household_id"]).exists():
        sentence = _("%(name)s is put up already.") % {"name": tidy["name"]}
        raise DomainError(sentence, field="name", code="candidate_twice")
    seat = _seat(locked, **tidy)
    check_seats(village, [seat], ending=_ending(locked), despite=despite)
    number = (rows.aggregate(most=Max("number"))["most"] or 0) + 1
    candidate = Candidate(village=village, election=locked, number=number, **tidy)
    if id is not None:
        candidate.pk = id
    candidate.save(force_insert=True)
    audit.record(by=by, at=at, action="election.candidate", subject=locked, after={"number": number})
    return candidate


@transaction.atomic
def take_down(*, candidate: Candidate, by: User | None, at: datetime) -> None:
    """A candidate withdraws before the count."""
    election = candidate.election
    election.village = candidate.village
    _require(by, candidate.village)
    locked = _locked(election)
    if BallotCount.objects.filter(village=candidate.village_id, election=locked).exists():
        raise DomainError(_("Counting has begun; the candidates stay."), code="counting")
    audit.record(by=by, at=at, action="election.withdrawn", subject=locked, after={"number": candidate.number})
    Candidate.objects.filter(village=candidate.village_id, pk=candidate.pk).delete()


@transaction.atomic
def type_count(*, election: Election, tally: Tally, by: User, at: datetime) -> BallotCount:
    """The tally sheet typed. The second one, by another person, must say the same in every field.

    Raises :class:`Problems` naming each field that differs (``votes_<candidate>`` for votes); the first number is not
    told, so that the paper is read again.
    """
    access.require(by, election.village, *TYPISTS)
    locked = _locked(election)
    candidates = tallies.candidates_of(locked)
    Problems.raise_if(_tally_mistakes(locked, candidates, tally))
    counts = tallies.typed(locked)
    if len(counts) == 2:
        raise TransitionError(_("The count was typed twice already and agrees."), code="counted")
    if counts:
        first, said = counts[0]
        if first.typed_by_id == by.pk:
            sentence = _("You typed it the first time. Another person types it the second time, from the paper.")
            raise DomainError(sentence, code="same_person")
        Problems.raise_if([_differs(name) for name in said.differences(tally)])
    made = BallotCount.objects.create(
        village=election.village, election=locked, turn=len(counts) + 1, typed_by=by, typed_at=at,
        **{name: getattr(tally, name) for name in COUNTED},
    )  # fmt: skip
    BallotVotes.objects.bulk_create(
        BallotVotes(village=election.village, count=made, candidate=one, votes=tally.votes[one.pk])
        for one in candidates
    )
    audit.record(by=by, at=at, action="election.counted", subject=locked, after={"count": made.turn})
    return made


@transaction.atomic
def discard_counts(*, election: Election, by: User, at: datetime) -> None:
    """Begin the typing anew: the first one was typed wrongly."""
    access.require(by, election.village, *TYPISTS)
    locked = _locked(election)
    counts = BallotCount.objects.filter(village=election.village_id, election=locked)
    if not counts.exists():
        raise DomainError(_("Nothing has been typed yet."), code="no_count")
    audit.record(by=by, at=at, action="election.uncounted", subject=locked, before={"count": counts.count()})
    BallotVotes.objects.filter(village=election.village_id, count__election=locked).delete()
    counts.delete()


@transaction.atomic
def decide(*, election: Election, by: User | None, at: datetime) -> Outcome:
    """The result by the numbers typed twice; the elected sit from their term on, or with the handover.

    Against the voters' word stands the law alone: customs were spoken of when the candidates were put up.
    """
    village = election.village
    _require(by, village)
    lock_village(village)
    locked = _locked(election)
    counts = tallies.typed(locked)
    if len(counts) < 2:
        raise DomainError(_("Type the count twice first, by two people."), code="not_counted")
    candidates, tally = tallies.candidates_of(locked), counts[0][1]
    result = tallies.outcome(locked, candidates, tally)
    members = _seated(locked, result.elected) if result.counts else {}
    for one in candidates:
        one.votes, one.elected = tally.votes[one.pk], one in result.elected
        one.member = members.get(one.pk)
    Candidate.objects.bulk_update(candidates, ["votes", "elected", "member"])
    for name in COUNTED:
        setattr(locked, name, getattr(tally, name))
    locked.state = ElectionState.DECIDED if result.counts else ElectionState.FAILED
    locked.needed, locked.decided_at = result.needed, at
    locked.save()
    after = {"elected": len(result.elected), "seats_left": result.left, "needed": result.needed}
    audit.record(by=by, at=at, action="election.decided", subject=locked, after=after)
    return result


@transaction.atomic
def cancel_election(*, election: Election, by: User | None, at: datetime) -> None:
    """It is not held after all; what was typed of it goes."""
    _require(by, election.village)
    locked = _locked(election)
    BallotVotes.objects.filter(village=election.village_id, count__election=locked).delete()
    BallotCount.objects.filter(village=election.village_id, election=locked).delete()
    locked.state = ElectionState.CANCELLED
    locked.save(update_fields=["state"])
    audit.record(by=by, at=at, action="election.cancelled", subject=locked)


# -------------------------------------------------------------------------------------------------------------- parts


def _require(by: User | None, village: object) -> None:
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)  # type: ignore[arg-type]


def _locked(election: Election) -> Election:
    rows = Election.objects.select_for_update(of=("self",)).select_related("body", "handover")
    found = rows.filter(village=election.village_id, pk=election.pk).first()
    if found is None:
        raise Gone(_("This election is no longer there."), code="election_gone")
    if found.state != ElectionState.OPEN:
        raise TransitionError(_("This election is over and stays as it was."), code="election_over")
    found.village = found.body.village = election.village
    return found


def _ending(election: Election) -> list[uuid.UUID]:
    """Bodies whose present seats end before the elected begin: those of the handover."""
    if election.handover_id is None:
        return []
    return list(election.handover.bodies.filter(village=election.village_id).values_list("body_id", flat=True))  # type: ignore[union-attr]


def _seat(election: Election, **fields: object) -> BodyMember:
    begins = election.handover.day if election.handover else election.term_from
    return BodyMember(
        village=election.village, body=election.body, term_from=begins, term_to=election.term_to, **fields
    )


def _seated(election: Election, elected: Sequence[Candidate]) -> dict[uuid.UUID, BodyMember]:
    """Members by candidate; in a handover the seats are noted there and begin with it."""
    village = election.village
    seats = {one.pk: _seat(election, **seat_fields(one)) for one in elected}
    check_seats(village, list(seats.values()), ending=_ending(election), despite=True)
    if election.handover_id is None:
        BodyMember.objects.bulk_create(seats.values())
        return seats
    HandoverSeat.objects.bulk_create(
        HandoverSeat(village=village, handover=election.handover, body=election.body, candidate=one, **seat_fields(one))
        for one in elected
    )
    return {}


#: What a candidate, a seat of a handover and a member have in common.
SEAT_FIELDS = (
    "name", "household_id", "user_id", "position", "seat_kind", "group_id", "sent_by", "alternate", "party_member",
)  # fmt: skip


def seat_fields(row: Candidate | HandoverSeat | BodyMember) -> dict[str, object]:
    return {name: getattr(row, name) for name in SEAT_FIELDS}


def _differs(name: str) -> DomainError:
    sentence = _("The first person typed another number here. Read the paper again; one of the two is mistyped.")
    return DomainError(sentence, field=name, code="differs")


def _tally_mistakes(election: Election, candidates: Sequence[Candidate], tally: Tally) -> list[DomainError]:
    found = []
    if not candidates:
        raise DomainError(_("Nobody was put up. Enter the candidates first."), code="no_candidates")
    if set(tally.votes) != {one.pk for one in candidates}:
        raise DomainError(_("The candidates have changed. Load the page anew."), code="candidates_changed")
    if tally.entitled < 1:
        found.append(DomainError(_("How many were entitled to vote?"), field="entitled", code="entitled"))
    for name, above, words in (
        ("present", "entitled", _("At most the entitled took part.")),
        ("given_out", "entitled", _("At most one ballot for each of the entitled was given out.")),
        ("valid", "returned", _("At most the ballots returned are valid.")),
    ):
        if getattr(tally, name) > getattr(tally, above):
            found.append(DomainError(words, field=name, code="out_of_order"))
    for one in candidates:
        if tally.votes[one.pk] > tally.valid:
            words = _("Nobody has more votes than there are valid ballots.")
            found.append(DomainError(words, field=f"votes_{one.pk}", code="votes"))
    if not found and sum(tally.votes.values()) > tally.valid * election.seats:
        words = _("Together that is more votes than %(valid)s ballots with %(seats)s names each can hold.")
        values = {"valid": tally.valid, "seats": election.seats}
        found.append(DomainError(words % values, field="valid", code="votes_together"))
    return found
