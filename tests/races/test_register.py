"""Accounts, roles, rules, numbers, households: the same office at two computers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from points.enums import Role
from points.models import Group, Household, Mandate, Membership, Region, Scheme, User, Village, VillageSettings
from points.services import accounts, register, schemes, villages
from tests import stage
from tests.factories import Cast, member
from tests.races.support import at_once, exactly_one, overlapping, went_through

pytestmark = pytest.mark.django_db(transaction=True)
NOW = stage.MEETING
TODAY = date(2026, 10, 26)


@pytest.fixture
def cast() -> Cast:
    return stage.village()


def membership(cast: Cast, user: User, role: Role = Role.ADMINISTRATOR) -> Membership:
    return Membership.objects.get(village=cast.village, user=user, role=role)


@pytest.mark.parametrize("how", [overlapping, at_once])
def test_the_last_two_administrators_do_not_take_each_others_role(cast: Cast, how: Callable[..., Any]) -> None:
    other = member(cast.village, Role.ADMINISTRATOR)

    def revoke(by: User, whom: User) -> Callable[[], None]:
        return lambda: accounts.revoke_role(membership=membership(cast, whom), by=User.objects.get(pk=by.pk), at=NOW)

    sides = how(revoke(cast.administrator, other), revoke(other, cast.administrator), at=NOW)
    exactly_one(*sides)
    assert Membership.objects.filter(village=cast.village, role=Role.ADMINISTRATOR, active=True).count() == 1


def test_a_role_given_twice_at_once_is_one_membership(cast: Cast) -> None:
    def grant() -> Membership:
        return accounts.grant_role(
            village=cast.village, user=User.objects.get(pk=cast.officer.pk), role=Role.COMMITTEE,
            by=cast.administrator, at=NOW,
        )  # fmt: skip

    first, second = overlapping(grant, grant, at=NOW)
    assert went_through(first).pk == went_through(second).pk


def test_a_user_name_is_given_once(cast: Cast) -> None:
    def create(name: str) -> Callable[[], Any]:
        return lambda: accounts.create_user(
            village=cast.village, username="zhang", name=name, role=Role.OFFICER, by=cast.administrator, at=NOW
        )

    _winner, refusal = exactly_one(*overlapping(create("张一"), create("张二"), at=NOW))
    assert refusal.code == "username_taken" and refusal.field == "username"
    assert User.objects.filter(username="zhang").count() == 1


def test_a_household_number_is_given_once(cast: Cast) -> None:
    def add(*numbers: str) -> Callable[[], Any]:
        rows = [register.HouseholdRow(number, "陈芳", group_number=9) for number in numbers]
        return lambda: register.add_households(village=cast.village, rows=rows, by=cast.administrator, at=NOW)

    _winner, refusal = exactly_one(*overlapping(add("701", "702"), add("702", "703"), at=NOW))
    assert refusal.code == "number_taken"
    assert sorted(Household.objects.filter(number__gte="700").values_list("number", flat=True)) == ["701", "702"]
    assert Group.objects.filter(village=cast.village, number=9).count() == 1


def test_two_households_of_a_new_group_at_once(cast: Cast) -> None:
    def add(number: str) -> Callable[[], Any]:
        rows = [register.HouseholdRow(number, "陈芳", group_number=9)]
        return lambda: register.add_households(village=cast.village, rows=rows, by=cast.administrator, at=NOW)

    for side in overlapping(add("701"), add("702"), at=NOW):
        went_through(side)
    assert Household.objects.filter(group__number=9).count() == 2


def test_numbers_changed_twice_for_one_day_are_one_row(cast: Cast) -> None:
    def change(**numbers: int) -> Callable[[], Any]:
        return lambda: villages.change_settings(
            village=cast.village, by=cast.administrator, at=NOW, effective_from=TODAY, **numbers
        )

    for side in overlapping(change(issue_day=10), change(publicity_days=9), at=NOW):
        went_through(side)
    row = VillageSettings.objects.get(village=cast.village, effective_from=TODAY)
    assert (row.issue_day, row.publicity_days) == (10, 9), "the second change builds on the first"


def draft_scheme(cast: Cast) -> Scheme:
    return schemes.copy_scheme(scheme=cast.scheme, title="新办法", by=cast.administrator, at=NOW)


def in_force(cast: Cast, scheme: Scheme, day: date = date(2026, 12, 1)) -> Callable[[], Any]:
    def act() -> Scheme:
        mandate = Mandate(
            meeting="村民代表会议", held_on=TODAY, entitled=40, present=36, in_favour=34, filing="镇备2026-3号"
        )
        return schemes.take_effect(scheme=scheme, mandate=mandate, effective_from=day, by=cast.administrator, at=NOW)

    return act


def test_a_draft_takes_effect_once(cast: Cast) -> None:
    scheme = draft_scheme(cast)
    sides = overlapping(in_force(cast, scheme), in_force(cast, scheme, date(2026, 12, 2)), at=NOW)
    _winner, refusal = exactly_one(*sides)
    assert refusal.code == "scheme_frozen"


def test_two_drafts_for_one_day(cast: Cast) -> None:
    sides = overlapping(in_force(cast, draft_scheme(cast)), in_force(cast, draft_scheme(cast)), at=NOW)
    _winner, refusal = exactly_one(*sides)
    assert refusal.code == "day_taken"


def test_a_village_address_is_given_once(cast: Cast) -> None:
    town = Region.objects.get(pk=cast.village.town_id)

    def create(name: str) -> Callable[[], Any]:
        return lambda: villages.create_village(town=town, name=name, slug="xincun", since=TODAY, by=None, at=NOW)

    exactly_one(*overlapping(create("新村"), create("又一村"), at=NOW))
    assert Village.objects.filter(slug="xincun").count() == 1


def test_a_region_is_made_once() -> None:
    def ensure() -> Region:
        return villages.ensure_region(path=["四川省", "乐山市", "井研县", "研经镇"])

    first, second = overlapping(ensure, ensure, at=NOW)
    assert went_through(first).pk == went_through(second).pk
    assert Region.objects.count() == 4


def test_a_household_changed_at_two_computers_keeps_both_changes(cast: Cast) -> None:
    def change(**changes: Any) -> Callable[[], Any]:
        return lambda: register.change_household(
            household=stage.household(cast), by=cast.administrator, at=NOW, **changes
        )

    for side in overlapping(change(members=6), change(unranked=True), at=NOW):
        went_through(side)
    row = stage.household(cast)
    assert (row.members, row.unranked) == (6, True)


def test_the_same_line_added_in_the_admin_twice_at_once_is_refused_in_words(cast: Cast) -> None:
    """Rows without a service of their own are checked by their form, and the database has the last word."""
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")

    def add(client: Client) -> Callable[[], Any]:
        return lambda: client.post(
            "/admin/points/group/add/",
            {"number": "77", "name": "七十七组"},
            headers={"referer": "http://testserver/admin/points/group/add/"},
        )

    first, second = overlapping(add(clients[0]), add(clients[1]), at=NOW)
    assert went_through(first).status_code == 302
    answer = went_through(second)
    assert answer.status_code == 302 and answer.url.endswith("/add/"), "back to the form"
    page = clients[1].get(answer.url).content.decode()
    assert "刚刚已经有人录入了相同的内容" in page
    assert Group.objects.filter(village=cast.village, number=77).count() == 1
