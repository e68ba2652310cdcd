"""The public pages: who sees what, names masked, nothing ended is left, cheap to ask for again."""

from datetime import date

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from boards.services import due
from points.enums import BlackAudience, Module, Role
from points.models import Household, VillageSettings
from points.services import consents, villages
from tests.boards.scene import TODAY, boards_of_autumn, neighbour, wangjiagou
from tests.boards.support import deed, entries, lifted, publish, sweep, with_black
from tests.factories import UserFactory, VillageFactory, make_village, member
from tests.support import assert_valid_html
from villagegov.kernel import clock
from villagegov.web.public import shown_pages

BOARD = "/v/wangjiagou/"
STANDING = "/v/wangjiagou/standing/"
PAGES = (BOARD, "/v/wangjiagou/board/", "/v/wangjiagou/board/2026-09/", STANDING, f"{STANDING}?period=2026-Q3&group=1")


@pytest.fixture
def cast(db):
    with clock.frozen(TODAY):
        yield boards_of_autumn(wangjiagou())


def text(client, address=BOARD, user=None):
    client.logout()
    if user is not None:
        client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def audience(cast, who):
    VillageSettings.objects.filter(village=cast.village).update(black_audience=who)


# --------------------------------------------------------------------------------------------------------- who and what


def test_the_board_stands_in_public_with_masked_names(client, cast):
    shown = text(client)
    assert "2026年10月红黑榜" in shown and "第3期" in shown
    assert "12 户 · 本月 7 户得分，共 135 分 · 11月8日出榜" in shown
    assert "洪水当夜帮四户老人转移" in shown and "两次劝阻后仍露天焚烧秸秆" in shown
    assert "李*华户" in shown and "吴*平户" in shown
    assert "公开至 12月13日" in shown and "11月14日增补" in shown
    assert "陈秀芳户" in shown, "agreed to be named"
    for household in Household.objects.filter(village=cast.village, names_public=False):
        assert household.head_name not in shown


@pytest.mark.parametrize("address", PAGES)
def test_every_role_reads_every_public_page(client, cast, address):
    people = (None, cast.villager, cast.officer, cast.branch, cast.supervisor, cast.administrator, UserFactory())
    for user in people:
        assert_valid_html(text(client, address, user))


def test_who_sees_the_black_board_is_the_villages_to_say(client, cast):
    member, stranger = neighbour(cast), UserFactory()
    words = {"paper": "村务公开栏张贴", "signed_in": "只对本村农户公开"}
    sees = {
        BlackAudience.PUBLIC: {None, stranger, member, cast.officer},
        BlackAudience.SIGNED_IN: {member, cast.officer},
        BlackAudience.PAPER: {cast.officer},
    }
    for setting, readers in sees.items():
        audience(cast, setting)
        cache.clear()
        for user in (None, stranger, member, cast.officer):
            client.logout()
            if user:
                client.force_login(user)
            answer = client.get(BOARD)
            shown = answer.content.decode()
            assert ("吴*平户" in shown) == (user in readers), (setting, user)
            assert ("noindex" in answer.headers.get("X-Robots-Tag", "")) == (user in readers)
            assert ('name="robots"' in shown) == (user in readers)
            if user not in readers:
                assert words[setting] in shown
                assert "焚烧秸秆" not in shown and "−10" not in shown
            assert "李*华户" in shown


def test_a_changed_audience_is_seen_at_once(client, cast):
    assert "吴*平户" in text(client)
    villages.change_settings(
        village=cast.village, by=cast.administrator, at=TODAY, effective_from=TODAY.date(), black_audience="paper"
    )
    assert "吴*平户" not in text(client)


def test_what_was_lifted_or_ended_is_gone_at_once_and_the_red_stays(client, cast):
    first, second, third = entries(cast, "black")
    assert "吴*平户" in text(client)
    lifted(cast, first)
    shown = text(client)
    assert "吴*平户" not in shown and "何*户" in shown and "已改正" not in shown
    with clock.frozen(clock.moment(second.until, 23)):
        assert "何*户" in text(client)
    # No sweep has run yet on the day after.
    with clock.frozen(clock.moment(date(2026, 12, 14), 0, 1)) as after:
        shown = text(client)
        assert "何*户" not in shown and "目前没有在榜的农户" in shown and "李*华户" in shown
        assert due.run_village(cast.village, after).expired == 2
        assert "何*户" not in text(client, "/v/wangjiagou/board/2026-10/")
    assert third.pk


def test_consent_given_and_taken_back_is_seen_at_once(client, cast):
    household = cast.households[0]
    household.refresh_from_db()
    assert "李建华" not in text(client)
    said = {"by": cast.administrator, "at": TODAY}
    agreed = consents.give(household=household, kind="names", given_on=household.joined_on, paper="1号", **said)
    assert "李建华户" in text(client)
    consents.withdraw(consent=agreed, withdrawn_on=household.joined_on, paper="口头", **said)
    assert "李建华户" not in text(client)


def test_months_are_one_tap_away_and_a_month_without_a_board_says_so(client, cast):
    shown = text(client)
    for month in ("2026-08", "2026-09", "2026-10"):
        assert f'href="/v/wangjiagou/board/{month}/"' in shown
    september = text(client, "/v/wangjiagou/board/2026-09/")
    assert "2026年9月红黑榜" in september and "正在公示" not in september
    for address, status in (
        ("/v/wangjiagou/board/2026-11/", 404),
        ("/v/wangjiagou/board/2026-13/", 404),
        ("/v/wangjiagou/board/nonsense/", 404),
        ("/v/nowhere/", 404),
    ):
        assert client.get(address).status_code == status
    missing = client.get("/v/wangjiagou/board/2026-11/").content.decode()
    assert "没有2026年11月的红黑榜" in missing and "看最新一期" in missing


def test_a_draft_is_nobodys_business(client, db):
    cast = make_village(slug="wangjiagou")
    deed(cast, cast.households[0])
    with clock.frozen(clock.moment(date(2026, 10, 20))):
        assert "第一个月在2026年2月8日结账" not in text(client), "that day is over"
        assert "11月8日结账" in text(client)
    sweep(cast)
    with clock.frozen(clock.moment(date(2026, 11, 8), 10)):
        shown = text(client, BOARD)
        assert "正在审定2026年10月红黑榜" in shown and "李*" not in shown
        assert client.get("/v/wangjiagou/board/2026-10/").status_code == 404


def test_a_village_that_begins_or_has_no_points(client, db):
    with clock.frozen(clock.moment(date(2026, 1, 15))):
        young = VillageFactory(slug="wangjiagou")
        assert "2026年2月8日" in text(client)
        assert_valid_html(text(client))
        assert "第一个月结账后开始排名" in text(client, STANDING)
    young.points_on = False
    young.profile, young.modules = "种茵红李的村子。", ["stars"]
    young.save()
    shown = text(client)
    assert "种茵红李的村子。" in shown and "五星家庭" in shown and "首页" in shown
    assert "积分办法" not in shown and "排名" not in shown, "what it has not got is in no header"
    assert_valid_html(shown)


# ------------------------------------------------------------------------------------------------------------ standing


def test_the_standing_names_those_with_points_and_shames_nobody(client, cast):
    shown = text(client, f"{STANDING}?period=2026-10")
    assert "12 户 · 本期 7 户得分" in shown
    placed, others = shown.split("另有 5 户")
    assert "李*华户" in placed and "吴*平户" not in placed
    assert "吴*平户" in others and "没有得分不算过错" in others
    assert "−" not in shown, "no deduction of a household is told here"
    assert text(client, f"{STANDING}?period=2026-Q3").count("2026年第3季度") >= 2


def test_the_year_runs_from_the_latest_closed_month(client, cast):
    shown = text(client)
    assert "截至2026年10月底累计" in shown
    year = text(client, STANDING)
    assert "计至2026年10月底" in year
    assert ">195<" in year and ">165<" in year


def test_a_group_keeps_the_places_of_the_whole_village(client, cast):
    shown = text(client, f"{STANDING}?period=2026-10&group=2")
    assert "陈秀芳户" in shown and "李*华户" not in shown
    assert '<td class="n place">5</td>' in shown, "the fifth of the village, the third of the group"
    assert text(client, f"{STANDING}?period=2026-10&group=99").count("李*华户")
    assert text(client, f"{STANDING}?period=nonsense&group=x")


def test_ones_own_household_stands_out_only_for_oneself(client, cast):
    shown = text(client, f"{STANDING}?period=2026-10", cast.villager)
    assert "您家：" in shown and 'class="mine"' in shown
    assert "您家" not in text(client, f"{STANDING}?period=2026-10")
    lowest = make_own(cast, cast.households[8])
    shown = text(client, f"{STANDING}?period=2026-10", lowest)
    assert "−10 分，本期不排名次" in shown


def make_own(cast, household):
    return member(cast.village, Role.VILLAGER, household=household)


# ------------------------------------------------------------------------------------------------- cheap, cached, fresh


@pytest.mark.parametrize("address", PAGES)
def test_an_unchanged_page_is_not_sent_twice(client, cast, address):
    first = client.get(address)
    assert "public" in first.headers["Cache-Control"] and "Cookie" in first.headers["Vary"]
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(address, headers={"If-None-Match": first.headers["ETag"]}, HTTP_COOKIE="language=en")
    assert other.status_code == 200


def test_a_published_or_lifted_entry_changes_the_tag(client, cast):
    tag = client.get(BOARD).headers["ETag"]
    lifted(cast, entries(cast, "black")[0])
    assert client.get(BOARD, headers={"If-None-Match": tag}).status_code == 200


def test_pages_of_the_signed_in_are_kept_nowhere(client, cast):
    client.force_login(cast.villager)
    for address in PAGES:
        answer = client.get(address)
        assert "private" in answer.headers["Cache-Control"] and "ETag" not in answer.headers


def queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_a_constant_handful_of_queries_whatever_the_size(client, db):
    counts = {}
    for households in (3, 40):
        cast = make_village(households=households)
        for household in cast.households:
            deed(cast, household)
            if households > 3:
                deed(cast, household, day=date(2026, 11, 12))
        sweep(cast)
        publish(cast)
        with clock.frozen(clock.moment(date(2026, 11, 15))):
            for view in ("village", "standing"):
                address = reverse(f"boards:{view}", kwargs={"slug": cast.village.slug})
                cache.clear()
                counts.setdefault(view, []).append(queries(client, address))
                counts.setdefault(f"{view} again", []).append(queries(client, address))
    assert all(few == many for few, many in counts.values()), counts
    assert counts["village"][0] <= 17
    assert counts["village again"][0] == counts["standing again"][0] == 3
    assert counts["standing"][0] <= 9


def test_one_village_never_reads_what_is_kept_for_another(client, db):
    for slug, name in (("wangjiagou", "李一"), ("anping", "赵二")):
        cast = make_village(slug=slug)
        Household.objects.filter(village=cast.village).update(head_name=name)
        deed(cast, cast.households[0])
        sweep(cast)
        publish(cast)
    with clock.frozen(clock.moment(date(2026, 11, 15))):
        for _again in range(2):
            assert "李*户" in text(client) and "赵*户" not in text(client)
            assert "赵*户" in text(client, "/v/anping/")


def test_without_redis_the_page_stands_all_the_same(client, cast):
    away = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/redis.sock?db=1"}}
    with override_settings(CACHES=away):
        for _again in range(2):
            assert "李*华户" in text(client)


def test_an_entry_on_the_black_board_says_its_end_and_its_article(client, db):
    cast = make_village(slug="wangjiagou")
    entry = with_black(cast)
    with clock.frozen(clock.moment(date(2026, 11, 15))):
        shown = text(client)
    assert f"公开至 {entry.until.month}月{entry.until.day}日" in shown


def test_the_header_of_a_village_without_points_stays_short(client, db):
    """Two lines of a phone: three parts, and the one that is open. The first page leads to all of them."""
    village = VillageFactory(slug="heping", points_on=False, modules=Module.values)
    first = text(client, "/v/heping/")
    parts = [page for page in shown_pages(village) if page.url != "/v/heping/"]
    assert len(parts) > 3 and all(f'href="{page.url}"' in first for page in parts)
    header = first.partition("</header>")[0]
    named = [page.url for page in parts if f'href="{page.url}"' in header]
    assert len(named) == 3
    other = next(page for page in parts if page.url.endswith("/demands/"))
    assert f'href="{other.url}"' in text(client, other.url).partition("</header>")[0]
