"""The visit list: who has no points is visited, not named."""

from datetime import date

import pytest
from django.urls import reverse

from boards.queries import visits
from points.enums import HouseholdState, Role
from points.models import Household
from tests.boards.support import deed, entries, small_village, sweep
from tests.factories import member
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
NOW = clock.moment(date(2026, 11, 20), 12)


@pytest.fixture
def cast():
    """Household 0 won points, 2 lost some, 3 is away; 1 and 4 did nothing that was counted."""
    cast = small_village(5)
    deed(cast, cast.households[0])
    deed(cast, cast.households[2], cast.deduction)
    Household.objects.filter(pk=cast.households[3].pk).update(state=HouseholdState.AWAY)
    sweep(cast)
    return cast


def listed(cast, months=1):
    groups = visits.without_points(cast.village, visits.last_closed(cast.village), months, date(2026, 11, 20))
    return {visit.household.number: visit.last for group in groups for visit in group.visits}


def test_who_won_or_lost_nothing_and_is_at_home(cast):
    assert listed(cast) == {"002": None, "005": None}
    assert not {entry.household.number for entry in entries(cast, "black")} & set(listed(cast))


def test_over_more_months_and_with_the_last_time(cast):
    deed(cast, cast.households[1], day=date(2026, 11, 3))
    sweep(cast, clock.moment(date(2026, 12, 8), 9))
    assert set(listed(cast, 1)) == {"001", "003", "005"}
    assert listed(cast, 1)["001"] == date(2026, 10, 1)
    assert set(listed(cast, 3)) == {"005"}


def test_the_page_is_the_office_s_alone(client, cast):
    address = reverse("boards:visit_list", args=[cast.village.slug])
    with clock.frozen(NOW):
        for user in (cast.officer, cast.branch, cast.administrator, member(cast.village, Role.GRID_OFFICER)):
            client.force_login(user)
            page = client.get(address)
            assert page.status_code == 200 and cast.households[1].head_name in page.content.decode()
            assert "no-store" in page.headers["Cache-Control"]
        assert_valid_html(page.content)
        assert_valid_html(client.get(f"{address}?months=6").content)
        assert client.get(f"{address}?months=x").status_code == 200
        client.force_login(cast.villager)
        assert client.get(address).status_code == 403
        client.logout()
        assert client.get(address).status_code == 302


def test_the_list_asks_the_same_for_many_as_for_one(cast):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    Household.objects.filter(village=cast.village, number="005").update(state=HouseholdState.AWAY)
    with CaptureQueriesContext(connection) as one:
        listed(cast)
    Household.objects.filter(village=cast.village).update(state=HouseholdState.ACTIVE)
    with CaptureQueriesContext(connection) as three:
        listed(cast)
    assert len(one) == len(three)


def test_before_a_month_is_closed(client):
    cast = small_village(2)
    client.force_login(cast.officer)
    with clock.frozen(clock.moment(date(2026, 9, 20), 9)):
        page = client.get(reverse("boards:visit_list", args=[cast.village.slug]))
    assert_valid_html(page.content)
    assert "还没有结账的月份" in page.content.decode()
