"""Claims drafted from service and sign-ins: once, within the caps, with a reason for what is left out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from councils.models import ServiceClaim, ServiceItem
from councils.queries.volunteers import credit as queries
from councils.services.volunteers import credit
from points.models import Claim
from points.services import claims as claim_services
from tests.factories import Cast
from tests.volunteers import support
from tests.volunteers.support import MONTH, NOW, TODAY, later
from villagegov.kernel.errors import DomainError, NotAllowed


def draft(cast: Cast, month: date = MONTH) -> Any:
    saved, _deeds = credit.draft_claims(village=cast.village, month=month, by=cast.officer, at=NOW)
    return saved


def test_each_service_and_sign_in_makes_one_claim(cast: Cast) -> None:
    support.counts_for(cast, service=17, evening=28)
    who = support.volunteer(cast, 1)
    support.service(cast, who, support.post(cast, who), signed_by=cast.administrator)
    support.signed_in(cast, support.held(cast), 2)
    saved = draft(cast)
    assert sorted((claim.household_id, claim.item_code, claim.points) for claim in saved.claims) == sorted(
        [(cast.households[1].pk, 17, 15), (cast.households[2].pk, 28, 5)]
    )
    [served] = [claim for claim in saved.claims if claim.item_code == 17]
    assert served.note == "志愿服务，两人签字：水电维修岗，1.5小时" and served.vouched_name == "管理员"
    assert "志愿者" not in served.note.replace("志愿服务", ""), "nobody's name"
    assert draft(cast).claims == [] and Claim.objects.filter(village=cast.village).count() == 2
    link = ServiceClaim.objects.filter(village=cast.village).first()
    assert link is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceClaim.objects.create(
            village=cast.village, record=link.record, sign_in=link.sign_in, claim=saved.claims[0]
        )


def test_a_post_may_count_for_an_item_of_its_own(cast: Cast) -> None:
    support.counts_for(cast, service=17)
    who = support.volunteer(cast, 1)
    support.service(cast, who, support.post(cast, who, item_code=28), signed_by=cast.administrator)
    assert [claim.item_code for claim in draft(cast).claims] == [28]


def test_what_is_left_out_is_told_with_its_reason(cast: Cast) -> None:
    """Two a month: the third is over the cap; nothing of it is drafted."""
    support.counts_for(cast, service=17)
    who = support.volunteer(cast, 1)
    post = support.post(cast, who)
    for back in (3, 2, 1):
        support.service(cast, who, post, signed_by=cast.administrator, day=later(-back))
    saved = draft(cast)
    [(key, problems)] = saved.refused.items()
    assert (len(saved.claims) == 2 and problems[0].code == "over_cap") or problems
    [left] = queries.deeds(cast.village, MONTH)
    assert left.key == key
    looks = credit.look(village=cast.village, deeds=[left], at=NOW)
    assert [str(problem.message) for problem in looks[key].problems] == [str(problems[0].message)]


@pytest.mark.parametrize(("quarters", "counted"), [(3, 0), (4, 1), (5, 1)])
def test_an_hour_of_service_is_a_deed(cast: Cast, quarters: int, counted: int) -> None:
    support.counts_for(cast, service=17)
    who = support.volunteer(cast, 1)
    support.service(cast, who, support.post(cast, who), signed_by=cast.administrator, quarters=quarters)
    assert len(queries.deeds(cast.village, MONTH)) == counted


def test_nothing_comes_of_what_does_not_count(cast: Cast) -> None:
    """Unsigned, of an outsider, of an activity not reported, of another month, or without an item."""
    support.counts_for(cast, service=17, evening=28)
    who, outsider = support.volunteer(cast, 1), support.volunteer(cast, None, "张医生")
    post = support.post(cast, who, outsider)
    support.service(cast, who, post)
    support.service(cast, outsider, post, signed_by=cast.administrator)
    support.service(cast, who, post, signed_by=cast.administrator, day=date(2026, 10, 31))
    support.signed_in(cast, support.activity(cast), 2)
    assert queries.deeds(cast.village, MONTH) == []
    support.signed_in(cast, support.held(cast, 2, kind="law"), 2)
    [deed] = queries.deeds(cast.village, MONTH)
    assert deed.item is None and draft(cast).claims == []


def test_a_deleted_draft_may_be_drafted_anew(cast: Cast) -> None:
    support.counts_for(cast, evening=28)
    support.signed_in(cast, support.held(cast), 2)
    [claim] = draft(cast).claims
    claim_services.delete_draft(claim=claim, by=cast.officer, at=NOW)
    assert not ServiceClaim.objects.filter(village=cast.village).exists()
    assert len(draft(cast).claims) == 1


def test_items_are_the_administrators_and_of_todays_rules(cast: Cast) -> None:
    give: dict[str, Any] = {"village": cast.village, "at": NOW}
    credit.set_items(codes={"evening": 28, "service": 17}, by=cast.administrator, **give)
    credit.set_items(codes={"evening": None, "service": 28}, by=cast.administrator, **give)
    found = dict(ServiceItem.objects.filter(village=cast.village).values_list("source", "item_code"))
    assert found == {"service": 28}
    for wrong in ({"evening": 999}, {"evening": 46}, {"evening": 68}, {"nonsense": 28}):
        with pytest.raises(DomainError):
            credit.set_items(codes=wrong, by=cast.administrator, **give)
    with pytest.raises(NotAllowed):
        credit.set_items(codes={}, by=cast.officer, **give)


def test_no_drafts_where_points_are_off(cast: Cast) -> None:
    cast.village.points_on = False
    cast.village.save(update_fields=["points_on"])
    with pytest.raises(DomainError) as caught:
        draft(cast)
    assert caught.value.code == "points_off" and TODAY >= MONTH
