"""Points within a range, caps in points, and one deed of which the higher item counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from points.enums import Channel, ClaimState
from points.models import AuditRow, Claim, Deed, Photo
from points.services import claims
from points.services.claims import DeedInput, edit_claim, enter_claim, enter_claims, enter_deed, send_up
from tests import stage
from tests.claims.conftest import NOW
from tests.factories import ItemFactory
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError, Problems

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def enter(world, claim_input):
    def make(by=None, **changes):
        return enter_claim(village=world.village, data=claim_input(**changes), by=by or world.officer, at=NOW)

    return make


@pytest.fixture
def ranged(world):
    return ItemFactory(
        scheme=world.scheme, category=world.category, code=38, name="义务维修", points=5, points_to=15,
        max_points_per_month=20,
    )  # fmt: skip


def refusal(enter, **changes) -> DomainError:
    with pytest.raises(DomainError) as caught:
        enter(**changes)
    return caught.value


# ------------------------------------------------------------------------------------------------------- ranges


@pytest.mark.parametrize(
    ("chosen", "code"),
    [(None, "points_missing"), (4, "points_outside"), (16, "points_outside"), (-5, "points_outside")],
)
def test_points_of_a_range_are_chosen_within_it(enter, ranged, chosen, code):
    found = refusal(enter, item_id=ranged.pk, unit_points=chosen)
    assert (found.field, found.code) == ("unit_points", code)
    assert "5" in str(found) and "15" in str(found)


def test_a_claim_within_a_range_keeps_what_was_chosen(enter, ranged, world):
    claim = enter(item_id=ranged.pk, unit_points=8, quantity=2)
    assert (claim.unit_points, claim.points) == (8, 16)
    batch = send_up(village=world.village, claim_ids=[claim.pk], by=world.officer, at=NOW)
    assert batch.points_total == 16
    fixed = enter(unit_points=99)
    assert fixed.unit_points == 10, "where the rules fix the points, nobody chooses them"


def test_points_left_are_said_in_points(enter, ranged):
    enter(item_id=ranged.pk, unit_points=12)
    said = refusal(enter, item_id=ranged.pk, unit_points=9)
    assert (said.field, str(said)) == (
        "quantity",
        "本月只剩 8 分（上限 20 分，已报 12 分），请改为不超过 8 分，或换日期。",
    )
    enter(item_id=ranged.pk, unit_points=5)
    assert str(refusal(enter, item_id=ranged.pk, unit_points=5)).startswith(
        "本月剩下的分不够了：上限 20 分，已报 17 分"
    )


def test_points_of_fixed_units_are_said_in_units(enter, world):
    item = ItemFactory(scheme=world.scheme, category=world.category, points=4, unit="人次", max_points_per_month=10)
    assert "请改为 2 人次" in str(refusal(enter, item_id=item.pk, quantity=3))


def test_a_deduction_within_a_range_is_capped_by_its_size(enter, world):
    item = ItemFactory(scheme=world.scheme, category=world.category, points=-5, points_to=-20, max_points_per_year=30)
    assert enter(item_id=item.pk, unit_points=-20).points == -20
    assert refusal(enter, item_id=item.pk, unit_points=-11).code == "cap"
    enter(item_id=item.pk, unit_points=-10)


def test_the_form_asks_for_the_points(officer_client: Client, world, ranged):
    form = {"id": str(new_id()), "household": "001", "item": "38", "day": "2026-11-20", "quantity": "1", "act": "save"}
    url = "/v/wjg/work/claims/new/"
    page = officer_client.post(url, form).content.decode()
    assert "请填写给几分" in page and "<div data-range-field>" in page
    look = officer_client.get("/v/wjg/work/claims/look/", {**form, "unit_points": "8"}).content.decode()
    assert "data-range" in look and "+5～+15" in look and "本月还能报 20 分" in look
    assert officer_client.post(url, {**form, "unit_points": "８"}).status_code == 302
    claim = Claim.objects.get()
    assert claim.points == 8
    page = officer_client.get(f"/v/wjg/work/claims/{claim.pk}/").content.decode()
    assert 'name="unit_points" value="8"' in page
    deduction = ItemFactory(scheme=world.scheme, category=world.category, code=47, points=-5, points_to=-20)
    taken = {**form, "id": str(new_id()), "item": str(deduction.code), "unit_points": "12"}
    assert officer_client.post(url, taken).status_code == 302
    assert Claim.objects.get(item=deduction).points == -12, "a deduction is written with or without its minus"


# ------------------------------------------------------------------------------------- the higher of one deed counts


def test_a_lower_draft_makes_way(enter, world):
    photo = stage.photo(world.cast)
    lower = enter(item_id=world.item.labour.pk, slip_number="S-7", photos=(photo.pk,))
    offer = refusal(enter, item_id=world.item.cleaning.pk)
    assert (offer.field, offer.code) == ("item", claims.words.OFFERS_TO_REPLACE)
    higher = enter(item_id=world.item.cleaning.pk, slip_number="S-7", photos=(photo.pk,), replaces=True)
    assert list(Claim.objects.all()) == [higher]
    assert Photo.objects.filter(pk=photo.pk).exists(), "the photo goes over to the claim that stands"
    row = AuditRow.objects.get(action="claim.replaced")
    assert row.subject_id == lower.pk and row.after["by_claim"] == str(higher.pk)


def test_what_has_been_sent_up_is_withdrawn(enter, world):
    lower = enter(item_id=world.item.labour.pk)
    send_up(village=world.village, claim_ids=[lower.pk], by=world.officer, at=NOW)
    enter(item_id=world.item.cleaning.pk, replaces=True)
    lower.refresh_from_db()
    assert lower.state == ClaimState.WITHDRAWN and "就高" in lower.decision_note


def test_what_has_been_decided_stays(enter, world):
    lower = enter(item_id=world.item.labour.pk)
    send_up(village=world.village, claim_ids=[lower.pk], by=world.officer, at=NOW)
    Claim.objects.update(
        state=ClaimState.PUBLICISED, decided_at=NOW, publicity_from=DAY, publicity_until=date(2026, 11, 28)
    )
    for replaces in (False, True):
        assert refusal(enter, item_id=world.item.cleaning.pk, replaces=replaces).code == "lower_decided"
    lower.refresh_from_db()
    assert lower.state == ClaimState.PUBLICISED


def test_an_equal_or_higher_claim_stands_whatever_is_ticked(enter, world):
    enter(item_id=world.item.cleaning.pk)
    assert refusal(enter, item_id=world.item.labour.pk, replaces=True).code == "counts_once"
    assert refusal(enter, item_id=world.item.labour.pk, quantity=2, replaces=True).code == "counts_once"
    enter(item_id=world.item.labour.pk, quantity=3, replaces=True)  # three half days are more than one sweeping
    assert [claim.points for claim in Claim.objects.all()] == [15]


def test_a_villager_replaces_only_their_own(enter, world, claim_input):
    enter(item_id=world.item.labour.pk)
    online = {"item_id": world.item.cleaning.pk, "channel": Channel.ONLINE, "by": world.villager}
    assert refusal(enter, replaces=True, **online).code == "lower_is_anothers"
    Claim.objects.all().delete()
    enter(by=world.villager, item_id=world.item.labour.pk, channel=Channel.ONLINE)
    enter(replaces=True, **online)
    assert Claim.objects.get().item == world.item.cleaning


def test_two_of_one_deed_in_one_sheet(world, claim_input):
    pair = [claim_input(item_id=world.item.labour.pk), claim_input(item_id=world.item.cleaning.pk, replaces=True)]
    with pytest.raises(DomainError) as caught:
        enter_claims(village=world.village, inputs=pair, by=world.officer, at=NOW)
    assert (caught.value.code, caught.value.subject) == ("lower_beside", pair[1].id)


def test_correcting_a_claim_to_the_higher_item(enter, world, claim_input):
    enter(item_id=world.item.labour.pk)
    other = enter()
    data = claim_input(item_id=world.item.cleaning.pk)
    with pytest.raises(DomainError) as caught:
        edit_claim(claim=other, data=data, by=world.officer, at=NOW)
    assert caught.value.code == claims.words.OFFERS_TO_REPLACE
    edit_claim(claim=other, data=claim_input(item_id=world.item.cleaning.pk, replaces=True), by=world.officer, at=NOW)
    assert [claim.pk for claim in Claim.objects.all()] == [other.pk]


def test_a_deed_of_many_replaces_what_is_lower(enter, world):
    """One of two who cleaned had claimed labour for it; a shared deed whose last claim goes, goes too."""
    ids = tuple(household.pk for household in world.households[:2])
    common = {"day": DAY, "household_ids": ids}
    labour = DeedInput(item_id=world.item.labour.pk, **{**common, "household_ids": ids[:1]})
    enter_deed(village=world.village, data=labour, by=world.officer, at=NOW)
    data = DeedInput(item_id=world.item.cleaning.pk, **common)
    with pytest.raises(DomainError) as caught:
        enter_deed(village=world.village, data=data, by=world.officer, at=NOW)
    assert caught.value.code == claims.words.OFFERS_TO_REPLACE and "001" in str(caught.value)
    replacing = DeedInput(item_id=world.item.cleaning.pk, replaces=True, **common)
    enter_deed(village=world.village, data=replacing, by=world.officer, at=NOW)
    assert {claim.item_code for claim in Claim.objects.all()} == {34} and Claim.objects.count() == 2
    assert Deed.objects.count() == 1


def test_the_form_offers_it_with_a_tick(officer_client: Client, world, enter):
    enter(item_id=world.item.labour.pk)
    form = {"id": str(new_id()), "household": "001", "item": "34", "day": "2026-11-20", "quantity": "1", "act": "save"}
    url = "/v/wjg/work/claims/new/"
    assert 'name="replaces"' in officer_client.get("/v/wjg/work/claims/look/", form).content.decode()
    page = officer_client.post(url, form).content.decode()
    assert 'name="replaces"' in page and "就高不重复" in page
    assert officer_client.post(url, {**form, "replaces": "1"}).status_code == 302
    assert Claim.objects.get().item == world.item.cleaning


def test_many_refusals_at_once(world, claim_input, ranged):
    inputs = [claim_input(item_id=ranged.pk), claim_input(item_id=ranged.pk, unit_points=20, quantity=0)]
    with pytest.raises(Problems) as caught:
        enter_claims(village=world.village, inputs=inputs, by=world.officer, at=NOW)
    codes: list[Any] = [error.code for error in caught.value]
    assert codes == ["points_missing", "points_outside", "quantity_too_small"]
