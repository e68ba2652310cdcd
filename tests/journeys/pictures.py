"""The handbook's pictures, taken anew from the sample village: ``make pictures``.

Starts the site with a fresh sample of its own, looks at it as each role at desk and phone width, and writes small PNG
files with lasting names to docs/pictures/. Debian's chromium-l10n gives the browser's own words in Chinese. With
``--url`` and ``--accounts`` it looks at a site that runs already.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from points.sample.photos import PhotoSpec
from tests.journeys.sizes import SIZES
from tests.support import CHROMIUM_ARGUMENTS, PROJECT, chromium
from villagegov.kernel import clock, periods
from villagegov.sheets import Page as SheetPage
from villagegov.sheets import as_workbook

TARGET = PROJECT / "docs" / "pictures"
VILLAGE, ANPING, HEPING = "/v/wangjiagou", "/v/anping", "/v/heping"
#: Longest picture, in pixels of the page.
TALLEST = {"desk": 1000, "phone": 1100}
COLOURS, MOST_BYTES = 64, 150_000
START_SECONDS = 300
#: Of the sample village: on this day the last month is closed and its board drafted.
ISSUE_DAY = 8
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
#: Not of the handbook's matter: the banner of a moved day, bars that follow the reading.
PLAIN = ".moved { display: none !important } html { scroll-behavior: auto !important }"
OFFICER, BRANCH, PEOPLE, SUPERVISOR, VILLAGER, ADMINISTRATOR = (
    "xinxiyuan",
    "zhishu",
    "daibiao1",
    "jiandu",
    "cunmin",
    "guanliyuan",
)


class Studio:
    """Windows by person and width, opened when first needed."""

    def __init__(self, browser: Browser, url: str, passwords: dict[str, str]) -> None:
        self.browser, self.url, self.passwords = browser, url, passwords
        self.windows: dict[tuple[str, str], BrowserContext] = {}

    def page(self, who: str, width: str) -> Page:
        if (who, width) not in self.windows:
            self.windows[who, width] = self._open(who, width)
        return self.windows[who, width].pages[0]

    def _open(self, who: str, width: str) -> BrowserContext:
        options: dict[str, Any] = {**SIZES[width], "base_url": self.url, "bypass_csp": True}
        context = self.browser.new_context(**options, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(20_000)
        page = context.new_page()
        if who:
            page.goto("/login/")
            page.get_by_label("登录名").fill(who)
            page.get_by_label("密码", exact=True).fill(self.passwords[who])
            page.get_by_role("main").get_by_role("button", name="登录").click()
            page.wait_for_url(lambda address: "/login/" not in address)
        return context

    def take(self, name: str, width: str, page: Page, *, tall: bool = True, sees: str = "", at: str = "") -> None:
        """A picture once the heading is ``sees``, from the top or ``at`` a part; ``tall`` goes beyond the screen."""
        page.get_by_role("heading", name=sees).first.wait_for()
        page.wait_for_load_state()
        page.add_style_tag(content=PLAIN)
        page.evaluate("document.activeElement && document.activeElement.blur()")
        page.mouse.move(0, 0)
        size = SIZES[width]["viewport"]
        if tall:
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": size["width"], "height": min(max(height, 300), TALLEST[width])})
        page.evaluate("window.scrollTo(0, 0)")
        if at:
            page.locator(at).evaluate("node => node.scrollIntoView()")
        page.wait_for_timeout(150)
        keep(name, page.screenshot())
        page.set_viewport_size(size)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def keep(name: str, png: bytes) -> None:
    """Fewer colours, and smaller where that is not enough."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    colours = COLOURS
    while True:
        target = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        if target.tell() <= MOST_BYTES:
            break
        if colours > 24:
            colours //= 2
        else:
            image = image.resize((image.width * 4 // 5, image.height * 4 // 5), Image.Resampling.LANCZOS)
    (TARGET / f"{name}.png").write_bytes(target.getvalue())
    say(f"  {name}.png  {image.width}x{image.height}  {target.tell() // 1000} kB")


# ------------------------------------------------------------------------------------------------------- the scenes


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


# --------------------------------------------------------------------------------------------------------- the site


@contextmanager
def site() -> Iterator[tuple[str, dict[str, str], Callable[[date], None]]]:
    """The site with a fresh sample: its address, the printed passwords, and a way to move its day."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="villagegov-pictures-") as var:
        embedded = [sys.executable, "-m", "villagegov.embedded", "--var", var, "--"]
        log = Path(var) / "start.log"
        with log.open("w") as out:
            run = subprocess.Popen(
                [*embedded, "python", "-m", "villagegov.embedded.run"],
                cwd=PROJECT,
                env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1"},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

        def days_pass(day: date) -> None:
            command = ["python", "manage.py", "run_due", "--on", day.isoformat()]
            subprocess.run([*embedded, *command], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)

        try:
            yield f"http://127.0.0.1:{port}", wait_for_accounts(log, run), days_pass
        finally:
            run.send_signal(signal.SIGTERM)
            run.wait(60)


def wait_for_accounts(log: Path, run: subprocess.Popen[bytes]) -> dict[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and run.poll() is None:
        found = accounts_in(log.read_text())
        if ADMINISTRATOR in found:
            return found
        time.sleep(1)
    raise SystemExit(f"the site did not start:\n{log.read_text()}")


def accounts_in(text: str) -> dict[str, str]:
    """User names and passwords of the printed table."""
    return dict(re.findall(r"(\w+)\s+(\w{4}-\w{4}-\w{4})\s", text))


def take_all(url: str, passwords: dict[str, str], days_pass: Callable[[date], None] | None) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[*CHROMIUM_ARGUMENTS, "--lang=zh-CN"],
            env={**os.environ, "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"},
        )
        studio = Studio(browser, url, passwords)
        for scene in (
            everybody,
            villager,
            officer,
            committee,
            supervisor,
            disclosure,
            economy,
            volunteers,
            administrator,
        ):
            say(scene.__name__)
            scene(studio)
        if days_pass is not None:
            days_pass(periods.add_months(periods.month_of(clock.today()), 1).replace(day=ISSUE_DAY))
        say("boards")
        boards(studio)
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a site that runs already")
    parser.add_argument("--accounts", type=Path, help="what that site printed when it started")
    options = parser.parse_args()
    if options.url:
        take_all(options.url, accounts_in(options.accounts.read_text()), None)
        return
    with site() as (url, passwords, days_pass):
        take_all(url, passwords, days_pass)


if __name__ == "__main__":
    main()
