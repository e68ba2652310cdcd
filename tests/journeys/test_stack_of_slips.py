"""A stack of forty slips in one sitting, by keyboard alone; the browser is closed in the middle."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from points.enums import ClaimState
from points.models import Batch, Claim, SheetLine
from tests.factories import Cast
from tests.journeys.walk import Person, until

SHEET = "/v/wangjiagou/work/claims/sheet/"
SLIPS, CLOSED_AFTER = 40, 20
#: Typed wrongly at first: a household that is not there, an item that is not there.
MISTAKES = {7: ("household", "77"), 31: ("item", "77")}


@dataclass
class Keys:
    """A keyboard that counts."""

    page: Page
    pressed: int = 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


def test_forty_slips_by_keyboard(cast: Cast, person: Callable[..., Person]) -> None:
    officer = person("officer", "desk")
    officer.goes(SHEET)
    page = officer.logs_in(cast.officer.username)
    expect(page.get_by_role("textbox", name="申报单").first).to_be_focused()
    keys = Keys(page)
    started = time.monotonic()
    keys.type("2026-0001")
    keys.press("Tab")
    for number in range(1, CLOSED_AFTER + 1):
        type_slip(keys, cast, number)
    until(lambda: SheetLine.objects.filter(village=cast.village).count() == CLOSED_AFTER)
    expect(page.locator(".bar")).to_contain_text("19 行可以保存")
    expect(page.locator("tr.bad .words")).to_contain_text("没有这一户")
    page.context.close()

    again = person("officer-at-another-computer", "desk")
    again.goes(SHEET)
    page = again.logs_in(cast.officer.username)
    again.sees("found-again", "上次", f"{CLOSED_AFTER} 行还没保存", "没有这一户")
    expect(page.locator("tr.line").nth(CLOSED_AFTER).get_by_label("农户")).to_be_focused()
    second = Keys(page)
    for number in range(CLOSED_AFTER + 1, SLIPS + 1):
        type_slip(second, cast, number)
    second.press("Control+Enter")
    seconds = time.monotonic() - started
    again.sees("two-left", "已保存 38 张", "有 2 行还没保存", "没有这一户", "没有这一项")
    assert Claim.objects.filter(village=cast.village).count() == SLIPS - len(MISTAKES)

    mend(second, cast)
    expect(page.get_by_text("已保存 2 张")).to_be_visible()
    send_up(second)
    expect(page.get_by_text("第 1 批已上报")).to_be_visible()
    slips = set(Claim.objects.filter(village=cast.village).values_list("slip_number", flat=True))
    assert slips == {f"2026-{number:04d}" for number in range(1, SLIPS + 1)}
    assert Batch.objects.get(village=cast.village).claim_count == SLIPS
    assert set(Claim.objects.values_list("state", flat=True)) == {ClaimState.SUBMITTED}
    assert not SheetLine.objects.exists()
    pressed = keys.pressed + second.pressed
    assert pressed / SLIPS < 9, f"{pressed / SLIPS:.1f} keys a slip"
    assert seconds / SLIPS < 2, f"{seconds / SLIPS:.2f} seconds a slip"


def type_slip(keys: Keys, cast: Cast, number: int) -> None:
    """Household, item, a day only where it is another: the slip number and the day come by themselves."""
    household, item = cast.households[number % 12].number, "1" if number % 3 else "34"
    wrong = MISTAKES.get(number)
    keys.type(wrong[1] if wrong and wrong[0] == "household" else household)
    keys.press("Tab")
    keys.type(wrong[1] if wrong and wrong[0] == "item" else item)
    if number % 10 == 1:
        keys.press("Tab")
        keys.press("Delete")  # the day of the line above is marked
    keys.press("Enter")


def mend(keys: Keys, cast: Cast) -> None:
    """From the list of what is wrong to the field, twice."""
    page = keys.page
    for number, (name, _text) in MISTAKES.items():
        link = page.locator(".form-errors a").nth(list(MISTAKES).index(number))
        link.focus()
        keys.press("Enter")
        expect(page.locator(f"tr.bad input[name={name}]:focus")).to_have_count(1)
        keys.type(cast.households[number % 12].number if name == "household" else "1")
        keys.press("Enter")
    keys.press("Control+Enter")


def send_up(keys: Keys) -> None:
    page = keys.page
    page.locator("input[name=claims]").first.focus()
    keys.press("Enter")
    page.get_by_role("button", name="上报 40").focus()
    keys.press("Enter")
