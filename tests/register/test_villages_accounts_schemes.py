"""Starting a village, its numbers, its people, its register, its rules."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from points.enums import Role
from points.models import (
    AuditRow,
    Group,
    Household,
    Item,
    LedgerHead,
    Mandate,
    Membership,
    Region,
    RegionRole,
    User,
    Village,
    VillageSettings,
)
from points.queries import access
from points.queries.schemes import board_points, scheme_on
from points.queries.villages import settings_on
from points.services import accounts, register, schemes, villages
from points.services.register import HouseholdRow
from tests.factories import PASSWORD, SINCE, SchemeFactory, UserFactory, VillageFactory, make_village, member
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, Problems

pytestmark = pytest.mark.django_db
AT = clock.moment(date(2026, 10, 20))
PATH = ["四川省", "乐山市", "井研县", "研经镇"]


def test_a_new_village_has_numbers_and_an_empty_ledger():
    town = villages.ensure_region(path=PATH)
    assert villages.ensure_region(path=PATH) == town
    assert Region.objects.count() == 4
    village = villages.create_village(town=town, name="王家沟村", slug="wangjiagou", since=SINCE, by=None, at=AT)
    assert settings_on(village, date(2026, 10, 1)).publicity_days == 7
    assert LedgerHead.objects.get(village=village).last_seq == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [({"slug": "taken"}, "slug"), ({"slug": "Not OK"}, "slug"), ({"slug": ""}, "slug"), ({"name": ""}, "name")],
)
def test_a_village_that_cannot_be_is_refused_by_name_of_the_field(values, field):
    town = villages.ensure_region(path=PATH)
    VillageFactory(slug="taken")
    with pytest.raises(DomainError) as caught:
        villages.create_village(
            **{"town": town, "name": "新村", "slug": "new", "since": SINCE, "by": None, "at": AT, **values}
        )
    assert field in {error.field for error in caught.value}
    assert Village.objects.count() == 1


def test_a_region_path_has_four_names():
    with pytest.raises(DomainError):
        villages.ensure_region(path=PATH[:3])
    with pytest.raises(DomainError):
        villages.ensure_region(path=[*PATH[:3], " "])


def test_numbers_change_from_a_day_on_and_history_keeps_the_old():
    cast = make_village()
    villages.change_settings(
        village=cast.village, by=cast.administrator, at=AT, effective_from=date(2026, 11, 1), publicity_days=10
    )
    assert settings_on(cast.village, date(2026, 10, 31)).publicity_days == 7
    assert settings_on(cast.village, date(2026, 11, 1)).publicity_days == 10
    # A second thought for the same day replaces the first; other numbers stay.
    villages.change_settings(
        village=cast.village, by=cast.administrator, at=AT, effective_from=date(2026, 11, 1), issue_day=10
    )
    row = settings_on(cast.village, date(2026, 11, 1))
    assert (row.publicity_days, row.issue_day) == (10, 10)
    assert VillageSettings.objects.filter(village=cast.village).count() == 2
    assert AuditRow.objects.filter(action="settings.changed", by=cast.administrator).count() == 2


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"publicity_days": 4}, "publicity_days"),
        ({"issue_day": 29}, "issue_day"),
        ({"issue_day": 0}, "issue_day"),
        ({"quorum_votes": 0}, "quorum_constituencies"),
        ({"quorum_votes": 1, "quorum_constituencies": 2}, "quorum_constituencies"),
        ({"effective_from": date(2026, 10, 19)}, "effective_from"),
    ],
)
def test_numbers_that_cannot_be_are_refused(numbers, field):
    cast = make_village()
    with pytest.raises(DomainError) as caught:
        villages.change_settings(
            **{
                "village": cast.village,
                "by": cast.administrator,
                "at": AT,
                "effective_from": date(2026, 11, 1),
                **numbers,
            }
        )
    assert field in {error.field for error in caught.value}
    assert VillageSettings.objects.filter(village=cast.village).count() == 1


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("points_villagesettings_publicity_floor", {"publicity_days": 4}),
        ("points_villagesettings_issue_day", {"issue_day": 29}),
        ("points_villagesettings_quorum", {"quorum_votes": 1, "quorum_constituencies": 2}),
    ],
)
def test_the_database_holds_the_floors_too(name, numbers):
    cast = make_village()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        VillageSettings.objects.create(village=cast.village, effective_from=date(2027, 1, 1), **numbers)


def test_an_account_gets_a_password_that_works():
    cast = make_village()
    user, password = accounts.create_user(
        village=cast.village, username="chenfang", name="陈芳", role=Role.OFFICER, by=cast.administrator, at=AT
    )
    assert len(password) == 12 and not set(password) & set("0O1lI")
    assert User.objects.get(username="chenfang").check_password(password)
    assert access.roles_of(user, cast.village) == {Role.OFFICER}
    assert not user.is_staff


def test_user_names_are_taken_once():
    cast = make_village()
    with pytest.raises(DomainError) as caught:
        accounts.create_user(
            village=cast.village,
            username=cast.officer.username,
            name="另一人",
            role=Role.OFFICER,
            by=cast.administrator,
            at=AT,
        )
    assert caught.value.field == "username"


@pytest.mark.parametrize("who", ["officer", "branch", "supervisor", "villager"])
def test_only_the_administrator_gives_roles(who):
    cast = make_village()
    with pytest.raises(NotAllowed):
        accounts.grant_role(village=cast.village, user=UserFactory(), role=Role.OFFICER, by=getattr(cast, who), at=AT)


def test_an_administrator_has_no_say_in_another_village():
    here, there = make_village(), make_village()
    with pytest.raises(NotAllowed):
        accounts.grant_role(village=there.village, user=UserFactory(), role=Role.OFFICER, by=here.administrator, at=AT)
    with pytest.raises(NotAllowed):
        accounts.reset_password(village=there.village, user=there.officer, by=here.administrator, at=AT)
    with pytest.raises(NotAllowed):
        accounts.reset_password(village=here.village, user=there.officer, by=here.administrator, at=AT)


def test_the_password_of_somebody_of_two_villages_is_not_one_administrators_to_reset():
    here, there = make_village(), make_village()
    Membership.objects.create(village=there.village, user=here.officer, role=Role.OFFICER)
    with pytest.raises(NotAllowed):
        accounts.reset_password(village=here.village, user=here.officer, by=here.administrator, at=AT)
    assert here.officer.check_password(PASSWORD)


def test_the_password_of_a_town_viewer_is_not_a_village_administrators_to_reset():
    cast = make_village()
    RegionRole.objects.create(user=cast.officer, region=cast.village.town)
    with pytest.raises(NotAllowed):
        accounts.reset_password(village=cast.village, user=cast.officer, by=cast.administrator, at=AT)
    assert cast.officer.check_password(PASSWORD)


def test_a_villager_needs_a_household():
    cast = make_village()
    with pytest.raises(DomainError) as caught:
        accounts.grant_role(village=cast.village, user=UserFactory(), role=Role.VILLAGER, by=cast.administrator, at=AT)
    assert caught.value.field == "household"


def test_the_last_administrator_stays_and_the_admin_door_follows_the_roles():
    cast = make_village()
    last = Membership.objects.get(user=cast.administrator)
    with pytest.raises(DomainError):
        accounts.revoke_role(membership=last, by=cast.administrator, at=AT)
    second = member(cast.village, Role.ADMINISTRATOR)
    accounts.revoke_role(membership=last, by=second, at=AT)
    gone = User.objects.get(pk=cast.administrator.pk)
    assert not gone.is_staff
    assert access.roles_of(gone, cast.village) == frozenset()
    accounts.grant_role(village=cast.village, user=cast.administrator, role=Role.ADMINISTRATOR, by=second, at=AT)
    assert Membership.objects.filter(user=cast.administrator).count() == 1


def test_an_inactive_person_has_no_role():
    cast = make_village()
    cast.officer.is_active = False
    assert access.roles_of(cast.officer, cast.village) == frozenset()


def test_the_register_spells_names_and_makes_groups():
    cast = make_village(households=0)
    [household] = register.add_households(
        village=cast.village,
        rows=[HouseholdRow(number=" 037 ", head_name="李小华", group_number=7)],
        by=cast.administrator,
        at=AT,
    )
    assert (household.number, household.pinyin, household.initials) == ("037", "lixiaohua", "lxh")
    assert Group.objects.filter(village=cast.village, number=7, name="7组").exists()


def test_a_register_with_doubled_numbers_is_refused_whole():
    cast = make_village()
    taken = cast.households[0].number
    rows = [HouseholdRow(number, "李华", 1) for number in ("900", "900", taken, "")]
    with pytest.raises(Problems) as caught:
        register.add_households(village=cast.village, rows=rows, by=cast.administrator, at=AT)
    assert len(list(caught.value)) == 3
    assert Household.objects.filter(village=cast.village).count() == 3


def test_a_closed_household_has_its_day():
    cast = make_village()
    household = cast.households[0]
    with pytest.raises(DomainError) as caught:
        register.change_household(household=household, by=cast.administrator, at=AT, state="closed")
    assert caught.value.field == "left_on"
    with pytest.raises(DomainError):
        register.change_household(
            household=household, by=cast.administrator, at=AT, left_on=household.joined_on - timedelta(days=1)
        )
    register.change_household(
        household=household, by=cast.administrator, at=AT, state="closed", left_on=date(2026, 9, 1), head_name="王明"
    )
    household.refresh_from_db()
    assert (household.state, household.initials) == ("closed", "wm")
    assert "王" not in str(AuditRow.objects.get(action="household.changed").after)


def template():
    item = {"code": 1, "name": "治安巡防", "wording": "参加一次", "points": 10, "max_per_month": 4}
    return schemes.SchemeTemplate(
        title="办法", base_points=100, categories=[schemes.CategoryTemplate(1, "维护社会治安", [item])]
    )


def mandate(**values):
    return Mandate(
        **{
            "meeting": "代表会议",
            "held_on": date(2026, 10, 1),
            "entitled": 40,
            "present": 36,
            "in_favour": 30,
            "filing": "镇备2026-3号",
            **values,
        }
    )


def test_a_draft_takes_effect_with_its_mandate_and_is_frozen():
    cast = make_village()
    draft = schemes.draft_from_template(village=cast.village, template=template(), by=cast.administrator, at=AT)
    schemes.take_effect(scheme=draft, mandate=mandate(), effective_from=date(2026, 11, 1), by=cast.administrator, at=AT)
    assert scheme_on(cast.village, date(2026, 10, 31)) == cast.scheme
    assert scheme_on(cast.village, date(2026, 11, 1)) == draft
    with pytest.raises(DomainError):
        schemes.take_effect(
            scheme=draft, mandate=mandate(), effective_from=date(2026, 12, 1), by=cast.administrator, at=AT
        )
    copy = schemes.copy_scheme(scheme=draft, title="2027", by=cast.administrator, at=AT)
    assert copy.is_draft
    assert Item.objects.get(scheme=copy).max_per_month == 4
    assert Item.objects.filter(scheme=copy).get().category.scheme_id == copy.pk


@pytest.mark.parametrize(
    ("values", "day", "field"),
    [
        ({"in_favour": 18}, date(2026, 11, 1), "in_favour"),
        ({"in_favour": 37}, date(2026, 11, 1), "present"),
        ({"present": 41}, date(2026, 11, 1), "present"),
        ({"held_on": date(2026, 11, 2)}, date(2026, 11, 1), "held_on"),
        ({"filing": " "}, date(2026, 11, 1), "filing"),
        ({}, date(2026, 10, 19), "effective_from"),
    ],
)
def test_a_mandate_that_does_not_carry_is_refused(values, day, field):
    cast = make_village()
    draft = schemes.draft_from_template(village=cast.village, template=template(), by=cast.administrator, at=AT)
    with pytest.raises(DomainError) as caught:
        schemes.take_effect(scheme=draft, mandate=mandate(**values), effective_from=day, by=cast.administrator, at=AT)
    assert caught.value.field == field
    draft.refresh_from_db()
    assert draft.is_draft


def test_half_of_those_present_is_not_enough_and_one_more_is():
    cast = make_village()
    draft = schemes.draft_from_template(village=cast.village, template=template(), by=cast.administrator, at=AT)
    schemes.take_effect(
        scheme=draft, mandate=mandate(in_favour=19), effective_from=date(2026, 10, 20), by=cast.administrator, at=AT
    )
    assert scheme_on(cast.village, date(2026, 10, 20)) == draft


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("points_mandate_counts", lambda cast: mandate(village=cast.village, present=41).save()),
        (
            "points_scheme_in_force_has_mandate",
            lambda cast: SchemeFactory(village=cast.village, mandate=None, effective_from=date(2027, 1, 1)),
        ),
        ("points_scheme_from_key", lambda cast: SchemeFactory(village=cast.village)),
    ],
)
def test_the_database_refuses(name, make):
    cast = make_village()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make(cast)


def test_board_points_come_from_the_scheme_of_the_day():
    cast = make_village()
    assert board_points(cast.village, date(2026, 10, 1)) == (10, -10)
    Item.objects.filter(scheme=cast.scheme, code=68).update(points=15)
    assert board_points(cast.village, date(2026, 10, 1)) == (15, -10)
    assert board_points(VillageFactory(), date(2026, 10, 1)) == (10, -10)
