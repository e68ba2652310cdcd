"""Pages, prints and words of boards in a village without points: nothing on them speaks of points."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from boards.models import BoardEntry
from boards.queries import board as boards
from boards.queries import held, record
from boards.services import black, nines
from boards.views import carry_picture
from councils.enums import TellingWay
from points.enums import BlackAudience, Module, Role
from points.models import Household, Village
from tests.boards.plain import BLACK, RED, blame, drafted, plain_village, published, red, taken_back
from tests.boards.support import entries, proposed, publish, sweep
from tests.boards.test_public import audience, text
from tests.factories import Cast, make_village, member
from tests.support import assert_valid_html
from villagegov.kernel import clock
from villagegov.web import fonts

TODAY = clock.moment(date(2026, 11, 20), 10)
FRONT, MONTH = "/v/anping/", "/v/anping/board/2026-10/"
#: What no page of such a village says: points of an entry, in figures or in a sentence about them.
OF_POINTS = re.compile(r"[+−-]?\s*0\s*分|>\s*0\s*<|\+0|扣分|加分|计分|记分|积分办法|各户积分")
NINE_RED = [f"红的第{number}件事" for number in range(1, 10)]
NINE_BLACK = [f"黑的第{number}件事" for number in range(1, 10)]


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.frozen(clock.moment(date(2026, 11, 2), 9)):
        cast = plain_village(slug="anping", name="安坪村", modules=[Module.STARS.value], profile="山里的村子。")
        for household, name in zip(cast.households, ("李建华", "陈秀芳", "王明", "周桂英"), strict=False):
            Household.objects.filter(pk=household.pk).update(head_name=name)
        nines.adopt(
            village=cast.village, effective_from=date(2026, 11, 2), adopted="村民代表会议", red=NINE_RED,
            black=NINE_BLACK, by=cast.administrator, at=clock.now(),
        )  # fmt: skip
    with clock.frozen(TODAY):
        published(cast)
        yield cast


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_the_first_page_shows_the_board_the_nine_and_what_the_village_has(client: Client, cast: Cast) -> None:
    shown = text(client, FRONT)
    assert "2026年10月红黑榜" in shown and "第1期" in shown and "11月9日出榜" in shown
    assert RED in shown and "陈*芳户" in shown
    assert BLACK in shown and "王*户" in shown and "（《村规民约》第六条）" in shown
    assert "11月14日增补" in shown and "公开至 12月13日" in shown
    assert "陈秀芳" not in shown and "王明" not in shown
    assert all(words in shown for words in (*NINE_RED, *NINE_BLACK))
    assert shown.index(BLACK) < shown.index(NINE_RED[0]) < shown.index("山里的村子。")
    assert f'href="{reverse("boards:stars", kwargs={"slug": "anping"})}"' in main_of(shown)
    assert 'content="noindex, noarchive"' in shown and not OF_POINTS.search(main_of(shown))
    assert_valid_html(shown)


def test_before_the_first_board_the_first_page_is_as_it_was(client: Client, db: None) -> None:
    with clock.frozen(TODAY):
        cast = plain_village(slug="anping", modules=[Module.STARS.value])
        drafted(cast)
        shown = text(client, FRONT)
        assert "红黑榜" not in main_of(shown) and RED not in shown and "五星家庭" in shown
        assert client.get(MONTH).status_code == 404


def test_without_stars_there_are_no_nine(client: Client, cast: Cast) -> None:
    Village.objects.filter(pk=cast.village.pk).update(modules=[])
    shown = text(client, FRONT)
    assert BLACK in shown and NINE_RED[0] not in shown


def test_earlier_issues_are_one_tap_away(client: Client, cast: Cast) -> None:
    with clock.frozen(clock.moment(date(2026, 12, 8), 9)):
        red(cast, household=3, day=date(2026, 11, 19), at=clock.moment(date(2026, 12, 1)))
        sweep(cast, clock.now())
        publish(cast, date(2026, 11, 1), clock.now())
        shown = text(client, FRONT)
    assert "2026年11月红黑榜" in shown and f'href="{MONTH}"' in shown


def test_the_page_and_the_sheet_of_a_month_speak_of_no_points(client: Client, cast: Cast) -> None:
    for address in (MONTH, f"{MONTH}print/", f"{MONTH}print/?paper=a3"):
        shown = text(client, address)
        assert RED in shown and BLACK in shown and not OF_POINTS.search(main_of(shown)), address
        assert "/standing/" not in main_of(shown) and "/rules/" not in main_of(shown), address
        assert_valid_html(shown)
    assert NINE_BLACK[2] in text(client, MONTH)
    assert "后三名" not in text(client, MONTH)


def test_who_may_not_see_the_black_board_does_not(client: Client, cast: Cast) -> None:
    audience(cast, BlackAudience.SIGNED_IN)
    shown = text(client, FRONT)
    assert BLACK not in shown and RED in shown and "noindex" not in shown
    assert BLACK in text(client, FRONT, cast.villager)


def test_a_correction_stands_there_without_points(client: Client, cast: Cast) -> None:
    [entry] = entries(cast, "black")
    taken_back(cast, entry)
    shown = text(client, FRONT)
    assert "认错了人家" in shown and "11月20日更正；本更正公开至" in shown and BLACK not in shown
    assert not OF_POINTS.search(main_of(shown)) and "积分一并更正" not in shown


def test_the_office_finds_its_way_and_the_next_issue_day(client: Client, cast: Cast) -> None:
    [entry] = entries(cast, "black")
    motion = proposed(cast, entry)
    base = "/v/anping/work/boards/"
    shown = text(client, base, cast.officer)
    assert "本村不设积分" in shown and "12月8日" in shown and "后三名" not in shown
    one = f"entries/{entry.pk}/"
    of_entry = (one, f"{one}letter/", f"{one}lift/", f"{one}take-back/", f"motions/{motion.pk}/")
    for path in ("", *of_entry, "propose/red/", "propose/black/"):
        shown = text(client, f"{base}{path}", cast.officer)
        assert not OF_POINTS.search(main_of(shown)) and "台账" not in main_of(shown), path
        assert_valid_html(shown)
    work = text(client, "/v/anping/work/", cast.officer)
    assert base in work and "/v/anping/work/carry/" in work and "/v/anping/work/contests/" not in work
    letter = text(client, f"{base}entries/{entry.pk}/letter/", cast.officer)
    assert '<th scope="row">积分</th>' not in letter and BLACK in letter


def test_whoever_proposes_is_told_the_issue_day(client: Client, cast: Cast) -> None:
    client.force_login(cast.officer)
    address = "/v/anping/work/boards/propose/red/"
    form = client.get(address).context["form"]
    data = {
        "id": form.initial["id"], "household": cast.households[3].number, "deed_day": "2026-11-18",
        "reason": "带人清开水沟",
    }  # fmt: skip
    assert "12月8日出榜日进入草稿" in client.post(address, data, follow=True).content.decode()


def test_the_committees_pages(client: Client, cast: Cast) -> None:
    [entry] = entries(cast, "black")
    with clock.frozen(clock.moment(date(2026, 12, 8), 9)):
        red(cast, household=3, day=date(2026, 11, 21), at=clock.moment(date(2026, 12, 1)))
        blame(cast, household=4, day=date(2026, 11, 21), at=clock.moment(date(2026, 12, 1)))
        sweep(cast, clock.now())
        issue = BoardEntry.objects.exclude(issue=entry.issue)[0].issue
        pages = [
            reverse("admin:boards_boardissue_change", args=[issue.pk]),
            reverse("admin:boards_issue_vote", args=[issue.pk, "agree"]),
            reverse("admin:boards_issue_entry", args=[issue.pk, issue.entries.all()[0].pk]),
            reverse("admin:boards_boardentry_change", args=[entry.pk]),
        ]
        for address in pages:
            shown = text(client, address, cast.branch)
            assert not OF_POINTS.search(main_of(shown) or shown), address
            assert_valid_html(shown)
        publish(cast, date(2026, 11, 1), clock.now())
        [second] = entries(cast, "black", date(2026, 11, 1))
        assert text(client, reverse("admin:boards_boardentry_change", args=[second.pk]), cast.branch)


def test_before_the_decision_the_page_says_days_and_no_points(client: Client, cast: Cast) -> None:
    with clock.frozen(clock.moment(date(2026, 12, 8), 9)):
        blame(cast, household=4, day=date(2026, 11, 21), at=clock.moment(date(2026, 12, 1)))
        sweep(cast, clock.now())
        publish(cast, date(2026, 11, 1), clock.now())
        [entry] = entries(cast, "black", date(2026, 11, 1))
        entry = black.tell(
            entry=entry, way=TellingWay.IN_PERSON, told_on=date(2026, 12, 8), by=cast.branch, at=clock.now()
        )
        black.record_reply(entry=entry, reply="认可", by=cast.branch, at=clock.now())
        shown = text(client, reverse("admin:boards_boardentry_change", args=[entry.pk]), cast.representative)
    assert "同意人数达到规定后上榜 30 天。" in shown and not OF_POINTS.search(shown)


def test_what_the_household_reads(client: Client, cast: Cast) -> None:
    villager = member(cast.village, Role.VILLAGER, household=cast.households[2])
    [entry] = entries(cast, "black")
    mine = text(client, "/v/anping/my/", villager)
    assert BLACK in mine and not OF_POINTS.search(main_of(mine))
    whole = text(client, f"/v/anping/my/boards/{entry.pk}/", villager)
    assert not OF_POINTS.search(main_of(whole)) and "台账" not in main_of(whole)
    steps = record.record(record.entries(cast.village).get(pk=entry.pk)).steps
    assert "至 2026年12月13日" in [step.words for step in steps], steps
    section = held._entries(cast.households[2])
    assert section is not None and any(BLACK in line for line in section.lines)
    assert not any(re.search(r"\b0\b", line) for line in section.lines), section.lines


def test_text_script_and_picture_say_nothing_of_points(client: Client, cast: Cast) -> None:
    shown = text(client, "/v/anping/work/carry/", cast.officer)
    assert f"1. 陈*芳户（2组）：{RED}" in shown and "全榜看本村网页" in shown and not OF_POINTS.search(main_of(shown))
    script = shown.partition('<textarea id="script"')[2].partition(">")[2].partition("</textarea>")[0]
    assert f"二组，陈某芳户。{RED}。" in script and "加" not in script.replace(RED, "")
    board = boards.board(cast.village, None, clock.today())
    assert board is not None
    words = carry_picture.words_of(cast.village, board)
    assert RED in words and not OF_POINTS.search(words) and "+" not in words
    if fonts.chinese() is not None:
        client.force_login(cast.officer)
        answer = client.get("/v/anping/work/carry/picture/")
        assert Image.open(io.BytesIO(answer.content)).width == carry_picture.WIDTH


def test_feed_and_open_data_carry_no_points(client: Client, cast: Cast) -> None:
    feed = text(client, "/v/anping/feed.atom")
    assert "2026年10月" in feed and "上红榜的有1户。" in feed and "分" not in feed
    month = client.get("/v/anping/data/2026-10.json").json()
    assert month["figures"] == {"households": None, "scoring_households": None, "points": None, "red_entries": 1}
    [entry] = month["red"]
    assert entry["points"] is None and entry["household"] == "陈*芳" and entry["group"] is None, "a group of three"
    rows = client.get("/v/anping/data/2026-10.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 3 and not any(",points," in row for row in rows)
    assert rows[2].split(",")[3:8] == ["red", "1", "陈*芳", "red_entries", "1"]
    words = main_of(text(client, "/v/anping/data/"))
    assert "/v/anping/rules/" not in words and "2026年10月" in words


def test_the_first_page_costs_the_same_for_one_and_for_three(client: Client, cast: Cast) -> None:
    def cost() -> int:
        text(client, FRONT)
        with CaptureQueriesContext(connection) as queries:
            client.get(FRONT)
        return len(queries)

    before = cost()
    with clock.frozen(clock.moment(date(2026, 12, 8), 9)):
        for household in (3, 4, 5):
            red(cast, household=household, day=date(2026, 11, 21), at=clock.moment(date(2026, 12, 1)))
        sweep(cast, clock.now())
        publish(cast, date(2026, 11, 1), clock.now())
    with clock.frozen(clock.moment(date(2026, 12, 9), 9)):
        assert cost() == before


def test_a_village_with_points_says_them_as_before(client: Client, db: None) -> None:
    with clock.frozen(clock.moment(date(2026, 11, 2), 9)):
        cast = make_village(households=4, slug="anping")
        red(cast)
    with clock.frozen(TODAY):
        sweep(cast)
        publish(cast)
        shown = text(client, FRONT)
    assert "+10" in shown and "各户积分" in shown and "/v/anping/standing/" in shown
