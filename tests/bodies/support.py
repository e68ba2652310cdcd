"""Bodies, seats, an election counted, a handover prepared."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.test import Client

from councils.enums import BodyKind, SeatKind
from councils.models import Body, BodyMember, Election, Handover, Settlement, SettlementHousehold
from councils.queries.serving.tally import Tally, candidates_of
from councils.services import village_rules
from councils.services.bodies import elections, handovers
from councils.services.bodies.members import SeatInput
from points.models import Mandate
from tests import stage
from tests.factories import Cast
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 16), 10)
TODAY = clock.local_day(NOW)
FROM = date(2024, 1, 1)


def body(cast: Cast, kind: BodyKind, name: str = "", **more: Any) -> Body:
    made = Body.objects.create(village=cast.village, name=name or str(kind.label), kind=kind, **more)
    made.village = cast.village
    return made


def of_kind(cast: Cast, kind: BodyKind) -> Body:
    found = cast.bodies[kind]
    found.village = cast.village
    return found


def sits(body: Body, name: str, household: Any = None, seat_kind: str = SeatKind.MEMBER, **more: Any) -> BodyMember:
    values = {"term_from": FROM, **more}
    made = BodyMember.objects.create(
        village=body.village, body=body, name=name, household=household, seat_kind=seat_kind, **values
    )
    made.village = body.village
    return made


def who(name: str = "何新", household: Any = None, **more: Any) -> SeatInput:
    return SeatInput(name=name, household_id=household.pk if household else None, **more)


def settlement(cast: Cast, *homes: int) -> Settlement:
    made = Settlement.objects.create(village=cast.village, number=1, name="和睦聚居点")
    made.village = cast.village
    SettlementHousehold.objects.bulk_create(
        SettlementHousehold(village=cast.village, settlement=made, household=cast.households[number])
        for number in homes
    )
    return made


def convention(cast: Cast, area: Settlement, at: datetime = NOW, **more: Any) -> Any:
    """Adopted by the households of the settlement, in force on the day."""
    by, day, count = cast.administrator, clock.local_day(at), area.household_rows.filter(village=cast.village).count()
    draft = village_rules.draft(village=cast.village, title="聚居点公约", settlement=area, by=by, at=at)
    articles = [("卫生", "门前三包天天扫")]
    village_rules.save_draft(rules=draft, title="聚居点公约", verse="", articles=articles, by=by, at=at)
    values = {"kind": "households", "entitled": count, "present": count, "in_favour": count, **more}
    mandate = Mandate(meeting="聚居点户代表会", held_on=day, filing="村备1号", **values)
    return village_rules.adopt(rules=draft, mandate=mandate, effective_from=day, by=by, at=at)


def election(
    cast: Cast,
    of: Body | None = None,
    names: tuple[str, ...] = ("甲", "乙", "丙"),
    at: datetime = NOW,
    **more: Any,
) -> Election:
    """Two to be elected out of three, today."""
    of, day = of or body(cast, BodyKind.VILLAGE_COMMITTEE), clock.local_day(at)
    data = elections.ElectionInput(**{"held_on": day, "seats": 2, "term_from": day, **more})
    made = elections.open_election(body=of, data=data, by=cast.administrator, at=at)
    for name in names:
        elections.put_up(election=made, data=who(name), by=cast.administrator, at=at)
    return fresh(made)


def tally(election: Election, *votes: int, **more: int) -> Tally:
    """Of a hundred entitled eighty voted."""
    keys = [one.pk for one in candidates_of(election)]
    numbers = {"entitled": 100, "present": 80, "given_out": 80, "returned": 80, "valid": 78, **more}
    return Tally(**numbers, votes=dict(zip(keys, votes, strict=True)))


def counted(cast: Cast, found: Election, *votes: int, **more: int) -> Election:
    for by in (cast.officer, cast.supervisor):
        elections.type_count(election=fresh(found), tally=tally(found, *votes, **more), by=by, at=NOW)
    return fresh(found)


def fresh(row: Any) -> Any:
    found = stage.fresh(row)
    for name in ("body", "handover", "election"):
        if getattr(found, f"{name}_id", None):
            getattr(found, name).village = found.village
    return found


def handover(cast: Cast, *bodies: Body, at: datetime = NOW, **more: Any) -> Handover:
    """Begins today."""
    made = handovers.prepare(
        village=cast.village, bodies=[one.pk for one in bodies], by=cast.administrator, at=at,
        **{"title": "2026年换届", "day": TODAY, "term_to": date(2031, 11, 15), **more},
    )  # fmt: skip
    made.village = cast.village
    return made


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(cast: Cast, rest: str) -> str:
    return f"/v/{cast.village.slug}/{rest}"
