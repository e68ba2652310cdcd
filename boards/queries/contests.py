"""Contests as people read them: what is on, who won, how far the judges are."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from boards.enums import ContestState, EntrantState, JudgingWay
from boards.models import (
    Contest,
    ContestAward,
    ContestEntrant,
    ContestObjection,
    ContestScore,
    ContestTitle,
    ContestWalk,
)
from boards.queries.jury import Jury
from councils.enums import ObjectionState
from councils.queries.people import Person
from points.enums import HouseholdState, Role
from points.models import User, Village
from points.queries import access, presence
from villagegov.kernel import clock

#: States in which everybody may read of a contest.
PUBLIC = (
    ContestState.CALLED, ContestState.SCORING, ContestState.DECIDED, ContestState.PUBLICISED, ContestState.AWARDED,
    ContestState.CANCELLED,
)  # fmt: skip
RUNNING = PUBLIC[:4]


def find(village: Village, pk: uuid.UUID) -> Contest | None:
    return Contest.objects.filter(village=village, pk=pk).select_related("village", "contest_title").first()


def _with_entrants(village: Village) -> QuerySet[Contest]:
    entered = Count("entrants", filter=Q(entrants__state=EntrantState.ENTERED))
    return Contest.objects.filter(village=village).annotate(entrant_count=entered)


def running(village: Village) -> list[Contest]:
    """What is on now, with the number of entrants. One query."""
    return list(_with_entrants(village).filter(state__in=RUNNING).order_by("quarter", "contest_title__position"))


def listed(village: Village) -> list[Contest]:
    """Every contest for the office, the latest first. One query."""
    rows = _with_entrants(village).annotate(
        open_objections=Count("objections", filter=Q(objections__state=ObjectionState.OPEN), distinct=True)
    )
    return list(rows.order_by("-quarter", "contest_title__position"))


def open_for(village: Village, day: date) -> list[Contest]:
    """Contests for which one may nominate today."""
    rows = Contest.objects.filter(village=village, state=ContestState.CALLED, nominate_until__gte=day)
    return list(rows.order_by("nominate_until", "name"))


def entered_by(village: Village, household_id: uuid.UUID) -> list[ContestEntrant]:
    """Contests that are on in which a household takes part, whoever nominated it."""
    rows = ContestEntrant.objects.filter(village=village, household=household_id, state=EntrantState.ENTERED)
    return list(rows.filter(contest__state__in=RUNNING).select_related("contest").order_by("nominated_at"))


# ------------------------------------------------------------------------------------------------------------ winners


@dataclass(frozen=True)
class Honour:
    """One title of a quarter and who won it."""

    contest: Contest
    awards: Sequence[ContestAward]


@dataclass(frozen=True)
class Quarter:
    start: date
    honours: Sequence[Honour]


def years(village: Village) -> list[int]:
    """Years with winners, the latest first."""
    found = ContestAward.objects.filter(village=village).dates("quarter", "year", order="DESC")
    return [day.year for day in found]


def hall(village: Village, year: int) -> list[Quarter]:
    """The hall of honour of a year: by quarter, the latest first, and by title. One query."""
    rows = ContestAward.objects.filter(village=village, quarter__year=year).exclude(presence.gone("household"))
    rows = rows.select_related("contest__contest_title", "household__group")
    by_quarter: dict[date, dict[uuid.UUID, list[ContestAward]]] = {}
    for award in rows.order_by("-quarter", "contest__contest_title__position", "place"):
        by_quarter.setdefault(award.quarter, {}).setdefault(award.contest_id, []).append(award)
    return [
        Quarter(start, [Honour(awards[0].contest, awards) for awards in contests.values()])
        for start, contests in by_quarter.items()
    ]


def won_by(village: Village, household_id: uuid.UUID) -> list[ContestAward]:
    """What a household has won, the latest first."""
    rows = ContestAward.objects.filter(village=village, household=household_id).select_related("contest")
    return list(rows.order_by("-quarter", "place"))


def awards_of(contest: Contest) -> list[ContestAward]:
    rows = ContestAward.objects.filter(village=contest.village_id, contest=contest)
    return list(rows.select_related("household__group").order_by("place"))


def certificate(village: Village, code: str) -> ContestAward | None:
    """By ``2026-007``; None for anything that is no certificate of this village."""
    year, dash, number = code.partition("-")
    if not (dash and len(code) <= 14 and code.isascii() and year.isdigit() and number.isdigit()):
        return None
    rows = ContestAward.objects.filter(village=village, year=int(year), number=int(number))
    found = rows.select_related("contest", "household__group", "ledger_entry").first()
    return found if found is not None and found.code == code else None


# ----------------------------------------------------------------------------------------------------------- entrants


def entrants(contest: Contest) -> list[ContestEntrant]:
    """All, winners first, then by result, then those who are out. One query."""
    rows = ContestEntrant.objects.filter(village=contest.village_id, contest=contest)
    found = list(rows.select_related("household__group", "nominated_by").order_by("nominated_at", "id"))
    for one in found:
        one.contest = contest
    found.sort(key=lambda one: (one.state != EntrantState.ENTERED, one.place or 99, [-mark for mark in one.results]))
    return found


def winners(contest: Contest) -> list[ContestEntrant]:
    """Places as they stand in public, those withheld included; households that have left stand there no more."""
    found = [one for one in entrants(contest) if one.place and one.state == EntrantState.ENTERED]
    return [one for one in found if one.withheld or one.household.state != HouseholdState.CLOSED]


def objections_to(contest: Contest) -> list[ContestObjection]:
    rows = ContestObjection.objects.filter(village=contest.village_id, contest=contest)
    return list(rows.select_related("entrant__household", "decided_by").order_by("made_at", "id"))


def walk_of(contest: Contest) -> ContestWalk | None:
    """The signed result of the running round, as far as it has been typed in."""
    rows = ContestWalk.objects.filter(village=contest.village_id, contest=contest, round=contest.round)
    return rows.select_related("recorded_by", "confirmed_by", "photo").first()


# ------------------------------------------------------------------------------------------------------------- judges


@dataclass(frozen=True)
class ToJudge:
    """One entrant before one judge: the marks given so far, or why the judge keeps away."""

    entrant: ContestEntrant
    score: ContestScore | None
    #: A word of :class:`boards.enums.Recusal`, or ``not_needed`` for an alternate.
    kept_away: str = ""


def to_judge(contest: Contest, user: User, day: date) -> list[ToJudge] | None:
    """The round's entrants before this judge; None for somebody who judges nothing."""
    jury = Jury(contest.village, day)
    person = jury.person(user)
    if person is None:
        return None
    here = [one for one in entrants(contest) if one.state == EntrantState.ENTERED and one.round == contest.round]
    here.sort(key=lambda one: one.household.number)
    rows = ContestScore.objects.filter(village=contest.village, entrant__contest=contest, round=contest.round)
    mine = {score.entrant_id: score for score in rows.filter(judge=user)}
    return [ToJudge(one, mine.get(one.pk), _kept_away(jury, person, one, mine.get(one.pk))) for one in here]


def _kept_away(jury: Jury, person: Person, entrant: ContestEntrant, score: ContestScore | None) -> str:
    if score is not None and score.recused:
        return score.recused
    why = jury.recusal(person, entrant)
    if why:
        return why
    return "" if jury.voice(person, entrant) else "not_needed"


@dataclass
class Progress:
    """How far a judge is; the marks themselves nobody sees before the round is closed."""

    name: str
    done: int
    of: int


def progress(contest: Contest, day: date) -> list[Progress]:
    """Members of the committee with a log-in, and how many of those they should they have judged. Constant queries."""
    jury = Jury(contest.village, day)
    here = [one for one in entrants(contest) if one.state == EntrantState.ENTERED and one.round == contest.round]
    rows = ContestScore.objects.filter(village=contest.village, entrant__contest=contest, round=contest.round)
    done = dict(rows.filter(judge__isnull=False).values_list("judge").annotate(Count("id")).order_by())
    found = []
    for person in jury.roll.committee:
        wanted = len(jury.to_judge(person, here)) if person.user_id else 0
        if wanted:
            found.append(Progress(person.name, min(done.get(person.user_id, 0), wanted), wanted))
    return found


def waiting(user: User, village: Village) -> int:
    """What waits for this person in contests: households to judge, results, objections to decide, drafts to call."""
    roles = access.roles_of(user, village)
    count = 0
    if Role.COMMITTEE in roles:
        count += _to_do(user, village)
    if Role.SUPERVISOR in roles:
        count += ContestObjection.objects.filter(village=village, state=ObjectionState.OPEN).count()
    if roles & {Role.OFFICER, Role.ADMINISTRATOR}:
        today = clock.today()
        over = Q(state=ContestState.CALLED, nominate_until__lt=today)
        count += Contest.objects.filter(Q(state=ContestState.DRAFTED) | over, village=village).count()
    return count


def _to_do(user: User, village: Village) -> int:
    """For a committee member: entrants without their marks, walks to confirm, results to put in publicity. Constant
    queries, however many contests are on.
    """
    rows = list(Contest.objects.filter(village=village, state__in=(ContestState.SCORING, ContestState.DECIDED)))
    count = sum(contest.state == ContestState.DECIDED for contest in rows)
    judged = {one.pk: one for one in rows if one.state == ContestState.SCORING}
    if not judged:
        return count
    walks = ContestWalk.objects.filter(village=village, contest__in=judged, confirmed_at=None, refusal="")
    for contest_id, number in walks.exclude(recorded_by=user).values_list("contest_id", "round"):
        count += judged[contest_id].round == number
    return count + _unjudged(user, village, [one for one in judged.values() if one.way == JudgingWay.PHONE])


def _unjudged(user: User, village: Village, here: Sequence[Contest]) -> int:
    jury = Jury(village, clock.today())
    person = jury.person(user) if here else None
    if person is None:
        return 0
    rounds = {contest.pk: contest.round for contest in here}
    rows = ContestEntrant.objects.filter(village=village, contest__in=here, state=EntrantState.ENTERED)
    open_ones = [one for one in rows if one.round == rounds[one.contest_id]]
    mine = ContestScore.objects.filter(village=village, judge=user, entrant__in=open_ones)
    done = set(mine.values_list("entrant_id", "round"))
    return sum((one.pk, one.round) not in done for one in jury.to_judge(person, open_ones))


def titles(village: Village) -> list[ContestTitle]:
    return list(ContestTitle.objects.filter(village=village))
