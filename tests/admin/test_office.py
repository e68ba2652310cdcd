"""Settings, accounts, bodies, near kin, register, rules: the administrator's office, through real forms."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from councils.enums import Decision
from councils.models import Body, Feedback, NearKin
from councils.services.review import decide
from points.enums import HouseholdState, Role
from points.models import AuditRow, Category, Group, Household, Item, Mandate, Membership, Scheme, User, VillageSettings
from points.services import schemes
from tests.admin.conftest import DAY, signed_in
from tests.admin.everything import fill
from tests.factories import Cast, HouseholdFactory, ItemFactory, make_village, member, seat, submitted
from tests.support import assert_valid_html
from villagegov.kernel import clock


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def office(cast: Cast) -> Client:
    client = signed_in(cast.administrator)
    client.cookies["language"] = "en"
    return client


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def acts(cast: Cast) -> set[str]:
    return set(AuditRow.objects.filter(village=cast.village).values_list("action", flat=True))


# ----------------------------------------------------------------------------------------------------------- settings

#: What is changed; everything else is sent as the form shows it.
NUMBERS = {
    "publicity_days": "10",
    "quorum_votes": "3",
    "quorum_constituencies": "2",
    "bottom_three_rule": "off",
    "black_audience": "signed_in",
}
SETTINGS = "/admin/points/villagesettings/"


def sent(office: Client, **changed: str) -> dict[str, str]:
    """The form as it was rendered, with some fields changed: a new setting is in it by itself."""
    form = office.get(f"{SETTINGS}add/").context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    there = {name: value for name, value in shown.items() if value is not None and value is not False}
    kept = {name: "on" if value is True else str(value) for name, value in there.items()}
    return {**kept, **NUMBERS, "effective_from": "2026-11-01", **changed}


def test_a_change_of_settings_is_a_new_row_from_a_day_on(cast: Cast, office: Client) -> None:
    form = office.get(f"{SETTINGS}add/").context["adminform"].form
    assert form.initial["publicity_days"] == 7 and form.initial["effective_from"] == DAY, "the numbers as they are"
    response = office.post(f"{SETTINGS}add/", sent(office), follow=True)
    assert response.redirect_chain
    first, second = VillageSettings.objects.filter(village=cast.village).order_by("effective_from")
    assert (first.publicity_days, second.publicity_days, second.effective_from) == (7, 10, date(2026, 11, 1))
    assert "settings.changed" in acts(cast)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"effective_from": "2026-10-25"}, "effective_from"),
        ({"publicity_days": "4"}, "publicity_days"),
        ({"quorum_votes": "1"}, "quorum_constituencies"),
        ({"issue_day": "31"}, "issue_day"),
        ({"black_days": ""}, "black_days"),
    ],
)
def test_wrong_settings_are_refused_beside_their_field(
    changed: dict[str, str], field: str, cast: Cast, office: Client
) -> None:
    response = office.post(f"{SETTINGS}add/", sent(office, **changed))
    assert response.status_code == 200 and field in errors(response)
    assert "violated" not in str(errors(response)) and "Village" not in str(errors(response))
    assert response.context["adminform"].form["publicity_days"].value() == changed.get("publicity_days", "10")
    assert VillageSettings.objects.filter(village=cast.village).count() == 1


def test_settings_of_the_past_stay(cast: Cast, office: Client) -> None:
    row = VillageSettings.objects.get(village=cast.village)
    assert office.post(f"{SETTINGS}{row.pk}/change/", {**NUMBERS, "effective_from": "2026-01-01"}).status_code == 403


# ----------------------------------------------------------------------------------------------------------- accounts

ACCOUNTS = "/admin/points/membership/"


def new_account(**more: str) -> dict[str, str]:
    return {"user": "", "name": "李会计", "username": "likuaiji", "role": "officer", "household": "", **more}


def test_a_new_account_shows_its_password_once_and_it_opens_the_door(cast: Cast, office: Client) -> None:
    response = office.post(f"{ACCOUNTS}add/", new_account(role="committee"))
    assert response.status_code == 200
    found = re.search(r'id="one-time-password">([a-z2-9]{12})<', response.content.decode())
    assert found
    assert "no-store" in response.headers["Cache-Control"]
    assert_valid_html(response.content)
    user = User.objects.get(username="likuaiji")
    assert user.check_password(found[1]) and user.is_staff and user.name == "李会计"
    assert found[1] not in office.get(ACCOUNTS).content.decode()
    assert found[1] not in str(list(AuditRow.objects.values("before", "after")))
    assert "role.granted" in acts(cast)


def test_one_more_role_for_somebody_who_has_an_account(cast: Cast, office: Client) -> None:
    response = office.post(
        f"{ACCOUNTS}add/", new_account(user=str(cast.officer.pk), name="", username="", role="committee"), follow=True
    )
    assert response.redirect_chain and "one-time-password" not in response.content.decode()
    assert cast.officer.memberships.filter(role=Role.COMMITTEE, active=True).exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": ""}, "username"),
        ({"name": "", "username": ""}, "name"),
        ({"username": "有空 格"}, "username"),
        ({"role": ""}, "role"),
        ({"role": "emperor"}, "role"),
        ({"role": "villager"}, "household"),
    ],
)
def test_a_wrong_account_is_refused_beside_its_field(
    changed: dict[str, str], field: str, cast: Cast, office: Client
) -> None:
    response = office.post(f"{ACCOUNTS}add/", new_account(**changed))
    assert response.status_code == 200 and field in errors(response), errors(response)
    assert not User.objects.filter(name="李会计").exists()


def test_a_name_that_is_taken_is_said_so(cast: Cast, office: Client) -> None:
    response = office.post(f"{ACCOUNTS}add/", new_account(username=cast.officer.username))
    assert "is taken" in errors(response)["username"][0]
    both = office.post(f"{ACCOUNTS}add/", new_account(user=str(cast.officer.pk)))
    assert "not both" in errors(both)["user"][0]


def test_an_account_of_another_village_is_no_choice(cast: Cast, office: Client) -> None:
    other = make_village()
    response = office.post(f"{ACCOUNTS}add/", new_account(user=str(other.officer.pk), name="", username=""))
    assert "user" in errors(response)
    foreign = new_account(role="villager", household=str(other.households[0].pk))
    assert "household" in errors(office.post(f"{ACCOUNTS}add/", foreign))


def test_a_password_is_reset_after_asking(cast: Cast, office: Client) -> None:
    url = f"{ACCOUNTS}{cast.officer.memberships.get().pk}/password/"
    before = cast.officer.password
    asked = office.get(url)
    cast.officer.refresh_from_db()
    assert asked.status_code == 200 and cast.officer.password == before
    shown = office.post(url)
    found = re.search(r'id="one-time-password">([a-z2-9]{12})<', shown.content.decode())
    cast.officer.refresh_from_db()
    assert found and cast.officer.check_password(found[1])


def test_the_password_of_somebody_who_works_elsewhere_too_is_not_reset_here(cast: Cast, office: Client) -> None:
    other = make_village()
    membership = Membership.objects.create(village=cast.village, user=other.officer, role=Role.OFFICER)
    response = office.post(f"{ACCOUNTS}{membership.pk}/password/", follow=True)
    assert response.status_code == 403 and "another village" in response.content.decode()
    client = signed_in(cast.superuser)
    assert "one-time-password" in client.post(f"{ACCOUNTS}{membership.pk}/password/").content.decode()


def test_a_role_is_taken_away_and_given_back(cast: Cast, office: Client) -> None:
    membership = cast.branch.memberships.get()
    url = f"{ACCOUNTS}{membership.pk}/active/"
    assert "ends at once" in office.get(url).content.decode()
    office.post(url)
    membership.refresh_from_db()
    assert not membership.active and signed_in(cast.branch).get("/admin/").status_code == 403
    assert "are those of before" in office.get(url).content.decode()
    office.post(url)
    membership.refresh_from_db()
    assert membership.active and signed_in(cast.branch).get("/admin/").status_code == 200


def test_the_last_administrator_stays(cast: Cast, office: Client) -> None:
    membership = cast.administrator.memberships.get()
    page = f"{ACCOUNTS}{membership.pk}/active/"
    response = office.post(page, follow=True, headers={"Referer": f"http://testserver{page}"})
    assert "last administrator" in response.content.decode()
    membership.refresh_from_db()
    assert membership.active


# --------------------------------------------------------------------------------------------------- bodies, near kin


def test_near_kin_are_registered_once_and_removed_with_a_trace(cast: Cast, office: Client) -> None:
    data = {"user": str(cast.branch.pk), "household": str(cast.households[1].pk), "registered_on": "2026-10-01"}
    office.post("/admin/councils/nearkin/add/", data)
    kin = NearKin.objects.get(village=cast.village)
    again = office.post("/admin/councils/nearkin/add/", data)
    assert errors(again) == {"household": ["The village has this already. Choose another."]}
    office.post(f"/admin/councils/nearkin/{kin.pk}/delete/", {"post": "yes"})
    assert not NearKin.objects.exists()
    assert {"nearkin.added", "nearkin.deleted"} <= acts(cast)


# ----------------------------------------------------------------------------------------------------------- register

HOUSEHOLDS = "/admin/points/household/"


def household(cast: Cast, **more: str) -> dict[str, str]:
    return {
        "number": "088",
        "head_name": "孙悟空",
        "group": str(cast.groups[0].pk),
        "members": "3",
        "resident": "on",
        "joined_on": "2026-10-01",
        **more,
    }


def test_a_new_household_with_its_pinyin(cast: Cast, office: Client) -> None:
    response = office.post(f"{HOUSEHOLDS}add/", household(cast), follow=True)
    assert response.redirect_chain, errors(response)
    row = Household.objects.get(village=cast.village, number="088")
    assert (row.pinyin, row.initials, row.group) == ("sunwukong", "swk", cast.groups[0])
    assert "household.added" in acts(cast)
    taken = office.post(f"{HOUSEHOLDS}add/", household(cast))
    assert "is taken" in errors(taken)["number"][0]


def test_a_household_is_corrected_and_what_has_a_day_is_left_to_its_page(cast: Cast, office: Client) -> None:
    row = cast.households[1]
    url = f"{HOUSEHOLDS}{row.pk}/change/"
    dated = {"state": "closed", "left_on": "2026-10-20", "unranked": "on", "names_public": "on", "number": "999"}
    assert office.post(url, household(cast, joined_on="2019-10-01", **dated)).status_code == 302
    row.refresh_from_db()
    assert (row.head_name, row.pinyin, row.number) == ("孙悟空", "sunwukong", "002"), "the number stays"
    assert (row.state, row.unranked, row.names_public) == (HouseholdState.ACTIVE, False, False)
    assert reverse("points:household", args=[cast.village.slug, row.pk]) in office.get(url).content.decode()


def test_groups_are_added_once(cast: Cast, office: Client) -> None:
    office.post("/admin/points/group/add/", {"number": "9", "name": "9组"})
    assert Group.objects.get(village=cast.village, number=9).name == "9组"
    again = office.post("/admin/points/group/add/", {"number": "9", "name": "九组"})
    assert errors(again) == {"number": ["The village has this already. Choose another."]}


# -------------------------------------------------------------------------------------------------------------- rules


@pytest.fixture
def draft(cast: Cast) -> Scheme:
    return schemes.copy_scheme(scheme=cast.scheme, title="2027年办法", by=None, at=clock.now())


MANDATE = {
    "kind": "representatives",
    "meeting": "村民代表会议",
    "held_on": "2026-10-20",
    "entitled": "40",
    "present": "36",
    "in_favour": "34",
    "filing": "镇备2026-3号",
    "effective_from": "2027-01-01",
}


def test_a_draft_takes_effect_with_its_mandate_and_is_frozen(cast: Cast, office: Client, draft: Scheme) -> None:
    url = f"/admin/points/scheme/{draft.pk}/effect/"
    assert_valid_html(office.get(url).content)
    response = office.post(url, MANDATE, follow=True)
    assert "stay as they were decided" in response.content.decode()
    draft.refresh_from_db()
    assert draft.effective_from == date(2027, 1, 1) and draft.mandate is not None and draft.mandate.present == 36
    item = Item.objects.filter(village=cast.village, scheme=draft).first()
    assert item is not None
    assert office.post(f"/admin/points/item/{item.pk}/change/", {"name": "x"}).status_code == 403
    assert office.get(url).status_code == 302
    assert "scheme.in_force" in acts(cast)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"in_favour": "18"}, "in_favour"),
        ({"present": "50"}, "present"),
        ({"held_on": "2026-09-20", "effective_from": "2026-10-01"}, "effective_from"),
        ({"held_on": "2019-09-20", "effective_from": "2019-10-01"}, "effective_from"),
        ({"held_on": "2027-02-01"}, "held_on"),
        ({"meeting": ""}, "meeting"),
        ({"filing": ""}, "filing"),
        ({"kind": ""}, "kind"),
        ({"entitled": "0"}, "entitled"),
    ],
)
def test_a_mandate_that_does_not_hold_is_refused(
    changed: dict[str, str], field: str, cast: Cast, office: Client, draft: Scheme
) -> None:
    response = office.post(f"/admin/points/scheme/{draft.pk}/effect/", {**MANDATE, **changed})
    assert field in response.context["form"].errors, response.context["form"].errors
    draft.refresh_from_db()
    assert draft.is_draft


def test_rules_in_force_are_copied_to_a_draft(cast: Cast, office: Client) -> None:
    response = office.post(f"/admin/points/scheme/{cast.scheme.pk}/copy/", follow=True)
    copy = Scheme.objects.get(village=cast.village, effective_from=None)
    assert Item.objects.filter(village=cast.village, scheme=copy).count() == 4
    assert response.redirect_chain[-1][0] == f"/admin/points/scheme/{copy.pk}/change/"
    assert office.get(f"/admin/points/scheme/{cast.scheme.pk}/copy/").status_code == 302
    assert Scheme.objects.filter(village=cast.village).count() == 2, "asking with GET copies nothing"


def item(draft: Scheme, **more: str) -> dict[str, str]:
    category = Category.objects.get(scheme=draft)
    return {
        "scheme": str(draft.pk),
        "category": str(category.pk),
        "code": "16",
        "name": "义务劳动",
        "wording": "参加一次",
        "points": "5",
        "unit": "次",
        "max_per_month": "4",
        "disclosure": "full",
        "route": "full",
        **more,
    }


def test_items_of_a_draft_are_added_changed_and_deleted(cast: Cast, office: Client, draft: Scheme) -> None:
    assert office.post("/admin/points/item/add/", item(draft)).status_code == 302
    row = Item.objects.get(village=cast.village, scheme=draft, code=16)
    again = office.post("/admin/points/item/add/", item(draft))
    assert errors(again) == {"code": ["The village has this already. Choose another."]}
    zero = office.post(f"/admin/points/item/{row.pk}/change/", item(draft, points="0"))
    assert "no points" in errors(zero)["points"][0]
    office.post(f"/admin/points/item/{row.pk}/change/", item(draft, points="6"))
    row.refresh_from_db()
    assert row.points == 6
    office.post(f"/admin/points/item/{row.pk}/delete/", {"post": "yes"})
    assert not Item.objects.filter(pk=row.pk).exists()
    assert {"item.added", "item.changed", "item.deleted"} <= acts(cast)


def test_no_item_goes_into_rules_in_force(cast: Cast, office: Client, draft: Scheme) -> None:
    response = office.post("/admin/points/item/add/", item(draft, scheme=str(cast.scheme.pk)))
    assert "scheme" in errors(response)
    frozen = Category.objects.get(scheme=cast.scheme)
    assert "category" in errors(office.post("/admin/points/item/add/", item(draft, category=str(frozen.pk))))


def test_a_draft_that_took_effect_while_it_was_edited_is_not_saved(cast: Cast, office: Client, draft: Scheme) -> None:
    """The page was opened before; the lock is taken when it is saved."""
    data = item(draft)
    schemes.lock_draft(draft)
    schemes.take_effect(
        scheme=draft,
        mandate=_mandate(),
        effective_from=date(2027, 1, 1),
        by=None,
        at=clock.now(),
    )
    assert "scheme" in errors(office.post("/admin/points/item/add/", data))


def _mandate() -> Any:
    return Mandate(
        meeting="会议", held_on=date(2026, 10, 20), entitled=40, present=36, in_favour=34, filing="镇备2026-3号"
    )


def test_the_draft_itself_and_its_categories(cast: Cast, office: Client, draft: Scheme) -> None:
    category = Category.objects.get(scheme=draft)
    data = {
        "title": "二〇二七年办法",
        "base_points": "120",
        "late_join": "none",
        "categories-TOTAL_FORMS": "2",
        "categories-INITIAL_FORMS": "1",
        "categories-0-id": str(category.pk),
        "categories-0-scheme": str(draft.pk),
        "categories-0-number": "1",
        "categories-0-name": "维护社会治安",
        "categories-1-scheme": str(draft.pk),
        "categories-1-number": "2",
        "categories-1-name": "倡导公益美德",
    }
    response = office.post(f"/admin/points/scheme/{draft.pk}/change/", data)
    assert response.status_code == 302, errors(response)
    draft.refresh_from_db()
    assert draft.title == "二〇二七年办法" and draft.categories.count() == 2
    office.post(f"/admin/points/scheme/{draft.pk}/delete/", {"post": "yes"})
    assert not Scheme.objects.filter(pk=draft.pk).exists()


def test_items_are_shown_one_version_at_a_time(cast: Cast, office: Client, draft: Scheme) -> None:
    shown = office.get("/admin/points/item/").context["cl"].result_list
    assert {row.scheme_id for row in shown} == {cast.scheme.pk}, "the version in force"
    shown = office.get(f"/admin/points/item/?scheme={draft.pk}").context["cl"].result_list
    assert {row.scheme_id for row in shown} == {draft.pk}


# ------------------------------------------------------------------------------------------------------ records, costs


def test_the_ledger_is_searched_and_filtered(cast: Cast) -> None:
    fill(cast)
    client = signed_in(cast.supervisor)
    url = "/admin/points/entry/"

    def shown(query: str) -> list[int]:
        return [entry.seq for entry in client.get(url + query).context["cl"].result_list]

    assert shown("") == [3, 2, 1]
    assert shown("?q=002") == [2]
    assert shown("?month=2026-10-01") == [3, 2, 1] and shown("?kind__exact=board") == []
    body = client.get(f"{url}{cast.households[0].entries.get().pk}/change/").content.decode()
    assert "&quot;kind&quot;:&quot;base&quot;" in body, "the record as it was posted"


def test_the_audit_is_searched_and_filtered(cast: Cast) -> None:
    fill(cast)
    client = signed_in(cast.supervisor)
    url = "/admin/points/auditrow/"
    rows = client.get(f"{url}?act=claim.vote_approve").context["cl"].result_list
    assert [row.by for row in rows] == [cast.branch]
    assert len(client.get(f"{url}?q={rows[0].subject_id}").context["cl"].result_list) == 1
    assert len(client.get(f"{url}?q=branch").context["cl"].result_list) == 1


def test_the_history_of_a_thing_is_its_audit(cast: Cast, office: Client) -> None:
    office.post(f"{HOUSEHOLDS}add/", household(cast))
    row = Household.objects.get(village=cast.village, number="088")
    response = office.get(f"{HOUSEHOLDS}{row.pk}/history/")
    assert "household added" in response.content.decode() and cast.administrator.name in response.content.decode()
    assert_valid_html(response.content)


LISTS = (
    "points/household",
    "points/membership",
    "councils/body",
    "councils/nearkin",
    "councils/vote",
    "points/entry",
    "points/auditrow",
    "points/item",
    "points/scheme",
    "councils/feedback",
)


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_for_more_rows(name: str, cast: Cast) -> None:
    client = signed_in(cast.administrator)

    def cost() -> int:
        client.get(f"/admin/{name}/")
        with CaptureQueriesContext(connection) as run:
            client.get(f"/admin/{name}/")
        return len(run)

    fill(cast)
    before = cost()
    _three_more(cast)
    assert cost() == before


def _three_more(cast: Cast) -> None:
    for index in range(3):
        row = HouseholdFactory(village=cast.village, group=cast.groups[0], number=f"7{index}")
        user = member(cast.village, Role.COMMITTEE, name=f"委员{index}")
        body = Body.objects.create(village=cast.village, name=f"组织{index}", kind="branch")
        seat(body, user, household=row)
        NearKin.objects.create(village=cast.village, user=user, household=cast.households[0], registered_on=DAY)
        claim = submitted(cast.village, cast.households[2], cast.award, cast.officer)
        decide(village=cast.village, claim_ids=[claim.pk], decision=Decision.APPROVE, by=user, at=clock.now())
        ItemFactory(scheme=cast.scheme, category=cast.category)
        Feedback.objects.create(village=cast.village, text="x", made_at=clock.now())
        schemes.copy_scheme(scheme=cast.scheme, title=f"草稿{index}", by=None, at=clock.now())


def test_a_form_that_names_a_huge_number_of_rows_is_not_drawn_with_them(office: Client) -> None:
    answer = office.post(
        "/admin/points/calendaryear/add/",
        {"year": "", "days-TOTAL_FORMS": "9" * 25, "days-INITIAL_FORMS": "0"},
    )
    assert answer.status_code == 200
    [formset] = answer.context["inline_admin_formsets"]
    assert len(formset.formset.forms) <= 300


def test_two_people_of_one_name_are_told_apart_by_their_log_in(cast: Cast, office: Client):
    twins = [member(cast.village, Role.COMMITTEE, name="李小华", username=f"lixiaohua{n}") for n in (1, 2)]
    page = office.get("/admin/councils/nearkin/add/").content.decode()
    for twin in twins:
        assert f"李小华 · {twin.username}" in page
    assert "Log-in account" in page
