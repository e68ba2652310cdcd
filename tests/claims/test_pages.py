"""The officer's pages as a browser without JavaScript uses them: the rendered form is filled in and posted."""

import uuid
from datetime import date

import html5lib
import pytest
from django.urls import reverse

from points.models import Batch, Claim, Photo
from points.services.claims import enter_claims
from tests.claims.conftest import NOW, upload
from tests.factories import HouseholdFactory, make_village, member
from tests.support import assert_valid_html


def address(name: str, *args, slug: str = "wjg") -> str:
    return reverse(f"points:{name}", args=[slug, *args])


def tree(response):
    assert_valid_html(response.content)
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


def form_of(response, marker: str = "id") -> dict[str, list[str]]:
    """What a browser would send: every successful control of the form that has a field of that name."""
    page = tree(response)
    form = next(f for f in page.iter("form") if any(c.get("name") == marker for c in f.iter("input")))
    data: dict[str, list[str]] = {}
    for node in form.iter():
        name = node.get("name")
        if not name or node.tag == "button":
            continue
        kind = node.get("type", "")
        if node.tag == "textarea":
            data.setdefault(name, []).append((node.text or "").removeprefix("\n"))
        elif node.tag == "select":
            chosen = [o.get("value", "") for o in node.iter("option") if "selected" in o.attrib]
            data.setdefault(name, []).append((chosen or [node.find(".//option").get("value", "")])[0])
        elif node.tag == "input" and kind in ("checkbox", "radio") and "checked" not in node.attrib:
            continue
        elif node.tag == "input" and kind not in ("file", "submit"):
            data.setdefault(name, []).append(node.get("value", ""))
    return data


def text_of(response) -> str:
    return " ".join(" ".join(tree(response).itertext()).split())


@pytest.fixture
def fill(officer_client):
    """Open the form, fill it in, press a button; gives the answer, redirects followed."""

    def send(act="next", url=None, **values):
        url = url or address("claim_new")
        data = form_of(officer_client.get(url))
        data |= {name: value if isinstance(value, list) else [value] for name, value in values.items()}
        if act in ("next", "save", "look", "send"):
            data["act"] = [act]
        else:
            data["quick"] = [act]
        return officer_client.post(url, data, follow=True)

    return send


GOOD = {"household": "001", "item": "1", "day": "2026-11-20", "quantity": "2"}


def test_a_slip_is_entered_and_the_next_one_begins(world, fill):
    answer = fill(**GOOD, note="夜间巡防", slip_number="WJG-0412", vouched_name="管理员")
    claim = Claim.objects.get()
    assert (claim.household, claim.item, claim.day, claim.quantity) == (
        world.households[0], world.item.award, date(2026, 11, 20), 2)  # fmt: skip
    assert (claim.vouched_by, claim.typed_by, claim.note) == (world.administrator, world.officer, "夜间巡防")
    assert answer.redirect_chain[-1][0] == address("claim_new")
    assert "已保存：001 李小华 · 1 治安巡防 +20。请录下一张。" in text_of(answer)
    following = form_of(answer)
    assert following["day"] == ["2026-11-20"] and following["vouched_name"] == ["管理员"]
    assert following["slip_number"] == ["WJG-0413"]
    assert following["household"] == following["item"] == [""] and following["id"] != [str(claim.pk)]
    assert b'data-focus="household"' in answer.content
    assert "WJG-0412" in text_of(answer)  # today's list beside it


def test_save_alone_leads_to_the_list_and_carries_nothing_on(world, fill, officer_client):
    answer = fill("save", **GOOD, slip_number="WJG-0412")
    assert answer.redirect_chain[-1][0] == address("claim_list")
    following = form_of(officer_client.get(address("claim_new")))
    assert following["day"] == ["2026-11-22"] and following["slip_number"] == [""]


def test_the_same_form_sent_twice_is_one_claim(world, officer_client):
    data = form_of(officer_client.get(address("claim_new"))) | {k: [v] for k, v in GOOD.items()} | {"act": ["next"]}
    for _ in range(2):
        answer = officer_client.post(address("claim_new"), data, follow=True)
        assert "已保存" in text_of(answer)
    assert Claim.objects.count() == 1


def test_full_width_digits_of_a_chinese_keyboard(world, fill):
    fill(household="００１", item="１", day="２０２６-11-20", quantity="２", slip_number="ｗｊｇ－１")
    assert (Claim.objects.get().quantity, Claim.objects.get().slip_number) == (2, "WJG-1")


def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(world, fill):
    answer = fill(household="陈芳", item="防火", day="2026-11-20", quantity="5", note="巡山", slip_number="WJG-9")
    page = text_of(answer)
    assert "本月只剩 4 次（上限 4，已报 0），请改为 4 或换日期。" in page
    again = form_of(answer)
    assert again["household"] == ["陈芳"] and again["item"] == ["防火"] and again["quantity"] == ["5"]
    assert again["note"] == ["巡山"] and again["slip_number"] == ["WJG-9"]
    quantity = next(n for n in tree(answer).iter("input") if n.get("name") == "quantity")
    assert quantity.get("aria-invalid") == "true" and "id_quantity_error" in quantity.get("aria-describedby")
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"household": "999"}, "本村没有这一户。"),
        ({"household": ""}, "请填写这一项。"),
        ({"item": "77"}, "积分办法里没有这一项。"),
        ({"item": "68"}, "由红黑榜直接计分，不用申报。"),
        ({"day": "2026-11-23"}, "这一天还没有到。"),
        ({"day": "2019-09-30"}, "积分办法从 2019-10-01 起施行"),
        ({"day": "0001-01-01"}, "积分办法"),
        ({"day": "9999-12-31"}, "这一天还没有到。"),
        ({"day": "明天"}, "请填日期"),
        ({"quantity": "0"}, "次数至少填 1。"),
        ({"quantity": "-3"}, "次数至少填 1。"),
        ({"quantity": "1000"}, "1000 太大了"),
        ({"quantity": "9" * 30}, "请填整数，例如 1。"),
        ({"quantity": "三"}, "请填整数，例如 1。"),
        ({"quantity": ""}, "请填整数，例如 1。"),
        ({"item": "21"}, "要有照片或纸质申报单"),
        ({"note": "字" * 301}, "300"),
    ],
)
def test_each_mistake_is_a_sentence_and_no_claim(world, fill, change, sentence):
    answer = fill(**{**GOOD, **change})
    assert answer.status_code == 200 and sentence in text_of(answer)
    assert not Claim.objects.exists()


def test_initials_that_mean_two_households_are_asked_back(world, fill, officer_client):
    answer = fill(**{**GOOD, "household": "lxh"})
    assert "“lxh”不止一户，请选一户：" in text_of(answer)
    picks = [n.get("value") for n in tree(answer).iter("input") if n.get("name") == "household_pick"]
    assert picks == ["001 李小华", "003 李兴海"]
    data = form_of(answer) | {"household_pick": [picks[1]], "act": ["next"]}
    officer_client.post(address("claim_new"), data)
    assert Claim.objects.get().household == world.households[2]


def test_words_that_mean_two_items_are_asked_back(world, fill, officer_client):
    answer = fill(**{**GOOD, "item": "巡"})
    picks = [n.get("value") for n in tree(answer).iter("input") if n.get("name") == "item_pick"]
    assert picks == ["9 防火巡查", "1 治安巡防"]  # the commoner one first
    data = form_of(answer) | {"item_pick": [picks[1]], "act": ["next"]}
    officer_client.post(address("claim_new"), data)
    assert Claim.objects.get().item == world.item.award


def test_household_and_item_are_also_found_by_group_and_category(world, fill):
    fill(**{**GOOD, "household": "", "item": ""}, household_pick="002 陈芳", item_pick="46 焚烧秸秆")
    claim = Claim.objects.get()
    assert (claim.household, claim.points) == (world.households[1], -10)


def test_a_quick_button_fills_the_item_in_and_says_what_is_left(world, fill):
    answer = fill("9 防火巡查", household="001", quantity="1", note="先写的话")
    page = text_of(answer)
    assert "每月最多4次" in page and "本月还能报 4 次" in page and "今年 0 分 · 本月申报 0 次" in page
    assert form_of(answer)["item"] == ["9 防火巡查"] and form_of(answer)["note"] == ["先写的话"]
    assert "还没有保存" not in page and not Claim.objects.exists()


def test_enter_without_javascript_looks_and_does_not_save(world, fill):
    answer = fill("look", household="002")
    page = text_of(answer)
    assert "陈芳户" in page and "还没有保存" not in page and "请填写这一项" not in page
    assert b'data-focus="item"' in answer.content
    first = next(n for n in tree(answer).iter("form") if n.get("id") == "entry").find(".//button")
    assert first.get("value") == "look"  # what Enter presses


def test_the_commonest_items_come_first(world, officer_client):
    page = tree(officer_client.get(address("claim_new")))
    assert [n.get("value") for n in page.iter("button") if n.get("name") == "quick"] == [
        "9 防火巡查", "21 无偿献血", "16 义务劳动"]  # fmt: skip


def test_suggestions_and_cards_for_javascript(world, officer_client):
    found = officer_client.get(address("claim_find"), {"what": "household", "q": "lxh"}).json()["found"]
    assert [row["value"] for row in found] == ["001 李小华", "003 李兴海"] and found[0]["detail"] == "1组"
    found = officer_client.get(address("claim_find"), {"what": "item", "q": "6"}).json()["found"]
    assert found == []  # 68 and 69 are the board's
    found = officer_client.get(address("claim_find"), {"what": "item", "q": "公益"}).json()["found"]
    assert found[0]["value"] == "9 防火巡查"  # by its category
    data = {"household": "001", "item": "9", "day": "2026-11-20", "quantity": "5"}
    cards = officer_client.get(address("claim_look"), data).content.decode()
    assert "李小华户" in cards and "本月还能报" in cards and "本月只剩 4 次" in cards


def test_a_photo_is_kept_when_something_else_is_wrong(world, officer_client):
    data = form_of(officer_client.get(address("claim_new"))) | {k: [v] for k, v in GOOD.items()}
    answer = officer_client.post(address("claim_new"), data | {"quantity": ["0"], "photos": upload(), "act": ["next"]})
    photo = Photo.objects.get()
    again = form_of(answer)
    assert again["kept_photos"] == [str(photo.pk)]
    officer_client.post(address("claim_new"), again | {"quantity": ["1"], "act": ["next"]})
    assert [link.photo for link in Claim.objects.get().photos.all()] == [photo]


def test_a_kept_photo_can_be_taken_away_and_no_other_can_be_taken(world, officer_client, db):
    stranger = Photo.objects.create(village=world.village, sha256="0" * 64, file="x", thumbnail="y", width=1, height=1,
                                    uploaded_by=world.administrator, uploaded_at=NOW)  # fmt: skip
    data = form_of(officer_client.get(address("claim_new"))) | {k: [v] for k, v in GOOD.items()}
    officer_client.post(address("claim_new"), data | {"quantity": ["0"], "photos": upload(), "act": ["next"]})
    photo = Photo.objects.exclude(pk=stranger.pk).get()
    kept = {"kept_photos": [str(photo.pk), str(stranger.pk), "no-key"], "drop_photos": [str(photo.pk)], "act": ["next"]}
    officer_client.post(address("claim_new"), data | kept)
    assert not Claim.objects.get().photos.exists()


def test_a_file_that_is_no_picture(world, officer_client):
    data = form_of(officer_client.get(address("claim_new"))) | {k: [v] for k, v in GOOD.items()}
    answer = officer_client.post(
        address("claim_new"), data | {"photos": upload(b"%PDF-1.7", "photo.jpg"), "act": ["next"]}
    )
    assert "这个文件不是照片" in text_of(answer) and form_of(answer)["household"] == ["001"]
    assert not Claim.objects.exists()


def test_people_of_one_name_are_told_apart(world, fill):
    twins = [member(world.village, "committee", name="王强", username=f"wq{n}") for n in (1, 2)]
    assert "有同名的人，请选带登录名的那一项：王强 (wq1)、王强 (wq2)。" in text_of(fill(**GOOD, vouched_name="王强"))
    fill(**GOOD, vouched_name="王强 (wq2)")
    claim = Claim.objects.get()
    assert (claim.vouched_by, claim.vouched_name) == (twins[1], "王强")


def test_who_vouches_may_be_anybody_in_the_village(world, fill):
    fill(**GOOD, vouched_name="刘大娘")
    assert (Claim.objects.get().vouched_by, Claim.objects.get().vouched_name) == (None, "刘大娘")


# ------------------------------------------------------------------------------------- correct, delete, withdraw, list


@pytest.fixture
def drafts(world, claim_input):
    def make(count=1, **changes):
        rows = [HouseholdFactory(village=world.village, group=world.groups[0]) for _ in range(count)]
        inputs = [claim_input(household_id=row.pk, **changes) for row in rows]
        return enter_claims(village=world.village, inputs=inputs, by=world.officer, at=NOW)

    return make


def returned(claim, reason="请补说明"):
    Claim.objects.filter(pk=claim.pk).update(
        state="returned", submitted_at=NOW, decided_at=NOW, decision_note=reason, review_round=1
    )


def test_a_draft_is_corrected(world, drafts, fill, officer_client):
    claim = drafts()[0]
    url = address("claim_edit", claim.pk)
    assert form_of(officer_client.get(url))["item"] == ["1 治安巡防"]
    answer = fill("save", url, quantity="3", note="改过")
    assert "已修改" in text_of(answer)
    claim.refresh_from_db()
    assert (claim.quantity, claim.points, claim.note) == (3, 30, "改过")
    assert "次数至少填 1。" in text_of(fill("save", url, quantity="0"))


def test_a_draft_is_deleted_after_one_question(world, drafts, officer_client):
    claim = drafts()[0]
    asked = officer_client.get(address("claim_delete", claim.pk))
    assert "删除这条草稿？" in text_of(asked) and Claim.objects.exists()
    assert "已删除" in text_of(officer_client.post(address("claim_delete", claim.pk), follow=True))
    assert not Claim.objects.exists()
    gone = officer_client.get(address("claim_edit", claim.pk))
    assert gone.status_code == 404 and "已经不在了" in text_of(gone)


def test_a_returned_claim_shows_why_and_goes_up_again(world, drafts, fill, officer_client):
    claim = drafts()[0]
    returned(claim, "照片看不清")
    for page in ("claim_list", "claim_new"):
        assert ("照片看不清" if page == "claim_list" else "退回 1 条") in text_of(officer_client.get(address(page)))
    assert "照片看不清" in text_of(officer_client.get(address("claim_edit", claim.pk)))
    answer = fill("send", address("claim_edit", claim.pk), note="补上了")
    assert "已重新上报（第 1 批）" in text_of(answer)
    claim.refresh_from_db()
    assert (claim.state, claim.note, claim.review_round) == ("submitted", "补上了", 2)


def test_a_correction_that_cannot_go_up_changes_nothing(world, drafts, fill):
    claim = drafts()[0]
    returned(claim)
    Claim.objects.filter(pk=claim.pk).update(note="原来的")
    world.officer.memberships.update(role="administrator")
    answer = fill("send", address("claim_edit", claim.pk), note="新的", day="2026-12-01")
    assert "这一天还没有到" in text_of(answer)
    claim.refresh_from_db()
    assert (claim.state, claim.note) == ("returned", "原来的")


def test_a_returned_claim_is_withdrawn(world, drafts, officer_client):
    claim = drafts()[0]
    returned(claim)
    assert "撤回这条申报？" in text_of(officer_client.get(address("claim_withdraw", claim.pk)))
    officer_client.post(address("claim_withdraw", claim.pk))
    claim.refresh_from_db()
    assert claim.state == "withdrawn"


def test_deleting_what_has_gone_up_meanwhile_is_a_message(world, drafts, officer_client):
    claim = drafts()[0]
    Claim.objects.filter(pk=claim.pk).update(state="submitted", submitted_at=NOW)
    answer = officer_client.post(address("claim_delete", claim.pk))
    assert answer.status_code == 409 and "只有草稿能删除" in text_of(answer)
    shown = officer_client.get(address("claim_edit", claim.pk))
    assert "不能再改" in text_of(shown)


def test_ticks_confirm_batch(world, drafts, officer_client):
    claims = [*drafts(2, quantity=2), *drafts(1, item_id=world.deduction.pk)]
    listed = officer_client.get(address("claim_list"))
    assert "草稿 3 条，合计 +35 分" in text_of(listed)
    ticked = form_of(listed, "claims")
    assert set(ticked["claims"]) == {str(claim.pk) for claim in claims}
    chosen = [str(claims[0].pk), str(claims[2].pk)]
    confirm = officer_client.post(address("claim_send"), ticked | {"claims": chosen, "act": ["confirm"]})
    assert "2 户 2 条，合计 +15 分" in text_of(confirm) and not Batch.objects.exists()
    sent = officer_client.post(address("claim_send"), form_of(confirm, "claims") | {"act": ["send"]}, follow=True)
    assert sent.redirect_chain[-1][0] == address("batch", 1)
    page = text_of(sent)
    assert "第 1 批已上报：2 条，合计 +15 分。接下来由至少 2 名委员审核，通过后公示 7 天。" in page
    assert "积分申报汇总表（第 1 批）" in page and claims[0].household.number in page
    assert Claim.objects.get(pk=claims[1].pk).state == "draft"


def test_a_line_that_cannot_go_up_is_named_and_the_others_may(world, drafts, officer_client):
    good, bad = drafts(2)
    bad.household.state = "away"
    bad.household.save()
    data = {"claims": [str(good.pk), str(bad.pk)], "act": "send"}
    answer = officer_client.post(address("claim_send"), data)
    assert "登记为全家外出" in text_of(answer) and "1 户 1 条" in text_of(answer)
    assert form_of(answer, "claims")["claims"] == [str(good.pk)]


def test_nothing_ticked(world, officer_client):
    answer = officer_client.post(address("claim_send"), {"act": "send"}, follow=True)
    assert "请至少勾选一条再上报。" in text_of(answer)


@pytest.mark.parametrize("page", ["claim_new", "claim_list", "batch", "claim_send"])
def test_lists_take_the_same_queries_for_one_row_and_for_three(world, drafts, officer_client, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def ask():
        if page == "claim_send":
            ids = [str(pk) for pk in Claim.objects.filter(state="draft").values_list("pk", flat=True)]
            return officer_client.post(address("claim_send"), {"claims": ids, "act": "confirm"})
        return officer_client.get(address(page, *([1] if page == "batch" else [])))

    def fill_up(count):
        made = drafts(4 * count)
        for claim in made[:count]:
            returned(claim)
        Claim.objects.filter(pk__in=[claim.pk for claim in made[count : 2 * count]]).update(
            state="submitted", submitted_at=NOW, batch=batch
        )

    batch = Batch.objects.create(village=world.village, number=1, sent_by=world.officer, sent_at=NOW, claim_count=4,
                                 points_total=40)  # fmt: skip
    counts = []
    for more in (1, 2):
        fill_up(more)
        ask()
        with CaptureQueriesContext(connection) as queries:
            assert ask().status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26


# ------------------------------------------------------------------------------------------ one deed, many households


def test_a_deed_of_many_households(world, officer_client):
    page = officer_client.get(address("deed_new"))
    groups = [n.get("value") for n in tree(page).iter("input") if n.get("name") == "whole_groups"]
    data = form_of(page) | {"item": ["34"], "day": ["2026-11-20"], "whole_groups": [groups[0]], "act": ["save"],
                            "households": [str(world.households[1].pk)], "note": ["清扫通村路"]}  # fmt: skip
    answer = officer_client.post(address("deed_new"), data | {"photos": upload()}, follow=True)
    assert "已保存：34 环境清扫，3 户，合计 +30 分。" in text_of(answer)
    claims = Claim.objects.order_by("household__number")
    assert [claim.household.number for claim in claims] == ["001", "002", "003"]
    assert len({claim.deed_id for claim in claims}) == 1 and claims[0].photos.count() == 1


def test_a_deed_keeps_its_ticks_when_something_is_wrong(world, officer_client):
    data = form_of(officer_client.get(address("deed_new"))) | {
        "item": ["34"], "day": ["2026-11-20"], "quantity": ["0"], "act": ["save"],
        "households": [str(world.households[1].pk)]}  # fmt: skip
    answer = officer_client.post(address("deed_new"), data)
    assert "次数至少填 1。" in text_of(answer)
    assert form_of(answer)["households"] == [str(world.households[1].pk)]
    del data["households"]
    assert "请至少勾选一户。" in text_of(officer_client.post(address("deed_new"), data | {"quantity": ["1"]}))
    assert not Claim.objects.exists()


def test_a_deed_names_the_household_that_is_full(world, officer_client, claim_input):
    enter_claims(village=world.village, inputs=[claim_input(item_id=world.item.monthly.pk, quantity=4)],
                 by=world.officer, at=NOW)  # fmt: skip
    data = form_of(officer_client.get(address("deed_new"))) | {
        "item": ["9"], "day": ["2026-11-20"], "act": ["save"],
        "households": [str(row.pk) for row in world.households[:2]]}  # fmt: skip
    answer = officer_client.post(address("deed_new"), data)
    assert "001 李小华：本月已报满" in text_of(answer) and Claim.objects.count() == 1


# ---------------------------------------------------------------------------------------------------------- log-in gone


@pytest.mark.parametrize("page", ["claim_new", "deed_new", "claim_edit"])
def test_the_text_survives_a_log_in_that_expired(world, drafts, officer_client, page):
    url = address(page, *([drafts()[0].pk] if page == "claim_edit" else []))
    data = form_of(officer_client.get(url)) | {"item": ["1"], "note": ["写了很久的话"], "act": ["next"]}
    data |= {"households": [str(world.households[1].pk)]} if page == "deed_new" else {"household": ["002"]}
    officer_client.session.flush()
    before = Claim.objects.count()
    answer = officer_client.post(url, data | {"photos": upload()})
    assert answer.status_code == 302 and answer.url.startswith("/login/?next=")
    assert Claim.objects.count() == before and not Photo.objects.exists()
    officer_client.force_login(world.officer, backend="django.contrib.auth.backends.ModelBackend")
    back = officer_client.get(url)
    page_text = text_of(back)
    assert "刚才登录已过期。您填的内容都在，请核对后保存。照片请重新选。" in page_text
    again = form_of(back)
    assert again["note"] == ["写了很久的话"] and again["id"] == data["id"]
    if page == "deed_new":
        assert again["households"] == [str(world.households[1].pk)]
    else:
        assert again["household"] == ["002"]
        officer_client.post(url, again | {"act": ["save"]})
        assert Claim.objects.get(note="写了很久的话").household == world.households[1]
    assert "写了很久" not in text_of(officer_client.get(address("deed_new")))


def test_fragments_say_401_instead_of_a_log_in_page(world, client):
    for name in ("claim_find", "claim_look"):
        assert client.get(address(name)).status_code == 401


def test_pages_lead_to_the_log_in_and_back(world, client):
    for name in ("claim_new", "claim_list", "deed_new", "claim_send"):
        answer = client.get(address(name))
        assert answer.status_code == 302 and answer.url == f"/login/?next={address(name)}"


# -------------------------------------------------------------------------------------------------------------- roles


EVERY = ("claim_new", "claim_list", "deed_new", "claim_send", "claim_find", "claim_look", "claim_edit", "claim_delete",
         "claim_withdraw")  # fmt: skip


@pytest.mark.parametrize("role", ["branch", "supervisor", "villager", "superuser"])
def test_others_read_why_the_pages_are_not_theirs(world, drafts, client, role):
    claim = drafts()[0]
    client.force_login(getattr(world, role), backend="django.contrib.auth.backends.ModelBackend")
    for name in EVERY:
        url = address(name, *([claim.pk] if name in ("claim_edit", "claim_delete", "claim_withdraw") else []))
        for method in (client.get, client.post):
            assert method(url, {"act": "save"}).status_code in (403, 405)
    assert Claim.objects.get().state == "draft"
    Batch.objects.create(village=world.village, number=1, sent_by=world.officer, sent_at=NOW, claim_count=0,
                         points_total=0)  # fmt: skip
    expected = 200 if role in ("branch", "supervisor") else 403
    assert client.get(address("batch", 1)).status_code == expected


def test_the_administrator_may_do_everything(world, drafts, client):
    claim = drafts()[0]
    client.force_login(world.administrator, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("claim_new", "claim_list", "deed_new"):
        assert client.get(address(name)).status_code == 200
    assert "积分信息员录入" in text_of(client.get(address("claim_list")))
    assert client.get(address("claim_edit", claim.pk)).status_code == 200


def test_a_colleague_may_not_touch_anothers_claims(world, drafts, client):
    claim = drafts()[0]
    client.force_login(member(world.village, "officer"), backend="django.contrib.auth.backends.ModelBackend")
    for name in ("claim_edit", "claim_delete", "claim_withdraw"):
        assert client.get(address(name, claim.pk)).status_code == 403
        assert client.post(address(name, claim.pk)).status_code == 403
    client.post(address("claim_send"), {"claims": [str(claim.pk)], "act": "send"})
    assert Claim.objects.get().state == "draft"


def test_nothing_crosses_villages(world, drafts, officer_client):
    """By address, by field and by id."""
    claim = drafts()[0]
    other = make_village(households=1, slug="other")
    foreign = enter_claims(
        village=other.village,
        inputs=[type_of_input(other)],
        by=other.officer,
        at=NOW,
    )[0]
    for name in ("claim_new", "claim_list", "deed_new"):
        assert officer_client.get(address(name, slug="other")).status_code == 403
    for name in ("claim_edit", "claim_delete", "claim_withdraw"):
        assert officer_client.post(address(name, foreign.pk)).status_code == 404
        assert officer_client.post(address(name, foreign.pk, slug="other")).status_code == 403
    data = form_of(officer_client.get(address("claim_new"))) | {k: [v] for k, v in GOOD.items()}
    elsewhere = other.households[0]
    elsewhere.number = "888"
    elsewhere.save()
    page = officer_client.post(address("claim_new"), data | {"household": ["888"], "act": ["next"]})
    assert "本村没有这一户" in text_of(page)
    data = form_of(officer_client.get(address("deed_new"))) | {
        "item": ["1"], "day": ["2026-11-20"], "households": [str(elsewhere.pk)], "act": ["save"]}  # fmt: skip
    assert officer_client.post(address("deed_new"), data).status_code == 200
    officer_client.post(address("claim_send"), {"claims": [str(foreign.pk), str(claim.pk)], "act": "send"})
    foreign.refresh_from_db()
    assert foreign.state == "draft" and not Batch.objects.exists()
    assert officer_client.get(address("claim_edit", uuid.uuid4(), slug="nowhere")).status_code == 404


def type_of_input(other):
    from points.services.claims import ClaimInput

    return ClaimInput(household_id=other.households[0].pk, item_id=other.award.pk, day=date(2026, 11, 20))


def test_a_village_without_points_has_no_entry(world, officer_client):
    world.village.points_on = False
    world.village.save()
    answer = officer_client.get(address("claim_new"))
    assert answer.status_code == 200 and b"entry" not in answer.content


def test_a_nul_in_what_is_looked_for_is_a_word_like_any_other(officer_client):
    for what in ("household", "item"):
        answer = officer_client.get(address("claim_find"), {"what": what, "q": "l\0xh"})
        assert answer.status_code == 200
    found = officer_client.get(address("claim_find"), {"what": "household", "q": "lxh\0"}).json()["found"]
    assert len(found) == 2


def test_a_flood_of_text_from_somebody_unknown_is_not_kept(world, client):
    flood = {f"field{number}": ["x" * 2000] * 2 for number in range(50)}
    assert client.post(address("claim_new"), flood).status_code == 302
    assert "kept_form" not in client.session
