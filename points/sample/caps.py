"""A planner's book of what each household has used up, so that nothing is planned that the village would refuse."""

from __future__ import annotations

from collections import Counter
from datetime import date

from points.sample.scheme69 import ITEMS, TemplateItem


class CapBook:
    """Counts planned units by household, item and calendar period of the deed's day."""

    def __init__(self) -> None:
        self._used: Counter[tuple[str, int, str]] = Counter()
        self._days: set[tuple[str, int, date]] = set()
        self._exclusive: set[tuple[str, str, str]] = set()

    def room(self, household: str, item: TemplateItem, day: date) -> int:
        """Units that can still be planned; zero as well for a second claim on one day or a deed that counts already."""
        if (household, item.code, day) in self._days or self._excluded(household, item, day):
            return 0
        limits = (item.max_per_month, item.max_per_quarter, item.max_per_year)
        return min(
            (
                limit - self._used[household, item.code, period]
                for limit, period in zip(limits, _periods(day), strict=True)
                if limit is not None
            ),
            default=99,
        )

    def take(self, household: str, code: int, day: date, quantity: int = 1) -> bool:
        """Book the units if there is room for all of them."""
        item = ITEMS[code]
        if self.room(household, item, day) < quantity:
            return False
        self._days.add((household, code, day))
        for period in _periods(day):
            self._used[household, code, period] += quantity
        if item.exclusive:
            self._exclusive.add((household, f"{item.exclusive}:{code}", _exclusive_period(item, day)))
        return True

    def _excluded(self, household: str, item: TemplateItem, day: date) -> bool:
        if not item.exclusive:
            return False
        period = _exclusive_period(item, day)
        return any(
            (household, f"{item.exclusive}:{other.code}", period) in self._exclusive
            for other in ITEMS.values()
            if other.exclusive == item.exclusive and other.code != item.code
        )


def _periods(day: date) -> tuple[str, str, str]:
    quarter = (day.month - 1) // 3 + 1
    return (f"{day:%Y-%m}", f"{day.year}-Q{quarter}", f"{day.year}")


def _exclusive_period(item: TemplateItem, day: date) -> str:
    """A courtyard is judged over a quarter; labour and fire are of one day."""
    return _periods(day)[1] if item.exclusive == "courtyard" else day.isoformat()
