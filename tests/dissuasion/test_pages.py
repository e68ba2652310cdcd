"""Pages of village rules and dissuasion: nothing of a breach in public, cheap lists, no step skipped by a form."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.enums import BreachState
from councils.models import Breach, NearKin, VillageRules
from points.enums import Role
from points.models import Claim, Village
from tests.dissuasion.support import FACTS, NOW, REPLY, SEEN, fresh, in_grid, once, proposed, reported, righted, twice
from tests.factories import Cast, make_village, member
from tests.support import assert_valid_html
from villagegov.kernel import clock


def page(client: Client, cast: Cast, path: str, user=None, status: int = 200) -> str:
    client.logout()
    if user:
        client.force_login(user)
    answer = client.get(f"/v/{cast.village.slug}/{path}")
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert_valid_html(text)
    return text


def post(client: Client, cast: Cast, path: str, user, status: int = 200, **data) -> str:
    client.force_login(user)
    answer = client.post(f"/v/{cast.village.slug}/{path}", data, follow=True)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def test_the_public_reads_rules_and_numbers_and_nothing_else(client: Client, cast: Cast) -> None:
    for household in range(1, 5):
        righted(cast, reported(cast, household=household))
    shown = page(client, cast, "village-rules/")
    assert "讲法律，不赌博" in shown and "垃圾入桶，不占道" in shown and "葫芦镇备案2026-3号" in shown
    assert "不足5件" in shown and FACTS not in shown and cast.households[1].head_name not in shown
    twice(cast, household=5)
    shown = page(client, cast, "village-rules/")
    assert "不足5件" not in shown and "2026年第4季度" in shown
    assert "讲法律，不赌博" in page(client, cast, "village-rules/card/")
    page(client, cast, "village-rules/2026-10-01/")
    page(client, cast, "village-rules/2026-10-02/", status=404)


def test_the_administrator_drafts_and_adopts(client: Client, cast: Cast) -> None:
    assert "草稿在这里" in post(client, cast, "work/village-rules/", cast.administrator)
    draft = VillageRules.objects.get(village=cast.village, effective_from=None)
    path = f"work/village-rules/{draft.pk}/"
    shown = page(client, cast, path, cast.administrator)
    assert "孝老人，和邻居" in shown
    said = post(
        client, cast, path, cast.administrator, title="新版", verse="字" * 121, aspect_1="公民道德", text_1="孝老人"
    )
    assert "最多120字" in said and "孝老人" in said
    said = post(client, cast, path, cast.administrator, title="新版", verse="好", aspect_1="公民道德", text_1="孝老人")
    assert "已保存" in said
    decision = {
        "kind": "households", "meeting": "村民会议", "held_on": "2026-11-14", "entitled": 90, "present": 70,
        "in_favour": 30, "filing": "备案4号", "effective_from": "2026-11-16",
    }  # fmt: skip
    said = post(client, cast, f"{path}adopt/", cast.administrator, **decision)
    assert "还差6" in said or "差 6" in said or "6" in said
    assert VillageRules.objects.get(pk=draft.pk).is_draft
    assert "已施行" in post(client, cast, f"{path}adopt/", cast.administrator, **{**decision, "in_favour": 66})
    for act in (path, f"{path}adopt/", f"{path}delete/"):
        assert "不能再改" in post(client, cast, act, cast.administrator, title="又改")
    assert VillageRules.objects.get(pk=draft.pk).title == "新版"


def test_the_office_reports_and_goes_step_by_step(client: Client, cast: Cast) -> None:
    shown = page(client, cast, "work/breaches/new/", cast.officer)
    form = {"id": shown.split('name="id" value="')[1][:36], "household": cast.households[2].number}
    article = shown.split('<option value="')[-1][:36]
    form |= {"article": article, "day": "2026-11-05", "facts": FACTS}
    said = post(client, cast, "work/breaches/new/", cast.officer, **form)
    assert "已登记" in said and FACTS in said and "第一次劝阻" in said
    assert "第1号还没有办结" in post(
        client, cast, "work/breaches/new/", cast.officer, **{**form, "id": "0198e1d6-0000-7000-8000-000000000000"}
    )
    breach = Breach.objects.get(village=cast.village)
    path = f"work/breaches/{breach.pk}/"
    first = {"first-day": "2026-11-06", "first-who": "1组义务监督队", "first-said": "请清走", "first-reply": REPLY}
    said = post(client, cast, path, cast.officer, step="first", **first)
    assert "已记下" in said and "1组义务监督队" in said and REPLY in said
    second = {"second-day": "2026-11-07", "second-who": "张德明", "second-said": "再请清走"}
    assert "最早2026-11-09" in post(client, cast, path, cast.branch, step="second", **second)
    assert "提出处理" in post(client, cast, path, cast.branch, step="second", **{**second, "second-day": "2026-11-09"})
    shown = page(client, cast, path, cast.branch)
    assert "扣分由积分信息员提出" in shown and 'value="points"' not in shown
    shown = page(client, cast, path, cast.officer)
    assert 'value="points"' in shown and cast.deduction.name in shown and cast.award.name not in shown
    said = post(
        client, cast, path, cast.officer, step="propose",
        **{"propose-way": "points", "propose-item": str(cast.deduction.pk), "propose-said": "没改"},
    )  # fmt: skip
    assert "已提出" in said and Claim.objects.filter(village=cast.village, state="draft").count() == 1
    assert "劝阻记录" in page(client, cast, f"{path}print/", cast.supervisor)
    said = post(client, cast, path, cast.branch, step="righted",
                **{"righted-day": "2026-11-15", "righted-said": "清走了"})  # fmt: skip
    assert "已改正，办结" in said and not Claim.objects.filter(village=cast.village).exists()


SKIPS = ["first", "second", "propose", "dealt", "repair"]


@pytest.mark.parametrize("make", [reported, once, twice, proposed, lambda cast: righted(cast, reported(cast))])
@pytest.mark.parametrize("step", SKIPS)
def test_the_view_skips_nothing(client: Client, cast: Cast, make, step: str) -> None:
    breach = make(cast)
    after = {"reported": "first", "first": "second", "second": "propose", "proposed": "dealt"}
    if after.get(breach.state) == step:
        return
    said = post(client, cast, f"work/breaches/{breach.pk}/", cast.officer, step=step)
    assert "现在不能走这一步" in said and fresh(breach).state == breach.state


def test_own_and_near_kin_get_no_form(client: Client, cast: Cast) -> None:
    breach = once(cast)
    NearKin.objects.create(village=cast.village, user=cast.branch, household=cast.households[2], registered_on=SEEN)
    shown = page(client, cast, f"work/breaches/{breach.pk}/", cast.branch)
    assert "请别人来办" in shown and 'name="step"' not in shown
    said = post(client, cast, f"work/breaches/{breach.pk}/", cast.branch, step="righted")
    assert "现在不能走这一步" in said and fresh(breach).state == BreachState.FIRST


def test_the_household_reads_every_step_and_adds_its_word(client: Client, cast: Cast) -> None:
    breach, other = once(cast, household=0), once(cast, household=2)
    shown = page(client, cast, "my/breaches/", cast.villager)
    assert str(breach.pk) in shown and str(other.pk) not in shown
    shown = page(client, cast, f"my/breaches/{breach.pk}/", cast.villager)
    assert FACTS in shown and REPLY in shown and "第一次劝阻" in shown
    assert "已加上" in post(client, cast, f"my/breaches/{breach.pk}/", cast.villager, reply="车坏了，明天拉")
    assert "车坏了，明天拉" in page(client, cast, f"work/breaches/{breach.pk}/", cast.officer)
    page(client, cast, f"my/breaches/{other.pk}/", cast.villager, status=404)
    assert "我家被劝阻的事" in page(client, cast, "my/", cast.villager)
    righted(cast, breach)
    assert "<form" not in page(client, cast, f"my/breaches/{breach.pk}/", cast.villager).split("<main")[1]


def test_another_village_sees_nothing(client: Client, cast: Cast) -> None:
    breach, far = once(cast), make_village()
    Village.objects.filter(pk=far.village.pk).update(modules=["village_rules"])
    page(client, far, f"work/breaches/{breach.pk}/", far.officer, status=404)
    page(client, far, f"my/breaches/{breach.pk}/", far.villager, status=404)
    page(client, cast, f"work/breaches/{breach.pk}/", far.officer, status=403)


def test_without_the_module_every_page_says_so(client: Client, cast: Cast) -> None:
    breach = once(cast)
    Village.objects.filter(pk=cast.village.pk).update(modules=[])
    for path, user in (
        ("village-rules/", None), ("village-rules/card/", None), ("work/breaches/", cast.officer),
        ("work/breaches/new/", cast.officer), (f"work/breaches/{breach.pk}/", cast.officer),
        ("work/village-rules/", cast.administrator), ("my/breaches/", cast.villager),
    ):  # fmt: skip
        shown = page(client, cast, path, user)
        assert "村规民约与劝阻" in shown and FACTS not in shown, path
    assert "work/breaches/" not in page(client, cast, "work/", cast.officer)
    assert "我家被劝阻的事" not in page(client, cast, "my/", cast.villager)


def test_without_points(client: Client, cast: Cast) -> None:
    breach = twice(cast, household=0)
    Village.objects.filter(pk=cast.village.pk).update(points_on=False)
    shown = page(client, cast, f"work/breaches/{breach.pk}/", cast.officer)
    assert 'value="points"' not in shown and 'value="talk"' in shown
    assert FACTS in page(client, cast, f"my/breaches/{breach.pk}/", cast.villager)


def test_lists_cost_the_same_for_one_and_for_three(client: Client, cast: Cast) -> None:
    grid = member(cast.village, Role.GRID_OFFICER)
    in_grid(cast, grid)

    def costs() -> list[int]:
        found = []
        for path, user in (
            ("work/breaches/", grid), ("my/breaches/", cast.villager), ("village-rules/", None),
            (f"my/breaches/{first.pk}/", cast.villager),
        ):  # fmt: skip
            page(client, cast, path, user)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                client.get(f"/v/{cast.village.slug}/{path}")
            found.append(len(queries))
        return found

    first = once(cast, household=0)
    before = costs()
    for article in (0, 1):
        once(cast, household=0, article=article)
        once(cast, household=2, article=article)
    assert costs() == before


def test_the_work_page_counts_what_can_go_on(client: Client, cast: Cast) -> None:
    with clock.frozen(clock.moment(date(2026, 11, 6), 12)):
        once(cast, at=clock.moment(date(2026, 11, 6), 11))
        shown = page(client, cast, "work/breaches/", cast.officer)
        assert "该办下一步" in shown and "其中0件" in shown
    assert "其中1件" in page(client, cast, "work/breaches/", cast.officer)
    assert NOW
