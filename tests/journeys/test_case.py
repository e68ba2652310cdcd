"""Somebody comes to the office: what was counted is wrong. A drawn panel finds so, and the ledger is put right."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from councils.enums import BodyKind, Decision
from councils.models import Objection
from councils.queries import panels
from councils.services import review
from points.enums import Role
from points.models import Claim, Membership
from points.queries import ledger_check
from tests.factories import Cast, member, seat, submitted
from tests.journeys.walk import zh
from villagegov.kernel import clock

SAID = "那天他只来了半天，不该记十分。"
REASON = "查签到表，只参加半天。"
VILLAGE = "/v/wangjiagou"


@pytest.fixture
def counted(cast: Cast, days_pass: Callable[[date], None]) -> Claim:
    """An award of household 002, in the ledger. The only supervisor voted on it; three representatives did not."""
    claim = submitted(cast.village, cast.households[1], cast.award, cast.officer, clock.today())
    for voter in (cast.branch, cast.supervision):
        review.decide(village=cast.village, claim_ids=[claim.pk], decision=Decision.APPROVE, by=voter, at=clock.now())
    Membership.objects.filter(village=cast.village, role=Role.SUPERVISOR).delete()
    Membership.objects.create(village=cast.village, user=cast.supervision, role=Role.SUPERVISOR)
    for name in ("罗秀琼", "周德全"):
        seat(cast.bodies[BodyKind.REPRESENTATIVES], member(cast.village, Role.GRID_OFFICER, name=name))
    days_pass(clock.today() + timedelta(days=7))
    return claim


def test_case(cast: Cast, counted: Claim, person: Callable[..., Any]) -> None:
    household = counted.household
    supervisor = person("supervisor", "desk")
    supervisor.goes(f"{VILLAGE}/work/")
    supervisor.logs_in(cast.supervision.username)
    supervisor.presses("记录异议", exact=True)
    page = supervisor.page
    page.get_by_label("农户：户号或户主姓名").fill("2")
    supervisor.presses("查找")
    supervisor.sees("lines", household.head_name, "更正")
    supervisor.presses("记录异议")
    page.get_by_label("说了什么").fill(SAID)
    supervisor.presses("记下")
    supervisor.sees("read-it-back", "请念给本人听，并勾选本人认可。")
    page.get_by_label("已念给本人听，本人认可").check()
    supervisor.presses("记下")
    supervisor.sees("sheet", "异议记录单", SAID, "第1号")

    objection = Objection.objects.get()
    drawn = panels.panel_of(objection)
    assert len(drawn) == 3 and objection.objector is None
    for turn, one in enumerate(drawn[:2]):
        decider = person(f"panel-{turn}", "phone")
        decider.goes("/login/")
        decider.logs_in(one.user.username)
        page = decider.goes(f"{VILLAGE}/panel/")
        decider.presses("处理", exact=False)
        page.get_by_role("radio", name=re.compile("^成立")).check()
        page.get_by_label("理由").fill(REASON)
        page.get_by_role("radio", name=re.compile("^分值不对")).check()
        page.get_by_label("正确的分值").fill("5")
        if turn:
            decider.sees("decide", SAID, "抽签小组")
        decider.presses("处理", exact=True)

    administrator = person("administrator", "desk")
    administrator.goes(f"{VILLAGE}/work/corrections/")
    administrator.logs_in(cast.administrator.username)
    administrator.sees("to-confirm", REASON, "+5")
    administrator.presses("查看并处理")
    administrator.presses("确认更正", exact=True)
    administrator.sees("corrected", "已更正。存折和公开的更正名单都写明了理由。")
    assert ledger_check.problems(cast.village) == []

    villager = person("villager", "phone")
    villager.goes(f"{VILLAGE}/my/")
    villager.logs_in(member(cast.village, Role.VILLAGER, household=household).username)
    villager.sees("passbook", REASON, "更正第", "代替第", "申请复核")
    assert SAID not in villager.reads()

    public = person("public", "phone")
    public.goes(f"{VILLAGE}/corrections/")
    public.sees("public-corrections", "+10 → +5", REASON)
    public.presses("异议处理结果")
    public.sees("public-decisions", "异议成立", objection.seed, zh(clock.today()))
    assert SAID not in public.reads() and household.head_name not in public.reads()
