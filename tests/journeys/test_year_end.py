"""The year ends by itself; the administrator looks what it did and prints; a supervisor checks what chance picked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from councils.models import SampledClaim
from points.models import Entry
from tests.factories import Cast, publicised
from villagegov.kernel import clock

VILLAGE = "/v/wangjiagou"
FOUND = "问了组长，当天只来了半天。"


def test_year_end(cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    today = clock.today()
    for household in cast.households[1:4]:
        publicised(cast.village, household, cast.award, cast.officer, today, today + timedelta(days=6))
    days_pass(date(today.year + 1, 1, 9))
    assert clock.today().year == today.year + 1

    administrator = person("administrator", "desk")
    administrator.goes(f"{VILLAGE}/work/")
    administrator.logs_in(cast.administrator.username)
    administrator.presses("年终", exact=True)
    administrator.sees("year", f"{today.year}年度已于", "100分：12户", "参加排名12户，其中3户有得分")
    administrator.presses("选择并打印")
    administrator.page.get_by_text("共12户，每户一张（A4）").wait_for()
    administrator.page.get_by_role("link", name=re.compile(f"打印.*{cast.groups[1].name}")).click()
    page = administrator.sees("sheets", f"王家沟村{today.year}年度积分对账单", "核对无误，户主签字：")
    sheets = page.get_by_role("article")
    assert sheets.count() == 6
    line = Entry.objects.get(village=cast.village, household=cast.households[1], kind="claim")
    first = sheets.filter(has_text=cast.households[1].head_name)
    assert first.get_by_text(str(line.seq), exact=True).count() == 1 and "110" in first.inner_text()

    supervisor = person("supervisor", "phone")
    supervisor.goes(f"{VILLAGE}/work/")
    supervisor.logs_in(cast.supervisor.username)
    supervisor.presses("随机抽查", exact=False)
    supervisor.presses(f"{today.year}年{today.month}月", exact=True)
    supervisor.sees("sample", "共3条，还有3条没有核查")
    page = supervisor.page
    page.get_by_role("link", name=re.compile(f"核查.*{cast.households[2].head_name}")).click()
    page.get_by_role("radio", name=re.compile("^有误")).check()
    supervisor.presses("登记", exact=True)
    supervisor.sees("why", "请简单写明哪里不对")
    page.get_by_label("查了什么，哪里不对？").fill(FOUND)
    supervisor.presses("登记", exact=True)
    supervisor.sees("recorded", "已登记，还有2条等您核查", FOUND)
    kept = SampledClaim.objects.get(village=cast.village, claim__household=cast.households[2])
    assert (kept.finding, kept.words, kept.found_by) == ("wrong", FOUND, cast.supervisor)

    anybody = person("anybody", "phone")
    anybody.goes(f"{VILLAGE}/samples/")
    anybody.sees("public", "为什么谁也挑不了")
    anybody.presses(f"{today.year}年{today.month}月", exact=True)
    anybody.sees("proof", kept.sample.seed)
    assert FOUND not in anybody.reads() and cast.households[2].head_name not in anybody.reads()
