"""The rules desk and the public rules, as people see them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from points.models import Item, Scheme
from tests.scheme import scene
from tests.scheme.scene import DAY, Rules
from tests.scheme.test_drafts import save
from tests.support import assert_valid_html

DESK = "/v/wjg/work/scheme/"


def item_form(item: Item, **more: str) -> dict[str, str]:
    return {
        "category": str(item.category_id), "code": str(item.code), "name": item.name, "wording": item.wording,
        "kind": "award", "points": str(item.points), "points_to": "", "unit": item.unit, "max_per_month": "4",
        "villagers_may_claim": "on", "route": "full", "disclosure": "full", "together": "", **more,
    }  # fmt: skip


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    assert_valid_html(answer.content)
    return answer.content.decode()


def test_from_a_copy_to_the_rules_in_force(rules: Rules, office: Client) -> None:
    assert "69 项" in text(office, DESK)
    office.post(f"{DESK}{rules.scheme.pk}/copy/")
    draft = Scheme.objects.get(village=rules.village, effective_from=None)
    page = f"{DESK}{draft.pk}/"
    assert "凭会议决议施行" in text(office, page)
    items = scene.by_code(draft)
    url = f"{page}items/{items[16].pk}/"
    assert 'value="5"' in text(office, url)
    wrong = office.post(url, item_form(items[16], points="８", points_to="3"))
    assert "幅度的另一头" in wrong.content.decode() and 'value="８"' in wrong.content.decode()
    assert office.post(url, item_form(items[16], points="8")).url == f"{page}#item-16"
    deduction = item_form(items[45], kind="deduction", points="5", points_to="10", unit="次")
    office.post(f"{page}items/{items[45].pk}/", deduction)
    assert (scene.by_code(draft)[45].points, scene.by_code(draft)[45].points_to) == (-5, -10)
    taken = office.post(f"{page}items/new/?category=3", item_form(items[34], name="垃圾分类督导", code="34"))
    assert 'name="shift"' in taken.content.decode() and "插在这里" in taken.content.decode()
    moved = item_form(items[34], name="垃圾分类督导", code="34", shift="on")
    assert office.post(f"{page}items/new/", moved).status_code == 302
    assert scene.by_code(draft)[35].name == "环境清扫"
    assert "每次 +8" in text(office, f"{page}compare/")
    mandate = {
        "kind": "representatives", "meeting": "村民代表会议", "held_on": "2026-11-20", "entitled": "45",
        "present": "29", "in_favour": "29", "filing": "研经镇备2026-9号", "effective_from": "2027-01-01",
    }  # fmt: skip
    short = office.post(f"{page}effect/", mandate).content.decode()
    assert "还差 1 人" in short and 'value="29"' in short
    office.post(f"{page}effect/", {**mandate, "present": "40", "in_favour": "35"})
    draft.refresh_from_db()
    assert draft.effective_from == date(2027, 1, 1)
    for part in ("edit/", "import/", "effect/", "renumber/", f"items/{items[16].pk}/", "delete/"):
        assert office.get(f"{page}{part}").url == page, "frozen: shown instead, with the reason"
    public = Client()
    assert "2027年1月1日起施行" in text(public, "/v/wjg/rules/")
    assert "待施行" in text(public, "/v/wjg/rules/2027-01-01/")
    assert "每次 +8" in text(public, "/v/wjg/rules/2027-01-01/changes/")
    versions = text(public, "/v/wjg/rules/versions/")
    assert "应到45人，实到40人，同意35人" in versions and versions.count("<article") == 3


@pytest.mark.parametrize(
    ("role", "edits", "named"), [("administrator", True, True), ("branch", False, True), ("supervisor", False, False)]
)
def test_who_sees_what(rules: Rules, role: str, edits: bool, named: bool) -> None:
    client = Client()
    client.force_login(getattr(rules.cast, role), backend="django.contrib.auth.backends.ModelBackend")
    draft, items = scene.copied(rules)
    save(draft, items[1], points=20)
    scene.posted(rules, [(0, 1, DAY, 1)])
    assert ("凭会议决议施行" in text(client, f"{DESK}{draft.pk}/")) == edits
    page = text(client, f"{DESK}{draft.pk}/replay/?year=2026")
    name = rules.cast.households[0].head_name
    assert (name in page) == named
    assert name not in text(client, f"{DESK}{draft.pk}/replay/?year=2026&masked=1")
    assert client.post(f"{DESK}{draft.pk}/edit/", {"title": "x"}).status_code == (200 if edits else 403)


def test_the_replay_counts_its_queries(rules: Rules, office: Client) -> None:
    draft, items = scene.copied(rules)
    save(draft, items[1], points=20)
    counts = []
    for household in (0, 1, 2):
        scene.posted(rules, [(household, 1, DAY, 1), (household, 16, DAY, 1)])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            office.get(f"{DESK}{draft.pk}/replay/?year=2026")
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_an_empty_draft_is_begun_and_thrown_away(rules: Rules, office: Client) -> None:
    answer = office.post(f"{DESK}new/", {"from": "nothing"})
    draft = Scheme.objects.get(village=rules.village, effective_from=None)
    assert answer.url == f"{DESK}{draft.pk}/" and "还是空的" in text(office, answer.url)
    assert office.get(f"{answer.url}items/new/").status_code == 302, "items stand in categories"
    office.post(f"{answer.url}categories/new/", {"number": "1", "name": "治安"})
    assert office.get(f"{answer.url}items/new/").status_code == 200
    category = draft.categories.get(village=rules.village)
    office.post(f"{answer.url}categories/{category.pk}/", {"act": "remove"})
    assert not draft.categories.filter(village=rules.village).exists()
    assert office.get(f"{DESK}{draft.pk}/copy/").status_code == 405
    office.post(f"{answer.url}delete/")
    assert not Scheme.objects.filter(pk=draft.pk).exists()


# ----------------------------------------------------------------------------------------------------------- public


def test_words_are_looked_up(rules: Rules) -> None:
    page = text(Client(), "/v/wjg/rules/?q=劳动")
    assert (
        "义务劳动" in page and "无偿献血" not in page and "环境清扫" not in page.split("</form>")[1].split("item-16")[0]
    )
    assert "没有找到这样的项目" in text(Client(), "/v/wjg/rules/?q=宇宙飞船")
    assert "无偿献血" in text(Client(), "/v/wjg/rules/?q=21")
    assert Client().get("/v/wjg/rules/?q=%00").status_code == 200


@pytest.mark.parametrize("day", ["2024-01-02", "2024-13-01", "abc", "2024-01-01x"])
def test_a_version_that_is_not_there(rules: Rules, day: str) -> None:
    assert Client().get(f"/v/wjg/rules/{day}/").status_code == 404
    assert Client().get(f"/v/wjg/rules/{day}/changes/").status_code == 404


def test_a_draft_is_shown_to_nobody_outside(rules: Rules) -> None:
    scene.copied(rules)
    for page in ("/v/wjg/rules/", "/v/wjg/rules/versions/"):
        assert "二〇二七年办法" not in text(Client(), page)


def test_the_poster_and_the_card(rules: Rules) -> None:
    poster = text(Client(), "/v/wjg/rules/poster/")
    assert poster.count('class="poster"') == 5 and "5 / 5" in poster and "焚烧秸秆" in poster
    card = text(Client(), "/v/wjg/rules/card/")
    assert "常见的加分" in card and "每月最多4次" in card and "<svg" in card
    assert "监督员：<span" in card and "公示 7 天" in card, "strangers get a line to write on"
    client = Client()
    client.force_login(rules.cast.villager, backend="django.contrib.auth.backends.ModelBackend")
    assert "监督员：监督员" in text(client, "/v/wjg/rules/card/")
    assert "举报违法行为" not in card.split("扣分的")[0], "only the commonest"
