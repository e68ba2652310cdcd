"""Time, periods, masks, records, refusals: the pure bottom of the house."""

from datetime import UTC, date, datetime, timedelta

import pytest

from villagegov.kernel import clock, periods, records
from villagegov.kernel.errors import DomainError, Problems
from villagegov.kernel.masking import hide_names, mask_name, names_in


def test_the_day_is_shanghais_day():
    late_evening_in_greenwich = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert clock.local_day(late_evening_in_greenwich) == date(2027, 1, 1)
    assert clock.local_day(late_evening_in_greenwich - timedelta(seconds=1)) == date(2026, 12, 31)


def test_frozen_clock_holds_and_lets_go():
    with clock.frozen(date(2026, 10, 8)):
        assert clock.today() == date(2026, 10, 8)
        with clock.frozen(datetime(2027, 1, 1, tzinfo=clock.SHANGHAI)):
            assert clock.today() == date(2027, 1, 1)
        assert clock.now().hour == 12
    assert clock.today() != date(2026, 10, 8)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError), clock.frozen(datetime(2026, 1, 1)):
        pass


@pytest.mark.parametrize(
    ("kind", "day", "start", "end", "code"),
    [
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1), "2026-12"),
        ("quarter", date(2026, 9, 30), date(2026, 7, 1), date(2026, 10, 1), "2026-Q3"),
        ("quarter", date(2026, 10, 1), date(2026, 10, 1), date(2027, 1, 1), "2026-Q4"),
        ("year", date(2026, 1, 1), date(2026, 1, 1), date(2027, 1, 1), "2026"),
    ],
)
def test_periods(kind, day, start, end, code):
    period = periods.period(kind, day)
    assert (period.start, period.end, period.code) == (start, end, code)
    assert day in period
    assert end not in period


def test_months_over_new_year():
    assert periods.add_months(date(2026, 11, 1), 3) == date(2027, 2, 1)
    assert periods.add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert list(periods.months_between(date(2026, 11, 9), date(2027, 1, 2))) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "26-01", "2026-10-01", "", "２０２６-10", "abcd-ef", "0000-01"])
def test_what_is_no_month(text):
    with pytest.raises(ValueError):
        periods.parse_month(text)


def test_month_by_name():
    assert periods.parse_month("2026-10") == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("李小华", "李*华"),
        ("李华", "李*"),
        ("李", "李*"),
        ("欧阳小华", "欧阳*华"),
        ("欧阳华", "欧阳*"),
        (" 王明 ", "王*"),
    ],
)
def test_masks(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("李小华、王强", ["李小华", "王强"]),
        ("张小三 李小四", ["张小三", "李小四"]),
        ("李 华", ["李华"]),
        ("李小华（户主）", ["李小华"]),
        ("", []),
    ],
)
def test_names_of_a_cell(cell, names):
    assert names_in(cell) == names


def test_the_longer_name_is_hidden_whole():
    assert hide_names("李小华和李小", ["李小", "李小华"]) == "李*华和李*"
    assert hide_names("无人", []) == "无人"


def test_canonical_bytes_do_not_depend_on_order_and_leaf_is_rfc6962():
    one = records.canonical({"b": 1, "a": "户"})
    assert one == records.canonical({"a": "户", "b": 1}) == '{"a":"户","b":1}'.encode()
    # RFC 6962: the hash of an empty leaf.
    assert records.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_a_commitment_needs_its_salt():
    salt = records.new_salt()
    assert len(salt) == 32
    assert records.commitment(salt, b"x") == records.commitment(salt, b"x")
    assert records.commitment(records.new_salt(), b"x") != records.commitment(salt, b"x")


def test_problems_are_all_told():
    errors = [DomainError("one", field="day"), DomainError("two", field="points")]
    with pytest.raises(Problems) as caught:
        Problems.raise_if(errors)
    assert [(str(error.message), error.field) for error in caught.value] == [("one", "day"), ("two", "points")]
    with pytest.raises(DomainError) as single:
        Problems.raise_if(errors[:1])
    assert not isinstance(single.value, Problems)
    Problems.raise_if([])
