"""Sheets for the wall: who sees what on them, their sizes, and no entry on two pages."""

import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from django.core.cache import cache

from boards.queries import board as boards
from boards.queries import standing as standings
from points.enums import BlackAudience
from tests.boards.scene import TODAY, boards_of_autumn, wangjiagou
from tests.boards.test_public import audience, text
from tests.support import ARTEFACTS, assert_accessible, assert_valid_html
from villagegov.kernel import clock

BOARD = "/v/wangjiagou/board/2026-10/print/"
STANDING = "/v/wangjiagou/standing/print/"
MM = 72 / 25.4
A4, A3 = (210 * MM, 297 * MM), (297 * MM, 420 * MM)


@pytest.fixture
def cast(db):
    with clock.frozen(TODAY):
        yield boards_of_autumn(wangjiagou())


def test_the_sheet_shows_what_its_reader_may_see(client, cast):
    for user, setting, sees in (
        (None, BlackAudience.PUBLIC, True),
        (None, BlackAudience.PAPER, False),
        (None, BlackAudience.SIGNED_IN, False),
        (cast.villager, BlackAudience.SIGNED_IN, True),
        (cast.villager, BlackAudience.PAPER, False),
        (cast.officer, BlackAudience.PAPER, True),
    ):
        audience(cast, setting)
        cache.clear()
        shown = text(client, BOARD, user)
        assert ("吴*平户" in shown, "noindex" in shown) == (sees, sees), (user, setting)
        assert "李*华户" in shown and "李建华" not in shown
        assert_valid_html(shown)


def test_both_papers_are_one_tap_away_and_the_page_may_be_scanned(client, cast):
    shown = text(client, f"{STANDING}?period=2026-10&group=2&paper=a3")
    assert "wall_a3" in shown and "period=2026-10&amp;group=2&amp;paper=a4" in shown
    assert "陈秀芳户" in shown and "李*华户" not in shown
    assert "<path" in shown and "手机扫码查看" in shown
    assert "wall_a3" not in text(client, STANDING) and "wall_a3" not in text(client, f"{BOARD}?paper=a2")
    for user in (None, cast.villager):
        assert "您家" not in text(client, STANDING, user), "the sheet is for the wall"
    assert 'href="/v/wangjiagou/board/2026-10/print/"' in text(client, "/v/wangjiagou/")


def test_no_sheet_of_a_month_without_a_board(client, cast):
    for month in ("2026-11", "2026-13", "x"):
        assert client.get(f"/v/wangjiagou/board/{month}/print/").status_code == 404


# ---------------------------------------------------------------------------------------------------------- in Chromium


@pytest.fixture
def crowded(transactional_db, monkeypatch):
    """Sixty on the red board, thirty on the black, three hundred in the standing; each begins and ends with a mark."""
    cast = boards_of_autumn(wangjiagou())
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    read, ranked = boards._read, standings.standing
    words = "在洪水当夜帮老人转移，连续守堤两晚，天亮又去清淤；" * 3

    def many(*asked):
        found = read(*asked)
        red = [replace(found.red[0], household=f"红{n:03}", reason=f"{words}红尾{n:03}") for n in range(60)]
        black = [replace(found.black[0], household=f"黑{n:03}", reason=f"{words}黑尾{n:03}") for n in range(30)]
        return replace(found, red=tuple(red), black=tuple(black))

    def full(*asked):
        found = ranked(*asked)
        placed = [replace(found.placed[0], place=n, household=f"位{n:03}", points=7000 + n) for n in range(300)]
        return replace(found, placed=placed)

    monkeypatch.setattr(boards, "_read", many)
    monkeypatch.setattr(standings, "standing", full)
    return cast


def printed(page, address, name):
    """The text of each page, and the size of the paper."""
    page.goto(address)
    assert_accessible(page)
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    path = ARTEFACTS / f"{name}.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    pages = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True, text=True).stdout
    sizes = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    size = next(line for line in sizes.splitlines() if line.startswith("Page size")).split()
    return ["".join(one.split()) for one in pages.split("\f")[:-1]], (float(size[2]), float(size[4]))


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler's tools are not installed")
@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("a3", A3)])
def test_no_entry_is_cut_by_a_page(crowded, desk, paper, size) -> None:
    page = desk.new_page()
    pages, found = printed(page, f"{BOARD}?paper={paper}", f"wall-board-{paper}")
    assert found == pytest.approx(size, abs=1) and len(pages) > 1
    for colour, count in (("红", 60), ("黑", 30)):
        for number in range(count):
            begins = [n for n, one in enumerate(pages) if f"{colour}{number:03}户" in one]
            ends = [n for n, one in enumerate(pages) if f"{colour}尾{number:03}" in one]
            assert begins == ends and len(begins) == 1, (colour, number, begins, ends)
    assert "红榜60户" in pages[0] and "红000户" in pages[0], "the head stands with its first line"
    pages, found = printed(page, f"{STANDING}?period=2026-10&paper={paper}", f"wall-standing-{paper}")
    assert found == pytest.approx(size, abs=1)
    for number in range(300):
        line = re.compile(rf"位{number:03}户.{{2,4}}7,{number:03}")
        assert sum(len(line.findall(one)) for one in pages) == 1, "the name and its points stand on one page"


def test_the_sheets_fit_a_phone(transactional_db, phone, monkeypatch) -> None:
    boards_of_autumn(wangjiagou())
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    page = phone.new_page()
    for address in (BOARD, STANDING):
        page.goto(address)
        assert_accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px wider than the screen"
