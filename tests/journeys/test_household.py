"""A family splits; another takes back its word, and the public board masks it at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from boards.models import BoardIssue
from boards.services import issues
from points.models import Consent, Entry, Household
from points.services import care
from tests.boards.support import deed
from tests.factories import Cast
from villagegov.kernel import clock, periods

VILLAGE = "/v/wangjiagou"


def test_household(cast: Cast, person: Callable[..., Any], days_pass: Callable[[date], None]) -> None:
    Household.objects.filter(village=cast.village).update(members=4)
    named, family = cast.households[0], cast.households[4]
    deed(cast, named, day=clock.today())
    days_pass(periods.add_months(clock.today(), 1).replace(day=8))
    issue = BoardIssue.objects.filter(village=cast.village).latest("month")
    for voter in (cast.branch, cast.supervision):
        issue = issues.vote(issue=issue, agrees=True, edition=issue.edition, by=voter, at=clock.now())

    # The administrator records a consent with its paper; the board names the household.
    administrator = person("administrator", "desk")
    page = administrator.goes(f"{VILLAGE}/work/privacy/?q={named.number}")
    administrator.logs_in(cast.administrator.username)
    administrator.sees("desk", named.head_name)
    page.get_by_role("main").get_by_role("link", name=named.head_name).click()
    administrator.sees("held", "治安巡防")
    administrator.presses("登记同意书")
    page.get_by_role("radio", name="对外公开全名").check()
    page.get_by_label("签字原件放在哪里？").fill("3号夹第14页")
    administrator.sees("consent", "没有签字的原件")
    administrator.presses("登记同意书")
    public = person("public", "phone")
    public.comes_back(f"{VILLAGE}/board/")
    public.sees("named", f"{named.head_name}户")

    # It takes that back, by word of mouth.
    page.get_by_role("link", name="撤回").click()
    page.get_by_label("怎样提出的？").fill("口头向管理员提出")
    administrator.presses("撤回同意")
    administrator.sees("withdrawn", "已撤回", "口头向管理员提出")
    assert not Consent.objects.filter(withdrawn_on=None).exists()
    public.comes_back(f"{VILLAGE}/board/")
    assert named.head_name not in public.reads() and "李*华户" in public.reads()
    public.presses("隐私告知", within=public.page.get_by_role("contentinfo"))
    public.sees("notice", "您可以要求")

    # The officer records that two of the Zhaos set up their own household.
    officer = person("officer", "phone")
    page = officer.goes(f"{VILLAGE}/work/register/{family.pk}/")
    officer.logs_in(cast.officer.username)
    officer.sees("household", "在册，常住。", "4口人。")
    officer.presses("分户", exact=True)
    page.get_by_label("新户的户主").fill("赵小强")
    page.get_by_label("分出去几个人？").fill("9")
    officer.presses("下一步")
    officer.sees("split-refused", "原户至少留一人")
    page.get_by_label("分出去几个人？").fill("2")
    officer.presses("下一步")
    officer.sees("split-question", "积分全部留在原户", "确认登记")
    officer.presses("确认登记")
    officer.sees("split-recorded", "新户已入册", "分户新立")
    new = Household.objects.get(village=cast.village, head_name="赵小强")
    family.refresh_from_db()
    assert (new.members, family.members, new.number) == (2, 2, "013")
    days_pass(clock.today() + timedelta(days=1))
    assert Entry.objects.filter(household=new, kind="base").exists()

    # Care marks are read by the grid officer, and that is written down.
    care.mark(household=family, kind="left_behind", since=clock.today(), by=None, at=clock.now())
    administrator.goes(f"{VILLAGE}/work/care/")
    administrator.sees("care", "留守儿童")
    administrator.goes(f"{VILLAGE}/work/privacy/readings/")
    administrator.sees("readings", family.head_name)
