"""Every page of the admin for every role: who sees, who adds, who changes, who deletes. Everything else is refused."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from boards.models import BoardIssue
from points.models import AuditRow, Claim, Entry, Item, Scheme
from tests.admin.conftest import signed_in
from tests.admin.everything import fill, one_of, pages
from tests.factories import Cast, UserFactory, make_village

COMMITTEE, SUPERVISOR, ADMINISTRATOR = "branch", "supervisor", "administrator"
OFFICE = {COMMITTEE, SUPERVISOR, ADMINISTRATOR}
WATCH = {SUPERVISOR, ADMINISTRATOR}
ADMIN = {ADMINISTRATOR}

#: Who may see, add, change, delete. Rules (``scheme``, ``item``) are asked for their draft.
EXPECTED: dict[str, tuple[set[str], set[str], set[str], set[str]]] = {
    "points.claim": (OFFICE, set(), set(), set()),
    "councils.vote": (OFFICE, set(), set(), set()),
    "points.batch": (OFFICE, set(), set(), set()),
    "points.household": (WATCH, ADMIN, ADMIN, set()),
    "points.group": (WATCH, ADMIN, ADMIN, set()),
    "points.membership": (ADMIN, ADMIN, set(), set()),
    "councils.body": (WATCH, set(), set(), set()),
    "councils.nearkin": (WATCH, ADMIN, set(), ADMIN),
    "points.villagesettings": (WATCH, ADMIN, set(), set()),
    "points.calendaryear": (WATCH, ADMIN, ADMIN, set()),
    "points.scheme": (WATCH, ADMIN, ADMIN, ADMIN),
    "points.item": (WATCH, ADMIN, ADMIN, ADMIN),
    "points.entry": (WATCH, set(), set(), set()),
    "points.monthclose": (WATCH, set(), set(), set()),
    "points.auditrow": (WATCH, set(), set(), set()),
    "councils.feedback": (WATCH, set(), set(), set()),
}
#: Views beside Django's five of each model.
OWN_VIEWS = {
    "points_claim_decide",
    "points_scheme_effect",
    "points_scheme_copy",
    "points_membership_password",
    "points_membership_active",
}
SITE_VIEWS = {
    "village",
    "index",
    "login",
    "logout",
    "password_change",
    "password_change_done",
    "autocomplete",
    "jsi18n",
    "view_on_site",
    "app_list",
}


def address(label: str, what: str, *args: Any) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{what}", args=args)


def test_every_page_is_named_here() -> None:
    assert set(pages()) - set(EXPECTED) <= {label for label in pages() if label.startswith("boards.")}
    assert set(EXPECTED) <= set(pages())
    named = set(_names(admin.site.get_urls()))
    ordinary = {
        f"{label.replace('.', '_')}_{what}"
        for label in pages()
        for what in ("changelist", "add", "history", "delete", "change")
    }
    rest = {name for name in named - ordinary - OWN_VIEWS - SITE_VIEWS if not name.startswith("boards_")}
    assert not rest, f"who may open these? {rest}"


def _names(patterns: Any) -> Any:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


@pytest.mark.parametrize("who", [COMMITTEE, SUPERVISOR, ADMINISTRATOR, "superuser"])
def test_each_role_at_each_page(who: str, cast: Cast) -> None:
    fill(cast)
    client = signed_in(getattr(cast, who))
    role = ADMINISTRATOR if who == "superuser" else who  # whoever runs the machine sees all and sets up villages
    wrong = []
    for label, (view, add, change, delete) in EXPECTED.items():
        model = pages()[label].model
        row = Scheme.objects.get(effective_from=None) if model is Scheme else one_of(model, cast)
        assert row is not None, label
        asked = {
            address(label, "changelist"): role in view,
            address(label, "change", row.pk): role in view,
            address(label, "history", row.pk): role in view,
            address(label, "add"): role in add,
            address(label, "delete", row.pk): role in delete,
        }
        for url, allowed in asked.items():
            status = client.get(url).status_code
            if status != (200 if allowed else 403):
                wrong.append(f"{url}: {status}")
        # What is seen is not what may be written.
        status = client.post(address(label, "change", row.pk), {}).status_code
        if status != (200 if role in change else 403):
            wrong.append(f"POST {label}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["officer", "villager"])
def test_whoever_has_no_work_here_reads_so(who: str, cast: Cast) -> None:
    fill(cast)
    client = signed_in(getattr(cast, who))
    for url in _all_addresses(cast):
        response = client.get(url)
        assert response.status_code == 403, url
        assert "审核委员" in response.content.decode(), "in words, for whom the page is"


def test_the_stranger_is_sent_to_log_in(cast: Cast) -> None:
    fill(cast)
    for url in _all_addresses(cast):
        response = Client().get(url)
        assert response.status_code == 302 and "/login/" in response.url, url


def test_a_role_taken_away_closes_the_door_at_once(cast: Cast) -> None:
    client = signed_in(cast.branch)
    assert client.get("/admin/").status_code == 200
    cast.branch.memberships.update(active=False)
    assert client.get("/admin/").status_code == 403


def test_somebody_with_a_flag_and_no_role_stays_outside(cast: Cast) -> None:
    assert signed_in(UserFactory(is_staff=True)).get("/admin/").status_code == 403


def _all_addresses(cast: Cast) -> list[str]:
    found = ["/admin/", "/admin/points/", "/admin/jsi18n/", "/admin/autocomplete/"]
    for label, page in pages().items():
        row = one_of(page.model, cast)
        found += [address(label, "changelist"), address(label, "add")]
        if row is not None:
            found += [address(label, what, row.pk) for what in ("change", "history", "delete")]
    claim, scheme = Claim.objects.get(), Scheme.objects.get(effective_from=None)
    membership = cast.branch.memberships.get()
    found += [
        address("points.claim", "decide") + f"?decision=approve&claim={claim.pk}",
        address("points.scheme", "effect", scheme.pk),
        address("points.membership", "password", membership.pk),
        address("points.membership", "active", membership.pk),
    ]
    return found


# ------------------------------------------------------------------------------------------------ one village at a time


@pytest.mark.parametrize("who", [COMMITTEE, SUPERVISOR, ADMINISTRATOR])
def test_rows_of_another_village_are_not_there(who: str, cast: Cast) -> None:
    other = make_village(name="祝村")
    fill(other)
    client = signed_in(getattr(cast, who))
    for label, (view, _add, _change, _delete) in EXPECTED.items():
        row = one_of(pages()[label].model, other)
        assert row is not None, label
        listed = client.get(address(label, "changelist"), {"state": "all"})
        assert str(row.pk) not in listed.content.decode(), label
        for what in ("change", "history", "delete"):
            response = client.get(address(label, what, row.pk))
            # A role that may not see the page at all is refused before the row is looked for, or after: never shown.
            assert response.status_code in ((404,) if who in view and what != "delete" else (403, 404)), (label, what)
            if response.status_code == 404:
                assert "没有这个页面" in response.content.decode()


def test_own_views_do_not_reach_into_another_village(cast: Cast) -> None:
    other = make_village(name="祝村")
    fill(other)
    client = signed_in(cast.administrator)
    membership = other.branch.memberships.get()
    scheme = Scheme.objects.get(village=other.village, effective_from=None)
    for url in (
        address("points.membership", "password", membership.pk),
        address("points.membership", "active", membership.pk),
        address("points.scheme", "effect", scheme.pk),
        address("points.scheme", "copy", scheme.pk),
    ):
        assert client.post(url, {}).status_code == 404, url
    membership.refresh_from_db()
    assert membership.active
    committee = signed_in(cast.branch)
    claim = Claim.objects.get(village=other.village)
    response = committee.post(
        address("points.claim", "decide"), {"decision": "return", "claim": str(claim.pk), "note": "x", "confirmed": "1"}
    )
    assert response.status_code == 302
    claim.refresh_from_db()
    assert claim.state == "submitted"


def test_choices_are_the_villages_own(cast: Cast) -> None:
    other = make_village(name="祝村")
    body = signed_in(cast.administrator).get(address("councils.nearkin", "add")).content.decode()
    assert str(cast.households[0].pk) in body and str(cast.branch.pk) in body
    assert str(other.households[0].pk) not in body and str(other.branch.pk) not in body
    response = signed_in(cast.administrator).post(
        address("councils.nearkin", "add"),
        {"user": str(cast.branch.pk), "household": str(other.households[0].pk), "registered_on": "2026-10-01"},
    )
    assert response.status_code == 200 and "errorlist" in response.content.decode()


def test_filters_offer_the_villages_own(cast: Cast) -> None:
    other = make_village(name="祝村")
    other.groups[0].name = "祝家院子"
    other.groups[0].save()
    fill(cast)
    for label in ("points.claim", "points.household", "points.entry"):
        body = signed_in(cast.supervisor).get(address(label, "changelist")).content.decode()
        assert "1组" in body and "祝家院子" not in body


def test_people_of_several_villages_choose(cast: Cast) -> None:
    other = make_village(name="祝村")
    other.supervisor.memberships.create(village=cast.village, role="supervisor")
    client = signed_in(other.supervisor)
    fill(cast)
    claim = Claim.objects.get(village=cast.village)
    first = client.get("/admin/").content.decode()
    assert 'name="village"' in first and "王家沟村" in first and "祝村" in first
    client.post("/admin/village/", {"village": str(other.village.pk)})
    assert client.get(address("points.claim", "change", claim.pk)).status_code == 404
    response = client.post("/admin/village/", {"village": str(cast.village.pk)}, follow=True)
    assert response.redirect_chain == [("/admin/", 302)]
    assert client.get(address("points.claim", "change", claim.pk)).status_code == 200
    third = make_village(name="和平村")
    client.post("/admin/village/", {"village": str(third.village.pk)})  # not theirs: nothing changes
    assert client.get(address("points.claim", "change", claim.pk)).status_code == 200
    assert client.get("/admin/village/").status_code == 405


def test_people_of_one_village_have_nothing_to_choose(cast: Cast) -> None:
    make_village()
    assert 'name="village"' not in signed_in(cast.supervisor).get("/admin/").content.decode()


def test_a_superuser_chooses_among_all_villages(cast: Cast) -> None:
    other = make_village(name="祝村")
    client = signed_in(cast.superuser)
    client.post("/admin/village/", {"village": str(other.village.pk)})
    assert str(other.households[0].pk) in client.get(address("points.household", "changelist")).content.decode()


def test_without_any_village_the_superuser_reads_how_to_start_one(db: None) -> None:
    response = signed_in(UserFactory(is_staff=True, is_superuser=True)).get("/admin/")
    assert response.status_code == 403 and "create_village" in response.content.decode()


# ------------------------------------------------------------------------------------------ nobody, superuser included


@pytest.mark.parametrize("who", ["superuser", ADMINISTRATOR, COMMITTEE])
@pytest.mark.parametrize("label", ["points.claim", "councils.vote", "points.entry", "points.auditrow", "points.batch"])
def test_nobody_writes_what_is_only_read(who: str, label: str, cast: Cast) -> None:
    fill(cast)
    client = signed_in(getattr(cast, who))
    page = pages()[label]
    row = one_of(page.model, cast)
    assert row is not None
    before = list(page.model.objects.order_by("pk").values())
    statuses = [
        client.post(address(label, "add"), {"note": "x"}).status_code,
        client.post(address(label, "change", row.pk), {"points": "99", "_save": "1"}).status_code,
        client.post(address(label, "delete", row.pk), {"post": "yes"}).status_code,
        client.post(
            address(label, "changelist"), {"action": "delete_selected", "index": "0", "_selected_action": str(row.pk)}
        ).status_code,
    ]
    assert statuses[:3] == [403, 403, 403] and statuses[3] in (200, 302, 403)
    assert list(page.model.objects.order_by("pk").values()) == before


def test_there_is_no_delete_action_anywhere(cast: Cast) -> None:
    from django.test import RequestFactory

    request: Any = RequestFactory().get("/admin/")
    request.user, request.village, request.roles = cast.superuser, cast.village, frozenset({"administrator"})
    for label, page in pages().items():
        assert "delete_selected" not in page.get_actions(request), label


def test_pages_of_other_packages_stay_out() -> None:
    assert {label.split(".")[0] for label in pages()} <= {"points", "councils", "boards"}


def test_the_superuser_may_not_vote_by_the_confirm_page(cast: Cast) -> None:
    fill(cast)
    claim = Claim.objects.get()
    sent = {"decision": "approve", "claim": str(claim.pk), "confirmed": "1"}
    assert signed_in(cast.superuser).post(address("points.claim", "decide"), sent).status_code == 403
    assert signed_in(cast.administrator).post(address("points.claim", "decide"), sent).status_code == 403


def test_rules_in_force_are_frozen_for_everybody(cast: Cast) -> None:
    fill(cast)
    for who in (cast.administrator, cast.superuser):
        client = signed_in(who)
        for label, row in (("points.scheme", cast.scheme), ("points.item", cast.award)):
            assert client.get(address(label, "change", row.pk)).status_code == 200
            assert client.post(address(label, "change", row.pk), {"title": "x"}).status_code == 403
            assert client.post(address(label, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert Item.objects.filter(scheme=cast.scheme).count() == 4


def test_the_index_shows_each_only_their_own(cast: Cast) -> None:
    fill(cast)
    committee = signed_in(cast.branch).get("/admin/").content.decode()
    assert "/admin/points/claim/" in committee and "/admin/points/membership/" not in committee
    assert "/admin/points/entry/" not in committee
    supervisor = signed_in(cast.supervisor).get("/admin/").content.decode()
    assert "/admin/points/entry/" in supervisor and "/admin/points/membership/" not in supervisor
    administrator = signed_in(cast.administrator).get("/admin/").content.decode()
    assert "/admin/points/membership/add/" in administrator
    assert BoardIssue.objects.exists() and AuditRow.objects.exists() and Entry.objects.exists()
