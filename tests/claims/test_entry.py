"""The same form twice is one claim; a deed of many households; what a claim keeps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.utils import translation

from points.models import AuditRow, Claim, ClaimPhoto, Deed, Item
from points.services import photos
from points.services.claims import ClaimInput, DeedInput, delete_draft, enter_claim, enter_deed
from tests.claims.conftest import NOW, build_world, upload
from tests.factories import make_village, member
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems

DAY = date(2026, 11, 20)


def test_a_claim_keeps_the_words_and_points_it_was_made_with(world, claim_input):
    data = claim_input(quantity=3, note=" 夜间巡防 ", slip_number=" wjg-0412", vouched_name="管理员",
                       vouched_by=world.administrator.pk)  # fmt: skip
    claim = enter_claim(village=world.village, data=data, by=world.officer, at=NOW)
    Item.objects.filter(village=world.village).update(name="改名", points=99, wording="改了")
    claim.refresh_from_db()
    assert (claim.id, claim.state, claim.review_round, claim.created_at) == (data.id, "draft", 0, NOW)
    assert (claim.item_code, claim.item_name, claim.item_wording) == (1, "治安巡防", "参加一次")
    assert (claim.unit_points, claim.quantity, claim.points) == (10, 3, 30)
    assert (claim.note, claim.slip_number, claim.vouched_by) == ("夜间巡防", "WJG-0412", world.administrator)
    assert (claim.typed_by, claim.claimed_by) == (world.officer, None)
    row = AuditRow.objects.get(village=world.village, action="claim.entered")
    assert (row.by, row.subject_id, row.after["points"]) == (world.officer, claim.pk, 30)
    assert "夜间" not in str(row.after) and "李小华" not in str(row.after)


def test_a_deduction_counts_below_zero(world, claim_input):
    data = claim_input(item_id=world.deduction.pk, quantity=2)
    assert enter_claim(village=world.village, data=data, by=world.officer, at=NOW).points == -10


def test_the_same_form_twice_is_one_claim(world, claim_input):
    data = claim_input(slip_number="WJG-1", item_id=world.item.monthly.pk, quantity=4)
    first = enter_claim(village=world.village, data=data, by=world.officer, at=NOW)
    again = enter_claim(village=world.village, data=data, by=world.officer, at=NOW)
    other = claim_input(id=data.id, quantity=0, household_id=new_id())
    third = enter_claim(village=world.village, data=other, by=world.officer, at=NOW)
    assert first == again == third and third.quantity == 4
    assert Claim.objects.count() == AuditRow.objects.filter(action="claim.entered").count() == 1


def test_somebody_elses_form_is_refused(world, claim_input):
    data = claim_input()
    enter_claim(village=world.village, data=data, by=world.officer, at=NOW)
    with pytest.raises(DomainError) as caught:
        enter_claim(village=world.village, data=data, by=member(world.village, "officer"), at=NOW)
    assert caught.value.code == "claim_id_taken"
    elsewhere = make_village(households=1)
    data = ClaimInput(id=data.id, household_id=elsewhere.households[0].pk, item_id=elsewhere.award.pk, day=DAY)
    with pytest.raises(DomainError) as caught:
        enter_claim(village=elsewhere.village, data=data, by=elsewhere.officer, at=NOW)
    assert caught.value.code == "claim_id_taken"
    assert Claim.objects.count() == 1


def in_parallel(*calls):
    """Each call in a thread and a connection of its own; gives results and exceptions."""

    def run(call):
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_the_same_form_in_the_same_second_is_one_claim():
    world = build_world()
    inputs = [
        ClaimInput(id=id_, household_id=world.households[0].pk, item_id=world.item.monthly.pk, day=DAY, quantity=3)
        for id_ in [new_id()] * 4
    ]
    calls = [
        lambda data=data: enter_claim(village=world.village, data=data, by=world.officer, at=NOW) for data in inputs
    ]
    results = in_parallel(*calls)
    assert {result.pk for result in results} == {inputs[0].id}
    assert Claim.objects.count() == AuditRow.objects.filter(action="claim.entered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_id_for_two_households_in_the_same_second_is_one_claim():
    """They do not wait for each other's household: the key of the table decides."""
    world = build_world()
    inputs = [
        ClaimInput(id=id_, household_id=household.pk, item_id=world.award.pk, day=DAY)
        for id_ in [new_id()]
        for household in world.households
    ]
    results = in_parallel(
        *[lambda data=data: enter_claim(village=world.village, data=data, by=world.officer, at=NOW) for data in inputs]
    )
    assert {getattr(result, "pk", result) for result in results} == {inputs[0].id}
    assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("field", ["cap", "slip"])
def test_two_officers_in_the_same_second_do_not_pass_a_cap_or_a_slip_twice(field):
    world = build_world()
    if field == "cap":
        changes = [{"quantity": 3}] * 4
        households = [world.households[0]] * 4
    else:
        changes = [{"slip_number": "WJG-7"}] * 4
        households = world.households
    inputs = [
        ClaimInput(household_id=household.pk, item_id=world.item.monthly.pk, day=DAY, **change)
        for household, change in zip(households, changes, strict=True)
    ]
    results = in_parallel(
        *[lambda data=data: enter_claim(village=world.village, data=data, by=world.officer, at=NOW) for data in inputs]
    )
    refused = [result for result in results if isinstance(result, DomainError)]
    assert [error.code for error in refused] == ["cap" if field == "cap" else "slip_used"] * 3
    assert Claim.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_slip_is_not_used_by_a_claim_and_a_shared_deed_in_the_same_second():
    world = build_world()
    claim = ClaimInput(household_id=world.households[0].pk, item_id=world.award.pk, day=DAY, slip_number="WJG-7")
    deed = DeedInput(household_ids=(world.households[1].pk,), item_id=world.award.pk, day=DAY, slip_number="WJG-7")
    results = in_parallel(
        lambda: enter_claim(village=world.village, data=claim, by=world.officer, at=NOW),
        lambda: enter_deed(village=world.village, data=deed, by=world.officer, at=NOW),
    )
    assert [result.code for result in results if isinstance(result, DomainError)] == ["slip_used"]


# ------------------------------------------------------------------------------------------- one deed, many households


@pytest.fixture
def deed_input(world):
    def make(**changes) -> DeedInput:
        base = {"item_id": world.item.cleaning.pk, "day": DAY, "household_ids": tuple(h.pk for h in world.households)}
        return DeedInput(**{**base, **changes})

    return make


def test_a_deed_of_many_households_makes_one_claim_each(world, deed_input):
    photo = photos.keep(village=world.village, upload=upload(), by=world.officer, at=NOW)
    data = deed_input(note="清扫通村路", slip_number="wjg-9", photos=(photo.pk,), vouched_name="组长")
    deed = enter_deed(village=world.village, data=data, by=world.officer, at=NOW)
    claims = Claim.objects.filter(village=world.village, deed=deed)
    assert {claim.household_id for claim in claims} == set(data.household_ids)
    assert {(claim.points, claim.note, claim.slip_number, claim.vouched_name) for claim in claims} == {
        (10, "清扫通村路", "", "组长")
    }
    assert deed.slip_number == "WJG-9"
    assert ClaimPhoto.objects.filter(village=world.village, photo=photo).count() == 4


def test_the_same_deed_twice_is_one(world, deed_input):
    data = deed_input()
    first = enter_deed(village=world.village, data=data, by=world.officer, at=NOW)
    assert enter_deed(village=world.village, data=data, by=world.officer, at=NOW) == first
    assert (Deed.objects.count(), Claim.objects.count()) == (1, 4)


@pytest.mark.django_db(transaction=True)
def test_the_same_deed_in_the_same_second_is_one():
    world = build_world()
    data = DeedInput(item_id=world.award.pk, day=DAY, household_ids=tuple(h.pk for h in world.households))
    results = in_parallel(
        *[lambda: enter_deed(village=world.village, data=data, by=world.officer, at=NOW) for _ in range(3)]
    )
    assert {getattr(result, "pk", result) for result in results} == {data.id}
    assert Claim.objects.count() == 4


def test_a_deed_says_for_which_household_it_cannot_stand(world, deed_input, claim_input):
    data = claim_input(item_id=world.item.monthly.pk, quantity=4)
    enter_claim(village=world.village, data=data, by=world.officer, at=NOW)
    with translation.override("zh-hans"), pytest.raises(DomainError) as caught:
        data = deed_input(item_id=world.item.monthly.pk)
        enter_deed(village=world.village, data=data, by=world.officer, at=NOW)
    assert (caught.value.field, caught.value.subject) == ("households", world.households[0].pk)
    assert str(caught.value).startswith("001 李小华：本月已报满")
    assert not Deed.objects.exists()


def test_what_is_wrong_for_all_is_said_once(world, deed_input):
    with translation.override("zh-hans"), pytest.raises(DomainError) as caught:
        enter_deed(village=world.village, data=deed_input(day=date(2026, 12, 1)), by=world.officer, at=NOW)
    assert not isinstance(caught.value, Problems)
    assert (caught.value.field, str(caught.value)) == ("day", "这一天还没有到。请选今天或以前的日期。")


def test_a_deed_without_households_or_with_a_used_slip(world, deed_input, claim_input):
    enter_claim(village=world.village, data=claim_input(slip_number="WJG-1"), by=world.officer, at=NOW)
    for changes, code in (({"household_ids": ()}, "no_household"), ({"slip_number": "WJG-1"}, "slip_used")):
        with pytest.raises(DomainError) as caught:
            enter_deed(village=world.village, data=deed_input(**changes), by=world.officer, at=NOW)
        assert caught.value.code == code
    assert not Deed.objects.exists()


def test_the_slip_of_a_deed_is_evidence_and_used_for_claims(world, deed_input, claim_input):
    data = deed_input(item_id=world.item.proof.pk, slip_number="WJG-1")
    enter_deed(village=world.village, data=data, by=world.officer, at=NOW)
    with pytest.raises(DomainError) as caught:
        enter_claim(village=world.village, data=claim_input(slip_number="WJG-1"), by=world.officer, at=NOW)
    assert caught.value.code == "slip_used"


def test_a_deed_goes_with_its_last_draft(world, deed_input):
    deed = enter_deed(village=world.village, data=deed_input(slip_number="WJG-1"), by=world.officer, at=NOW)
    for claim in list(Claim.objects.filter(village=world.village, deed=deed)):
        assert Deed.objects.exists()
        delete_draft(claim=claim, by=world.officer, at=NOW)
    assert not Deed.objects.exists()


def test_a_deed_takes_the_same_queries_for_one_and_for_four(world, deed_input, django_assert_num_queries):
    world.officer.roles_in(world.village.pk)
    for ids in ((world.households[0].pk,), tuple(h.pk for h in world.households[1:])):
        with django_assert_num_queries(15):
            enter_deed(village=world.village, data=deed_input(household_ids=ids), by=world.officer, at=NOW)


def test_villagers_enter_no_deeds(world, deed_input):
    with pytest.raises(NotAllowed):
        enter_deed(village=world.village, data=deed_input(), by=world.villager, at=NOW)


def test_entry_reads_the_moment_it_is_given(world, claim_input):
    """History is made by the same services: a year ago is an ordinary moment."""
    at = clock.moment(date(2025, 12, 31), 23, 59)
    data = claim_input(day=date(2025, 12, 31))
    assert enter_claim(village=world.village, data=data, by=world.officer, at=at).created_at == at
