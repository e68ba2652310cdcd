"""What households of the sample bring in, and visits to them: what is over in rows at once, the rest step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from boards.sample.setting import sample_user
from councils.enums import ARRIVE_WITHIN, DemandAct, DemandKind, DemandOutcome, DemandState
from councils.models import Demand, DemandStep, DemandWords, Grid, Visit
from councils.services import demands, grids, visits
from points.enums import CareKind, Role
from points.models import Group, Household, User, Village
from points.queries import calendar
from points.sample.cases import Case, Told
from points.services import accounts, audit, care
from villagegov.db.copying import insert_many
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.workdays import WorkingDays

#: The first households of the register hold offices or a printed account; nothing is made up about them here.
KEPT_FREE = 7
#: Who helps, by what a case asks for.
Helpers = dict[str, list[str]]


@dataclass
class Place:
    village: Village
    households: list[Household]
    rng: Random
    told: Told
    users: dict[str, User] = field(default_factory=dict)
    #: Grid officers and grids by the number of the group.
    grid: dict[int, User] = field(default_factory=dict)
    grids: dict[int, Grid] = field(default_factory=dict)
    officer_login: str = ""
    helpers: Helpers = field(default_factory=dict)

    @property
    def officer(self) -> User:
        return self.users[self.officer_login]

    @property
    def by_number(self) -> dict[str, Household]:
        return {home.number: home for home in self.households}

    def helper(self, case: Case) -> str:
        """A volunteer who is good at it; empty where the village has none."""
        able = self.helpers.get(case.strength, [])
        return self.rng.choice(able) if able else ""


# ------------------------------------------------------------------------------------------------------------- people


def draw_grids(place: Place, drawn: Sequence[tuple[str, tuple[int, ...], str, str]], at: datetime) -> None:
    """Each with its name, groups, the log-in of its officer and the officer's household."""
    groups = {group.number: group for group in Group.objects.filter(village=place.village)}
    homes = place.by_number
    for number, (name, lying, login, household) in enumerate(drawn, start=1):
        home = homes[household]
        user = place.users[login] = sample_user(login, home.head_name)
        accounts.grant_role(village=place.village, user=user, role=Role.GRID_OFFICER, household=home, by=None, at=at)
        grid = grids.save_grid(
            village=place.village, number=number, name=name, groups=[groups[group].pk for group in lying],
            officers=[user.pk], by=None, at=at,
        )  # fmt: skip
        for group in lying:
            place.grid[group], place.grids[group] = user, grid
    by_key = {group.pk: group for group in groups.values()}
    for home in place.households:
        home.village, home.group = place.village, by_key[home.group_id]


def mark(place: Place, marks: Sequence[tuple[CareKind, int]], day: date, at: datetime) -> None:
    homes = iter(place.rng.sample(place.households[KEPT_FREE:], sum(count for _kind, count in marks)))
    for kind, count in marks:
        for _ in range(count):
            home = next(homes)
            care.mark(household=home, kind=kind, since=day, by=place.grid[home.group.number], at=at)


# ------------------------------------------------------------------------------------------------------------- visits


def visit_all(place: Place, first_day: date, now: datetime, each: float) -> None:
    """``each``: visits to a household in a year. In rows at once: ten thousand through the service take a minute."""
    days = max((clock.local_day(now) - first_day).days - 3, 1)
    many = max(1, round(each * days / 365))
    rows = []
    for home in place.households:
        officer = place.grid[home.group.number]
        for number in range(many):
            day = first_day + timedelta(days=int((number + place.rng.random()) * days / many))
            heard = place.rng.choice(place.told.heard) if place.rng.random() < 0.06 else ""
            rows.append(
                Visit(
                    id=new_id(), village=place.village, household=home, visited_on=day, visitors=officer.name,
                    heard=heard, recorded_by=officer, recorded_at=clock.moment(day, 18),
                )
            )  # fmt: skip
    insert_many(rows)


# ------------------------------------------------------------------------------------------------------------ demands

QUIET_DAYS = 10


def bring_over(place: Place, fates: list[str], first_day: date, today: date) -> None:
    """What is over, at once: through the services two years of it would take most of the loading."""
    span = max((today - first_day).days - QUIET_DAYS - 10, 1)
    days = sorted(first_day + timedelta(days=int(place.rng.random() * span)) for _ in fates)
    working = calendar.working_days(place.village)
    made = [
        _over(place, number, day, fate, working) for number, (day, fate) in enumerate(zip(days, fates, strict=True))
    ]
    insert_many([row for row, _steps, _words, _visit in made])
    insert_many([step for _row, steps, _words, _visit in made for step in steps])
    insert_many([words for _row, _steps, words, _visit in made])
    insert_many([visit for _row, _steps, _words, visit in made if visit])
    audit.record_many(
        [
            audit.row(by=step.by, at=step.at, action=f"demand.{step.act}", subject=row, after={"number": row.number})
            for row, steps, _words, _visit in made
            for step in steps
        ]
    )


def _over(place: Place, number: int, day: date, fate: str, working: WorkingDays) -> tuple[Any, list[Any], Any, Any]:
    """A demand with its steps, its answer in words, and the visit at which somebody was there."""
    rng, case, village = place.rng, place.told.cases[number % len(place.told.cases)], place.village
    home = rng.choice(place.households[KEPT_FREE:])
    officer, may_publish = place.grid[home.group.number], rng.random() < 0.5
    said, helper = _answer(place, case, fate, day, may_publish), place.helper(case)
    within = ARRIVE_WITHIN.get(DemandKind(case.kind))
    moments = [
        clock.moment(day + timedelta(days=late), hour) for late, hour in ((0, 9), (0, 17), (1, 10), (3, 16), (4, 11))
    ]
    row = Demand(
        id=new_id(), village=village, number=number + 1, household=home, grid=place.grids[home.group.number],
        kind=case.kind, topic=case.topic, text=case.text, place=rng.choice(place.told.places), may_publish=may_publish,
        filed_by=officer, filed_at=moments[0], visit_due_on=working.after(day, within) if within else None,
        visited_on=clock.local_day(moments[2]) if within else None, state=DemandState.SETTLED, handed_to=officer,
        helper=helper, strength=case.strength if helper else "",
        outcome=said.outcome, answer=said.words, answered_by=officer, answered_at=moments[3],
        look_again_on=said.look_again_on, passed_to=said.passed_to, passed_number=said.passed_number,
        public_words=said.public_words, closed_at=moments[4],
    )  # fmt: skip
    acts = (
        (DemandAct.FILED, DemandState.FILED, officer), (DemandAct.HANDED, DemandState.HANDED, place.officer),
        (DemandAct.VISITED, DemandState.HANDED, officer), (DemandAct.ANSWERED, DemandState.ANSWERED, officer),
        (DemandAct.AGREED, DemandState.SETTLED, place.officer),
    )  # fmt: skip
    steps = [
        DemandStep(
            id=new_id(), village=village, demand=row, act=act, state=state, by=by, at=at,
            outcome=said.outcome if act == DemandAct.ANSWERED else "",
        )
        for (act, state, by), at in zip(acts, moments, strict=True)
        if within or act != DemandAct.VISITED
    ]  # fmt: skip
    words = DemandWords(id=new_id(), village=village, step=steps[-2], text=said.words)
    visit = Visit(
        id=new_id(), village=village, household=home, visited_on=clock.local_day(moments[2]), visitors=officer.name,
        heard="到场看了，情况属实", demand=row, recorded_by=officer, recorded_at=moments[2],
    ) if within else None  # fmt: skip
    return row, steps, words, visit


def _answer(place: Place, case: Case, fate: str, day: date, may_publish: bool) -> demands.Answer:
    if fate == "explained":
        words, public = place.rng.choice(place.told.later)
        again = day + timedelta(days=720)
        return demands.Answer(DemandOutcome.EXPLAINED, words, again, public_words=public if may_publish else "")
    if fate == "passed_on":
        to, number = place.rng.choice(place.told.passed)
        return demands.Answer(DemandOutcome.PASSED_ON, f"已转{to}办理，网格员跟进", None, to, number)
    return demands.Answer(DemandOutcome.SOLVED, case.done, public_words=case.public if may_publish else "")


def bring_step_by_step(place: Place, number: int, day: date, fate: str, now: datetime) -> None:
    """What is not over, step by step."""
    rng, case = place.rng, place.told.cases[number % len(place.told.cases)]
    home = rng.choice(place.households[KEPT_FREE:])
    officer = place.grid[home.group.number]
    made = written(place, home, case, day, officer, rng.random() < 0.5)
    if fate == "filed":
        return
    helper = place.helper(case)
    demands.hand(
        demand=made, to=officer, helper=helper, strength=case.strength if helper else "", by=place.officer,
        at=min(clock.moment(day, 17), now),
    )  # fmt: skip
    if fate == "handed":
        return
    if made.visit_due_on:
        arrive(home, made, day, officer, now)
    _answered(place, made, case, day, fate, officer)


def written(place: Place, home: Household, case: Case, day: date, officer: User, may_publish: bool) -> Demand:
    with clock.frozen(clock.moment(day, 9)) as at:
        data = demands.DemandInput(
            kind=case.kind, text=case.text, topic=case.topic, place=place.rng.choice(place.told.places),
            may_publish=may_publish,
        )  # fmt: skip
        made = demands.write_down(household=home, data=data, by=officer, at=at)
    made.village = place.village
    return made


def arrive(home: Household, made: Demand, day: date, officer: User, now: datetime) -> None:
    with clock.frozen(clock.moment(day + timedelta(days=1), 10)) as at:
        data = visits.VisitInput(clock.local_day(at), officer.name, "到场看了，情况属实", demand=made)
        visits.record(household=home, data=data, by=officer, at=min(at, now))


def _answered(place: Place, made: Demand, case: Case, day: date, fate: str, officer: User) -> None:
    answer = _answer(place, case, fate, day, made.may_publish)
    demands.answer(demand=made, data=answer, by=officer, at=clock.moment(day + timedelta(days=3), 16))
    if fate == "waiting":
        return
    said = {"so": False, "words": "换了灯，晚上还是不亮", "by": place.officer}
    demands.say(demand=made, at=clock.moment(day + timedelta(days=4), 11), **said)  # type: ignore[arg-type]
    if fate == "unsettled":
        demands.answer(demand=made, data=answer, by=officer, at=clock.moment(day + timedelta(days=8), 16))
        demands.say(demand=made, at=clock.moment(day + timedelta(days=9), 11), **said)  # type: ignore[arg-type]
