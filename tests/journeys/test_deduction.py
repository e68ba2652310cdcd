"""A deduction: approved, it waits until its household has been told; then it is public, then it counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from councils.enums import Decision
from councils.services import review
from points.enums import ClaimState, Disclosure, EntryKind
from points.models import Claim, Entry
from tests.factories import Cast
from tests.journeys.walk import zh
from villagegov.kernel import clock

REPLY = "风大，火星飘过去的，下回一定注意。"
VILLAGE = "/v/wangjiagou"


def test_deduction(cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    today = clock.today()
    household, item = cast.households[0], cast.deduction
    assert item.disclosure == Disclosure.FULL

    # The officer types it in; two members approve.
    officer = person("officer", "desk")
    officer.goes(f"{VILLAGE}/work/claims/new/")
    page = officer.logs_in(cast.officer.username)
    officer.picks("哪一户", household.number, household.head_name)
    officer.picks("哪一项", "秸秆", item.name)
    officer.sees(
        "entry", "扣分项：审核通过后先告知本户", page.get_by_text(f"{household.group.name} {household.number}")
    )
    officer.presses("保存", exact=True)
    officer.presses("上报勾选的")
    officer.presses(re.compile("^上报"))
    officer.sees("batch", item.name)
    claim = Claim.objects.get(village=cast.village)
    for voter in (cast.branch, cast.supervision):
        review.decide(village=cast.village, claim_ids=[claim.pk], decision=Decision.APPROVE, by=voter, at=clock.now())

    # Nobody reads of it, and no day brings it into the ledger, before the household was told.
    public, villager = person("public", "phone"), person("villager", "phone")
    public.goes(f"{VILLAGE}/publicity/")
    public.sees("nothing-yet", "没有正在公示的内容")
    villager.goes(f"{VILLAGE}/my/")
    villager.logs_in(cast.villager.username)
    days_pass(today + timedelta(days=8))
    claim.refresh_from_db()
    assert claim.state == ClaimState.TELLING
    assert not Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM).exists()

    # The officer has been there and writes down what it said.
    told_on = clock.today()
    officer.goes(f"{VILLAGE}/work/claims/new/")
    officer.presses("工作台", within=page.get_by_role("banner"))
    officer.presses("待告知", within=page.get_by_role("main"))
    officer.sees("to-be-told", household.head_name, item.name)
    page.get_by_role("link", name=re.compile(f"告知书.*{household.head_name}")).click()
    officer.sees("letter", household.head_name, "异议")
    page.go_back()
    page.get_by_role("link", name=re.compile(f"登记告知.*{household.head_name}")).click()
    officer.sees("tell", item.wording)
    page.get_by_role("radio", name="当面").check()
    page.get_by_label("该户怎么说").fill(REPLY)
    officer.presses("登记并开始公示")
    last_day = told_on + timedelta(days=6)
    officer.sees("told", zh(last_day), REPLY)

    # Everybody reads it with its end date; the village's signed-in with the reply; names are masked for strangers.
    public.comes_back(f"{VILLAGE}/publicity/")
    public.sees("publicity", "李*华户", item.name, zh(last_day))
    assert household.head_name not in public.reads()
    villager.goes(f"{VILLAGE}/publicity/")
    villager.sees("publicity", f"{household.head_name}户", REPLY)
    villager.goes(f"{VILLAGE}/my/")
    villager.sees("told", "当面", REPLY)

    days_pass(last_day)
    claim.refresh_from_db()
    assert claim.state == ClaimState.PUBLICISED, "its last day is a whole day"
    days_pass(last_day + timedelta(days=1))
    villager.goes(f"{VILLAGE}/my/")
    line = villager.page.get_by_role("row").filter(has_text=item.name)
    villager.sees("passbook", line)
    words = line.inner_text()
    assert "−5" in words and f"{claim.day.month}月{claim.day.day}日" in words and item.wording in words, words
    villager.sees("balance", villager.page.get_by_text("95", exact=True))
