"""A contest brought, through the services, to where a test begins. 2026, the fourth quarter."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime

from boards.enums import JudgingWay, Nominator
from boards.models import Contest, ContestAward, ContestEntrant, ContestObjection, ContestTitle
from boards.services.contests import awards, calls, entering, objections, results, scoring, titles, walks
from boards.services.contests.titles import TitleValues
from councils.enums import BodyKind
from councils.models import Body, BodyMember
from councils.queries.people import roll
from points.models import Household, User
from tests import stage
from tests.factories import Cast, seat
from villagegov.kernel import clock

QUARTER = date(2026, 10, 1)
DRAFTED = clock.moment(date(2026, 12, 1), 0, 5)
CALLED = clock.moment(date(2026, 12, 1), 9)
UNTIL = date(2026, 12, 10)
NOMINATED = clock.moment(date(2026, 12, 3), 10)
JUDGING = clock.moment(date(2026, 12, 11), 9)
JUDGED = clock.moment(date(2026, 12, 12), 15)
PUBLISHED = clock.moment(date(2026, 12, 13), 9)
#: Publicity of seven days ends on the 19th.
IN_PUBLICITY = clock.moment(date(2026, 12, 15), 9)
AWARDED = clock.moment(date(2026, 12, 20), 0, 5)
VALUES = TitleValues("洁美庭院", (("院内整洁", 60), ("房前屋后", 40)), about="庭院干净整齐。", same_items=(1,))


def village(households: int = 6) -> Cast:
    return stage.village(households)


def title(cast: Cast, values: TitleValues = VALUES) -> ContestTitle:
    return titles.save_title(village=cast.village, values=values, by=cast.administrator, at=DRAFTED)


def drafted(cast: Cast, values: TitleValues = VALUES) -> Contest:
    return calls.draft(village=cast.village, title=title(cast, values), quarter=QUARTER, by=None, at=DRAFTED)


def called(cast: Cast, values: TitleValues = VALUES) -> Contest:
    return calls.call(contest=drafted(cast, values), until=UNTIL, by=cast.administrator, at=CALLED)


def nominate(
    cast: Cast,
    contest: Contest,
    number: int,
    nominator: Nominator = Nominator.PAPER,
    by: User | None = None,
    at: datetime = NOMINATED,
    **more,
) -> ContestEntrant:
    said = {"reason": "院子天天打扫", "paper": f"P-{number}"}
    if nominator != Nominator.PAPER:
        said.pop("paper")
    return entering.nominate(
        contest=contest,
        household=cast.households[number],
        nominator=nominator,
        by=by or cast.officer,
        at=at,
        **{**said, **more},
    )


def judging(cast: Cast, entrants: int = 4, way: JudgingWay = JudgingWay.PHONE, values: TitleValues = VALUES) -> Contest:
    """Being judged: households 1, 2, 3 … take part (household 0 has an account and stays out)."""
    contest = called(cast, values)
    for number in range(1, entrants + 1):
        nominate(cast, contest, number)
    return calls.begin_judging(contest=contest, way=way, by=cast.administrator, at=JUDGING)


def entrant(cast: Cast, contest: Contest, number: int) -> ContestEntrant:
    rows = ContestEntrant.objects.select_related("contest__village", "household")
    return rows.get(village=cast.village, contest=contest, household=cast.households[number])


def marks(cast: Cast, contest: Contest, by: User, *sums: int, at: datetime = JUDGED) -> None:
    """One sum (of 100) for each of households 1, 2, 3 …"""
    for number, total in enumerate(sums, 1):
        mark(cast, contest, by, number, total, at)


def mark(cast: Cast, contest: Contest, by: User, number: int, total: int, at: datetime = JUDGED) -> None:
    first = min(60, total)
    scoring.score(entrant=entrant(cast, contest, number), marks=[first, total - first], by=by, at=at)


def close(cast: Cast, contest: Contest, at: datetime = JUDGED, **more) -> Contest:
    return results.close_round(contest=contest, by=cast.officer, at=at, **more)


def decided(cast: Cast, *sums: int) -> Contest:
    """Two members of different constituencies give the same marks."""
    sums = sums or (90, 80, 70, 61)
    contest = judging(cast, len(sums))
    for judge in (cast.branch, cast.supervision):
        marks(cast, contest, judge, *sums)
    return close(cast, contest)


def publicised(cast: Cast, *sums: int) -> Contest:
    return results.publish(contest=decided(cast, *sums), by=cast.representative, at=PUBLISHED)


def award(contest: Contest, by: User | None = None, at: datetime = AWARDED) -> list[ContestAward]:
    return awards.award(contest=contest, by=by, at=at)


def awarded(cast: Cast, *sums: int) -> Contest:
    contest = publicised(cast, *sums)
    award(contest)
    return stage.fresh(contest)


def object_to(
    cast: Cast, contest: Contest, about: int | None = None, by: User | None = None, at: datetime = IN_PUBLICITY
) -> ContestObjection:
    said = objections.Said(
        uuid.uuid4(), "他家院子一直堆着柴", entrant(cast, contest, about) if about is not None else None, name="隔壁的"
    )
    return objections.object_to(contest=contest, said=said, by=by or cast.villager, at=at)


def places(contest: Contest) -> dict[str, int | None]:
    rows = ContestEntrant.objects.filter(village=contest.village, contest=contest)
    return dict(rows.order_by("household__number").values_list("household__number", "place"))


def walk_data(cast: Cast, contest: Contest, *sums: int, people: tuple[User, ...] = ()) -> walks.WalkData:
    """The signed sheet of the walk: branch, supervision and representative went round."""
    who = people or (cast.branch, cast.supervision, cast.representative)
    found = {}
    for number, total in enumerate(sums, 1):
        first = min(60, total)
        found[entrant(cast, contest, number).pk] = [first, total - first]
    return walks.WalkData(
        walked_on=clock.local_day(JUDGED), people=[one.pk for one in who], marks=found, photo=stage.photo(cast)
    )


def walked(cast: Cast, *sums: int, by: User | None = None, values: TitleValues = VALUES) -> Contest:
    sums = sums or (90, 80, 70, 61)
    contest = judging(cast, len(sums), JudgingWay.WALK, values)
    walks.record(contest=contest, data=walk_data(cast, contest, *sums), by=by or cast.branch, at=JUDGED)
    return stage.fresh(contest)


def lives_in(cast: Cast, user: User, number: int, kind: BodyKind = BodyKind.BRANCH) -> Household:
    """The member's seat names a household, which is then their own."""
    household = cast.households[number]
    BodyMember.objects.filter(village=cast.village, user=user).update(household=household)
    return household


def leads(cast: Cast, user: User, number: int) -> None:
    """The user leads the group of a household."""
    body = Body.objects.create(village=cast.village, name="村民小组长", kind=BodyKind.GROUP_LEADERS)
    seat(body, user, household=cast.households[number])


def committee_keys(cast: Cast) -> set[uuid.UUID]:
    return {one.key for one in roll(cast.village, clock.local_day(JUDGED)).committee}


def of_every_kind(cast: Cast) -> dict[str, object]:
    """A contest for every page that has one, with what stands in its address."""

    def named(name: str) -> TitleValues:
        return replace(VALUES, name=name, same_items=())

    open_one = called(cast, named("报名中的"))
    phone = judging(cast, 3, values=named("打分的"))
    walk = judging(cast, 3, JudgingWay.WALK, named("走评的"))
    done, result = (judging(cast, 3, values=named(name)) for name in ("颁奖的", "公示的"))
    for contest in (done, result):
        for judge in (cast.branch, cast.representative):
            marks(cast, contest, judge, 90, 80, 70)
        close(cast, contest)
        results.publish(contest=contest, by=cast.branch_two, at=PUBLISHED)
    [first, *_others] = award(done)
    return {
        "contest called": open_one.pk,
        "contest phone": phone.pk,
        "contest walk": walk.pk,
        "contest result": result.pk,
        "contest awarded": done.pk,
        "contest title": open_one.contest_title_id,
        "entrant": entrant(cast, phone, 1).pk,
        "contest objection": object_to(cast, result, 1).pk,
        "certificate": first.code,
    }
