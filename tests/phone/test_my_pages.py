"""A household's own pages: what it can claim, claiming with photos, where each claim stands, changing, taking back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.enums import Decision
from points.enums import Channel, ClaimState, HouseholdState, Role
from points.models import Claim, Item, Photo, VillageSettings
from points.services.claims import claim_online
from tests import stage
from tests.factories import Cast, ItemFactory, member
from tests.phone.conftest import NOW, PIN, TODAY, opened
from tests.phone.support import address, client_of, hidden, text
from villagegov.db.keys import new_id


@pytest.fixture
def phone(cast: Cast) -> Client:
    return client_of(cast.villager)


def upload(colour: tuple[int, int, int] = (20, 90, 40)) -> SimpleUploadedFile:
    return SimpleUploadedFile("p.jpg", stage.picture(colour).read(), "image/jpeg")


def form_url(cast: Cast) -> str:
    return address(cast, "my_claim_new", cast.award.code)


def fill(cast: Cast, **more: Any) -> dict[str, Any]:
    day = (TODAY - timedelta(days=1)).isoformat()
    return {"id": str(new_id()), "day": day, "quantity": "1", "note": "夜里巡了一圈", **more}


def claimed(cast: Cast, phone: Client, **more: Any) -> Claim:
    data = fill(cast, **more)
    assert phone.post(form_url(cast), data).status_code == 302
    return Claim.objects.get(village=cast.village, pk=data["id"])


# ------------------------------------------------------------------------------------------------ what can be claimed


def test_what_can_be_claimed_by_category_with_what_is_left(cast: Cast, phone: Client) -> None:
    Item.objects.filter(pk=cast.award.pk).update(max_per_month=2)
    closed = ItemFactory(
        scheme=cast.scheme, category=cast.category, code=71, name="只许村里录", villagers_may_claim=False
    )
    claimed(cast, phone)
    words = text(phone.get(address(cast, "my_earn")))
    assert cast.award.name in words and "还能报1" in words.replace(" ", "") and cast.category.name in words
    assert closed.name not in words and cast.deduction.name not in words
    claimed(cast, phone, day=TODAY.isoformat())
    words = text(phone.get(address(cast, "my_earn")))
    assert "已报满的1项" in words


def test_a_household_that_earns_nothing_is_told_why(cast: Cast, phone: Client) -> None:
    cast.households[0].resident = False
    cast.households[0].save()
    for url in (address(cast, "my_earn"), form_url(cast)):
        assert "不是常住户" in text(phone.get(url))
    assert "不是常住户" in text(phone.post(form_url(cast), fill(cast)))
    cast.households[0].state = HouseholdState.CLOSED
    cast.households[0].save()
    assert "销户" in text(phone.get(address(cast, "my_earn")))


def test_every_item_costs_the_same_number_of_queries(cast: Cast, phone: Client) -> None:
    counted = []
    for code in (81, 82, 83):
        ItemFactory(scheme=cast.scheme, category=cast.category, code=code, name=f"好事{code}")
        claim_online(village=cast.village, data=stage.claim_input(cast), by=cast.villager, at=NOW)
        with CaptureQueriesContext(connection) as found:
            assert phone.get(address(cast, "my_earn")).status_code == 200
        with CaptureQueriesContext(connection) as listed:
            assert phone.get(address(cast, "my_claims")).status_code == 200
        counted.append((len(found), len(listed)))
    assert counted[0] == counted[2], counted


# ---------------------------------------------------------------------------------------------------------- claiming


def test_claimed_with_photos_and_sent_at_once(cast: Cast, phone: Client) -> None:
    page = phone.get(form_url(cast))
    words = text(page)
    assert cast.award.name in words and cast.award.wording in words and "报送" in words
    [key] = hidden(page, "id")
    data = fill(cast, id=key, photos=[upload(), upload((200, 10, 10))])
    done = phone.post(form_url(cast), data, follow=True)
    assert "已报送" in text(done)
    claim = Claim.objects.get(village=cast.village, pk=key)
    assert (claim.state, claim.channel, claim.claimed_by) == (ClaimState.SUBMITTED, Channel.ONLINE, cast.villager)
    assert claim.photos.count() == 2
    shown = done.content.decode()
    assert shown.count("<img") == 2 and 'aria-current="step"' in shown
    again = phone.post(form_url(cast), {**data, "photos": []}, follow=True)
    assert "已报送" in text(again) and Claim.objects.count() == 1, "the button pressed twice is one claim"


def test_a_mistake_costs_neither_words_nor_photos(cast: Cast, phone: Client) -> None:
    data = fill(cast, day=(TODAY + timedelta(days=3)).isoformat(), note="给李婆婆挑水", photos=[upload()])
    refused = phone.post(form_url(cast), data)
    words = text(refused)
    assert "给李婆婆挑水" in refused.content.decode() and "还没有保存" in words
    [kept] = hidden(refused, "kept_photos")
    assert hidden(refused, "id") == [data["id"]]
    mended = phone.post(form_url(cast), fill(cast, id=data["id"], kept_photos=kept))
    assert mended.status_code == 302
    claim = Claim.objects.get(village=cast.village, pk=data["id"])
    assert [str(link.photo_id) for link in claim.photos.all()] == [kept] and Photo.objects.count() == 1


def test_refusals_stand_beside_their_fields(cast: Cast, phone: Client) -> None:
    assert "请选做事的那天" in text(phone.post(form_url(cast), fill(cast, day="")))
    assert "今天或以前的日期" in text(
        phone.post(form_url(cast), fill(cast, day=(TODAY + timedelta(days=1)).isoformat()))
    )
    assert "请填整数" in text(phone.post(form_url(cast), fill(cast, quantity="x")))
    broken = SimpleUploadedFile("p.jpg", b"no picture", "image/jpeg")
    assert "不是照片" in text(phone.post(form_url(cast), fill(cast, photos=[broken])))
    Item.objects.filter(pk=cast.award.pk).update(evidence_required=True)
    assert "照片" in text(phone.post(form_url(cast), fill(cast)))
    four = [upload((number, 9, 9)) for number in (1, 60, 120, 180)]
    assert "最多3张" in text(phone.post(form_url(cast), fill(cast, photos=four)))
    assert not Claim.objects.exists()


def test_what_is_open_to_nobody_here_is_not_found(cast: Cast, phone: Client) -> None:
    assert phone.get(address(cast, "my_claim_new", cast.deduction.code)).status_code == 404
    assert phone.get(address(cast, "my_claim_new", 999)).status_code == 404
    Item.objects.filter(pk=cast.award.pk).update(villagers_may_claim=False)
    assert phone.post(form_url(cast), fill(cast)).status_code == 404
    other = fill(cast, household=str(cast.households[1].pk))
    assert phone.post(form_url(cast), other).status_code == 404


def test_an_expired_log_in_keeps_what_was_typed(cast: Cast) -> None:
    opened(cast, 1)
    phone = Client()
    sent = phone.post(form_url(cast), fill(cast, note="给李婆婆挑水"))
    assert sent.url.startswith(address(cast, "pin"))
    come = phone.post(sent.url, {"number": "2", "pin": PIN, "next": form_url(cast)})
    page = phone.get(come.url)
    assert "给李婆婆挑水" in page.content.decode() and "登录已过期" in text(page)


# ------------------------------------------------------------------------------------------------------ where it stands


def test_every_state_is_said_in_words(cast: Cast, phone: Client) -> None:
    posted = stage.posted(cast, 0)
    waiting = stage.online(cast)
    rejected = stage.submitted(cast, 0)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, rejected, decision=Decision.REJECT, note="没有签到")
    returned = stage.vote(cast, cast.branch, stage.online(cast), decision=Decision.RETURN, note="请补照片")
    listed = stage.approved(cast, 0, at=NOW)
    untold = stage.approved(cast, 0, cast.deduction)
    words = text(phone.get(address(cast, "my_claims")))
    for said in ("待审核", "公示中", "不予认定：没有签到", "退回给您补充：请补照片", "记在存折里"):
        assert said in words.replace(" ", ""), said
    assert str(untold.pk) not in phone.get(address(cast, "my_claims")).content.decode(), "a person tells it first"
    assert phone.get(address(cast, "my_claim", untold.pk)).status_code == 404
    for claim in (waiting, rejected, returned, listed, posted.claim):
        page = phone.get(address(cast, "my_claim", claim.pk))
        assert claim.item_name in text(page) and "steps" in page.content.decode()
    assert "补充后再报" in text(phone.get(address(cast, "my_claim", returned.pk)))
    nav = re.search(r'<a href="[^"]*/my/"[^>]*>.*?</a>', phone.get(address(cast, "my")).content.decode(), re.S)
    assert nav and 'class="count">1<' in nav.group(0), "the returned one is counted in the header"


def test_claims_of_others_are_not_found(cast: Cast, phone: Client) -> None:
    neighbours = stage.online(cast, 1, by=member(cast.village, Role.VILLAGER, cast.households[1]))
    far = stage.online(stage.village())
    for claim in (neighbours, far):
        for name in ("my_claim", "my_claim_change", "my_claim_withdraw"):
            for method in ("get", "post"):
                assert getattr(phone, method)(address(cast, name, claim.pk)).status_code in (404, 405), name


# --------------------------------------------------------------------------------------------- changing, taking back


def test_a_waiting_claim_is_changed_by_another_in_its_place(cast: Cast, phone: Client) -> None:
    claim = claimed(cast, phone, photos=[upload()])
    url = address(cast, "my_claim_change", claim.pk)
    page = phone.get(url)
    assert "夜里巡了一圈" in page.content.decode()
    [key], [kept] = hidden(page, "id"), hidden(page, "kept_photos")
    assert key != str(claim.pk)
    data = fill(cast, id=key, kept_photos=kept, note="夜里巡了两圈", quantity="2")
    done = phone.post(url, data)
    assert done.url == address(cast, "my_claim", key)
    new = Claim.objects.get(village=cast.village, pk=key)
    assert (new.note, new.quantity, new.state, new.photos.count()) == ("夜里巡了两圈", 2, ClaimState.SUBMITTED, 1)
    assert stage.fresh(claim).state == ClaimState.WITHDRAWN
    assert phone.post(url, data).url == done.url and Claim.objects.count() == 2, "pressed twice"
    assert "不能再改" in text(phone.get(url, follow=True))


def test_a_refused_change_takes_nothing_back(cast: Cast, phone: Client) -> None:
    claim = claimed(cast, phone)
    url = address(cast, "my_claim_change", claim.pk)
    refused = phone.post(url, fill(cast, day=(TODAY + timedelta(days=3)).isoformat()))
    assert "今天或以前的日期" in text(refused)
    assert stage.fresh(claim).state == ClaimState.SUBMITTED and Claim.objects.count() == 1


def test_a_returned_claim_is_answered(cast: Cast, phone: Client) -> None:
    claim = claimed(cast, phone)
    stage.vote(cast, cast.branch, claim, decision=Decision.RETURN, note="请补照片", at=NOW)
    url = address(cast, "my_claim_change", claim.pk)
    page = phone.get(url)
    assert "请补照片" in text(page) and hidden(page, "id") == [str(claim.pk)]
    data = fill(cast, id=str(claim.pk), photos=[upload()])
    assert phone.post(url, data).url == address(cast, "my_claim", claim.pk)
    again = stage.fresh(claim)
    assert (again.state, again.review_round, again.photos.count()) == (ClaimState.SUBMITTED, 2, 1)
    assert phone.post(url, {**data, "photos": []}).url == address(cast, "my_claim", claim.pk), "pressed twice"
    assert Claim.objects.count() == 1 and stage.fresh(claim).review_round == 2


def test_taken_back_after_one_question(cast: Cast, phone: Client) -> None:
    claim = claimed(cast, phone)
    url = address(cast, "my_claim_withdraw", claim.pk)
    assert "撤回这条申报" in text(phone.get(url))
    assert "已撤回" in text(phone.post(url, follow=True))
    assert stage.fresh(claim).state == ClaimState.WITHDRAWN
    assert "不能再撤回" in text(phone.post(url, follow=True))


def test_what_came_on_paper_is_the_offices(cast: Cast, phone: Client) -> None:
    paper = stage.returned(cast)
    page = text(phone.get(address(cast, "my_claim", paper.pk)))
    assert "由积分信息员补充上报" in page and "补充后再报" not in page
    assert "不能再改" in text(phone.get(address(cast, "my_claim_change", paper.pk), follow=True))
    assert "不能再撤回" in text(phone.post(address(cast, "my_claim_withdraw", paper.pk), follow=True))
    assert stage.fresh(paper).state == ClaimState.RETURNED


def test_without_accounts_the_pages_say_so(cast: Cast, phone: Client) -> None:
    claim = claimed(cast, phone)
    VillageSettings.objects.filter(village=cast.village).update(household_accounts=False)
    urls = [address(cast, name) for name in ("my_earn", "my_claims")] + [form_url(cast)]
    urls += [address(cast, name, claim.pk) for name in ("my_claim", "my_claim_change", "my_claim_withdraw")]
    for url in urls:
        assert "没有开通农户账号" in text(phone.get(url)), url
    assert "没有开通农户账号" in text(phone.post(form_url(cast), fill(cast)))
    assert Claim.objects.count() == 1


def test_the_tick_for_a_higher_item_appears_where_it_is_needed(cast: Cast, phone: Client) -> None:
    Item.objects.filter(pk=cast.award.pk).update(exclusive_group="巡防")
    low = ItemFactory(
        scheme=cast.scheme, category=cast.category, code=72, name="小巡防", points=2, exclusive_group="巡防"
    )
    day = TODAY - timedelta(days=1)
    lower = claim_online(village=cast.village, data=stage.claim_input(cast, 0, low, day), by=cast.villager, at=NOW)
    data = fill(cast)
    refused = phone.post(form_url(cast), data)
    assert 'name="replaces"' in refused.content.decode(), unescape(text(refused))
    assert phone.post(form_url(cast), {**data, "replaces": "on"}).status_code == 302
    assert stage.fresh(lower).state == ClaimState.WITHDRAWN
