"""The rules of a village are changed: copied, changed, tried out, voted on, in force, and read by everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from points.enums import ClaimState
from points.models import Item, Scheme
from tests.factories import Cast, ClaimFactory
from villagegov.kernel import clock

VILLAGE = "/v/wangjiagou"


def a_year_of_sweeping(cast: Cast, item: Item) -> None:
    """Posted claims of the months before this one, more of some households than of others."""
    for index, household in enumerate(cast.households):
        for month in range(1, 1 + index % 4):
            day = clock.today().replace(day=3) - timedelta(days=30 * month)
            moment = clock.moment(day)
            ClaimFactory(
                village=cast.village, household=household, item=item, day=day, typed_by=cast.officer,
                state=ClaimState.POSTED, submitted_at=moment, decided_at=moment, posted_at=moment, publicity_from=day,
                publicity_until=day,
            )  # fmt: skip


def test_scheme(cast: Cast, person: Callable[..., Any]) -> None:
    sweeping = Item.objects.get(scheme=cast.scheme, code=34)
    a_year_of_sweeping(cast, sweeping)

    # A copy, in which sweeping brings more and has a cap in points.
    office = person("administrator", "desk")
    office.goes(f"{VILLAGE}/work/")
    page = office.logs_in(cast.administrator.username)
    office.presses("积分办法修订")
    office.presses("复制为草案")
    office.sees("draft", "从草案到施行")
    draft = Scheme.objects.get(village=cast.village, effective_from=None)
    office.presses("环境清扫")
    page.get_by_label("每次分值").fill("8")
    page.get_by_label("每月几分").fill("16")
    office.sees("item", page.get_by_label("评分标准"))
    office.presses("保存")

    # Compared and tried out on what was posted.
    office.presses("前后对照")
    office.sees("compared", "每次 +8", "每月最多16分")
    page.goto(f"{VILLAGE}/work/scheme/{draft.pk}/")
    office.presses("用去年的申报试算")
    office.sees("replay", "哪些项目分量重", page.get_by_role("row").filter(has_text="34 环境清扫").filter(has_text="+"))
    assert cast.households[3].head_name in office.reads(), "who decides sees names"
    office.presses("隐去姓名")
    page.get_by_text("姓名已隐去").wait_for()
    assert cast.households[3].head_name not in office.reads()

    # The meeting: one too few at first.
    page.goto(f"{VILLAGE}/work/scheme/{draft.pk}/")
    office.presses("凭会议决议施行")
    page.get_by_label("会议", exact=True).fill("村民代表会议")
    page.get_by_label("召开日期").fill(clock.today().isoformat())
    for label, number in (("应到人数", "45"), ("实到人数", "29"), ("同意人数", "28")):
        page.get_by_label(label).fill(number)
    page.get_by_label("乡镇备案号").fill("研经镇备案2027-01号")
    office.presses("施行", exact=True)
    office.sees("too-few", page.get_by_text(re.compile("还差 1 人")).first)
    page.get_by_label("实到人数").fill("40")
    office.presses("施行", exact=True)
    office.sees("in-force", "从现在起不再改动")

    # Everybody reads them, on an old phone, with what has changed.
    public = person("public", "phone")
    public.goes(f"{VILLAGE}/rules/?q=清扫")
    public.sees("rules", "+8", "每月最多16分")
    public.goes(f"{VILLAGE}/rules/")
    public.presses("比上一版改了哪些")
    public.sees("changes", "每次 +5", "每次 +8")
