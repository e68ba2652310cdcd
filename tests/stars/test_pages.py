"""Pages of stars and of the red and black nine: masked in public, on paper in full, cheap, and every form by hand."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.forms import CharField, ChoiceField
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boards.enums import StarState
from boards.forms import AddBlackForm
from boards.models import NineVersion, StarAward, StarYear
from boards.queries import nines as nine_queries
from boards.services import nines, star_withdrawals, stars
from points.models import Household
from points.queries.held import sections
from points.services import privacy
from tests.factories import Cast
from tests.stars.support import GRANTED, NOW, fresh, granted, nominated, star, vote
from tests.support import assert_valid_html
from villagegov.kernel.errors import DomainError


def page(client: Client, cast: Cast, path: str, user=None, status: int = 200) -> str:
    client.logout()
    if user:
        client.force_login(user)
    answer = client.get(f"/v/{cast.village.slug}/{path}")
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert_valid_html(text)
    return text


def post(client: Client, cast: Cast, path: str, user, **data) -> str:
    client.force_login(user)
    answer = client.post(f"/v/{cast.village.slug}/{path}", data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_public_page_masks_and_follows_a_withdrawal_at_once(client: Client, cast: Cast, year: StarYear) -> None:
    Household.objects.filter(pk=cast.households[0].pk).update(head_name="欧阳春晖")
    Household.objects.filter(pk=cast.households[2].pk).update(head_name="司徒秋月", names_public=True)
    one, two = nominated(cast, year, 0), nominated(cast, year, 2)
    vote(cast, one, two)
    shown = page(client, cast, "stars/")
    assert "公示" in shown and "2026年11月21日" in shown and "欧阳春晖" not in shown and "院坝天天扫" not in shown
    stars.grant_due(village=cast.village, at=GRANTED)
    shown = page(client, cast, "stars/")
    assert "欧阳*" in shown and "司徒秋月" in shown and "欧阳春晖" not in shown
    star_withdrawals.propose(award=fresh(one), reason="院坝长期堆放废料", by=cast.branch, at=GRANTED)
    star_withdrawals.decide(award=fresh(one), agrees=True, by=cast.representative, at=GRANTED)
    shown = page(client, cast, "stars/")
    assert "欧阳*" not in shown and "司徒秋月" in shown and "堆放废料" not in shown and "1户的星已摘牌" in shown
    Household.objects.filter(pk=cast.households[2].pk).update(state="closed", left_on=date(2026, 11, 20))
    assert "司徒秋月" not in page(client, cast, "stars/")


def test_a_household_nominates_itself_and_reads_what_became_of_it(client: Client, cast: Cast, year: StarYear) -> None:
    wanted = [str(star(year, name).pk) for name in ("孝爱", "洁美")]
    assert "自荐" in page(client, cast, "my/stars/", cast.villager)
    said = post(client, cast, "my/stars/", cast.villager, stars=wanted, reason="照顾老母亲四年")
    assert "已申报" in said
    care, tidy = StarAward.objects.filter(village=cast.village).order_by("star__number")
    assert care.source == "self" and care.nominated_by == cast.villager
    assert "已撤回" in post(client, cast, f"my/stars/{tidy.pk}/take-back/", cast.villager)
    vote(cast, care, agrees=False, note="今年先不评")
    assert "未评上：今年先不评" in page(client, cast, "my/stars/", cast.villager)


def test_the_office_enters_decides_and_prints(client: Client, cast: Cast, year: StarYear) -> None:
    said = post(
        client, cast, "work/stars/enter/", cast.officer, household="002", source="group",
        stars=[str(star(year, "洁美").pk)], reason="院坝天天扫",
    )  # fmt: skip
    assert "已申报：洁美" in said
    award = StarAward.objects.get(village=cast.village)
    assert "没有等您评议的" not in page(client, cast, "work/stars/decide/", cast.branch)
    assert "请至少勾选一条" in post(client, cast, "work/stars/decide/", cast.branch, agree="1")
    assert "等其他委员" in post(client, cast, "work/stars/decide/", cast.branch, agree="1", award=str(award.pk))
    assert "评议1条申报" in page(client, cast, "work/stars/", cast.representative)
    said = post(client, cast, f"work/stars/{award.pk}/", cast.representative, step="agree")
    assert "已进入公示" in said
    stars.grant_due(village=cast.village, at=GRANTED)
    for what in ("list", "plates"):
        assert cast.households[1].head_name in page(client, cast, f"work/stars/print/?what={what}", cast.officer)
    assert "洁美家庭" in page(client, cast, f"work/stars/print/?what=plates&award={award.pk}", cast.branch)
    page(client, cast, "work/stars/print/?what=plates&award=1", cast.branch, status=404)
    page(client, cast, "work/stars/print/", cast.supervisor, status=403)


def test_the_form_of_a_step_says_what_is_missing(client: Client, cast: Cast, year: StarYear) -> None:
    award = granted(cast, year)
    address = f"work/stars/{award.pk}/"
    said = post(client, cast, address, cast.branch, step="withdraw", **{"withdraw-reason": "他是个懒汉"})
    assert "不是中性的说法" in said or "懒汉" in said
    assert fresh(award).state == StarState.GRANTED
    post(client, cast, address, cast.branch, step="withdraw", **{"withdraw-reason": "院坝堆放废料"})
    said = post(client, cast, address, cast.representative, step="withdraw_too")
    assert "已摘牌" in said and fresh(award).state == StarState.WITHDRAWN
    assert "现在不能做这一步" in post(client, cast, address, cast.representative, step="keep")
    assert "已摘牌：院坝堆放废料" in page(client, cast, "my/stars/", cast.villager)


def test_the_year_is_run_by_the_administrator(client: Client, cast: Cast) -> None:
    said = post(
        client, cast, "work/stars/years/new/", cast.administrator, year="2026", nominate_until="2026-11-30",
        group_percent="60",
    )  # fmt: skip
    assert "已建好" in said and "孝爱" in said
    year = StarYear.objects.get(village=cast.village)
    row = star(year, "洁美")
    edit = f"work/stars/years/2026/star/{row.pk}/"
    assert "open_black" in page(client, cast, edit, cast.administrator)
    post(client, cast, edit, cast.administrator, name="整洁", criteria="院坝干净", checks=["open_black"])
    assert star(year, "整洁").checks == ["open_black"]
    assert "评选开始" in post(client, cast, "work/stars/years/2026/", cast.administrator, step="open")
    assert "评选结束" in post(client, cast, "work/stars/years/2026/", cast.administrator, step="close")
    assert "这一年度现在是" in post(client, cast, "work/stars/years/2026/", cast.administrator, step="open")
    page(client, cast, "work/stars/years/2027/", cast.administrator, status=404)
    page(client, cast, "work/stars/years/2026/", cast.officer, status=403)


@pytest.mark.parametrize("path", ["stars/", "work/stars/", "work/stars/decide/", "work/stars/print/?what=list"])
def test_lists_cost_the_same_for_one_row_and_for_three(client: Client, cast: Cast, year: StarYear, path: str) -> None:
    counts = []
    for rows in ((0,), (1, 2)):
        for number in rows:
            nominated(cast, year, number)
            vote(cast, nominated(cast, year, number, "守法"))
        page(client, cast, path, cast.representative)
        with CaptureQueriesContext(connection) as queries:
            page(client, cast, path, cast.representative)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_is_held_and_what_can_be_erased(cast: Cast, year: StarYear) -> None:
    award = granted(cast, year)
    held = "".join(line for section in sections(cast.households[0]) for line in section.lines)
    assert "院坝天天扫" in held and "门牌1号" in held
    privacy.erase(
        household=cast.households[0], parts=["star_words"], asked_on=date(2026, 11, 15), paper="申请书",
        by=cast.administrator, at=NOW,
    )  # fmt: skip
    assert fresh(award).reason == "" and fresh(award).plate == 1


# ---------------------------------------------------------------------------------------------------------- the nines


def adopt(cast: Cast, day: date, *black: str) -> NineVersion:
    return nines.adopt(
        village=cast.village, effective_from=day, adopted="村民代表会议", red=["孝老爱亲"], black=list(black),
        by=cast.administrator, at=NOW,
    )  # fmt: skip


def test_articles_hold_from_a_day_and_earlier_versions_stay(client: Client, cast: Cast) -> None:
    assert nine_queries.articles_on(cast.village, date(2026, 11, 15)) is None
    assert "还没有红黑双九条" in page(client, cast, "nines/")
    adopt(cast, date(2026, 11, 15), "乱倒垃圾", "", "聚众赌博")
    adopt(cast, date(2026, 12, 1), "露天焚烧")
    for day, texts in ((date(2026, 11, 30), ["乱倒垃圾", "聚众赌博"]), (date(2026, 12, 1), ["露天焚烧"])):
        found = nine_queries.articles_on(cast.village, day)
        assert found and [(row.number, row.text) for row in found.black] == list(enumerate(texts, start=1))
    shown = page(client, cast, "nines/")
    assert "聚众赌博" in shown and "露天焚烧" not in shown
    assert "露天焚烧" in page(client, cast, "nines/2026-12-01/")
    page(client, cast, "nines/2026-12-02/", status=404)
    for day, field in ((date(2026, 11, 14), "effective_from"), (date(2026, 12, 1), "effective_from")):
        with pytest.raises(DomainError) as caught:
            adopt(cast, day, "x")
        assert caught.value.field == field
    with pytest.raises(DomainError) as caught:
        adopt(cast, date(2026, 12, 9))
    assert caught.value.field == "black_1"


def test_the_administrator_adopts_the_next_version(client: Client, cast: Cast) -> None:
    adopt(cast, date(2026, 11, 15), "乱倒垃圾")
    assert 'value="乱倒垃圾"' in page(client, cast, "work/nines/", cast.administrator)
    data = {"effective_from": "2026-11-20", "adopted": "村民代表会议", "red_1": "孝老爱亲", "black_1": "乱搭乱建" * 20}
    said = post(client, cast, "work/nines/", cast.administrator, **data)
    assert NineVersion.objects.filter(village=cast.village).count() == 1 and "60" in said
    said = post(client, cast, "work/nines/", cast.administrator, **{**data, "black_1": "乱搭乱建"})
    assert "已保存" in said and "乱搭乱建" in said
    page(client, cast, "work/nines/", cast.officer, status=403)


def test_the_front_page_of_a_village_without_points_leads_to_stars(client: Client, cast: Cast, year: StarYear) -> None:
    type(cast.village).objects.filter(pk=cast.village.pk).update(points_on=False)
    vote(cast, nominated(cast, year))
    shown = page(client, cast, "")
    assert "1颗星公示中" in shown and f"/v/{cast.village.slug}/stars/" in shown


def test_a_village_that_does_not_use_stars_says_so(client: Client, cast: Cast, year: StarYear) -> None:
    type(cast.village).objects.filter(pk=cast.village.pk).update(modules=[])
    for path, user in (("stars/", None), ("my/stars/", cast.villager), ("work/stars/", cast.branch)):
        assert "没有启用“五星家庭”" in page(client, cast, path, user)
    assert "五星家庭" not in page(client, cast, "work/", cast.branch)


def test_a_black_entry_names_one_of_the_nine(client: Client, cast: Cast) -> None:
    """Where the village has its nine, the proposing form offers them; elsewhere any article of the village rules."""
    free = AddBlackForm(village=cast.village)
    assert isinstance(free.fields["article"], CharField) and not isinstance(free.fields["article"], ChoiceField)
    adopt(cast, date(2026, 11, 15), "乱倒垃圾", "聚众赌博")
    shown = page(client, cast, "work/boards/propose/black/", cast.officer)
    assert "2 聚众赌博" in shown and 'value="黑九条第2条"' in shown
    data = {"household": "002", "reason": "占用村道堆放建材", "article": "黑九条第9条"}
    assert "article" in AddBlackForm(data, village=cast.village).errors
    assert not AddBlackForm({**data, "article": "黑九条第2条"}, village=cast.village).errors
