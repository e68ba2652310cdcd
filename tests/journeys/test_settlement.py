"""和平村: a major matter is refused at the owners' committee until the party group discussed it; then it passes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from councils.enums import BodyKind, SeatKind
from councils.models import Body, BodyMember, Matter, Settlement, SettlementHousehold, Sitting
from councils.services.matters import procedures
from points.enums import Module
from tests.factories import Cast
from tests.journeys.walk import Person
from villagegov.kernel import clock

VILLAGE = "/v/wangjiagou"
TITLE = "聚居点停车位划线"
#: The secretary leads the party group and heads the owners' committee.
GROUP, OWNERS = ("周国成", "游佑田", "吴芬"), ("周国成", "游佑田", "雷贵安")


@pytest.fixture
def settled(cast: Cast) -> Cast:
    """A settlement of four households with a party group and an owners' committee, and the procedure of both."""
    cast.village.modules = [Module.MATTERS]
    cast.village.save(update_fields=["modules"])
    settlement = Settlement.objects.create(village=cast.village, number=1, name="和平聚居点")
    for household in cast.households[:4]:
        SettlementHousehold.objects.create(village=cast.village, settlement=settlement, household=household)
    for kind, name, people in (
        (BodyKind.PARTY_GROUP, "聚居点党小组", GROUP), (BodyKind.OWNERS, "聚居点业委会", OWNERS),
    ):  # fmt: skip
        body = Body.objects.create(village=cast.village, name=name, kind=kind, settlement=settlement)
        for number, person in enumerate(people):
            BodyMember.objects.create(
                village=cast.village, body=body, name=person, party_member=True, term_from=date(2024, 1, 1),
                seat_kind=SeatKind.HEAD if number == 0 else SeatKind.MEMBER,
            )  # fmt: skip
    procedures.take_over(
        village=cast.village, ready="party_then_owners", by=cast.administrator, at=clock.now()
    )  # fmt: skip
    return cast


def test_settlement(settled: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    secretary = person("secretary", "desk")
    secretary.goes(f"{VILLAGE}/work/matters/new/")
    secretary.logs_in(settled.branch.username)
    page = secretary.page
    page.locator("input[name=title]").fill(TITLE)
    page.locator("textarea[name=text]").fill("东侧空地划26个停车位，资金从公共收益列支")
    page.locator("select[name=procedure]").select_option(label="党小组议、业委会审")
    page.locator("select[name=proposer]").select_option(label=GROUP[0])
    secretary.presses("保存", exact=True)
    secretary.page.locator("button[value=open]").click()
    made = Matter.objects.get(village=settled.village)
    address = f"{VILLAGE}/work/matters/{made.number}/"

    # The owners' committee cannot take it up: the party group has not discussed it.
    secretary.sees("way", "前一步通过后才能召集")
    secretary.goes(f"{address}call/?step=2")
    secretary.sees("refused", "还没轮到", "党小组讨论")
    assert not Sitting.objects.filter(village=settled.village).exists()

    for notice, name in ((1, "党小组讨论"), (2, "业委会审议"), (5, "住户会议表决")):
        _held(secretary, address, name, days_pass, notice)
    secretary.goes(address)
    secretary.page.locator("button[value=post]").click()
    secretary.sees("posted", "公示")
    days_pass(clock.today() + timedelta(days=8))
    secretary.goes(address)
    secretary.sees("passed", "已通过", TITLE)


def _held(secretary: Person, address: str, name: str, days_pass: Callable[[date], None], notice: int) -> None:
    """Called with its notice, held on its day, everybody in favour."""
    page = secretary.goes(address)
    secretary.presses(f"通知开会：{name}")
    secretary.page.locator("main form button.main").click()
    secretary.sees(f"called-{notice}", "打印通知")
    sitting = page.url
    days_pass(clock.today() + timedelta(days=notice))
    page = secretary.goes(sitting)
    for box in page.locator("input[name=present]").all():
        box.check()
    page.locator("button[value=tick]").click()
    page.locator("#items a.btn").first.click()
    page.locator("button[value=votes]").click()
    secretary.goes(sitting)
    page.locator("textarea[name=minutes]").fill(f"{name}：同意")
    page.locator("button[value=close]").click()
    secretary.sees(f"held-{notice}", "已通过")
