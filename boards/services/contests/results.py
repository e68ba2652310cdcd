"""From marks to places: the round is closed, who is level goes into an extra round, the result goes into publicity.

The rule, as the pages say it: an entrant's result is the average of its judges' sums, to the hundredth. A prize needs
the title's minimum. Places are given from the first on; with fewer entrants than prizes, or fewer above the minimum,
the last prizes are not given. Where a prize hangs on it, those who are level are judged again, they alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import ContestState, JudgingWay
from boards.models import Contest, ContestEntrant, ContestScore
from boards.queries.jury import HUNDREDTHS, Jury, hundredths
from boards.services import tell
from boards.services.contests import steps
from points.enums import Role
from points.models import User
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


@transaction.atomic
def close_round(*, contest: Contest, leave_out: bool = False, by: User, at: datetime) -> Contest:
    """Work out the result of the marks given on the phones; or begin an extra round where a prize hangs on level marks.

    ``leave_out``: marks of members who have not judged everybody they should are not counted; without it they are
    named in the refusal. Raises :class:`DomainError` where an entrant has no quorum of judges.
    """
    access.require(by, contest.village, Role.COMMITTEE, *steps.RUNNERS)
    contest = steps.locked(contest, ContestState.SCORING)
    if contest.way != JudgingWay.PHONE:
        raise TransitionError(_("This contest is closed by confirming the signed result of the walk."), code="way")
    jury = Jury(contest.village, clock.local_day(at))
    everybody = steps.entrants_of(contest)
    entrants = [one for one in everybody if one.round == contest.round]
    if not everybody:
        raise TransitionError(_("Nobody takes part any more. Record that it is not held."), code="nobody")
    scores = list(
        ContestScore.objects.filter(village=contest.village, entrant__in=entrants, round=contest.round)
        .select_related("judge")
        .order_by("at", "id")
    )
    incomplete = _incomplete(jury, entrants, scores)
    if incomplete and not leave_out:
        names = "、".join(sorted(incomplete.values()))
        sentence = _("%(names)s have not judged everybody yet. Ask them, or close without their marks.")
        raise DomainError(sentence % {"names": names}, field="leave_out", code="incomplete")
    for score in scores:
        score.counted = score.judge_id not in incomplete
    ContestScore.objects.bulk_update(scores, ["counted"])
    _note_recusals(contest, jury, entrants, scores, at)
    settle(contest, _averages(jury, entrants, scores), by, at)
    return contest


def _incomplete(jury: Jury, entrants: Sequence[ContestEntrant], scores: Sequence[ContestScore]) -> dict[uuid.UUID, str]:
    """Names of judges who have judged some and not all they should: who judges chooses nobody out."""
    done: dict[uuid.UUID, set[uuid.UUID]] = {}
    judges = {score.judge_id for score in scores if not score.recused}
    for score in scores:
        if score.judge_id is None or score.judge_id not in judges:
            continue  # kept away from some, judged nobody
        done.setdefault(score.judge_id, set()).add(score.entrant_id)
    found = {}
    for judge_id, seen in done.items():
        person = jury.roll.of_user(judge_id)
        wanted = {one.pk for one in jury.to_judge(person, entrants)} if person else set()
        if wanted - seen:
            found[judge_id] = person.name if person else ""
    return found


def _averages(jury: Jury, entrants: Sequence[ContestEntrant], scores: Sequence[ContestScore]) -> dict[uuid.UUID, int]:
    """Hundredths of a mark by entrant. Refuses where an entrant's judges are no quorum."""
    found = {}
    for entrant in entrants:
        counted = [one for one in scores if one.entrant_id == entrant.pk and one.counted and not one.recused]
        if not jury.reaches(counted):  # type: ignore[arg-type]
            raise DomainError(
                _(
                    "%(household)s has too few judges: the village asks for %(votes)s, from %(constituencies)s "
                    "constituencies. Let more members judge, or judge on a walk round with the alternates."
                )
                % {
                    "household": entrant.household,
                    "votes": jury.settings.quorum_votes,
                    "constituencies": jury.settings.quorum_constituencies,
                },
                code="quorum",
                subject=entrant.pk,
            )
        found[entrant.pk] = hundredths([one.total for one in counted])
    return found


def _note_recusals(
    contest: Contest, jury: Jury, entrants: Sequence[ContestEntrant], scores: Iterable[ContestScore], at: datetime
) -> None:
    """Who kept away from whom, as the register said on this day: the result sheet shows it years later."""
    scores = list(scores)
    known = {(one.judge_id, one.entrant_id) for one in scores}
    judges = {one.judge_id: jury.roll.of_user(one.judge_id) for one in scores}
    ContestScore.objects.bulk_create(
        ContestScore(
            village=contest.village, entrant=entrant, round=contest.round, judge_id=judge_id, recused=why, at=at
        )
        for judge_id, person in judges.items()
        for entrant in entrants
        if person and (judge_id, entrant.pk) not in known and (why := jury.recusal(person, entrant))
    )


# ----------------------------------------------------------------------------------------------------------- places


def settle(contest: Contest, results: Mapping[uuid.UUID, int], by: User | None, at: datetime) -> None:
    """Add a round's results, then give places; or open an extra round. The contest is locked, and being judged."""
    entrants = steps.entrants_of(contest)
    for entrant in entrants:
        if entrant.pk in results:
            entrant.results = [*entrant.results, results[entrant.pk]]
    ContestEntrant.objects.bulk_update(entrants, ["results"])
    if place(contest, entrants):
        audit.record(by=by, at=at, action="contest.level", subject=contest, after={"round": contest.round})
        tell.contest_to_judge(contest, by, at)
        return
    steps.take(contest, ContestState.DECIDED)
    contest.decided_at = at
    contest.save(update_fields=["state", "decided_at"])
    audit.record(by=by, at=at, action="contest.decided", subject=contest)


def place(contest: Contest, entrants: Sequence[ContestEntrant]) -> bool:
    """Give the prizes' places. Where some are level at one of them: the next round of these alone, and True."""
    ContestEntrant.objects.filter(village=contest.village_id, contest=contest).update(place=None, withheld="")
    able = [one for one in entrants if one.results and one.results[0] >= HUNDREDTHS * contest.minimum]
    able.sort(key=lambda one: one.results, reverse=True)
    level: list[ContestEntrant] = []
    first = 1
    for _results, group in groupby(able, key=lambda one: one.results):
        same = list(group)
        if len(same) > 1 and first <= len(contest.prizes):
            level += same
        first += len(same)
    if level:
        contest.round += 1
        contest.save(update_fields=["round"])
        for entrant in level:
            entrant.round, entrant.place = contest.round, None
        ContestEntrant.objects.bulk_update(level, ["round"])
        return True
    for number, entrant in enumerate(able, 1):
        entrant.place = number if number <= len(contest.prizes) else None
        entrant.withheld, entrant.withheld_by = "", None
    ContestEntrant.objects.bulk_update(able, ["place", "withheld", "withheld_by"])
    return False


@transaction.atomic
def withhold(*, entrant: ContestEntrant, reason: str, by: User, at: datetime) -> ContestEntrant:
    """The prize of this place is not given, with the reason everybody reads. Nobody moves up."""
    entrant = _placed(entrant, by, at)
    entrant.withheld, entrant.withheld_by = steps.words(reason, most=200), by
    entrant.save(update_fields=["withheld", "withheld_by"])
    audit.record(by=by, at=at, action="contest.withheld", subject=entrant, after={"place": entrant.place})
    return entrant


@transaction.atomic
def give_after_all(*, entrant: ContestEntrant, by: User, at: datetime) -> ContestEntrant:
    """Take back that a prize is withheld, before the result is public."""
    entrant = _placed(entrant, by, at)
    entrant.withheld, entrant.withheld_by = "", None
    entrant.save(update_fields=["withheld", "withheld_by"])
    audit.record(by=by, at=at, action="contest.given", subject=entrant, after={"place": entrant.place})
    return entrant


def _placed(entrant: ContestEntrant, by: User, at: datetime) -> ContestEntrant:
    contest = steps.locked(entrant.contest, ContestState.DECIDED)
    entrant = ContestEntrant.objects.select_related("household").get(village=contest.village_id, pk=entrant.pk)
    steps.require_member(by, contest, [entrant], at)
    if entrant.place is None:
        raise TransitionError(_("This household has no prize that could be withheld."), code="no_place")
    return entrant


@transaction.atomic
def publish(*, contest: Contest, by: User, at: datetime) -> Contest:
    """Into publicity, by a member who need not keep away from a winner and withheld none of the prizes."""
    contest = steps.locked(contest, ContestState.DECIDED)
    winners = [one for one in steps.entrants_of(contest) if one.place]
    steps.require_member(by, contest, winners, at)
    if any(one.withheld_by_id == by.pk for one in winners):
        raise NotAllowed(_("You withheld a prize: another member publishes the result."), code="two_people")
    steps.take(contest, ContestState.PUBLICISED)
    contest.published_by = by
    into_publicity(contest, at)
    after = {"until": contest.publicity_until}
    audit.record(by=by, at=at, action="contest.publicised", subject=contest, after=after)
    return contest


def into_publicity(contest: Contest, at: datetime) -> None:
    """The village's days from today on; the contest is locked and in the state already."""
    today = clock.local_day(at)
    contest.publicity_from = today
    contest.publicity_until = today + timedelta(days=settings_on(contest.village, today).publicity_days - 1)
    contest.save(update_fields=["state", "published_by", "publicity_from", "publicity_until"])
    tell.contest_result(contest, at)
