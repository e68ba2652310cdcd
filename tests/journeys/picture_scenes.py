"""What the handbook's pictures show, chapter by chapter, in the sample villages."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page

from points.sample.photos import PhotoSpec
from tests.journeys.studio import Studio
from villagegov.sheets import Page as SheetPage
from villagegov.sheets import as_workbook

VILLAGE, ANPING, HEPING, ZHUCUN = "/v/wangjiagou", "/v/anping", "/v/heping", "/v/zhucun"
#: A table with names and numbers, of nobody.
RELIEF = SheetPage(
    "临时救助名单",
    ("姓名", "身份证号", "组别", "人口", "金额(元)", "联系电话", "备注"),
    (
        ("刘绍华", "511124195003070018", "1组", 2, 760, "13900001234", "刘绍华本人住院"),
        ("欧阳清", "511124196103070029", "3组", 3, 1080, "13900005678", ""),
        ("陈桂芳", "511124195803070031", "2组", 1, 420, "13900008642", "本季新增"),
    ),
)
OFFICER, BRANCH, PEOPLE, SUPERVISOR, VILLAGER, ADMINISTRATOR = (
    "xinxiyuan",
    "zhishu",
    "daibiao1",
    "jiandu",
    "cunmin",
    "guanliyuan",
)


def everybody(studio: Studio) -> None:
    page = studio.page("", "desk")
    page.goto(f"{VILLAGE}/board/")
    studio.take("board-desk", "desk", page)
    page = studio.page("", "phone")
    for name, address in (
        ("board", f"{VILLAGE}/board/"),
        ("publicity", f"{VILLAGE}/publicity/"),
        ("standing", f"{VILLAGE}/standing/"),
        ("rules", f"{VILLAGE}/rules/"),
        ("log-in", "/login/"),
    ):
        page.goto(address)
        studio.take(f"{name}-phone", "phone", page)


def villager(studio: Studio) -> None:
    page = studio.page(VILLAGER, "phone")
    page.goto(f"{VILLAGE}/my/")
    studio.take("my-phone", "phone", page)
    page.goto(f"{VILLAGE}/publicity/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^提异议")).first.click()
    page.get_by_label("哪里不对").fill("那天我在场，只看到他来了半天。")
    studio.take("object-phone", "phone", page)


def officer(studio: Studio) -> None:
    """Typing in, many households, the batch; what is typed in here stays a draft."""
    for width in ("phone", "desk"):
        page = studio.page(OFFICER, width)
        page.goto(f"{VILLAGE}/work/claims/new/")
        choose(page, "哪一户", "李")
        choose(page, "哪一项", "义务劳动")
        page.get_by_label("申报单号").fill(f"2026-{int(time.time()) % 9000 + 1000}")
        photo = PhotoSpec("road", int(time.time())).render()
        page.get_by_label("照片").set_input_files([{"name": "IMG_1201.jpg", "mimeType": "image/jpeg", "buffer": photo}])
        page.wait_for_timeout(600)
        studio.take(f"entry-{width}", width, page, tall=width == "desk")
    page.get_by_role("button", name="保存，录下一张").click()
    page.get_by_text("请录下一张").wait_for()
    studio.take("saved-desk", "desk", page, tall=False)
    page.goto(f"{VILLAGE}/work/deeds/new/")
    choose(page, "哪一项", "环境清扫")
    ticks = page.get_by_role("main").locator(".ticks input")
    for number in range(6):
        ticks.nth(number).check()
    page.wait_for_timeout(600)
    studio.take("deed-desk", "desk", page, tall=False)
    page.goto(f"{VILLAGE}/work/claims/")
    studio.take("send-up-desk", "desk", page, tall=False)
    page.get_by_role("main").locator("a[href*='/work/batches/']").first.click()
    studio.take("batch-desk", "desk", page, tall=False, sees="汇总表")
    page.goto(f"{VILLAGE}/work/tellings/")
    studio.take("tellings-desk", "desk", page, tall=False)
    page = studio.page(OFFICER, "phone")
    page.goto(f"{VILLAGE}/work/tellings/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^登记告知")).first.click()
    page.get_by_role("radio", name="当面").check()
    page.get_by_label("怎么说").fill("认可，以后注意。")
    studio.take("tell-phone", "phone", page)


def choose(page: Page, label: str, words: str) -> None:
    page.get_by_role("combobox", name=label).fill(words)
    page.get_by_role("listbox").get_by_role("option").first.click()


def committee(studio: Studio) -> None:
    page = studio.page(PEOPLE, "desk")
    page.goto("/admin/")
    studio.take("admin-desk", "desk", page)
    page.goto("/admin/points/claim/")
    studio.take("claims-desk", "desk", page, tall=False)
    with_photo = page.locator("#result_list tr").filter(has=page.locator("img")).first
    with_photo.locator(".field-household_ a").first.click()
    page.locator(".claim-sheet").wait_for()
    studio.take("claim-desk", "desk", page, tall=False)
    page.goto("/admin/points/claim/")
    page.locator("#action-toggle").check()
    page.get_by_role("main").get_by_role("button", name="同意", exact=True).click()
    studio.take("confirm-desk", "desk", page, tall=False, sees="同意这")
    page = studio.page(PEOPLE, "phone")
    page.goto("/admin/points/claim/")
    studio.take("claims-phone", "phone", page, tall=False, at="#result_list")


def boards(studio: Studio) -> None:
    """The month's draft with a household proposed for the black board; agreed to by two, it is told first."""
    page = studio.page(BRANCH, "desk")
    page.goto("/admin/boards/boardissue/?state__exact=draft")
    page.locator("#result_list tbody a").first.click()
    page.get_by_role("main").get_by_role("link", name="提议上黑榜").click()
    page.get_by_label("农户").fill("116")
    page.get_by_label("村规民约条款").fill("第六条")
    page.get_by_label("上榜理由").fill("经两次提醒仍向沟渠乱倒垃圾")
    studio.take("propose-desk", "desk", page, tall=False, sees="提议上黑榜")
    page.get_by_role("main").get_by_role("button", name="添加").click()
    studio.take("draft-desk", "desk", page, sees="草稿")
    draft = page.url
    for member in (BRANCH, PEOPLE):
        page = studio.page(member, "desk")
        page.goto(draft)
        page.get_by_role("main").get_by_role("link", name=re.compile("^同意")).click()
        studio.take("ballot-desk", "desk", page, tall=False, sees="同意本稿")
        page.get_by_role("main").get_by_role("button", name="同意").click()
        page.locator(".messagelist").wait_for()
    page.goto("/admin/boards/boardentry/?state__exact=reviewed")
    page.locator("#result_list tbody a").first.click()
    studio.take("black-desk", "desk", page, sees="黑榜：")


def economy(studio: Studio) -> None:
    """安坪村: a dividend in public, at the office and on its sheet, a household's own page, the pairs."""
    page = studio.page("", "phone")
    page.goto(f"{ANPING}/dividends/")
    studio.take("dividend-phone", "phone", page)
    page = studio.page("apguanli", "desk")
    page.goto(f"{ANPING}/work/dividends/")
    page.get_by_role("main").get_by_role("link", name=re.compile(r"^\d{4}$")).first.click()
    studio.take("dividend-desk", "desk", page)
    page.get_by_role("link", name="签领表").click()
    studio.take("dividend-sheet-desk", "desk", page)
    page.goto(f"{ANPING}/work/pairs/")
    studio.take("pairs-desk", "desk", page)
    page = studio.page("apcunmin", "phone")
    page.goto(f"{ANPING}/my/")
    studio.take("our-household-phone", "phone", page)


def volunteers(studio: Studio) -> None:
    """和平村: posts and people at the office, a volunteer's own page, the announcements in public."""
    page = studio.page("hpxinxi", "desk")
    page.goto(f"{HEPING}/work/volunteers/")
    studio.take("volunteers-desk", "desk", page, tall=False)
    page.goto(f"{HEPING}/work/activities/")
    page.get_by_role("main").locator(".lines a").first.click()
    page.get_by_role("link", name="勾选签到").click()
    for number in (1, 4, 6):
        page.locator(".sign-ticks input[type=checkbox]").nth(number).check()
    studio.take("sign-in-desk", "desk", page, tall=False)
    page = studio.page("hpyewei2", "phone")
    page.goto(f"{HEPING}/my/service/")
    studio.take("service-phone", "phone", page)
    page = studio.page("", "phone")
    page.goto(f"{HEPING}/volunteers/")
    studio.take("volunteers-phone", "phone", page, tall=False)


def supervisor(studio: Studio) -> None:
    page = studio.page(SUPERVISOR, "desk")
    page.goto(f"{VILLAGE}/work/objections/")
    page.get_by_role("main").get_by_role("link", name=re.compile("^处理")).first.click()
    page.get_by_role("radio", name=re.compile("^不成立")).check()
    page.get_by_label("理由").fill("查签到表和现场照片，当天全程参加。")
    studio.take("objection-desk", "desk", page)


def disclosure(studio: Studio) -> None:
    """What is due, and a table with names on its way to the board; it is taken away again."""
    page = studio.page("", "phone")
    page.goto(f"{VILLAGE}/disclosure/")
    studio.take("disclosure-phone", "phone", page)
    page = studio.page(OFFICER, "desk")
    page.goto(f"{VILLAGE}/work/disclosure/")
    studio.take("disclosure-desk", "desk", page)
    page.goto(f"{VILLAGE}/work/disclosure/new/")
    page.get_by_label("类别").select_option(label="低保救助")
    page.get_by_label("标题").fill("临时救助名单")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("表格", exact=True).set_input_files(
        {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": as_workbook([RELIEF])}
    )
    page.get_by_role("button", name="读入").click()
    studio.take("disclosure-mask-desk", "desk", page, sees="哪些要隐去")
    page.get_by_role("button", name="删去", exact=True).click()
    page.get_by_role("button", name="放弃这份草稿").click()


def administrator(studio: Studio) -> None:
    page = studio.page(ADMINISTRATOR, "desk")
    for name, address in (
        ("settings", "/admin/points/villagesettings/add/"),
        ("account", "/admin/points/membership/add/"),
        ("household", "/admin/points/household/add/"),
        ("kin", "/admin/councils/nearkin/add/"),
    ):
        page.goto(address)
        studio.take(f"{name}-desk", "desk", page)
    page.goto(f"{VILLAGE}/work/bodies/")
    page.get_by_role("link", name="村党支部委员会").click()
    page.get_by_role("link", name="新增成员").wait_for()
    studio.take("body-desk", "desk", page, tall=False)
    page.goto("/admin/points/scheme/")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("main").get_by_role("button", name="复制为草案").click()
    page.get_by_role("link", name=re.compile("施行")).first.wait_for()
    studio.take("scheme-draft-desk", "desk", page)
    page.get_by_role("main").get_by_role("link", name=re.compile("施行")).first.click()
    studio.take("scheme-effect-desk", "desk", page, sees="施行")


def bodies(studio: Studio) -> None:
    """祝村: who serves here, for everybody."""
    page = studio.page("", "phone")
    page.goto(f"{ZHUCUN}/serving/")
    studio.take("serving-phone", "phone", page)


def matters(studio: Studio) -> None:
    """祝村: a matter on its way, what was decided in public, and what follows from it."""
    page = studio.page("zczhishu", "desk")
    page.goto(f"{ZHUCUN}/work/matters/")
    first(page, "/work/matters/", r"/work/matters/\d+/$")
    studio.take("matter-desk", "desk", page)
    page.goto(f"{ZHUCUN}/work/carrying/")
    page.get_by_role("link", name="村活动室周末开放").first.click()
    studio.take("carrying-desk", "desk", page)
    page = studio.page("", "phone")
    page.goto(f"{ZHUCUN}/affairs/")
    studio.take("affairs-phone", "phone", page)


def first(page: Page, part: str, whole: str) -> None:
    """To the first address of a list that is one row's own."""
    rows = page.get_by_role("main").locator(f"a[href*='{part}']")
    target = next(link for link in rows.all() if re.search(whole, link.get_attribute("href") or ""))
    target.click()
    page.wait_for_url(re.compile(whole))


def meeting(studio: Studio) -> None:
    page = studio.page(OFFICER, "desk")
    page.goto(f"{VILLAGE}/work/meetings/")
    first(page, "/work/meetings/", r"/work/meetings/\d+/$")
    studio.take("meeting-desk", "desk", page)


def contests(studio: Studio) -> None:
    page = studio.page(OFFICER, "desk")
    page.goto(f"{VILLAGE}/work/contests/")
    first(page, "/work/contests/", r"/work/contests/[0-9a-f-]{36}/$")
    studio.take("contest-desk", "desk", page)
    page = studio.page("", "phone")
    page.goto(f"{VILLAGE}/honours/")
    studio.take("honours-phone", "phone", page)


def star_families(studio: Studio) -> None:
    page = studio.page("", "phone")
    page.goto(f"{ANPING}/stars/")
    studio.take("stars-phone", "phone", page)
    page.goto(f"{ANPING}/nines/")
    studio.take("nines-phone", "phone", page)


def village_rules(studio: Studio) -> None:
    """祝村: rules with their verse, a breach with its dissuasions."""
    page = studio.page("", "phone")
    page.goto(f"{ZHUCUN}/village-rules/")
    studio.take("village-rules-phone", "phone", page)
    page = studio.page("zcxinxi", "desk")
    page.goto(f"{ZHUCUN}/work/breaches/")
    first(page, "/work/breaches/", r"/work/breaches/[0-9a-f-]{36}/$")
    studio.take("breach-desk", "desk", page)


def demands(studio: Studio) -> None:
    page = studio.page("zcxinxi", "desk")
    page.goto(f"{ZHUCUN}/work/demands/")
    studio.take("demands-desk", "desk", page, tall=False)
    page = studio.page("zcwangge", "phone")
    page.goto(f"{ZHUCUN}/work/visits/")
    studio.take("visits-phone", "phone", page, tall=False)
    page = studio.page("", "phone")
    page.goto(f"{ZHUCUN}/demands/")
    studio.take("demands-phone", "phone", page)


#: Scenes of the first day; what the boards' scene does comes after the month's close.
BEFORE_THE_BOARD = (
    everybody,
    villager,
    officer,
    committee,
    supervisor,
    disclosure,
    economy,
    volunteers,
    bodies,
    matters,
    meeting,
    contests,
    star_families,
    village_rules,
    demands,
    administrator,
)
