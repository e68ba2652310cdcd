"""Deadlines by the calendar of Shanghai, over National Day and Spring Festival with their make-up days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from points.enums import CalendarSource, DayKind
from points.models import CalendarDay, CalendarYear
from points.queries import calendar as queries
from points.services import calendar
from tests.factories import Cast
from villagegov.kernel import clock, draw
from villagegov.kernel.workdays import WorkingDays

AT = clock.moment(date(2026, 1, 5))


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        # National Day 2026: off 1 to 7 October; people work on Sunday 20 September and Saturday 10 October.
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 29), 7, date(2026, 10, 14)),
        (date(2026, 10, 3), 7, date(2026, 10, 15)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
        # Mid-autumn 2026: Friday 25 September to Sunday.
        (date(2026, 9, 24), 1, date(2026, 9, 28)),
        # Spring Festival 2026: off 15 to 23 February; work on Saturdays 14 and 28 February.
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 7, date(2026, 3, 2)),
        (date(2026, 2, 20), 7, date(2026, 3, 3)),
        # New Year: 1 to 3 January off, Sunday 4 January worked.
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
        # No holiday near.
        (date(2026, 11, 3), 7, date(2026, 11, 12)),
    ],
)
def test_the_last_day(cast: Cast, start: date, days: int, last: date) -> None:
    assert calendar.deadline(village=cast.village, start=start, days=days, at=AT) == last


def test_midnight_is_midnight_in_shanghai(cast: Cast) -> None:
    """16:30 UTC on 30 September is 1 October in the village: its first working day is the same all the same."""
    late = clock.moment(date(2026, 10, 1), 0, 30)
    assert clock.local_day(late) == date(2026, 10, 1)
    start = clock.local_day(late)
    assert calendar.deadline(village=cast.village, start=start, days=2, at=late) == date(2026, 10, 9)


def test_what_people_mended_stays_mended(cast: Cast) -> None:
    assert calendar.seed(village=cast.village, at=AT)[-1] == 2026
    CalendarDay.objects.filter(village=cast.village, day=date(2026, 10, 10)).delete()
    assert calendar.seed(village=cast.village, at=AT) == []
    assert calendar.deadline(village=cast.village, start=date(2026, 9, 30), days=3, at=AT) == date(2026, 10, 12)
    year = CalendarYear.objects.get(village=cast.village, year=2026)
    assert year.source == CalendarSource.LIBRARY


def test_a_year_nobody_knows_raises_the_alarm_from_december_on(cast: Cast, client: Client) -> None:
    """The library ends with 2026; the last weeks of a deadline would be counted by weekends alone."""
    unknown = queries.library_years()[-1] + 1
    november, december = date(unknown - 1, 11, 30), date(unknown - 1, 12, 1)
    assert queries.missing_years(cast.village, november) == []
    assert queries.missing_years(cast.village, december) == [unknown]
    with clock.frozen(december):
        assert client.get("/healthz").json()["calendar"] == "missing"
        client.force_login(cast.administrator, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(f"/v/{cast.village.slug}/work/").content.decode()
        assert '工作日历 <b class="count">1</b>' in page
        assert (
            f"{unknown}年的放假安排还没有录入" in client.get(f"/v/{cast.village.slug}/work/calendar/").content.decode()
        )
        assert "工作日历" in client.get("/admin/").content.decode().split("waiting-now")[1].split("</section>")[0]
        # The administrator enters the year, and the alarm is over.
        form = {"year": unknown, "days-TOTAL_FORMS": 1, "days-INITIAL_FORMS": 0, "days-0-day": f"{unknown}-10-01",
                "days-0-kind": DayKind.OFF, "days-0-name": "国庆节"}  # fmt: skip
        wrong = client.post("/admin/points/calendaryear/add/", {**form, "days-0-day": f"{unknown + 1}-10-01"})
        assert "请录到它自己那一年" in wrong.content.decode()
        assert client.post("/admin/points/calendaryear/add/", form).status_code == 302
        assert queries.missing_years(cast.village, december) == []
        assert client.get("/healthz").json()["calendar"] == "ok"


def test_the_page_reads_the_year(cast: Cast, client: Client) -> None:
    calendar.seed(village=cast.village, at=AT)
    client.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
    with clock.frozen(AT):
        page = client.get(f"/v/{cast.village.slug}/work/calendar/").content.decode()
    assert "国庆节" in page and "10月1日–10月7日" in page and "10月10日" in page


# --------------------------------------------------------------------------------------------------------- arithmetic

#: Days after the first of 2025.
DAYS = st.integers(0, 900)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=DAYS, count=st.integers(1, 40), off=st.sets(DAYS, max_size=12), work=st.sets(DAYS, max_size=6))
def test_after_and_between_agree(start: int, count: int, off: set[int], work: set[int]) -> None:
    days = WorkingDays(off=_days(off - work), work=_days(work))
    [first] = _days({start})
    last = days.after(first, count)
    assert last in days and days.between(first, last) == count
    assert days.between(last, first) == -count


def _days(numbers: set[int]) -> frozenset[date]:
    return frozenset(date(2025, 1, 1) + timedelta(days=number) for number in numbers)


def test_a_draw_can_be_repeated_by_anybody() -> None:
    """printf %s SEED/1 | sha256sum …"""
    assert draw.order("0123456789abcdef", 5) == draw.order("0123456789abcdef", 5)
    assert sorted(draw.order("0123456789abcdef", 40)) == list(range(1, 41))
    first = {draw.order(draw.new_seed(), 4)[0] for _time in range(200)}
    assert first == {1, 2, 3, 4}, "everybody may be the first"
