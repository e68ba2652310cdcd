"""What is carried by hand: text, picture, script. The red board alone, masked as everybody reads it."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.test import override_settings
from django.urls import reverse
from PIL import Image

from boards.queries import board as boards
from boards.views import carry_picture
from points.enums import BlackAudience
from points.models import Household
from tests.boards.scene import TODAY, boards_of_autumn, wangjiagou
from tests.boards.test_public import audience, text
from tests.factories import make_village
from tests.support import assert_accessible, assert_valid_html, picture
from villagegov.kernel import clock
from villagegov.web import fonts

CARRY = "/v/wangjiagou/work/carry/"
PICTURE = f"{CARRY}picture/"
needs_font = pytest.mark.skipif(fonts.chinese() is None, reason="no Chinese font is installed here")


@pytest.fixture
def cast(db):
    with clock.frozen(TODAY):
        yield boards_of_autumn(wangjiagou())


def test_the_text_is_ready_to_be_sent(client, cast):
    shown = text(client, CARRY, cast.officer)
    assert "【王家沟村】2026年10月红榜（第3期）" in shown
    assert "全村12户，本月7户得分，共135分。" in shown
    assert "1. 陈秀芳户（2组）+10分：洪水当夜帮四户老人转移" in shown
    assert "李*华户" in shown, "only 陈秀芳 agreed to be named"
    assert "http://testserver/v/wangjiagou/" in shown
    assert_valid_html(shown)


def test_the_script_has_no_digit_and_no_star(client, cast):
    shown = text(client, CARRY, cast.officer)
    script = shown.partition('<textarea id="script"')[2].partition(">")[2].partition("</textarea>")[0]
    assert "二〇二六年十月红榜，第三期" in script and "全村十二户，本月有七户得分，一共一百三十五分。" in script
    assert "一组，李某华户。无偿让地零点四亩，修通通组路。加十分。" in script
    assert "让地零点四亩" in script
    assert not any(char.isdigit() or char in "*+−" for char in script if char != "〇")


@pytest.mark.parametrize("setting", list(BlackAudience))
def test_the_black_board_is_in_none_of_it_whoever_may_see_it(client, cast, setting):
    audience(cast, setting)
    for user in (cast.officer, cast.branch, cast.administrator):
        shown = text(client, CARRY, user)
        assert "吴*平" not in shown and "焚烧" not in shown and "后三名" not in shown and "−" not in shown
    for household in Household.objects.filter(village=cast.village, names_public=False):
        assert household.head_name not in shown


def test_another_month_and_what_is_not_there(client, cast):
    assert "2026年8月红榜" in text(client, f"{CARRY}?month=2026-08", cast.officer)
    client.force_login(cast.officer)
    for tail in ("?month=2026-13", "?month=x"):
        assert client.get(CARRY + tail).status_code == 404
    assert "还没有出榜" in text(client, f"{CARRY}?month=2026-11", cast.officer)
    client.force_login(cast.officer)
    assert client.get(f"{PICTURE}?month=2026-11").status_code == 404


def test_it_is_for_those_who_carry(client, cast):
    for user in (cast.villager, cast.supervisor):
        client.force_login(user)
        assert client.get(CARRY).status_code == client.get(PICTURE).status_code == 403
    client.force_login(cast.officer)
    answer = client.get(reverse("points:work", kwargs={"slug": cast.village.slug}))
    assert "转发和广播" in answer.content.decode()


@needs_font
def test_the_picture_is_drawn_and_grows_with_the_board(client, cast):
    client.force_login(cast.officer)
    answer = client.get(PICTURE)
    assert answer.headers["Content-Type"] == "image/png" and "private" in answer.headers["Cache-Control"]
    full = Image.open(io.BytesIO(answer.content))
    board, font = boards.board(cast.village, None, TODAY.date()), fonts.chinese()
    short = carry_picture.png(cast.village, replace(board, red=board.red[:1]), font, "http://testserver/")
    one = Image.open(io.BytesIO(short))
    assert full.width == one.width == 1080 and full.height > one.height > 600
    assert len(answer.content) < 300_000


def test_without_a_chinese_font_it_says_so_and_what_helps(client, cast):
    with override_settings(PICTURE_FONT="/nowhere/font.ttf"):
        shown = text(client, CARRY, cast.officer)
        assert "没有装中文字体" in shown and "/board/2026-10/print/" in shown and PICTURE not in shown
        answer = client.get(PICTURE)
        assert answer.status_code == 409 and "没有装中文字体" in answer.content.decode()
    latin = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
    with override_settings(PICTURE_FONT=latin):
        assert fonts.chinese() is None, "a font without Chinese is none"


@needs_font
def test_a_name_the_font_cannot_write_is_told_before_it_is_drawn(client, cast):
    rare = "\U0003134f"
    Household.objects.filter(pk=cast.households[0].pk).update(head_name=f"李{rare}", names_public=True)
    shown = text(client, CARRY, cast.officer)
    assert rare in shown.partition("写不出：")[2][:3]
    assert client.get(PICTURE).status_code == 409


def test_a_village_without_a_board(client, db):
    cast = make_village(slug="wangjiagou")
    with clock.frozen(clock.moment(date(2026, 10, 20))):
        assert "还没有出榜" in text(client, CARRY, cast.officer) or "还没有红黑榜" in text(client, CARRY, cast.officer)


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_page_in_a_browser(transactional_db, monkeypatch, width, sign_in, request) -> None:
    cast = boards_of_autumn(wangjiagou())
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    context = request.getfixturevalue(width)
    sign_in(context, cast.officer)
    page = context.new_page()
    page.goto(CARRY)
    assert_accessible(page)
    picture(page, f"boards-carry-{width}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.click("[data-copy=chat]")
    page.wait_for_function("document.querySelector('[data-copy=chat]').textContent === '已复制'")
