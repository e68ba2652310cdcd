"""Which items one signature is enough for, and what no setting can make light."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from points.enums import ReviewRoute
from points.models import Claim, Item
from points.queries.routes import light, route_of
from points.sample.scheme69 import ITEMS
from points.services import schemes
from tests.factories import ClaimFactory, ItemFactory, make_village

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({"points": 19}, True),
        ({"points": 20}, False),
        ({"points": -5}, False),
        ({"points": 5, "honour": True, "evidence_required": True}, True),
        ({"points": 5, "honour": True}, False),
    ],
)
def test_what_the_database_takes_as_light(values: dict, allowed: bool) -> None:
    village = make_village()
    make = lambda: ItemFactory(scheme=village.scheme, category=village.category, route=ReviewRoute.LIGHT, **values)  # noqa: E731
    if allowed:
        assert make().route == "light"
    else:
        with pytest.raises(IntegrityError, match="points_item_light_is_small"), transaction.atomic():
            make()


def test_many_units_of_a_light_item_take_the_full_quorum_and_the_query_says_the_same() -> None:
    cast = make_village()
    item = ItemFactory(scheme=cast.scheme, category=cast.category, points=5, route=ReviewRoute.LIGHT)
    rows = {
        ReviewRoute.LIGHT: [ClaimFactory(village=cast.village, item=item, quantity=3)],
        ReviewRoute.FULL: [
            ClaimFactory(village=cast.village, item=item, quantity=4),
            ClaimFactory(village=cast.village, item=cast.award),
        ],
    }
    for route, claims in rows.items():
        assert [route_of(claim) for claim in claims] == [route] * len(claims)
    assert list(Claim.objects.filter(light(), village=cast.village)) == rows[ReviewRoute.LIGHT]


def test_the_administrator_reads_why_a_deduction_is_never_light() -> None:
    cast = make_village()
    draft = schemes.copy_scheme(scheme=cast.scheme, title="草稿", by=None, at=cast.moment)
    item = Item.objects.get(village=cast.village, scheme=draft, code=cast.deduction.code)
    client = Client()
    client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:points_item_change", args=[item.pk])
    form = client.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    page = client.post(address, {**sent, "route": "light"})
    assert "一人签认只限小额加分" in page.content.decode()
    item.refresh_from_db()
    assert item.route == ReviewRoute.FULL


def test_the_template_of_the_village_is_light_only_where_it_may_be() -> None:
    chosen = {item.code for item in ITEMS.values() if item.light}
    assert {16, 28, 32, 34} <= chosen and len(chosen) < 20
    assert all(0 < ITEMS[code].points < 20 for code in chosen)
    assert {item.code for item in ITEMS.values() if item.honour} == set(range(59, 68))
