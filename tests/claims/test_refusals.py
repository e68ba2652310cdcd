"""Whatever a claim can break is refused with a sentence that says why and what to do, beside its field."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from points.enums import HouseholdState
from points.models import AuditRow, Claim
from points.services.claims import enter_claim
from tests.claims.conftest import NOW, TODAY
from tests.factories import ClaimFactory, HouseholdFactory, ItemFactory, MandateFactory, SchemeFactory, make_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def refused(world, claim_input):
    """Enter a claim that must be refused; gives the refusal. Nothing may be left of it."""

    def attempt(by=None, at=NOW, **changes) -> DomainError:
        before = Claim.objects.count()
        with pytest.raises(DomainError) as caught:
            enter_claim(village=world.village, data=claim_input(**changes), by=by or world.officer, at=at)
        assert Claim.objects.count() == before
        assert not AuditRow.objects.filter(action="claim.entered", subject_id=caught.value.subject).exists()
        return caught.value

    return attempt


def says(error: DomainError, field: str | None, code: str, sentence: str) -> None:
    assert (error.field, error.code, str(error)) == (field, code, sentence)


# ------------------------------------------------------------------------------------------------------ household


def test_an_unknown_household(refused):
    says(refused(household_id=new_id()), "household", "household_unknown",
         "本村没有这一户。请按户号、户主姓名或拼音首字母查找，再从列出的户里选。")  # fmt: skip


def test_a_household_of_another_village(refused):
    assert refused(household_id=HouseholdFactory().pk).code == "household_unknown"


def test_a_closed_household(refused, world, claim_input):
    household = HouseholdFactory(village=world.village, group=world.groups[0], number="901", head_name="周明",
                                 state=HouseholdState.CLOSED, left_on=date(2026, 11, 21))  # fmt: skip
    for day in (date(2026, 11, 21), TODAY):
        says(refused(household_id=household.pk, day=day), "household", "household_closed",
             "901 周明已于 2026-11-21 销户，只有这天以前做的事才能记。请核对日期，或另选一户。")  # fmt: skip
    data = claim_input(household_id=household.pk, day=date(2026, 11, 20))
    assert enter_claim(village=world.village, data=data, by=world.officer, at=NOW).day == date(2026, 11, 20)


def test_a_household_closed_on_a_day_nobody_knows(refused, world):
    household = HouseholdFactory(village=world.village, group=world.groups[0], number="901", head_name="周明",
                                 state=HouseholdState.CLOSED)  # fmt: skip
    says(
        refused(household_id=household.pk), "household", "household_closed", "901 周明已销户，不能再申报。请另选一户。"
    )


def test_a_household_that_does_not_live_here(refused, world):
    household = HouseholdFactory(
        village=world.village, group=world.groups[0], number="902", head_name="周明", resident=False
    )
    says(refused(household_id=household.pk), "household", "household_not_resident",
         "902 周明不是常住户，只有常住户参加积分。如已回村常住，请先由村级管理员修改户册。")  # fmt: skip


def test_a_household_that_is_away(refused, world):
    household = HouseholdFactory(village=world.village, group=world.groups[0], number="903", head_name="周明",
                                 state=HouseholdState.AWAY)  # fmt: skip
    says(refused(household_id=household.pk), "household", "household_away",
         "2026-11-20 903 周明登记为全家外出。如当天家里有人，请先在该户页面登记何时返回。")  # fmt: skip


def test_a_household_before_it_joined_and_from_the_day_it_left(refused, world, claim_input):
    household = HouseholdFactory(village=world.village, group=world.groups[0], number="904", head_name="周明",
                                 joined_on=date(2026, 11, 10), left_on=date(2026, 11, 20))  # fmt: skip
    says(refused(household_id=household.pk, day=date(2026, 11, 9)), "household", "household_not_yet",
         "904 周明 2026-11-10 起才在册。请核对日期，或另选一户。")  # fmt: skip
    says(refused(household_id=household.pk, day=date(2026, 11, 20)), "household", "household_left",
         "904 周明已于 2026-11-20 离村，只有这天以前做的事才能记。请核对日期。")  # fmt: skip
    for day in (date(2026, 11, 10), date(2026, 11, 19)):
        data = claim_input(household_id=household.pk, day=day)
        assert enter_claim(village=world.village, data=data, by=world.officer, at=NOW).day == day


# ------------------------------------------------------------------------------------------------------- day, item


def test_a_day_to_come_is_refused_and_today_is_not(refused, world, claim_input):
    says(refused(day=TODAY + timedelta(days=1)), "day", "day_in_future", "这一天还没有到。请选今天或以前的日期。")
    assert enter_claim(village=world.village, data=claim_input(day=TODAY), by=world.officer, at=NOW).day == TODAY


def test_today_is_the_day_in_shanghai(refused, world, claim_input):
    """Half past midnight of the 23rd in Shanghai is still the 22nd in London."""
    late = clock.moment(date(2026, 11, 23), 0, 30)
    assert enter_claim(village=world.village, data=claim_input(day=date(2026, 11, 23)), by=world.officer, at=late)
    assert refused(day=date(2026, 11, 23), at=clock.moment(TODAY, 23, 59)).code == "day_in_future"


def test_a_day_before_the_first_rules(refused, world, claim_input):
    says(refused(day=date(2019, 9, 30)), "day", "day_before_scheme",
         "积分办法从 2019-10-01 起施行，以前做的事不计分。请核对日期。")  # fmt: skip
    assert enter_claim(village=world.village, data=claim_input(day=date(2019, 10, 1)), by=world.officer, at=NOW)


def test_a_village_without_rules(refused, world):
    world.scheme.effective_from = None
    world.scheme.save()
    says(refused(), "day", "no_scheme", "本村还没有生效的积分办法，请先由村级管理员办理生效。")


def test_an_unknown_item(refused):
    says(refused(item_id=new_id()), "item", "item_unknown",
         "积分办法里没有这一项。请按项目号或字词查找，再从列出的项目里选。")  # fmt: skip


def test_an_item_of_another_village(refused):
    assert refused(item_id=make_village(households=0).award.pk).code == "item_unknown"


def test_an_item_of_rules_that_were_not_in_force_that_day(refused, world, claim_input):
    newer = SchemeFactory(
        village=world.village, effective_from=date(2026, 11, 1), mandate=MandateFactory(village=world.village)
    )
    item = ItemFactory(scheme=newer, category__number=1, code=1, name="治安巡防")
    says(refused(item_id=world.item.award.pk, day=date(2026, 11, 1)), "item", "item_not_in_scheme",
         "2026-11-01 施行的办法里没有“1 治安巡防”这一条。请选当天办法里的项目，或核对日期。")  # fmt: skip
    assert refused(item_id=item.pk, day=date(2026, 10, 31)).code == "item_not_in_scheme"
    for each, day in ((item, date(2026, 11, 1)), (world.item.award, date(2026, 10, 31))):
        assert enter_claim(village=world.village, data=claim_input(item_id=each.pk, day=day), by=world.officer, at=NOW)


def test_an_item_of_a_draft_of_rules(refused, world):
    draft = SchemeFactory(village=world.village, effective_from=None, mandate=None)
    assert refused(item_id=ItemFactory(scheme=draft).pk).code == "item_not_in_scheme"


def test_an_item_that_the_board_posts(refused, world):
    item = world.scheme.items.get(village=world.village, code=68)
    says(refused(item_id=item.pk), "item", "item_board_only",
         "“68 上红榜”由红黑榜直接计分，不用申报。请另选项目。")  # fmt: skip


def test_one_deed_counts_once_at_the_higher(refused, world, claim_input):
    """16 and 34 exclude each other on one day, whichever comes first; another day or household is another deed."""
    day = date(2026, 11, 20)
    enter = lambda **more: enter_claim(village=world.village, data=claim_input(**more), by=world.officer, at=NOW)  # noqa: E731
    enter(item_id=world.item.labour.pk, day=day)
    says(refused(item_id=world.item.cleaning.pk, day=day), "item", "counts_higher",
         "这一户当天已申报“16 义务劳动”（+5）。同一件事只计一次，就高不重复。"
         "如果是同一件事，请勾选由“34 环境清扫”代替；如果是另一件事，请核对日期。")  # fmt: skip
    enter(item_id=world.item.cleaning.pk, day=day - timedelta(days=1))
    says(refused(item_id=world.item.labour.pk, day=day - timedelta(days=1)), "item", "counts_once",
         "这一户当天已申报“34 环境清扫”（+10）。同一件事只计一次，就高不重复："
         "已有一条，不用再录。如果是另一件事，请核对日期。")  # fmt: skip
    enter(item_id=world.item.cleaning.pk, day=day, household_id=world.households[1].pk)
    enter(item_id=world.item.labour.pk, day=day)  # the same item twice is a matter of caps


# -------------------------------------------------------------------------------------------------------- quantity


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_quantity_below_one(refused, quantity):
    says(refused(quantity=quantity), "quantity", "quantity_too_small", "次数至少填 1。")


def test_a_huge_quantity(refused, world, claim_input):
    says(refused(quantity=1000), "quantity", "quantity_too_large",
         "1000 太大了（一张最多 999）。请看看是不是多打了一位数。")  # fmt: skip
    assert enter_claim(village=world.village, data=claim_input(quantity=999), by=world.officer, at=NOW).points == 9990


@pytest.mark.parametrize("quantity", ["three", 1.5, True, None])
def test_a_quantity_that_is_no_number(refused, quantity):
    says(refused(quantity=quantity), "quantity", "quantity_no_number", "请填整数，例如 1。")


# ------------------------------------------------------------------------------------------------- slip, evidence


def test_a_slip_number_that_stands_already(refused, world, claim_input):
    enter_claim(village=world.village, data=claim_input(slip_number="WJG-0412"), by=world.officer, at=NOW)
    for written in ("WJG-0412", " wjg-0412 ", "ＷＪＧ－０４１２"):
        says(refused(slip_number=written, household_id=world.households[1].pk), "slip_number", "slip_used",
             "申报单号 WJG-0412 已经用过。请核对纸上的号码，或看看是不是已经录过。")  # fmt: skip


def test_a_slip_number_is_free_again_after_a_rejection(world, claim_input):
    ClaimFactory(village=world.village, household=world.households[0], item=world.item.award, typed_by=world.officer,
                 slip_number="WJG-1", state="rejected", submitted_at=NOW)  # fmt: skip
    assert enter_claim(village=world.village, data=claim_input(slip_number="WJG-1"), by=world.officer, at=NOW)


def test_slips_of_another_village_do_not_matter(world, claim_input):
    ClaimFactory(slip_number="WJG-1")
    assert enter_claim(village=world.village, data=claim_input(slip_number="WJG-1"), by=world.officer, at=NOW)


def test_evidence_is_a_photo_or_paper(refused, world, claim_input):
    says(refused(item_id=world.item.proof.pk), "photos", "evidence_missing",
         "“21 无偿献血”要有照片或纸质申报单。请附照片，或填写申报单号。")  # fmt: skip
    data = claim_input(item_id=world.item.proof.pk, slip_number="WJG-2")
    assert enter_claim(village=world.village, data=data, by=world.officer, at=NOW)


def test_texts_that_are_too_long(refused):
    says(refused(note="字" * 302), "note", "too_long", "超出 2 个字，请写短一些。")
    assert refused(vouched_name="名" * 41).field == "vouched_name"
    assert refused(slip_number="1" * 31).field == "slip_number"


def test_who_vouches_must_be_of_this_village(refused, world):
    stranger = make_village(households=0).officer
    says(refused(vouched_name="某人", vouched_by=stranger.pk), "vouched_name", "voucher_unknown",
         "经办人须是本村的人。请重新填写姓名。")  # fmt: skip


def test_several_refusals_come_at_once(refused, world):
    error = refused(quantity=0, household_id=new_id(), item_id=world.item.proof.pk)
    assert [single.field for single in error] == ["household", "quantity", "photos"]


# ------------------------------------------------------------------------------------------------------------ role


@pytest.mark.parametrize("role", ["branch", "supervisor", "villager"])
def test_who_may_not_type_claims_in(world, claim_input, role):
    with pytest.raises(NotAllowed):
        enter_claim(village=world.village, data=claim_input(), by=getattr(world, role), at=NOW)
    assert not Claim.objects.exists()


def test_an_officer_of_another_village_may_not(world, claim_input):
    with pytest.raises(NotAllowed):
        enter_claim(village=world.village, data=claim_input(), by=make_village(households=0).officer, at=NOW)


def test_a_villager_claims_online_for_the_own_household_only(world, claim_input):
    own = enter_claim(village=world.village, data=claim_input(channel="online"), by=world.villager, at=NOW)
    assert (own.claimed_by, own.typed_by, own.state) == (world.villager, world.villager, "draft")
    with pytest.raises(NotAllowed) as other:
        data = claim_input(channel="online", household_id=world.households[1].pk)
        enter_claim(village=world.village, data=data, by=world.villager, at=NOW)
    assert other.value.code == "not_own_household"
    with pytest.raises(NotAllowed):
        data = claim_input(channel="online", item_id=world.deduction.pk)
        enter_claim(village=world.village, data=data, by=world.villager, at=NOW)
