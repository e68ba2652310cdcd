"""The board and the standing in Chromium: they fit a phone, please axe, and print red and black on one sheet."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.boards.scene import TODAY, boards_of_autumn, wangjiagou
from tests.boards.support import entries, issue_of, sweep
from tests.support import ARTEFACTS, assert_accessible, assert_valid_html, picture
from villagegov.kernel import clock

PAGES = {
    "board": "/v/wangjiagou/",
    "month": "/v/wangjiagou/board/2026-09/",
    "none": "/v/wangjiagou/board/2026-11/",
    "year": "/v/wangjiagou/standing/",
    "of-month": "/v/wangjiagou/standing/?period=2026-10&group=2",
}


@pytest.fixture
def autumn(transactional_db, monkeypatch):
    cast = boards_of_autumn(wangjiagou())
    # The live server answers in a thread of its own: the day is moved for all of them.
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    return cast


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_public_pages_fit_are_accessible_and_valid(autumn, width: str, request: pytest.FixtureRequest) -> None:
    context = request.getfixturevalue(width)
    page = context.new_page()
    for name, address in PAGES.items():
        page.goto(address)
        picture(page, f"boards-{name}-{width}")
        assert_valid_html(context.request.get(address).body())
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px wider than the screen"
    page.goto("/v/wangjiagou/")
    red, black = page.locator(".board.red").bounding_box(), page.locator(".board.black").bounding_box()
    if width == "phone":
        assert black["y"] >= red["y"] + red["height"], "red first"
    else:
        assert black["x"] >= red["x"] + red["width"] and abs(black["y"] - red["y"]) < 2, "side by side"


def test_red_and_black_print_on_one_sheet(autumn, desk: Any) -> None:
    page = desk.new_page()
    page.goto("/v/wangjiagou/")
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    path = ARTEFACTS / "boards-board.pdf"
    page.pdf(path=path, format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", path.read_bytes())) == 1
    page.set_viewport_size({"width": 680, "height": 960})
    page.emulate_media(media="print")
    picture(page, "boards-board-paper")


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_committees_pages(autumn, width: str, sign_in: Any, request: pytest.FixtureRequest) -> None:
    context = request.getfixturevalue(width)
    sign_in(context, autumn.branch)
    sweep(autumn, clock.moment(date(2026, 12, 8), 9))
    issue = issue_of(autumn, date(2026, 11, 1))
    [lifted, *_rest] = entries(autumn, "black")
    addresses = {
        "issues": reverse("admin:boards_boardissue_changelist"),
        "issue": reverse("admin:boards_boardissue_change", args=[issue.pk]),
        "published": reverse("admin:boards_boardissue_change", args=[issue_of(autumn).pk]),
        "vote": reverse("admin:boards_issue_vote", args=[issue.pk, "disagree"]),
        "add-black": reverse("admin:boards_issue_add", args=[issue.pk, "black"]),
        "blacks": reverse("admin:boards_boardentry_changelist"),
        "black": reverse("admin:boards_boardentry_change", args=[lifted.pk]),
    }
    page = context.new_page()
    for name, address in addresses.items():
        page.goto(address)
        picture(page, f"boards-admin-{name}-{width}")
        assert_valid_html(context.request.get(address).body())
        assert_accessible(page, context="#content")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0 or name in {"issues", "blacks"}, f"{address} is {wide} px wider than the screen"
