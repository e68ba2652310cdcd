"""A village with a dividend at each stage, and people paired with households."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from councils.models import Dividend, DividendLine
from councils.services.dividends import correcting, drafting, paying, steps
from points.models import Household
from tests import stage
from tests.factories import Cast
from villagegov.db.keys import new_id
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 16), 10)
TODAY = clock.local_day(NOW)
#: People of the four households: ten in all.
PEOPLE = (4, 3, 2, 1)


def people(cast: Cast, numbers: tuple[int, ...] = PEOPLE) -> None:
    for household, number in zip(cast.households, numbers, strict=True):
        Household.objects.filter(pk=household.pk).update(members=number)


def said(**more: Any) -> drafting.DividendInput:
    """60 per cent of 760.00 yuan for ten people: 456.00, 45.60 each."""
    values: dict[str, Any] = {
        "year": 2025, "profit": Decimal("760.00"), "share_percent": Decimal(60), "basis": "heads",
        "entitled_on": date(2025, 12, 31), "decided": "村民代表会议，2025年12月20日",
    }  # fmt: skip
    return drafting.DividendInput(**{**values, **more})


def drafted(cast: Cast, **more: Any) -> Dividend:
    people(cast)
    made = drafting.draft(village=cast.village, data=said(**more), by=cast.administrator, at=NOW)
    return fresh(made)


def checked(cast: Cast, **more: Any) -> Dividend:
    return fresh(steps.check(dividend=drafted(cast, **more), by=cast.supervisor, at=NOW))


def published(cast: Cast, **more: Any) -> Dividend:
    return fresh(steps.publish(dividend=checked(cast, **more), by=cast.administrator, at=NOW))


def paid(cast: Cast, **more: Any) -> Dividend:
    made = published(cast, **more)
    paying.tick(dividend=made, lines=keys(made), paid_on=TODAY, by=cast.officer, at=NOW)
    return fresh(steps.finish(dividend=made, by=cast.officer, at=NOW))


def corrected(cast: Cast, made: Dividend, units: int = 1, household: int = 1) -> DividendLine:
    return correcting.add(
        dividend=made, household=stage.household(cast, household), units=Decimal(units), reason="miscounted",
        id=new_id(), by=cast.administrator, at=NOW,
    )  # fmt: skip


def lines(made: Dividend) -> list[DividendLine]:
    rows = DividendLine.objects.filter(village=made.village_id, dividend=made).select_related("household")
    return list(rows.order_by("household__number", "number"))


def keys(made: Dividend) -> list[Any]:
    return [line.pk for line in lines(made)]


def fresh(made: Dividend) -> Dividend:
    found: Dividend = stage.fresh(made)
    return found


def table(text: str) -> BytesIO:
    return BytesIO(text.encode())
