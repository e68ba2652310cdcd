"""Listing near kin once a term: by the member, or by the administrator from a signed paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils.enums import BodyKind
from councils.models import BodyMember, KinListing, MemberKin, NearKin
from councils.queries import kin as queries
from councils.queries.bodies import barred_households
from councils.queries.people import roll
from councils.services.kin import list_kin
from points.models import Household, User
from tests.factories import Cast, make_village
from tests.meetings.conftest import DAY
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_village(households=5)


def listed(cast: Cast, person: Any = None, *, by: User | None = None, **more: Any) -> KinListing:
    return list_kin(
        village=cast.village,
        person=person or cast.branch.pk,
        by=User.objects.get(pk=(by or cast.branch).pk),
        at=clock.now(),
        **{"listed_on": DAY, **more},
    )


def test_a_list_takes_the_place_of_the_one_before(cast: Cast) -> None:
    first, second = cast.households[1], cast.households[2]
    listed(cast, households=[first.pk], members=[cast.supervision.pk])
    assert barred_households(cast.branch, cast.village) == {first.pk}
    assert roll(cast.village, DAY).related(cast.branch.pk) == {cast.supervision.pk}
    listed(cast, households=[second.pk])
    assert barred_households(cast.branch, cast.village) == {second.pk}
    assert not MemberKin.objects.exists() and KinListing.objects.count() == 2


def test_an_empty_list_is_a_list(cast: Cast) -> None:
    assert queries.still_to_list(cast.village, DAY) == 4
    listed(cast)
    assert queries.still_to_list(cast.village, DAY) == 3
    assert not NearKin.objects.exists()


def test_what_others_listed_stays(cast: Cast) -> None:
    listed(cast, cast.supervision.pk, by=cast.supervision, members=[cast.branch.pk])
    listed(cast)
    assert roll(cast.village, DAY).related(cast.branch.pk) == {cast.supervision.pk}


def test_the_own_household_needs_no_listing(cast: Cast) -> None:
    BodyMember.objects.filter(user=cast.branch).update(household=cast.households[0])
    listed(cast, households=[cast.households[0].pk, cast.households[1].pk])
    assert set(NearKin.objects.values_list("household", flat=True)) == {cast.households[1].pk}


def test_a_member_without_a_log_in_signs_on_paper(cast: Cast) -> None:
    seat = BodyMember.objects.create(
        village=cast.village, body=cast.bodies[BodyKind.REPRESENTATIVES], name="老周", term_from=date(2024, 1, 1)
    )
    with pytest.raises(NotAllowed):
        listed(cast, seat.pk, by=cast.branch)
    row = listed(cast, seat.pk, by=cast.administrator, households=[cast.households[3].pk])
    assert row.entered_by == cast.administrator and row.seat_id == seat.pk
    assert roll(cast.village, DAY).people[seat.pk].kin == {cast.households[3].pk}


def test_a_new_term_asks_anew(cast: Cast) -> None:
    listed(cast)
    BodyMember.objects.filter(user=cast.branch).update(term_from=DAY + timedelta(days=1))
    with clock.frozen(clock.moment(DAY + timedelta(days=2), 9)):
        assert not roll(cast.village, clock.today()).of_user(cast.branch.pk).listed
        with pytest.raises(DomainError) as refusal:
            listed(cast, listed_on=DAY)
        assert refusal.value.field == "listed_on"


def test_refused(cast: Cast) -> None:
    far = make_village()
    for more in (
        {"households": [far.households[0].pk]},
        {"members": [far.branch.pk]},
        {"members": [cast.branch.pk]},
        {"listed_on": DAY + timedelta(days=1)},
        {"person": cast.villager.pk},
    ):
        with pytest.raises(DomainError):
            listed(cast, **more)
    assert not KinListing.objects.exists()


# ---------------------------------------------------------------------------------------------------------------- pages


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(cast: Cast, person: Any) -> str:
    return reverse("councils:kin_list", args=[cast.village.slug, person])


def test_a_member_lists_on_the_own_account_by_numbers_and_names(cast: Cast) -> None:
    Household.objects.filter(pk=cast.households[2].pk).update(head_name="欧阳春")
    client, url = client_of(cast.branch), page_of(cast, cast.branch.pk)
    first = cast.households[1]
    wrong = client.post(url, {"households": f"{first.number}、没有这人"}).content.decode()
    assert "没有“没有这人”这一户" in wrong and first.number in wrong
    assert client.post(url, {"households": ""}).status_code == 200, "nothing named and no tick"
    done = client.post(url, {"households": f"{first.number}，欧阳春", "members": str(cast.supervision.pk)})
    assert done.status_code == 302
    assert set(NearKin.objects.values_list("household", flat=True)) == {first.pk, cast.households[2].pk}
    shown = client.get(url).content.decode()
    assert f"{first.number}, {cast.households[2].number}" in shown and "checked" in shown


def test_nobody_lists_for_others_but_the_administrator(cast: Cast) -> None:
    assert client_of(cast.branch).get(page_of(cast, cast.supervision.pk)).status_code == 403
    done = client_of(cast.administrator).post(
        page_of(cast, cast.supervision.pk), {"none": "on", "listed_on": DAY.isoformat()}
    )
    assert done.status_code == 302 and KinListing.objects.get().user == cast.supervision


def test_the_list_of_members_says_who_still_has_to(cast: Cast) -> None:
    listed(cast, households=[cast.households[1].pk])
    url = reverse("councils:kin", args=[cast.village.slug])
    page = client_of(cast.administrator).get(url).content.decode()
    assert "4名成员中，本届还有3名没有填报" in page and page.count("录入纸质填报") == 3
    assert client_of(cast.branch).get(url).content.decode().count("填我的") == 1
    assert "填我的" not in client_of(cast.supervisor).get(url).content.decode()


def test_as_many_queries_for_one_member_as_for_many(cast: Cast) -> None:
    client, url = client_of(cast.administrator), reverse("councils:kin", args=[cast.village.slug])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        BodyMember.objects.create(
            village=cast.village, body=cast.bodies[BodyKind.BRANCH], name=f"成员{number}", term_from=date(2024, 1, 1)
        )
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many)
