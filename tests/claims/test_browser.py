"""The entry form in a real browser: by keyboard at a desk, with one thumb on a phone."""

import re

import pytest

from points.models import Claim
from points.services import photos
from points.services.claims import ClaimInput, enter_claims
from tests.claims.conftest import build_world, picture_bytes, upload
from tests.factories import PASSWORD, HouseholdFactory, ItemFactory
from tests.support import assert_accessible, picture
from villagegov.kernel import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "/v/wjg/work/claims/new/"
LIST = "/v/wjg/work/claims/"
NAMES = "王建国 赵秀英 刘洋 陈桂兰 杨志明 黄丽 周大勇 吴秀珍 徐强 孙玉梅 胡军 朱红 高峰 林芳 何平 郭敏 马超 罗兰 宋佳"
COMMON = "志愿服务 关爱老人 邻里帮扶 反诈宣传 安全检查 参加会议 垃圾分类 庭院整洁 宣讲夜校 植树造林 义务维修 拾金不昧"


@pytest.fixture
def world(transactional_db):
    world = build_world()
    for index, name in enumerate(NAMES.split()):
        group = world.groups[index % 2]
        HouseholdFactory(village=world.village, group=group, number=f"{index + 20:03d}", head_name=name)
    more = {"scheme": world.scheme, "category": world.category, "points": 5}
    for index, name in enumerate(COMMON.split(), start=4):
        ItemFactory(code=100 + index, name=name, common_rank=index, **more)
    return world


def suggestion(page, text):
    return page.locator(".autocomplete__option", has_text=text)


def given(world, count=3, **more) -> list[Claim]:
    more |= {"item_id": world.award.pk, "day": clock.today()}
    rows = [
        ClaimInput(household_id=world.households[n % 4].pk, slip_number=f"WJG-{n + 400:04d}", **more)
        for n in range(count)
    ]
    return enter_claims(village=world.village, inputs=rows, by=world.officer, at=clock.now())


def test_by_keyboard_alone(world, desk, sign_in):
    given(world)
    sign_in(desk, world.officer)
    page = desk.new_page()
    page.goto(NEW)
    assert page.evaluate("document.activeElement.id") == "id_household"
    page.keyboard.type("lxh", delay=30)
    page.locator("#id_household:not([data-waiting])").wait_for()
    suggestion(page, "001 李小华").wait_for()
    picture(page, "claim-desk-suggest", full_page=False)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#household-card .pick").wait_for()
    assert "李兴海" in page.locator("#household-card").inner_text()
    assert page.evaluate("document.activeElement.id") == "id_item"
    page.keyboard.type("9")
    page.keyboard.press("Enter")  # faster than the list: it waits for it
    page.get_by_text("本月还能报 4 次").wait_for()
    assert page.evaluate("document.activeElement.id") == "id_day"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_quantity"
    page.keyboard.type("5")
    page.get_by_text("本月只剩 4 次（上限 4，已报 0），请改为 4 或换日期。").wait_for()
    picture(page, "claim-desk-too-many")
    page.keyboard.press("Backspace")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.keyboard.type("WJG-0412")
    page.keyboard.press("Enter")
    page.keyboard.type("夜间巡防")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_vouched_name"
    page.keyboard.type("管理员")
    assert_accessible(page)
    picture(page, "claim-desk-filled")
    page.keyboard.press("Control+Enter")
    page.get_by_text("已保存：003 李兴海 · 9 防火巡查 +15。请录下一张。").wait_for()
    claim = Claim.objects.get(slip_number="WJG-0412")
    assert (claim.quantity, claim.note, claim.vouched_by) == (3, "夜间巡防", world.administrator)
    assert page.evaluate("document.activeElement.id") == "id_household"
    assert page.locator("#id_slip_number").input_value() == "WJG-0413"
    assert page.locator("#id_vouched_name").input_value() == "管理员"
    assert page.locator("#restore").is_hidden()
    picture(page, "claim-desk-next")
    page.keyboard.type("2", delay=30)
    page.keyboard.press("Control+Enter")
    page.locator(".form-errors").wait_for()
    assert_accessible(page)
    picture(page, "claim-desk-mistakes")


def test_with_one_thumb(world, phone, sign_in, tmp_path):
    given(world)
    sign_in(phone, world.officer)
    file = tmp_path / "photo.jpg"
    file.write_bytes(picture_bytes((90, 140, 60), (800, 600)))
    page = phone.new_page()
    page.goto(NEW)
    picture(page, "claim-phone-empty")
    page.locator("#id_household").tap()
    page.keyboard.type("陈", delay=30)
    suggestion(page, "002 陈芳").tap()
    page.locator("#household-card .pick").wait_for()
    page.get_by_role("button", name=re.compile("义务劳动")).first.tap()
    page.locator("#item-card .pick").wait_for()
    page.locator("#id_photos").set_input_files(file)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    picture(page, "claim-phone-filled")
    small = page.evaluate(
        """() => [...document.querySelectorAll('main button, main .btn, main a, main input, main select, main summary')]
        .filter(n => n.offsetParent && n.tabIndex >= 0 && !['checkbox', 'radio'].includes(n.type))
        .filter(n => n.getBoundingClientRect().height < 47).map(n => n.outerHTML.slice(0, 120))"""
    )
    assert small == []
    page.get_by_role("button", name="保存，录下一张").tap()
    page.get_by_text("已保存：002 陈芳").wait_for()
    assert Claim.objects.get(item_name="义务劳动").photos.count() == 1


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_lists_deed_and_batch(world, request, sign_in, size):
    context = request.getfixturevalue(size)
    claims = given(world, 6, note="夜间巡防，2组至5组")
    Claim.objects.filter(pk=claims[0].pk).update(
        state="returned",
        submitted_at=clock.now(),
        decided_at=clock.now(),
        decision_note="照片看不清，请补一张",
        review_round=1,
    )
    Claim.objects.filter(pk=claims[1].pk).update(state="submitted", submitted_at=clock.now())
    photos.keep(village=world.village, upload=upload(), by=world.officer, at=clock.now())
    sign_in(context, world.officer)
    page = context.new_page()
    page.goto(LIST)
    assert page.locator("[data-count]").inner_text() == "4"
    page.locator("input[name=claims]").nth(2).uncheck()
    assert (page.locator("[data-count]").inner_text(), page.locator("[data-sum]").inner_text()) == ("3", "+30")
    assert_accessible(page)
    picture(page, f"claim-{size}-list")
    page.goto(f"{LIST}{claims[0].pk}/")
    page.get_by_text("照片看不清").wait_for()
    assert_accessible(page)
    picture(page, f"claim-{size}-returned")
    page.goto(f"{LIST}{claims[2].pk}/delete/")
    assert_accessible(page)
    picture(page, f"claim-{size}-delete")
    page.goto(LIST)
    page.get_by_role("button", name="上报勾选的").click()
    page.get_by_text("4 条，合计").first.wait_for()
    assert_accessible(page)
    picture(page, f"claim-{size}-confirm")
    page.locator("button.main").click()
    page.get_by_text("第 1 批已上报").wait_for()
    assert_accessible(page)
    picture(page, f"claim-{size}-batch")
    if size == "desk":
        page.emulate_media(media="print")
        picture(page, "claim-batch-print")
        page.emulate_media(media="screen")
    page.goto("/v/wjg/work/deeds/new/")
    page.locator("#id_item").fill("环境清扫")
    suggestion(page, "34 环境清扫").click()
    page.locator("#item-card .pick").wait_for()
    page.get_by_label("1组全部").check()
    page.locator("input[name=households]").first.uncheck()
    assert not page.get_by_label("1组全部").is_checked()
    ticked = page.locator("input[name=households]:checked").count()
    assert page.locator("[data-count]").inner_text() == str(ticked)
    assert page.locator("[data-sum]").inner_text() == f"+{ticked * 10}"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    picture(page, f"claim-{size}-deed")
    page.get_by_role("button", name="保存，每户一条").click()
    page.get_by_text(f"已保存：34 环境清扫，{ticked} 户").wait_for()
    assert Claim.objects.filter(deed__isnull=False).count() == ticked


def test_what_was_typed_survives_a_closed_page_and_an_expired_log_in(world, desk, sign_in):
    sign_in(desk, world.officer)
    page = desk.new_page()
    page.goto(NEW)
    page.locator("#id_household").fill("002")
    page.locator("#id_note").fill("写了很久的话")
    page.goto(LIST)
    page.goto(NEW)
    page.get_by_role("button", name="恢复").click()
    assert page.locator("#id_note").input_value() == "写了很久的话"
    assert page.locator("#id_household").input_value() == "002"
    cookies = [cookie for cookie in desk.cookies() if cookie["name"] != "sessionid"]
    desk.clear_cookies()
    desk.add_cookies(cookies)
    page.locator("#id_item").fill("1")
    page.get_by_text("登录已过期。请照常保存").wait_for()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/login/**")
    page.locator("#id_username").fill(world.officer.username)
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("刚才登录已过期。您填的内容都在").wait_for()
    assert page.locator("#id_note").input_value() == "写了很久的话"
    assert page.locator("#id_household").input_value() == "002"
    assert page.locator("#restore").is_hidden()
    page.keyboard.press("Control+Enter")
    page.get_by_text("已保存：002 陈芳 · 1 治安巡防 +10。").wait_for()
    assert Claim.objects.get().note == "写了很久的话"


@pytest.mark.parametrize("way", ["large text", "no script"])
def test_large_text_and_no_script_on_an_old_phone(world, open_context, live_server, sign_in, way):
    given(world)
    context = open_context(
        viewport={"width": 360, "height": 740}, is_mobile=True, java_script_enabled=way != "no script"
    )
    sign_in(context, world.officer)
    if way == "large text":
        context.add_cookies([{"name": "large_text", "value": "1", "url": live_server.url}])
    page = context.new_page()
    for address in (NEW, LIST, "/v/wjg/work/deeds/new/"):
        page.goto(address)
        if way == "large text":
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(page, f"claim-{way.replace(' ', '-')}-{address.strip('/').split('/')[-2]}")
    page.goto(NEW)
    page.locator("#id_household").fill("002")
    if way == "no script":
        page.locator("#id_household").press("Enter")
        page.get_by_text("本月申报").wait_for()
    page.get_by_role("button", name=re.compile("防火巡查")).click()
    page.get_by_text("本月还能报 4 次").wait_for()
    page.get_by_role("button", name="保存，录下一张").click()
    page.get_by_text("已保存：002 陈芳 · 9 防火巡查 +5。").wait_for()
