"""The walk round: one person types in the signed result, a second of another constituency confirms it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import ContestState, JudgingWay
from boards.models import Contest, ContestEntrant, ContestScore, ContestWalk, ContestWalker
from boards.queries.jury import HUNDREDTHS, Jury
from boards.services.contests import results, scoring, steps
from councils.queries.levels import Said
from councils.queries.people import Person
from councils.queries.quorum import quorum_reached
from points.enums import Role
from points.models import Photo, User
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


@dataclass(frozen=True)
class WalkData:
    """What stands on the signed sheet. ``people``: keys of the committee's roll on the day of the walk."""

    walked_on: date
    people: Collection[uuid.UUID]
    #: Marks by entrant, one for each criterion.
    marks: Mapping[uuid.UUID, Sequence[int]]
    photo: Photo


@transaction.atomic
def record(*, contest: Contest, data: WalkData, by: User, at: datetime) -> ContestWalk:
    """Type in the signed sheet of a round; again replaces what was typed, until it is confirmed.

    Raises :class:`DomainError` naming ``walked_on``, ``people``, ``photo`` or ``mark_<entrant>_<criterion>``.
    """
    access.require(by, contest.village, Role.COMMITTEE, *steps.RUNNERS)
    contest = _being_walked(contest)
    assert contest.scoring_at is not None
    today = clock.local_day(at)
    if not clock.local_day(contest.scoring_at) <= data.walked_on <= today:
        sentence = _("Enter the day of the walk: after nominations closed, today at the latest.")
        raise DomainError(sentence, field="walked_on", code="walked_on")
    entrants = [one for one in steps.entrants_of(contest) if one.round == contest.round]
    jury = Jury(contest.village, data.walked_on)
    people = _people(jury, data.people)
    _refuse_without_quorum(jury, people, entrants)
    if not Photo.objects.filter(village=contest.village, pk=data.photo.pk, deleted_at=None).exists():
        raise DomainError(_("Add a photo of the signed sheet."), field="photo", code="photo_missing")
    marks = {one.pk: scoring.checked(contest, data.marks.get(one.pk, ()), f"mark_{one.pk}") for one in entrants}
    walk = _write_walk(contest, data, by, at)
    _write_people(walk, people)
    _write_marks(contest, entrants, marks, at)
    audit.record(by=by, at=at, action="contest.walk_recorded", subject=contest, after={"round": contest.round})
    return walk


@transaction.atomic
def confirm(*, contest: Contest, edition: int, by: User, at: datetime) -> Contest:
    """A second person compares what was typed with the photo; then the result is worked out.

    Whoever types it in and whoever confirms it are two people of different constituencies, no near kin of each other,
    and neither belongs to an entrant.
    """
    contest = _being_walked(contest)
    walk = _walk(contest)
    if edition != walk.edition:
        sentence = _("It was typed in anew while you read it. Compare it again.")
        raise DomainError(sentence, code="edition_changed")
    entrants = [one for one in steps.entrants_of(contest) if one.round == contest.round]
    person = steps.require_member(by, contest, entrants, at)
    _second_person(contest, walk, person, by, at)
    walk.confirmed_by, walk.confirmed_at, walk.refusal = by, at, ""
    walk.save(update_fields=["confirmed_by", "confirmed_at", "refusal"])
    scores = ContestScore.objects.filter(
        village=contest.village, entrant__in=entrants, round=contest.round, judge__isnull=True
    )
    found = {one.entrant_id: HUNDREDTHS * one.total for one in scores}
    audit.record(by=by, at=at, action="contest.walk_confirmed", subject=contest, after={"round": contest.round})
    results.settle(contest, found, by, at)
    return contest


@transaction.atomic
def refuse(*, contest: Contest, reason: str, by: User, at: datetime) -> ContestWalk:
    """It does not agree with the sheet: it has to be typed in anew."""
    access.require(by, contest.village, Role.COMMITTEE)
    contest = _being_walked(contest)
    walk = _walk(contest)
    walk.refusal = steps.words(reason)
    walk.save(update_fields=["refusal"])
    audit.record(by=by, at=at, action="contest.walk_refused", subject=contest)
    return walk


def _being_walked(contest: Contest) -> Contest:
    contest = steps.locked(contest, ContestState.SCORING)
    if contest.way != JudgingWay.WALK:
        raise TransitionError(_("In this contest each member gives marks on the phone."), code="way")
    return contest


def _walk(contest: Contest) -> ContestWalk:
    rows = ContestWalk.objects.select_for_update(of=("self",)).filter(village=contest.village, contest=contest)
    walk = rows.filter(round=contest.round, confirmed_at=None).select_related("recorded_by").first()
    if walk is None:
        raise TransitionError(_("The signed result has not been typed in yet."), code="not_recorded")
    return walk


def _people(jury: Jury, keys: Collection[uuid.UUID]) -> list[Person]:
    known = {one.key: one for one in jury.roll.committee}
    if set(keys) - set(known):
        raise DomainError(_("Tick members of the committee who sat on that day."), field="people", code="people")
    return [known[key] for key in known if key in set(keys)]


def _refuse_without_quorum(jury: Jury, people: Sequence[Person], entrants: Sequence[ContestEntrant]) -> None:
    """For every entrant, those who need not keep away must be a quorum. Alternates who came along count."""
    for entrant in entrants:
        free = [one for one in people if not jury.recusal(one, entrant)]
        if not jury.reaches([Said(one.key, one.constituencies | one.alternate_for) for one in free]):
            raise DomainError(
                _(
                    "For %(household)s too few members were there who need not keep away: the village asks for "
                    "%(votes)s, from %(constituencies)s constituencies. Walk again with more members."
                )
                % {
                    "household": entrant.household,
                    "votes": jury.settings.quorum_votes,
                    "constituencies": jury.settings.quorum_constituencies,
                },
                field="people",
                code="quorum",
                subject=entrant.pk,
            )


def _second_person(contest: Contest, walk: ContestWalk, person: Person, by: User, at: datetime) -> None:
    if walk.recorded_by_id == by.pk:
        raise NotAllowed(_("You typed it in yourself: another member compares it."), code="two_people")
    jury = Jury(contest.village, clock.local_day(at))
    typist = jury.roll.of_user(walk.recorded_by_id)
    if typist is None or not typist.constituencies:
        return  # an officer who sits in no body
    both = [Said(one.key, one.constituencies) for one in (typist, person)]

    class Two:
        quorum_votes = quorum_constituencies = 2

    if not quorum_reached(both, Two, kin=jury.roll.kin):
        sentence = _("Somebody of another constituency confirms it, who is no near kin of the one who typed it in.")
        raise NotAllowed(sentence, code="same_constituency")


def _write_walk(contest: Contest, data: WalkData, by: User, at: datetime) -> ContestWalk:
    rows = ContestWalk.objects.filter(village=contest.village, contest=contest, round=contest.round)
    walk = rows.first() or ContestWalk(village=contest.village, contest=contest, round=contest.round, edition=0)
    if walk.confirmed_at is not None:
        raise TransitionError(_("This result has been confirmed already."), code="confirmed")
    walk.walked_on, walk.photo = data.walked_on, data.photo
    walk.recorded_by, walk.recorded_at, walk.edition, walk.refusal = by, at, walk.edition + 1, ""
    walk.save()
    return walk


def _write_people(walk: ContestWalk, people: Sequence[Person]) -> None:
    ContestWalker.objects.filter(village=walk.village_id, walk=walk).delete()
    ContestWalker.objects.bulk_create(
        ContestWalker(
            village=walk.village,
            walk=walk,
            seat_id=one.seat_id or one.key,
            person=one.key,
            name=one.name,
            constituencies=sorted(one.constituencies | one.alternate_for),
        )
        for one in people
    )


def _write_marks(
    contest: Contest, entrants: Sequence[ContestEntrant], marks: Mapping[uuid.UUID, Sequence[int]], at: datetime
) -> None:
    rows = ContestScore.objects.filter(village=contest.village, entrant__in=entrants, round=contest.round, judge=None)
    rows.delete()
    ContestScore.objects.bulk_create(
        ContestScore(village=contest.village, entrant=one, round=contest.round, marks=list(marks[one.pk]), at=at)
        for one in entrants
    )
