"""A claim of household 1 (and others as a test asks), decided by two members, at whatever stage a case begins."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from councils.enums import BodyKind, ObjectionChannel
from councils.models import BodyMember, Objection
from councils.services import objections
from councils.services.objections import Recorded
from points.enums import ClaimState, Role
from points.models import Claim, Entry, Household, Item, Membership, User
from points.services.due import run_points
from tests import stage
from tests.factories import Cast, member, seat
from villagegov.kernel import clock

#: A Thursday in publicity, and a day after everything of October has been counted.
DURING, COUNTED = date(2026, 10, 29), date(2026, 11, 3)
#: The seventh working day after it.
DUE = date(2026, 11, 12)


@pytest.fixture
def cast(db: None) -> Cast:
    return stage.village()


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.frozen(clock.moment(COUNTED)):
        yield


def counted(cast: Cast, household: int = 1, item: Item | None = None) -> Entry:
    return stage.posted(cast, household, item)


def said(**more: Any) -> Recorded:
    values: dict[str, Any] = {
        "id": uuid.uuid4(),
        "channel": ObjectionChannel.ORAL,
        "text": "那天他没有来",
        "received_on": clock.today(),
        "read_back": True,
    }
    return Recorded(**values | more)


def record(claim: Claim | None, cast: Cast, at: datetime | None = None, **more: Any) -> Objection:
    assert claim is not None
    return objections.record_objection(claim=claim, data=said(**more), by=cast.supervisor, at=at or clock.now())


def decide(objection: Objection, by: User, uphold: bool = True, **more: Any) -> Objection:
    return objections.decide_objection(
        objection=objection, uphold=uphold, reason="查过签到表", by=by, at=clock.now(), **more
    )


def fresh_user(user: User) -> User:
    """Without the roles read before."""
    return User.objects.get(pk=user.pk)


def only_reviewers_supervise(cast: Cast) -> None:
    """The one supervisor left had a part in every review: panels have to be drawn."""
    Membership.objects.filter(village=cast.village, role=Role.SUPERVISOR).delete()
    Membership.objects.create(village=cast.village, user=cast.supervision, role=Role.SUPERVISOR)


def representatives(cast: Cast, count: int, *, with_login: bool = True) -> list[BodyMember]:
    body = cast.bodies[BodyKind.REPRESENTATIVES]
    found = []
    for number in range(count):
        if with_login:
            found.append(seat(body, member(cast.village, Role.COMMITTEE, name=f"代表{number}")))
        else:
            found.append(
                BodyMember.objects.create(
                    village=cast.village, body=body, name=f"老代表{number}", term_from=date(2024, 1, 1)
                )
            )
    return found


def rejected(cast: Cast, household: int = 0) -> Claim:
    claim = stage.submitted(cast, household)
    for voter in (cast.branch, cast.supervision):
        claim = stage.vote(cast, voter, claim, decision="reject", note="没有签到")
    assert claim.state == ClaimState.REJECTED
    return claim


def count_everything(cast: Cast, at: datetime) -> None:
    run_points(cast.village, at)


def household(cast: Cast, number: int) -> Household:
    return cast.households[number]
