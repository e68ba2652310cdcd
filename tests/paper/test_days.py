"""Days as they are typed in a hurry."""

from __future__ import annotations

from datetime import date

import pytest

from points.forms.days import read_day, typed_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("21", date(2026, 11, 21)),
        ("22", date(2026, 11, 22)),
        ("23", date(2026, 10, 23)),
        ("31", date(2026, 10, 31)),
        ("5日", date(2026, 11, 5)),
        ("10-21", date(2026, 10, 21)),
        ("1021", date(2026, 10, 21)),
        ("10月21日", date(2026, 10, 21)),
        ("１０．２１", date(2026, 10, 21)),
        ("12-30", date(2025, 12, 30)),
        ("2-29", date(2024, 2, 29)),
        ("2026-10-21", date(2026, 10, 21)),
        ("20261021", date(2026, 10, 21)),
        ("2026年10月21日", date(2026, 10, 21)),
        ("2026-12-01", date(2026, 12, 1)),
        ("0", None),
        ("32", None),
        ("13-01", None),
        ("2026-02-30", None),
        ("昨天", None),
        ("", None),
        ("123456789", None),
    ],
)
def test_what_is_left_out_is_the_latest_that_fits(text: str, meant: date | None) -> None:
    assert read_day(text, TODAY) == meant


def test_what_is_written_is_read_as_the_same_day() -> None:
    for day in (TODAY, date(2025, 12, 30), date(2025, 11, 21), date(2026, 12, 1)):
        assert read_day(typed_day(day, TODAY), TODAY) == day
    assert typed_day(date(2026, 10, 21), TODAY) == "10-21" and typed_day(date(2025, 10, 21), TODAY) == "2025-10-21"
