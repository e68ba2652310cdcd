"""A household asks why, and gets every step; nobody else does."""

from datetime import date

import pytest
from django.urls import reverse

from boards.queries import record
from points.enums import Role
from tests.boards.support import decided, deed, entries, lifted, publish, small_village, sweep, told, with_black
from tests.factories import member
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
NOW = clock.moment(date(2026, 11, 20), 12)


@pytest.fixture
def cast():
    return small_village(4)


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(NOW):
        yield


def test_every_step_with_its_day_and_by_whom_in_which_office(cast):
    entry = with_black(cast)
    lifted(cast, entry)
    found = record.record(record.entries(cast.village).get(pk=entry.pk))
    days = [step.day for step in found.steps if step.day]
    assert days == sorted(days) and len(found.steps) == 9
    text = " ".join(f"{step.title} {step.by} {step.words}" for step in found.steps)
    for name in ("branch", "supervision", "representative"):
        assert name not in text, "by office, not by name"
    assert "村党支部" in text or "支部" in text


def test_the_household_reads_its_own_and_nobody_else_does(client, cast):
    entry = with_black(cast)
    mine = member(cast.village, Role.VILLAGER, household=cast.households[2], name="本户")
    address = reverse("boards:my_record", args=[cast.village.slug, entry.pk])
    client.force_login(mine)
    page = client.get(address)
    assert_valid_html(page.content)
    assert page.status_code == 200 and "no-store" in page.headers["Cache-Control"]
    passbook = client.get(reverse("points:my", args=[cast.village.slug]))
    assert address in passbook.content.decode()
    client.force_login(cast.villager)
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_before_it_was_told_the_passbook_says_nothing(client, cast):
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    publish(cast)
    [entry] = entries(cast, "black")
    client.force_login(member(cast.village, Role.VILLAGER, household=cast.households[2], name="本户"))
    address = reverse("boards:my_record", args=[cast.village.slug, entry.pk])
    assert client.get(address).status_code == 404
    told(cast, entry)
    assert client.get(address).status_code == 200


def test_a_dropped_entry_says_why_it_was_not_published(cast):
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    publish(cast)
    [entry] = entries(cast, "black")
    decided(cast, told(cast, entry), agrees=False)
    found = record.record(record.entries(cast.village).get(pk=entry.pk))
    assert found.steps[-1].words == "已核实"


def test_the_letter_says_what_when_and_until_when(client, cast):
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    [entry] = entries(cast, "black")
    address = reverse("boards:letter", args=[cast.village.slug, entry.pk])
    client.force_login(cast.officer)
    assert client.get(address).status_code == 404, "nothing to tell before the committee agreed"
    publish(cast)
    page = client.get(address)
    assert_valid_html(page.content)
    text = page.content.decode()
    assert entry.household.head_name in text and "焚烧秸秆" in text and "−10" in text
    client.force_login(cast.supervisor)
    assert client.get(address).status_code == 403
