"""Bodies of the sample villages: committees, a settlement with its convention, a council, an election, a handover."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from boards.sample.setting import TERM_FROM, sample_user
from councils.enums import BodyKind, SeatKind
from councils.models import Body, BodyMember, Grid, GridOfficer, Settlement
from councils.queries.serving import handover as queries
from councils.queries.serving.tally import Tally, candidates_of
from councils.services import village_rules
from councils.services.bodies import elections, founding, handovers, procedure, settlements
from councils.services.bodies.founding import BodyInput
from councils.services.bodies.members import SeatInput
from points.enums import Role
from points.models import Group, Household, Mandate, Membership, User, Village
from points.sample import anping, bodies, zhucun
from points.sample.villages import ANPING, WANGJIAGOU, ZHUCUN
from points.services import accounts
from villagegov.kernel import clock

#: The present term of the committees ends after five years.
TERM_TO = date(2029, 1, 14)
HEADS, DEPUTIES = ("支部书记", "监委会主任", "村委会主任"), ("支部副书记", "监委会副主任", "村委会副主任")
#: Days before today on which 祝村 handed over, and at least so long before that its by-election was held.
HANDED_OVER, BY_ELECTION = 45, 120


def live(village: Village, *, first_day: date, now: datetime) -> None:
    """What each village has besides what its own story put there."""
    mine = BodyMember.objects.filter(village=village)
    mine.filter(position__in=HEADS).update(seat_kind=SeatKind.HEAD)
    mine.filter(position__in=DEPUTIES).update(seat_kind=SeatKind.DEPUTY)
    mine.filter(body__kind=BodyKind.BRANCH).update(party_member=True)
    place = Place(village, clock.moment(first_day, 8))
    if village.slug == WANGJIAGOU.slug:
        _wangjiagou(place)
    elif village.slug == ANPING.slug:
        _anping(place, first_day)
    elif village.slug == ZHUCUN.slug:
        _zhucun(place, first_day, clock.local_day(now))


class Place:
    """A village whose households, groups and log-ins are at hand."""

    def __init__(self, village: Village, at: datetime) -> None:
        self.village, self.at = village, at
        self.homes = {home.number: home for home in Household.objects.filter(village=village).select_related("group")}
        self.groups = {group.number: group for group in Group.objects.filter(village=village)}
        rows = Membership.objects.filter(village=village, household__isnull=False).select_related("user", "household")
        self.users: dict[str, User] = {}
        for row in rows.exclude(role=Role.VILLAGER):
            self.users.setdefault(row.household.number, row.user)  # type: ignore[union-attr]

    def user(self, username: str) -> User:
        return User.objects.get(username=username)

    def body(
        self, name: str, kind: BodyKind, duty: str = "", area: tuple[str, uuid.UUID] | None = None, **more: str
    ) -> Body:
        data = BodyInput(name, kind, area, duty, more.get("phone", ""))
        return founding.found_body(village=self.village, data=data, by=None, at=self.at)

    def person(self, number: str) -> dict[str, Any]:
        home, user = self.homes[number], self.users.get(number)
        return {"name": user.name if user else home.head_name, "household": home, "user": user}

    def seats(self, body: Body, rows: Iterable[dict[str, Any]], **more: Any) -> None:
        """For the present term, at once."""
        values = {"term_from": TERM_FROM, "term_to": TERM_TO, **more}
        BodyMember.objects.bulk_create(BodyMember(village=self.village, body=body, **{**values, **row}) for row in rows)

    def offices(self, body: Body, rows: Iterable[tuple[str, str, str]], **more: Any) -> None:
        made = [{**self.person(number), "position": position, "seat_kind": kind} for number, position, kind in rows]
        self.seats(body, made, **more)


# ------------------------------------------------------------------------------------------------------------ villages


def _wangjiagou(place: Place) -> None:
    """The village committee, and a leading group with members sent from the town."""
    committee = place.body(
        "村民委员会", BodyKind.VILLAGE_COMMITTEE, "办理本村的公共事务和公益事业", phone="0833-3766018"
    )
    place.offices(committee, bodies.WANGJIAGOU_COMMITTEE)
    group = place.body("积分管理工作领导小组", BodyKind.LEADING_GROUP, "指导积分管理，帮着协调镇里的事")
    rows: list[dict[str, Any]] = [
        {**place.person("003"), "position": "组长", "seat_kind": "head", "party_member": True}
    ]
    rows += [
        {"name": name, "position": position, "seat_kind": "sent", "sent_by": office, "party_member": True}
        for name, position, office in bodies.WANGJIAGOU_SENT
    ]
    place.seats(group, rows)


def _anping(place: Place, first_day: date) -> None:
    """The settlement of 31 households with its committee, and the convention its households adopted."""
    place.offices(place.body("村民委员会", BodyKind.VILLAGE_COMMITTEE, "办理本村的公共事务"), bodies.ANPING_COMMITTEE)
    settlement = settlements.save_settlement(
        village=place.village, number=1, name="安坪新村聚居点",
        households=[place.homes[number].pk for number in bodies.ANPING_SETTLED], by=None, at=place.at,
    )  # fmt: skip
    committee = place.body(
        "聚居点管理委员会", BodyKind.SETTLEMENT, "管聚居点的卫生、水电、邻里和公共设施", ("settlement", settlement.pk)
    )
    place.offices(committee, bodies.ANPING_SETTLEMENT)
    place.seats(
        place.body("聚居点党小组", BodyKind.PARTY_GROUP, "聚居点的事党员带头", ("settlement", settlement.pk)),
        [
            {**place.person("014"), "position": "组长", "seat_kind": "head", "party_member": True},
            {**place.person("036"), "party_member": True}, {**place.person("006"), "party_member": True},
        ],
    )  # fmt: skip
    by = place.user(anping.ADMINISTRATOR)
    with clock.frozen(clock.moment(first_day + timedelta(days=10), 15)) as at:
        procedure.add_rules(
            body=committee, title="聚居点管理委员会议事规则", effective_from=clock.local_day(at),
            text=bodies.SETTLEMENT_RULES, by=by, at=at,
        )  # fmt: skip
        _convention(place, settlement, by, at)


def _convention(place: Place, settlement: Settlement, by: User, at: datetime) -> None:
    rules = village_rules.draft(village=place.village, title="聚居点管理公约", settlement=settlement, by=by, at=at)
    village_rules.save_draft(rules=rules, title="聚居点管理公约", verse="", articles=bodies.CONVENTION, by=by, at=at)
    day = clock.local_day(at)
    mandate = Mandate(
        kind="households", meeting="聚居点户代表会议", held_on=day, entitled=31, present=29, in_favour=28,
        filing="高笋乡备2号",
    )  # fmt: skip
    village_rules.adopt(rules=rules, mandate=mandate, effective_from=day, by=by, at=at)


def _zhucun(place: Place, first_day: date, today: date) -> None:
    """The council of thirteen groups, teams of volunteers who supervise, a by-election, and a handover."""
    admin = place.user(zhucun.ADMINISTRATOR)
    committee = place.body(
        "村民委员会", BodyKind.VILLAGE_COMMITTEE, "办理本村的公共事务和公益事业", phone="0833-3488106"
    )
    place.offices(committee, bodies.ZHUCUN_COMMITTEE)
    supervision = _supervision(place)
    representatives = place.body("村民代表会议", BodyKind.REPRESENTATIVES, "讨论决定村民会议授权的事项")
    place.seats(
        representatives,
        [_of_group(place, group, number) for group in range(1, zhucun.GROUPS + 1) for number in (10, 15)],
        position="村民代表",
    )
    council = place.body("村民议事会", BodyKind.COUNCIL, "涉及大家利益的事，先在这里议")
    handed = max(today - timedelta(days=HANDED_OVER), first_day + timedelta(days=20))
    place.seats(council, _council(place, with_nine=True), term_to=handed - timedelta(days=1))
    with clock.frozen(clock.moment(first_day + timedelta(days=3), 9)) as at:
        procedure.add_rules(
            body=council, title="祝村村民议事会议事规则", effective_from=clock.local_day(at), text=bodies.COUNCIL_RULES,
            by=admin, at=at,
        )  # fmt: skip
    _teams(place)
    held = max(today - timedelta(days=BY_ELECTION), first_day + timedelta(days=10))
    _by_election(place, committee, admin, held)
    _hand_over(place, [supervision, council], admin, handed)


def _of_group(place: Place, group: int, number: int) -> dict[str, Any]:
    home = bodies.zhucun_number(group, number)
    return {**place.person(home), "seat_kind": SeatKind.GROUP, "group": place.groups[group]}


def _council(place: Place, *, with_nine: bool) -> list[dict[str, Any]]:
    """Its head is the secretary; one or two of each group, respected villagers, party members."""
    rows: list[dict[str, Any]] = [
        {**place.person("030"), "position": "主任", "seat_kind": "head", "party_member": True}
    ]
    for group in range(1, zhucun.GROUPS + 1):
        if with_nine or group != bodies.ZHUCUN_WITHOUT:
            rows += [_of_group(place, group, 10)]
        if group in bodies.ZHUCUN_TWO:
            rows += [_of_group(place, group, 15)]
    for kind, places in (("respected", bodies.ZHUCUN_RESPECTED), ("party", bodies.ZHUCUN_PARTY)):
        rows += [
            {**place.person(bodies.zhucun_number(*where)), "seat_kind": kind, "party_member": kind == "party"}
            for where in places
        ]
    return rows


def _supervision(place: Place) -> Body:
    """Two of its members have log-ins of their own: the one who goes, and the one who comes."""
    for number, login, role in (
        (bodies.ZHUCUN_SUPERVISION[1][0], bodies.ZHUCUN_GOES, Role.SUPERVISOR),
        (bodies.ZHUCUN_NEW_SUPERVISOR, bodies.ZHUCUN_COMES, Role.GRID_OFFICER),
    ):
        home = place.homes[number]
        user = place.users[number] = sample_user(login, home.head_name)
        accounts.grant_role(village=place.village, user=user, role=role, household=home, by=None, at=place.at)
    made = place.body("村务监督委员会", BodyKind.SUPERVISION, "监督村务公开、财务和各项决定的落实")
    place.offices(made, bodies.ZHUCUN_SUPERVISION)
    return made


def _teams(place: Place) -> None:
    """One of each grid, led by its officer."""
    grids = list(Grid.objects.filter(village=place.village).order_by("number"))
    teams = [
        Body(
            village=place.village, name=f"{grid.name}义务监督队", kind=BodyKind.SUPERVISION_TEAM, grid=grid,
            duty="看见违反村规民约的，及时劝阻",
        )
        for grid in grids
    ]  # fmt: skip
    Body.objects.bulk_create(teams)
    held = GridOfficer.objects.filter(village=place.village).select_related("user")
    officers = {row.grid_id: row.user for row in held}
    rows: list[BodyMember] = []
    for grid, team in zip(grids, teams, strict=True):
        officer = officers[grid.pk]
        first = {"name": officer.name, "user": officer, "position": "队长", "seat_kind": SeatKind.HEAD}
        others = [place.person(bodies.zhucun_number(grid.number, number)) for number in (12, 18)]
        rows += [BodyMember(village=place.village, body=team, term_from=TERM_FROM, **one) for one in (first, *others)]
    BodyMember.objects.bulk_create(rows)


def _by_election(place: Place, committee: Body, admin: User, day: date) -> None:
    """One committee member is elected, counted by two people."""
    with clock.frozen(clock.moment(day, 18)) as at:
        data = elections.ElectionInput(held_on=day, seats=1, term_from=day, term_to=TERM_TO)
        made = elections.open_election(body=committee, data=data, by=admin, at=at)
        for number, _votes in bodies.ZHUCUN_PUT_UP:
            seat = SeatInput(place.homes[number].head_name, place.homes[number].pk, position="委员")
            elections.put_up(election=made, data=seat, by=admin, at=at)
        votes = dict(zip((one.pk for one in candidates_of(made)), (n for _h, n in bodies.ZHUCUN_PUT_UP), strict=True))
        tally = Tally(**bodies.ZHUCUN_TALLY, votes=votes)
        for login in (zhucun.OFFICER, zhucun.SUPERVISOR):
            elections.type_count(election=made, tally=tally, by=place.user(login), at=at)
        elections.decide(election=made, by=admin, at=at)


def _hand_over(place: Place, renewed: list[Body], admin: User, day: date) -> None:
    """Supervision and council: most stay, one supervisor goes, one group has nobody yet."""
    supervision = renewed[0]
    with clock.frozen(clock.moment(day - timedelta(days=7), 9)) as at:
        made = handovers.prepare(
            village=place.village, title="监委会、议事会换届", day=day, term_to=TERM_TO,
            bodies=[body.pk for body in renewed], by=admin, at=at,
        )  # fmt: skip
        made.village = place.village
        goes = {place.homes[bodies.ZHUCUN_SUPERVISION[1][0]].pk, place.homes[bodies.zhucun_number(9, 10)].pk}
        for body in renewed:
            stay = [seat.pk for seat in queries.leaving(made, [body.pk]) if seat.household_id not in goes]
            handovers.keep_members(handover=made, body=body, members=stay, by=admin, at=at)
        person = place.person(bodies.ZHUCUN_NEW_SUPERVISOR)
        seat = SeatInput(person["name"], person["household"].pk, person["user"].pk, position="委员")
        handovers.add_seat(handover=made, body=supervision, data=seat, by=admin, at=at)
    with clock.frozen(clock.moment(day, 9)) as at:
        keys = [change.key for change in queries.role_changes(made, queries.changes(made))]
        handovers.carry_out(handover=made, roles=keys, by=admin, at=at)
