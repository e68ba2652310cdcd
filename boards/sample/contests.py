"""A year of contests in the sample: every quarter's from the call to the certificates, and three that are on now."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from boards.enums import ContestState, JudgingWay, Nominator
from boards.models import Contest, ContestEntrant, ContestObjection, ContestTitle
from boards.queries.jury import Jury
from boards.sample.setting import Setting
from boards.services.contests import awards, calls, entering, objections, results, scoring, titles
from boards.services.contests.steps import entrants_of
from points.enums import HouseholdState
from points.models import Household, User
from points.sample.people import BRANCH, ONLINE_HOUSEHOLDS, REPRESENTATIVES, SUPERVISION
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import NotAllowed

#: How many households take part, by title.
ENTRANTS = {"洁美庭院": 6, "致富能手": 5, "脱贫标兵": 4}
REASONS = {
    "洁美庭院": ("院坝天天扫，柴草码放整齐。", "房前屋后种了花，垃圾分类投放。", "带头拆了旧棚，院子亮堂。"),
    "致富能手": ("种柑橘二十亩，教邻居嫁接。", "养土鸡三百只，带三户一起卖。", "办起豆瓣加工，请本组的人做工。"),
    "脱贫标兵": ("学会养蚕，一年收入翻番。", "打零工还清欠账，主动退出帮扶。", "养猪起步，又帮邻居学技术。"),
}
WITHHELD = "现场复看时与申报情况不符，本季度该名次空缺。"
OBJECTION = ("他家院子评比那天刚打扫的，平时堆着杂物。", "连看三次，院内一直整洁，异议不成立。")

Act = Any


def acts(setting: Setting, now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Past quarters in their last month, by the calendar of the day; the running ones by the day of loading."""
    plan = Plan(setting)
    yield clock.moment(setting.first_day, 9), plan.add_titles
    running = periods.quarter(clock.local_day(now) - timedelta(days=20)).start
    quarter = periods.quarter(setting.first_day).start
    while quarter < running:
        month = periods.quarter(quarter).last_month
        if month.replace(day=9) > setting.first_day:
            yield from plan.past(quarter, month)
        quarter = periods.add_months(quarter, 3)
    yield from plan.on_now(running, now)


@dataclass
class Plan:
    setting: Setting

    def past(self, quarter: date, month: date) -> Iterator[tuple[datetime, Act]]:
        for name in ENTRANTS:
            one: dict[str, Any] = {"name": name, "quarter": quarter}
            yield clock.moment(month.replace(day=9), 9), partial(self.call, **one, until=month.replace(day=16))
            yield clock.moment(month.replace(day=12), 10), partial(self.nominate, **one)
            yield clock.moment(month.replace(day=17), 9), partial(self.begin, **one)
            yield clock.moment(month.replace(day=18), 15), partial(self.judge, **one)
            yield clock.moment(month.replace(day=19), 10), partial(self.publish, **one)
            if name == "洁美庭院":
                yield clock.moment(month.replace(day=21), 19), partial(self.object_to, **one)
                yield clock.moment(month.replace(day=22), 16), partial(self.dismiss, **one)
            yield clock.moment(month.replace(day=26), 0, 5), partial(self.award, **one)

    def on_now(self, quarter: date, now: datetime) -> Iterator[tuple[datetime, Act]]:
        """One in publicity, one that is being judged, one open for nominations."""
        today = clock.local_day(now)

        def ago(days: int, hour: int) -> datetime:
            return clock.moment(today - timedelta(days=days), hour)

        for name, since in (("洁美庭院", 15), ("致富能手", 11), ("脱贫标兵", 4)):
            one: dict[str, Any] = {"name": name, "quarter": quarter}
            until = today - timedelta(days=since - 8)
            yield ago(since, 9), partial(self.call, **one, until=until)
            yield ago(since - 2, 10), partial(self.nominate, **one)
            if until < today:
                yield ago(since - 9, 9), partial(self.begin, **one)
        yield ago(4, 15), partial(self.judge, name="洁美庭院", quarter=quarter)
        yield ago(3, 10), partial(self.publish, name="洁美庭院", quarter=quarter)
        yield ago(1, 15), partial(self.judge_some, name="致富能手", quarter=quarter)

    # ------------------------------------------------------------------------------------------------- single acts

    def add_titles(self, *, at: datetime) -> None:
        titles.add_usual(village=self.setting.village, by=self.setting.users["guanliyuan"], at=at)

    def call(self, *, name: str, quarter: date, until: date, at: datetime) -> None:
        village = self.setting.village
        title = ContestTitle.objects.get(village=village, name=name)
        contest = calls.draft(village=village, title=title, quarter=quarter, by=self.setting.officer, at=at)
        calls.call(contest=contest, until=until, by=self.setting.officer, at=at)

    def nominate(self, *, name: str, quarter: date, at: datetime) -> None:
        """Most on paper, one by itself on the phone, one by a member."""
        contest, rng = self._contest(name, quarter), self._rng(name, quarter)
        people = [self.setting.households[number] for number in self._able()]
        villager = rng.choice(self._online())
        chosen = [one for one in rng.sample(people, ENTRANTS[name] + 1) if one.number != villager]
        self._enter(
            contest, self.setting.households[villager], Nominator.HOUSEHOLD, self.setting.villagers[villager], at
        )
        for turn, household in enumerate(chosen[: ENTRANTS[name] - 1]):
            if turn == 0:
                member = self.setting.of_constituency(REPRESENTATIVES)[-1]
                self._enter(contest, household, Nominator.MEMBER, member, at)
            else:
                self._enter(contest, household, Nominator.PAPER, self.setting.officer, at, f"P{at:%y%m}-{turn}")

    def _enter(
        self, contest: Contest, household: Household, way: Nominator, by: User, at: datetime, paper: str = ""
    ) -> None:
        reasons = REASONS[contest.name]
        reason = reasons[int(household.number) % len(reasons)]
        entering.nominate(contest=contest, household=household, nominator=way, reason=reason, paper=paper, by=by, at=at)

    def begin(self, *, name: str, quarter: date, at: datetime) -> None:
        contest = self._contest(name, quarter)
        calls.begin_judging(contest=contest, way=JudgingWay.PHONE, by=self.setting.officer, at=at)

    def judge(self, *, name: str, quarter: date, at: datetime) -> None:
        """Every member judges; whoever is level is judged again, until the places are clear."""
        contest = self._contest(name, quarter)
        while contest.state == ContestState.SCORING:
            for member in self._members():
                self._judge_all(contest, member, at)
            contest = results.close_round(contest=contest, by=self.setting.officer, at=at)

    def judge_some(self, *, name: str, quarter: date, at: datetime) -> None:
        """Two members have judged everybody, the others are still to."""
        for member in self._members()[:2]:
            self._judge_all(self._contest(name, quarter), member, at)

    def _judge_all(self, contest: Contest, member: User, at: datetime) -> None:
        jury = Jury(self.setting.village, clock.local_day(at))
        person = jury.person(member)
        here = [one for one in entrants_of(contest) if one.round == contest.round]
        for entrant in jury.to_judge(person, here) if person else ():
            scoring.score(entrant=entrant, marks=self._marks(contest, entrant, member), by=member, at=at)

    def _marks(self, contest: Contest, entrant: ContestEntrant, member: User) -> list[int]:
        """Members agree more or less on a household."""
        own = Random(f"{contest.name}:{contest.quarter}:{entrant.household.number}").uniform(0.68, 0.95)
        rng = Random(f"{contest.round}:{entrant.household.number}:{member.username}:{contest.quarter}")
        return [min(full, round(full * (own + rng.uniform(-0.06, 0.06)))) for full in contest.full_marks]

    def publish(self, *, name: str, quarter: date, at: datetime) -> None:
        """By a member who may; once the third prize of 脱贫标兵 is withheld."""
        contest = self._contest(name, quarter)
        members = self._members()
        if name == "脱贫标兵" and quarter.month == 4:
            third = next((one for one in entrants_of(contest) if one.place == 3), None)
            if third is not None:
                member = self._first_who_may(members, partial(self._withhold, third, at))
                members.remove(member)
        self._first_who_may(members, lambda by: results.publish(contest=contest, by=by, at=at))

    def _withhold(self, entrant: ContestEntrant, at: datetime, by: User) -> None:
        results.withhold(entrant=entrant, reason=WITHHELD, by=by, at=at)

    def _first_who_may(self, members: list[User], act: Act) -> User:
        for member in members:
            try:
                act(member)
            except NotAllowed:
                continue
            return member
        raise LookupError("every member must keep away")

    def object_to(self, *, name: str, quarter: date, at: datetime) -> None:
        contest = self._contest(name, quarter)
        winner = next((one for one in entrants_of(contest) if one.place == 1), None)
        said = objections.Said(uuid.uuid4(), OBJECTION[0], winner)
        number = winner.household.number if winner else ""
        by = next(user for other, user in self.setting.villagers.items() if other != number)
        objections.object_to(contest=contest, said=said, by=by, at=at)

    def dismiss(self, *, name: str, quarter: date, at: datetime) -> None:
        rows = ContestObjection.objects.filter(village=self.setting.village, contest=self._contest(name, quarter))
        for objection in rows.select_related("contest__village"):
            objections.decide(
                objection=objection, uphold=False, reason=OBJECTION[1], by=self.setting.users["jiandu"], at=at
            )

    def award(self, *, name: str, quarter: date, at: datetime) -> None:
        contest = self._contest(name, quarter)
        if contest.state == ContestState.PUBLICISED:
            awards.award(contest=contest, by=None, at=at)

    # ------------------------------------------------------------------------------------------------------- who

    def _contest(self, name: str, quarter: date) -> Contest:
        rows = Contest.objects.filter(village=self.setting.village, contest_title__name=name, quarter=quarter)
        return rows.select_related("village", "contest_title").get()

    def _members(self) -> list[User]:
        """Of every constituency, so that there is a quorum whoever keeps away."""
        of = self.setting.of_constituency
        return [*of(BRANCH)[:2], *of(REPRESENTATIVES)[:2], *of(SUPERVISION)[1:2]]

    def _able(self) -> list[str]:
        """Households that do something, live here and are nobody's who judges."""
        found = [
            plan.number for plan in self.setting.plans if plan.activity > 0 and plan.number in self.setting.households
        ]
        rows = Household.objects.filter(
            village=self.setting.village, number__in=found, state=HouseholdState.ACTIVE, resident=True
        )
        judges = {person.household for person in self.setting.offices}
        return [number for number in rows.order_by("number").values_list("number", flat=True) if number not in judges]

    def _online(self) -> list[str]:
        """Households with an account that live here today."""
        rows = Household.objects.filter(
            village=self.setting.village, number__in=ONLINE_HOUSEHOLDS, state=HouseholdState.ACTIVE, resident=True
        )
        found = rows.order_by("number").values_list("number", flat=True)
        return [number for number in found if number in self.setting.villagers]

    def _rng(self, name: str, quarter: date) -> Random:
        return Random(f"contest:{name}:{quarter:%Y-%m}")
