"""The villages by county; a village's profile; the frame's nav by role."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from points.models import Group, Household, Membership, Region, SiteClock, User, Village
from points.queries.profile import Figures, figures
from villagegov.kernel import clock
from villagegov.web import context


def text(response: Any) -> str:
    return response.content.decode()


def add_village(number: int, town: Region) -> Village:
    return Village.objects.create(slug=f"cun{number}", name=f"{number}号村", town=town)


def test_every_village_stands_under_its_county_with_its_address(client: Client, village: Village) -> None:
    county = Region.objects.create(level=3, name="沐川县", parent=village.town.parent.parent)
    other = Village.objects.create(
        slug="anping", name="安坪村", town=Region.objects.create(level=4, name="高笋乡", parent=county)
    )
    page = text(client.get("/"))
    assert page.index("井研县") < page.index("王家沟村") < page.index("研经镇")
    assert page.index("沐川县") < page.index(other.name)
    assert 'href="/v/wangjiagou/' in page and 'href="/v/anping/' in page
    assert "2 个村" in page


def test_a_site_without_villages_says_what_comes_next(client: Client, db: None) -> None:
    assert "还没有村庄" in text(client.get("/"))


def test_home_asks_the_database_the_same_for_one_and_three(
    client: Client, village: Village, django_assert_num_queries: Any
) -> None:
    queries = 2  # the moved day, the villages
    with django_assert_num_queries(queries):
        client.get("/")
    for number in (1, 2):
        add_village(number, village.town)
    with django_assert_num_queries(queries):
        client.get("/")


def test_the_profile_shows_region_words_and_figures(client: Client, village: Village) -> None:
    group = Group.objects.create(village=village, number=1, name="1组")
    for number, resident in (("001", True), ("002", True), ("003", False)):
        Household.objects.create(
            village=village,
            number=number,
            head_name="李小华",
            pinyin="lixiaohua",
            initials="lxh",
            group=group,
            joined_on=date(2020, 1, 1),
            resident=resident,
        )
    page = text(client.get("/v/wangjiagou/about/"))
    assert "四川省乐山市井研县研经镇" in page and "种柑橘" in page
    assert figures(village, date(2026, 10, 1)) == Figures(households=2, groups=1)
    assert '<dd class="num">2</dd>' in page


def test_a_profile_is_escaped(client: Client, village: Village) -> None:
    Village.objects.filter(pk=village.pk).update(profile="<script>alert(1)</script>")
    assert "<script>alert" not in text(client.get("/v/wangjiagou/about/"))


@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        (None, ["红黑榜", "公示", "排名", "积分办法", "村情", "登录"], ["积分录入", "审核与管理", "我的积分", "异议<"]),
        ("officer", ["红黑榜", "积分录入", "工作台", "退出"], ["审核与管理", "我的积分", "待告知"]),
        ("committee", ["审核与管理"], ["积分录入", "我的积分"]),
        ("supervisor", ["工作台", "审核与管理"], ["积分录入", "异议<"]),
        ("administrator", ["积分录入", "审核与管理"], ["我的积分"]),
    ],
)
def test_the_nav_holds_what_the_person_may_open(
    client: Client, village: Village, user: User, role: str | None, seen: list[str], unseen: list[str]
) -> None:
    if role:
        Membership.objects.create(village=village, user=user, role=role)
        client.force_login(user)
    page = text(client.get("/v/wangjiagou/about/"))
    header = page[page.index("<header") : page.index("</header>")]
    for words in seen:
        assert words in header, words
    for words in unseen:
        assert words not in header, words


def test_another_villages_role_opens_nothing_here(client: Client, village: Village, officer: User) -> None:
    other = add_village(1, village.town)
    client.force_login(officer)
    header = text(client.get(f"/v/{other.slug}/about/"))
    assert "积分录入" not in header


def test_away_from_any_village_the_frame_is_that_of_the_persons_own(client: Client, officer: User) -> None:
    client.force_login(officer)
    assert "王家沟村" in text(client.get("/password/"))


def test_what_waits_stands_beside_the_word(client: Client, village: Village, officer: User) -> None:
    Membership.objects.create(village=village, user=officer, role="committee")
    client.force_login(officer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context, "_counters", {"admin": [lambda user, at: 7 * ((user, at) == (officer, village))]})
        page = text(client.get("/v/wangjiagou/about/"))
    assert '审核与管理 <span class="count">7</span>' in page


def test_a_moved_day_is_said_on_every_page(client: Client, village: Village) -> None:
    assert "演示" not in text(client.get("/"))
    with clock.frozen(date(2026, 10, 30)):
        SiteClock.objects.create(offset=timedelta(days=40))
        page = text(client.get("/v/wangjiagou/about/"))
        assert "演示" in page and "2026年10月30日" in page  # a frozen clock stays; the banner names the day it shows


@pytest.mark.parametrize("address", ["/", "/v/wangjiagou/about/", "/about/"])
def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, village: Village, address: str) -> None:
    page = client.get(address)
    assert "public" in page.headers["Cache-Control"]
    again = {"if-none-match": page.headers["ETag"]}
    assert client.get(address, headers=again).status_code == 304
    client.post("/large-text/", {"large": "1", "next": "/"})
    assert client.get(address, headers=again).status_code == 200, "large text is another page"
    Village.objects.filter(pk=village.pk).update(name="李家沟村", profile="改过的简介")
    if address != "/about/":
        client.post("/large-text/", {"large": "0", "next": "/"})
        assert "李家沟村" in text(client.get(address, headers=again))
