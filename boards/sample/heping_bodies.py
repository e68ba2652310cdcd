"""和平村's three groups and two teams: who leads, who was sent, and the election of the owners' committee."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from boards.sample.bodies import TERM_TO, Place
from councils.enums import BodyKind, SeatKind
from councils.models import Body, BodyMember, Settlement
from councils.queries.serving.tally import Tally, candidates_of
from councils.services.bodies import elections, procedure, settlements
from councils.services.bodies.members import SeatInput
from points.models import User, Village
from points.sample import heping as people
from villagegov.kernel import clock

LEADING, WORKING = "党建引领农村聚居点治理（试点）领导小组", "派驻和平聚居点工作组"


def live(village: Village, first_day: date) -> None:
    """On the first days: the settlement, then its three groups, then the election of the owners' committee."""
    place = Place(village, clock.moment(first_day, 8))
    admin = place.user(people.ADMINISTRATOR)
    settlement = settlements.save_settlement(
        village=place.village, number=1, name=people.SETTLEMENT_NAME,
        households=[place.homes[number].pk for number in people.in_settlement()], by=None, at=place.at,
    )  # fmt: skip
    _village(place)
    _groups(place, settlement)
    _volunteers(place, settlement)
    owners = place.body(
        "和平聚居点业主委员会",
        BodyKind.OWNERS,
        "审议聚居点的大事，管物业、卫生和公共设施",
        ("settlement", settlement.pk),
    )
    _elect(place, owners, admin, first_day + timedelta(days=6))
    for title, text in (("业委会管理制度", people.OWNERS_MANAGEMENT), ("业委会议事规则", people.OWNERS_RULES)):
        _rules(owners, title, text, admin, clock.moment(first_day + timedelta(days=9), 15))


def _village(place: Place) -> None:
    """The village committee; the representatives' groups, which the first story left open."""
    committee = place.body("村民委员会", BodyKind.VILLAGE_COMMITTEE, "办理本村的公共事务和公益事业")
    place.offices(committee, people.COMMITTEE)
    seats = list(BodyMember.objects.filter(village=place.village, body__kind=BodyKind.REPRESENTATIVES))
    for seat in seats:
        seat.seat_kind, seat.group = SeatKind.GROUP, place.homes[_number(place, seat)].group
    BodyMember.objects.bulk_update(seats, ["seat_kind", "group"])
    BodyMember.objects.filter(village=place.village, term_to=None).update(term_to=TERM_TO)


def _number(place: Place, seat: BodyMember) -> str:
    return next(number for number, home in place.homes.items() if home.pk == seat.household_id)


def _groups(place: Place, settlement: Settlement) -> None:
    (leader, leader_from), (worker, worker_from) = people.FROM_TOWN
    leading = place.body(LEADING, BodyKind.LEADING_GROUP, "把党的建设和聚居点治理一起抓")
    place.seats(
        leading,
        [
            _party(place, "003", "组长", SeatKind.HEAD), _party(place, "064", "副组长", SeatKind.DEPUTY),
            _sent(leader, "指导", leader_from), _party(place, "118", "成员"),
        ],
    )  # fmt: skip
    working = place.body(WORKING, BodyKind.WORKING_GROUP, "驻点收集民意，帮着解决难事", ("settlement", settlement.pk))
    place.seats(
        working,
        [
            _party(place, "064", "组长", SeatKind.HEAD),
            _sent(worker, "驻点干部", worker_from),
            _party(place, "118", "成员"),
        ],
    )
    group = place.body(
        "和平聚居点党小组", BodyKind.PARTY_GROUP, "聚居点的大事先在这里讨论", ("settlement", settlement.pk)
    )
    kinds = {"组长": SeatKind.HEAD, "副组长": SeatKind.DEPUTY}
    place.seats(
        group,
        [_party(place, number, name, kinds.get(name, SeatKind.MEMBER)) for _login, number, name in people.PARTY_GROUP],
    )


def _volunteers(place: Place, settlement: Settlement) -> None:
    team = place.body(
        "党员志愿服务队", BodyKind.VOLUNTEER_TEAM, "按所长设岗定责，有事上门服务", ("settlement", settlement.pk)
    )
    place.seats(team, [_party(place, volunteer.household, volunteer.post) for volunteer in people.VOLUNTEERS])


def _party(place: Place, number: str, position: str, kind: str = SeatKind.MEMBER) -> dict[str, Any]:
    return {**place.person(number), "position": position, "seat_kind": kind, "party_member": True}


def _sent(name: str, position: str, office: str) -> dict[str, Any]:
    return {
        "name": name, "position": position, "seat_kind": SeatKind.SENT, "sent_by": office, "party_member": True,
    }  # fmt: skip


def _elect(place: Place, owners: Body, admin: User, day: date) -> None:
    """The households of the settlement elect five of six who are put up; the leader of the party group as head."""
    with clock.frozen(clock.moment(day, 18)) as at:
        data = elections.ElectionInput(held_on=day, seats=len(people.OWNERS), term_from=day, term_to=TERM_TO)
        made = elections.open_election(body=owners, data=data, by=admin, at=at)
        kinds = {"主任": SeatKind.HEAD, "副主任": SeatKind.DEPUTY}
        rows = [(number, position) for _login, number, position in people.OWNERS] + [(people.NOT_ELECTED, "委员")]
        for number, position in rows:
            person = place.person(number)
            seat = SeatInput(
                person["name"], person["household"].pk, person["user"] and person["user"].pk, position,
                kinds.get(position, SeatKind.MEMBER), party_member=True,
            )  # fmt: skip
            elections.put_up(election=made, data=seat, by=admin, at=at)
        votes = dict(zip((one.pk for one in candidates_of(made)), people.VOTES, strict=True))
        tally = Tally(**people.TALLY, votes=votes)
        for login in (people.OFFICER, people.SUPERVISOR):
            elections.type_count(election=made, tally=tally, by=place.user(login), at=at)
        elections.decide(election=made, by=admin, at=at)


def _rules(body: Body, title: str, text: str, by: User, moment: datetime) -> None:
    with clock.frozen(moment) as at:
        procedure.add_rules(
            body=body, title=f"和平聚居点{title}", effective_from=clock.local_day(at), text=text, by=by, at=at
        )
