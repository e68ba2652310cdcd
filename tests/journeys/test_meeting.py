"""A review meeting of 300 lines: the list, the exceptions, the photo, the second attendee, the claims in publicity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from councils.models import BodyMember, Meeting, NearKin, Vote
from points.enums import ClaimState
from points.models import Claim, Household, Item
from tests.factories import Cast, ItemFactory, submitted
from tests.journeys.walk import Person, snapshot
from villagegov.kernel import clock

MEETINGS = "/v/wangjiagou/work/meetings/"
LINES = 300


def wait_for_review(cast: Cast) -> None:
    """Three hundred claims of these days; the representative lives in one household and is near kin of another."""
    Item.objects.filter(pk=cast.award.pk).update(max_per_month=None, max_per_year=None)
    ranged = ItemFactory(scheme=cast.scheme, category=cast.category, code=7, name="见义勇为", points=5, points_to=15)
    here, today = cast.households, clock.today()
    for number in range(LINES):
        submitted(
            cast.village,
            here[number % len(here)],
            ranged if number == 5 else cast.award,
            cast.officer,
            day=today - timedelta(days=number // len(here) % 20),
            vouched_name="组长",
        )
    BodyMember.objects.filter(user=cast.representative).update(household=here[0])
    NearKin.objects.create(
        village=cast.village, user=cast.representative, household=here[1], registered_on=clock.today()
    )


def test_a_meeting_of_three_hundred_lines(cast: Cast, person: Callable[..., Person]) -> None:
    wait_for_review(cast)
    officer = person("officer", "desk")
    officer.goes(MEETINGS)
    officer.logs_in(cast.officer.username)
    officer.sees("nothing-yet", f"有{LINES}条待审核")
    officer.presses("生成审核表")
    officer.sees("new-list")
    officer.presses("生成审核表")
    officer.sees("open", "请打印出来，带到会上")
    officer.presses("打印审核表")
    page = officer.sees("printed", "回避行号", "胡芬")
    assert page.locator(".review-list tbody tr").count() == LINES
    numbers = page.locator(".review-list tbody td:first-child").all_inner_texts()
    assert [int(number) for number in numbers] == list(range(1, LINES + 1))

    clerk = person("member", "desk")
    clerk.goes(MEETINGS + "1/record/")
    clerk.logs_in(cast.branch.username)
    page = clerk.sees("record", "只录例外")
    own, kin = of_household(cast, 0), of_household(cast, 1)
    points = Meeting.objects.get().lines.get(village=cast.village, claim__item__code=7).number
    plain = [n for n in range(1, LINES + 1) if n not in {*own, *kin, points}]
    struck, returned = plain[:3], plain[10:12]
    # Measured once on a machine of two busy cores, typed by the browser: 4.3 seconds to the page with what it decides.
    type_record(page, struck, returned, points)
    page.keyboard.press("Enter")
    clerk.sees("recorded", "已录入", "按记录会怎么定")
    expect(page.locator(".sums-line")).to_contain_text(f"同意{LINES - 5}条，划掉3条，退回2条")
    page.get_by_text(f"有人回避、其余的人都同意的{len(own | kin)}条").click()
    clerk.sees("recusal", page.get_by_text("胡芬: 本户").first, page.get_by_text("胡芬: 近亲属").first)
    assert Claim.objects.filter(state=ClaimState.SUBMITTED).count() == LINES, "nothing is decided yet"
    page.get_by_label("签字审核表的照片").set_input_files([snapshot(1), snapshot(2)])
    clerk.presses("上传")
    clerk.sees("photographed", "已保存2张照片", "您已经确认过这份记录")

    second = person("second", "phone")
    second.goes(MEETINGS + "1/")
    second.logs_in(cast.supervision.username)
    second.sees("asked", "王惠已确认这份记录")
    second.presses("一致，确认并生效")
    second.sees("confirmed", f"{LINES - 5}条进入公示", "2条退回", "3条不予认定")

    states = Claim.objects.filter(village=cast.village)
    assert states.filter(state=ClaimState.PUBLICISED).count() == LINES - 5
    assert states.get(item__code=7).points == 12
    recused = Vote.objects.filter(voter=cast.representative, claim__household__in=cast.households[:2])
    assert not recused.exists()
    public = person("villager", "phone")
    public.goes("/v/wangjiagou/publicity/")
    public.sees("publicity", str(LINES - 5))


def of_household(cast: Cast, number: int) -> set[int]:
    household = Household.objects.get(pk=cast.households[number].pk)
    lines = Meeting.objects.get().lines.filter(village=cast.village, claim__household=household)
    return set(lines.values_list("number", flat=True))


def type_record(page: Page, struck: list[int], returned: list[int], points: int) -> None:
    """By keyboard alone: three people there, three rows of exceptions."""
    for name in ("王惠", "胡芬", "税有才"):
        page.get_by_role("checkbox", name=name).focus()
        page.keyboard.press("Space")
    rows = (
        (f"{struck[0]}-{struck[0]}，{struck[1]}、{struck[2]}", "重复申报", "", "", 0),
        (" ".join(str(number) for number in returned), "请补照片", "", "", 1),
        (str(points), "当场救人", "", "12", 2),
    )
    for row, (numbers, reason, quantity, each, what) in enumerate(rows):
        page.locator(f"#id_numbers_{row}").focus()
        page.keyboard.type(numbers)
        page.keyboard.press("Tab")
        for _step in range(what):
            page.keyboard.press("ArrowDown")
        for text in (reason, quantity, each):
            page.keyboard.press("Tab")
            page.keyboard.type(text)
