"""Points within an item's range, chosen again at review: by a service, and on the admin's confirm page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from councils.enums import Decision
from councils.models import NearKin, Vote
from councils.services.ranges import approve_with
from points.enums import ClaimState
from points.models import AuditRow, Claim, Item, User
from tests import stage
from tests.factories import Cast, ItemFactory, make_village, submitted
from tests.meetings.conftest import DAY
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_village()


def wait(cast: Cast, least: int = 5, most: int = 15, **more: Any) -> Claim:
    item = ItemFactory(scheme=cast.scheme, category=cast.category, points=least, points_to=most)
    return submitted(cast.village, cast.households[0], item, cast.officer, **more)


def approve(cast: Cast, claim: Claim, by: User, points: int, note: str = "救人在先") -> Any:
    return approve_with(
        village=cast.village,
        claim_id=claim.pk,
        unit_points=points,
        note=note,
        by=User.objects.get(pk=by.pk),
        at=clock.now(),
    )


def test_other_points_begin_a_new_round(cast: Cast) -> None:
    claim = wait(cast)
    assert approve(cast, claim, cast.branch, 5, note="").waiting == [claim.pk]
    assert approve(cast, claim, cast.supervision, 12).waiting == [claim.pk]
    claim = stage.fresh(claim)
    assert (claim.points, claim.review_round, claim.state) == (12, 2, ClaimState.SUBMITTED)
    assert approve(cast, claim, cast.branch, 12, note="").decided == {claim.pk: ClaimState.PUBLICISED}
    assert Vote.objects.filter(claim=claim, round=2).count() == 2
    [row] = AuditRow.objects.filter(action="claim.points_chosen")
    assert (row.before["points"], row.after["points"]) == (5, 12)


def test_a_deduction_is_signed(cast: Cast) -> None:
    claim = wait(cast, least=-5, most=-20)
    approve(cast, claim, cast.branch, -10)
    assert stage.fresh(claim).points == -10
    with pytest.raises(DomainError):
        approve(cast, claim, cast.supervision, 10)


@pytest.mark.parametrize(
    ("points", "note", "code"), [(16, "多", "points_outside"), (4, "少", "points_outside"), (12, " ", "note_missing")]
)
def test_refused(cast: Cast, points: int, note: str, code: str) -> None:
    claim = wait(cast)
    with pytest.raises(DomainError) as refusal:
        approve(cast, claim, cast.branch, points, note)
    assert refusal.value.code == code
    assert stage.fresh(claim).points == 5 and not Vote.objects.exists()


def test_fixed_points_stay(cast: Cast) -> None:
    claim = submitted(cast.village, cast.households[0], cast.award, cast.officer)
    with pytest.raises(DomainError) as refusal:
        approve(cast, claim, cast.branch, 12)
    assert refusal.value.code == "no_range"


def test_whoever_keeps_away_changes_no_points(cast: Cast) -> None:
    claim = wait(cast)
    NearKin.objects.create(village=cast.village, user=cast.branch, household=claim.household, registered_on=DAY)
    with pytest.raises(DomainError):
        approve(cast, claim, cast.branch, 12)
    approve(cast, claim, cast.supervision, 12)
    with pytest.raises(DomainError):
        approve(cast, claim, cast.supervision, 9)
    assert stage.fresh(claim).points == 12


def test_a_cap_in_points_undoes_the_change(cast: Cast) -> None:
    claim = wait(cast)
    Item.objects.filter(pk=claim.item_id).update(max_points_per_month=10)
    with pytest.raises(DomainError) as refusal:
        approve(cast, claim, cast.branch, 12)
    assert refusal.value.code == "cap"
    assert stage.fresh(claim).points == 5 and not AuditRow.objects.filter(action="claim.points_chosen").exists()


def test_on_the_confirm_page(cast: Cast) -> None:
    claim = wait(cast)
    client = Client()
    client.force_login(cast.branch)
    address = reverse("admin:points_claim_decide")
    asked = {"decision": Decision.APPROVE.value, "claim": str(claim.pk)}
    page = client.post(address, asked).content.decode()
    assert 'name="unit_points"' in page and 'max="15"' in page
    page = client.post(address, {**asked, "confirmed": "1", "unit_points": "12"}).content.decode()
    assert "请写明为什么改分值" in page
    assert client.post(address, {**asked, "confirmed": "1", "unit_points": "12", "note": "三次"}).status_code == 302
    assert stage.fresh(claim).points == 12


def test_several_at_once_keep_their_points(cast: Cast) -> None:
    first, second = wait(cast), wait(cast)
    client = Client()
    client.force_login(cast.branch)
    asked = {"decision": Decision.APPROVE.value, "claim": [str(first.pk), str(second.pk)]}
    page = client.post(reverse("admin:points_claim_decide"), asked).content.decode()
    assert 'name="unit_points"' not in page
