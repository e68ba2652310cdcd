"""The passbook: every line with what, when, why and the rule; sums by the database; nobody else's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.models import DecisionTelling
from councils.services import objections, tellings
from points.enums import ClaimState, EntryKind, Role
from points.models import Claim, Entry, Household
from points.queries import passbook
from points.services import ledger
from points.services.due import run_points
from points.services.ledger import Posting
from tests.factories import make_village, member
from tests.publicity.conftest import TODAY, Scene, client_of, text_of
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db


def post(scene: Scene, household: Household, points: int, day: date = TODAY, **more) -> Entry:
    key = more.pop("key", f"k{Entry.objects.count()}")
    posting = Posting(
        key=key,
        kind=more.pop("kind", EntryKind.AWARD),
        household_id=household.pk,
        points=points,
        deed_day=day,
        secret=more.pop("secret", {}),
        **more,
    )
    return ledger.post(village=scene.village, postings=[posting], by=None, at=clock.now())[0]


def my(scene: Scene, user=None, **query) -> str:
    response = client_of(user or scene.cast.villager).get(scene.url("my/"), query)
    assert response.status_code == 200
    assert_valid_html(response.content)
    return text_of(response)


# ----------------------------------------------------------------------------------------------------------- numbers


def test_the_years_sums_and_the_running_balance(scene: Scene) -> None:
    household, other = scene.cast.households[:2]
    post(scene, household, 100, date(2026, 1, 1), kind=EntryKind.BASE)
    post(scene, other, 77)
    wrong = post(scene, household, 20)
    post(scene, household, -5)
    post(scene, household, 100, date(2027, 1, 1), kind=EntryKind.BASE)
    ledger.reverse(entry=wrong, reason="录错户", by=None, at=clock.now())
    sums = passbook.totals(scene.village, household, TODAY)
    assert (sums.base, sums.earned, sums.deducted, sums.total, sums.line_count) == (100, 0, -5, 95, 4)
    lines = passbook.lines(scene.village, household, 2026)
    assert [(line.points, line.balance) for line in lines] == [(100, 100), (20, 120), (-5, 115), (-20, 95)]
    assert (lines[1].reversed_by, lines[3].reverses, lines[3].note) == (lines[3].seq, lines[1].seq, "录错户")
    assert passbook.totals(scene.village, household, date(2027, 5, 1)).total == 100, "a new year starts at base"
    assert passbook.years(scene.village, household) == [2027, 2026]


def test_a_reversed_deduction_is_taken_back_from_the_deductions(scene: Scene) -> None:
    household = scene.cast.households[0]
    ledger.reverse(entry=post(scene, household, -5), reason="查明不是他家", by=None, at=clock.now())
    sums = passbook.totals(scene.village, household, TODAY)
    assert (sums.earned, sums.deducted, sums.total) == (0, 0, 0)


def test_what_was_carried_over_is_neither_base_nor_earned(scene: Scene) -> None:
    household = scene.cast.households[0]
    post(scene, household, 50, kind=EntryKind.OPENING)
    post(scene, household, 10)
    sums = passbook.totals(scene.village, household, TODAY)
    assert (sums.opening, sums.base, sums.earned, sums.deducted, sums.total) == (50, 0, 10, 0, 60)
    assert "期初结转50，" in my(scene)


def test_a_household_without_lines(scene: Scene) -> None:
    household = scene.cast.households[0]
    sums = passbook.totals(scene.village, household, TODAY)
    assert (sums.base, sums.earned, sums.deducted, sums.total, sums.line_count) == (0, 0, 0, 0, 0)
    assert "今年还没有记录" in my(scene)


def test_the_year_is_that_of_the_accounting_month(scene: Scene) -> None:
    household = scene.cast.households[0]
    ledger.close_month(village=scene.village, month=date(2026, 12, 1), at=clock.moment(date(2027, 1, 8)))
    post(scene, household, 10, date(2026, 12, 31))
    assert passbook.lines(scene.village, household, 2026) == []
    assert [line.counted_in for line in passbook.lines(scene.village, household, 2027)] == [date(2027, 1, 1)]


# -------------------------------------------------------------------------------------------------------------- page


def test_a_claims_line_tells_what_when_why_and_the_rule(scene: Scene) -> None:
    claim = scene.publicise(scene.cast.households[0], item_wording="夜间巡逻满两小时记一次。", note="十月九日晚")
    with clock.frozen(date(2026, 10, 17)):
        run_points(scene.village, clock.now())
        html = my(scene)
    for words in ("治安巡防", "依据：夜间巡逻满两小时记一次。", "十月九日晚", "2026年10月10日", "2026年10月", "+10"):
        assert words in html, words
    assert '<span class="number num">110</span>' in html and "基础分100，加分+10，扣分0" in html
    assert Claim.objects.get(pk=claim.pk).state == ClaimState.POSTED and "正在办理" not in html


def test_a_correction_links_to_the_line_it_corrects(scene: Scene) -> None:
    household = scene.cast.households[0]
    entry = post(scene, household, 10, secret={"item": "治安巡防"})
    with clock.frozen(date(2027, 2, 1)):
        reversal = ledger.reverse(entry=entry, reason="录错户", by=None, at=clock.now())
        html = my(scene)
        assert f'href="?year=2026#line-{entry.seq}"' in html and "录错户" in html and 'id="line-2"' in html
        old = my(scene, year="2026")
    assert f'id="line-{entry.seq}"' in old and f'href="?year=2027#line-{reversal.seq}"' in old
    assert "2026年积分" in old and "正在办理" not in old


@pytest.mark.parametrize(("colour", "points", "words"), [("red", 10, "上红榜"), ("black", -10, "上黑榜")])
def test_a_line_of_the_board_says_which_and_why(scene: Scene, colour: str, points: int, words: str) -> None:
    secret = {"board": colour, "issue": "2026-09", "reason": "抢险转移老人"}
    post(scene, scene.cast.households[0], points, kind=EntryKind.BOARD, secret=secret)
    html = my(scene)
    assert words in html and "抢险转移老人" in html


def test_erased_words_are_said_to_be_erased(scene: Scene) -> None:
    entry = post(scene, scene.cast.households[0], 10, secret={"item": "治安巡防", "note": "夜里"})
    ledger.erase_secrets(entries=[entry], by=scene.cast.administrator, at=clock.now())
    html = my(scene)
    assert "已依申请删除" in html and "治安巡防" not in html and "+10" in html


def test_where_each_claim_stands(scene: Scene) -> None:
    household = scene.cast.households[0]
    sentences = {
        ClaimState.SUBMITTED: "等待审核。",
        ClaimState.RETURNED: "已退回积分信息员补充：照片看不清",
        ClaimState.PUBLICISED: "公示到10月16日，没有异议就计入。",
        ClaimState.HELD: "有人提出异议",
        ClaimState.REJECTED: "不予认定：照片看不清",
    }
    for state in ClaimState:
        claim = scene.publicise(household, item_name=f"事项{state}", decision_note="照片看不清")
        posted = clock.now() if state == ClaimState.POSTED else None
        Claim.objects.filter(pk=claim.pk).update(state=state, posted_at=posted)
    html = my(scene)
    for state in ClaimState:
        assert (f"事项{state}" in html) is (state in sentences), state
    for sentence in sentences.values():
        assert html.count(sentence) == 1, sentence
    claim = Claim.objects.get(state=ClaimState.REJECTED)
    DecisionTelling.objects.create(
        village=scene.village,
        claim=claim,
        way="phone",
        told_on=TODAY,
        told_by=scene.cast.officer,
        recorded_at=clock.now(),
    )
    with clock.frozen(TODAY + timedelta(days=60)):
        assert "事项rejected" not in my(scene), "an old rejection is no news"


def test_a_deduction_is_read_here_only_after_it_was_told(scene: Scene) -> None:
    household = scene.cast.households[0]
    claim = scene.to_tell(household)
    for state in (ClaimState.SUBMITTED, ClaimState.RETURNED, ClaimState.REJECTED, ClaimState.TELLING):
        Claim.objects.filter(pk=claim.pk).update(state=state)
        assert "焚烧秸秆" not in my(scene), state
    tellings.tell(claim=claim, way="phone", told_on=TODAY, reply="", by=scene.cast.officer, at=clock.now())
    html = my(scene)
    for words in ("已告知您的扣分", "焚烧秸秆", "2026年10月12日电话告知", "积分信息员", "不等于承认", "公示到10月18日"):
        assert words in html, words
    assert f'href="{scene.url(f"my/claims/{claim.pk}/object/")}"' in html
    objection = objections.object_to(claim=claim, text="不是我烧的。", by=scene.neighbour, at=clock.now())
    held = my(scene)
    assert "有人提出异议" in held and "不是我烧的" not in held and "提异议</a>" not in held
    objections.decide_objection(
        objection=objection, uphold=True, reason="查明是邻村人烧的。", by=scene.cast.supervisor, at=clock.now()
    )
    assert "不予认定：查明是邻村人烧的。" in my(scene)
    with clock.frozen(date(2027, 3, 1)):
        assert "焚烧秸秆" not in my(scene)


# ------------------------------------------------------------------------------------------------------------- whose


def test_ones_own_household_alone(scene: Scene) -> None:
    post(scene, scene.cast.households[1], 10, secret={"item": "别人家的事"})
    assert "别人家的事" not in my(scene)
    client = client_of(scene.cast.villager)
    other = make_village().households[0]
    for household in (scene.cast.households[1].pk, other.pk, "x"):
        assert client.get(scene.url("my/"), {"household": household}).status_code == 404


def test_a_person_of_two_households_chooses(scene: Scene) -> None:
    one, two = scene.cast.households[:2]
    user = member(scene.village, Role.VILLAGER, one)
    user.memberships.create(village=scene.village, user=user, role=Role.OFFICER, household=two)
    post(scene, two, 10, secret={"item": "二号户的事"})
    assert "二号户的事" not in my(scene, user)
    assert f'href="?household={two.pk}"' in my(scene, user)
    assert "二号户的事" in my(scene, user, household=str(two.pk))


@pytest.mark.parametrize("year", ["2025", "x", "٢٠٢٦", "-1", "99999999999999999999"])
def test_a_year_without_lines_is_not_found(scene: Scene, year: str) -> None:
    assert client_of(scene.cast.villager).get(scene.url("my/"), {"year": year}).status_code == 404


def test_the_same_queries_for_one_and_for_three(scene: Scene) -> None:
    numbers = []
    household = scene.cast.households[0]
    for rows in (range(1), range(1, 3)):
        for row in rows:
            entry = post(scene, household, 10, key=f"k{row}", secret={"item": "x"})
            ledger.reverse(entry=entry, reason="录错户", by=None, at=clock.now())
            scene.publicise(household)
            told = scene.to_tell(household)
            tellings.tell(claim=told, way="phone", told_on=TODAY, by=scene.cast.officer, at=clock.now())
            theirs = scene.publicise(scene.cast.households[1])
            objections.object_to(claim=theirs, text="不对", by=scene.cast.villager, at=clock.now())
        with CaptureQueriesContext(connection) as queries:
            my(scene)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
