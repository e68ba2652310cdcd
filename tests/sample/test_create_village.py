"""Starting a real village from the command line."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from points.enums import Role
from points.models import Category, Item, Membership, Region, Scheme, User, Village, VillageSettings
from points.queries.access import roles_of
from points.services.accounts import PASSWORD_ALPHABET

pytestmark = pytest.mark.django_db

REAL = {
    "region": "四川省/乐山市/井研县/研经镇",
    "name": "试点村",
    "slug": "shidian",
    "admin": "chenjie",
    "admin_name": "陈洁",
}


def create(**changes: Any) -> str:
    out = StringIO()
    call_command("create_village", **{**REAL, **changes}, stdout=out)
    return out.getvalue()


def test_a_village_starts_with_numbers_a_draft_and_an_administrator() -> None:
    printed = create()
    village = Village.objects.get(slug="shidian")
    town = village.town
    names = [town.name, town.parent.name, town.parent.parent.name, town.parent.parent.parent.name]
    assert names == ["研经镇", "井研县", "乐山市", "四川省"]
    numbers = VillageSettings.objects.get(village=village)
    assert (numbers.publicity_days, numbers.quorum_votes, numbers.issue_day) == (7, 2, 8)
    scheme = Scheme.objects.get(village=village)
    assert scheme.is_draft and scheme.title == "试点村村民积分管理办法" and scheme.base_points == 100
    assert Category.objects.filter(village=village, scheme=scheme).count() == 5
    assert list(Item.objects.filter(village=village).values_list("code", flat=True)) == list(range(1, 70))
    administrator = User.objects.get(username="chenjie")
    assert roles_of(administrator, village) == {Role.ADMINISTRATOR} and administrator.is_staff
    assert not administrator.is_superuser
    password = re.search(rf"[{PASSWORD_ALPHABET}]{{12}}", printed)
    assert password and administrator.check_password(password.group()), printed
    assert "/v/shidian/" in printed


def test_items_of_the_template_reach_the_rows() -> None:
    create()
    item = Item.objects.get(village__slug="shidian", code=24)
    assert (item.points, item.unit, item.max_per_year, item.evidence_required) == (1, "100元", 10, True)
    burning = Item.objects.get(village__slug="shidian", code=46)
    assert (burning.points, burning.exclusive_group, burning.villagers_may_claim) == (-5, "fire", False)
    boards = Item.objects.filter(village__slug="shidian", board_only=True)
    assert list(boards.values_list("code", flat=True)) == [68, 69]


def test_a_second_village_of_the_town_shares_the_region() -> None:
    create()
    create(name="邻村", slug="lincun", admin="lijuan", admin_name="李娟")
    assert Region.objects.count() == 4 and Village.objects.count() == 2


def test_a_village_without_points_has_no_scheme() -> None:
    create(no_points=True)
    assert not Scheme.objects.exists() and not Village.objects.get().points_on


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"region": "四川省/研经镇"}, "Give the region as province/city/county/town"),
        ({"slug": "Shi Dian"}, "Use small letters, digits and hyphens"),
        ({"slug": "wangjiagou", "name": "试点村"}, "already exists"),
        ({"admin": "taken"}, "The user name taken is taken"),
    ],
)
def test_refused_in_words_and_nothing_is_left_behind(changes: dict[str, str], sentence: str) -> None:
    create(slug="wangjiagou", name="王家沟村", admin="taken")
    villages = Village.objects.count()
    with translation.override("en"), pytest.raises(CommandError, match=sentence):
        create(**{"name": "另一村", "slug": "other", "admin": "someone", **changes})
    assert Village.objects.count() == villages == Membership.objects.count()
