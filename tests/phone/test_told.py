"""A deduction on the household's phone: read once it was told, replied to, objected to; decisions appealed."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from councils.enums import Decision
from councils.models import Telling
from councils.services import tellings
from points.enums import Role
from points.models import AuditRow, Claim
from points.services.due import run_points
from tests import stage
from tests.factories import Cast, member
from tests.phone.conftest import NOW
from tests.phone.support import address, client_of, text
from villagegov.kernel import clock
from villagegov.kernel.errors import NotAllowed, TransitionError

WORDS = "那天是邻居家的狗，不是我家的。"


@pytest.fixture
def phone(cast: Cast) -> Client:
    return client_of(cast.villager)


def told(cast: Cast, household: int = 0) -> Claim:
    """Approved and told today."""
    claim = stage.draft(cast, household, cast.deduction, at=NOW)
    stage.send(cast, claim, at=NOW)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, claim, at=NOW)
    stage.told_of(cast, claim, at=NOW)
    return stage.fresh(claim)


def test_a_reply_stands_beside_the_deduction_and_adds_to_what_was_said(cast: Cast, phone: Client) -> None:
    claim = told(cast)
    page = phone.get(address(cast, "my"))
    reply = address(cast, "councils:reply", claim.pk)
    assert reply in page.content.decode() and address(cast, "councils:object", claim.pk) in page.content.decode()
    one = phone.get(address(cast, "my_claim", claim.pk))
    assert reply in one.content.decode() and "已告知本户" in text(one) and "知道了" in text(one)
    words = text(phone.get(reply))
    assert claim.item_name in words and "11月21日" in words
    done = phone.post(reply, {"reply": WORDS}, follow=True)
    assert "已记在这条扣分旁边" in text(done) and WORDS in text(done)
    phone.post(reply, {"reply": WORDS})
    telling = Telling.objects.get(village=cast.village, claim=claim)
    assert telling.reply == f"知道了\n2026-11-15 {WORDS}", "pressed twice is said once"
    row = AuditRow.objects.get(action="claim.replied")
    assert row.by == cast.villager and WORDS not in str(row.after)
    assert WORDS in text(client_of(cast.officer).get(address(cast, "councils:tell", claim.pk)))


def test_what_is_refused(cast: Cast, phone: Client) -> None:
    claim = told(cast)
    reply = address(cast, "councils:reply", claim.pk)
    assert "还没有保存" in text(phone.post(reply, {"reply": " "}))
    long = phone.post(reply, {"reply": "话" * 301})
    assert "300" in text(long) and "话话话" in long.content.decode(), "what was typed stays"
    neighbour = member(cast.village, Role.VILLAGER, cast.households[1])
    assert client_of(neighbour).get(reply).status_code == 404
    telling = Telling.objects.get(village=cast.village, claim=claim)
    with pytest.raises(NotAllowed):
        tellings.reply_online(telling=telling, reply=WORDS, by=neighbour, at=NOW)
    with pytest.raises(NotAllowed):
        tellings.reply_online(telling=telling, reply=WORDS, by=cast.officer, at=NOW)
    untold = stage.approved(cast, 0, cast.deduction)
    assert phone.get(address(cast, "councils:reply", untold.pk)).status_code == 404
    far = told(stage.village())
    assert phone.get(address(cast, "councils:reply", far.pk)).status_code == 404


def test_after_it_was_counted_one_objects(cast: Cast, phone: Client) -> None:
    claim = told(cast)
    later = clock.moment(date(2026, 11, 22), 1)
    with clock.frozen(later):
        run_points(cast.village, later)
        telling = Telling.objects.get(village=cast.village, claim=claim)
        with pytest.raises(TransitionError):
            tellings.reply_online(telling=telling, reply=WORDS, by=cast.villager, at=later)
        page = phone.get(address(cast, "councils:reply", claim.pk))
        assert "对已计分的事项提异议" in text(page) and "<textarea" not in page.content.decode()
        assert "已经计" in text(phone.post(address(cast, "councils:reply", claim.pk), {"reply": WORDS}))
        one = phone.get(address(cast, "my_claim", claim.pk)).content.decode()
        assert address(cast, "councils:object", claim.pk) in one and "/reply/" not in one


def test_a_rejected_claim_leads_to_the_appeal(cast: Cast, phone: Client) -> None:
    claim = stage.online(cast)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, claim, decision=Decision.REJECT, note="没有签到", at=NOW)
    page = phone.get(address(cast, "my_claim", claim.pk))
    assert "没有签到" in text(page) and address(cast, "councils:appeal", claim.pk) in page.content.decode()


def test_an_expired_log_in_keeps_the_reply(cast: Cast) -> None:
    claim = told(cast)
    phone = Client()
    sent = phone.post(address(cast, "councils:reply", claim.pk), {"reply": WORDS})
    assert sent.url.startswith(address(cast, "pin"))
    phone.force_login(cast.villager, backend="django.contrib.auth.backends.ModelBackend")
    assert WORDS in phone.get(address(cast, "councils:reply", claim.pk)).content.decode()
