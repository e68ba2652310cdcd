"""Where points are on: what of a month's service and sign-ins would be claimed, for which item, and what is left out.

One service or one sign-in is one deed of the household: it makes one claim or none.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from councils.enums import SERVICE_SOURCE, ActivityState
from councils.models import ServiceClaim, ServiceItem, ServiceRecord, ServiceSignature, SignIn
from councils.queries.volunteers import hours
from points.models import Household, Item, Village
from points.queries import schemes
from villagegov.kernel import periods

#: Hours in quarters below which a service is no deed worth a claim; one hour.
LEAST_QUARTERS = 4


@dataclass(frozen=True)
class Deed:
    """One service or one sign-in with its item; ``item`` None: none is named, or the rules have no such."""

    household: Household
    day: date
    item: Item | None
    record: ServiceRecord | None = None
    sign_in: SignIn | None = None

    @property
    def subject(self) -> ServiceRecord | SignIn:
        found = self.record or self.sign_in
        assert found is not None
        return found

    @property
    def key(self) -> uuid.UUID:
        return self.subject.pk


def settings_of(village: Village) -> dict[str, int]:
    return dict(ServiceItem.objects.filter(village=village).values_list("source", "item_code"))


def award_items(village: Village, day: date) -> list[Item]:
    """Items of the day's rules that may be named: what a claim can carry and what earns."""
    scheme = schemes.scheme_on(village, day)
    rows = schemes.items_of(scheme) if scheme else []
    return [item for item in rows if not item.is_deduction and not item.board_only]


def deeds(village: Village, month: date) -> list[Deed]:
    """What the month's counted service and sign-ins could be claimed for and is not yet, by day. Six queries."""
    end = periods.add_months(month, 1)
    items = _Items(village)
    found = [
        Deed(row.volunteer.household, row.day, items.of_record(row), record=row)
        for row in _records(village, month, end)
        if row.volunteer.household is not None
    ]
    found += [
        Deed(row.household, row.activity.day, items.of(row.activity.kind, row.activity.day), sign_in=row)
        for row in _sign_ins(village, month, end)
    ]
    return sorted(found, key=lambda deed: (deed.day, deed.household.number, deed.key))


def _records(village: Village, start: date, end: date) -> Iterable[ServiceRecord]:
    rows = hours.counted(village).filter(day__gte=start, day__lt=end, quarters__gte=LEAST_QUARTERS)
    rows = rows.filter(volunteer__household__isnull=False, claims__isnull=True)
    signed = Prefetch("signatures", ServiceSignature.objects.filter(village=village).select_related("by"))
    return rows.select_related("volunteer__household__group", "post").prefetch_related(signed)


def _sign_ins(village: Village, start: date, end: date) -> Iterable[SignIn]:
    rows = SignIn.objects.filter(
        village=village, activity__day__gte=start, activity__day__lt=end, activity__state=ActivityState.HELD,
        claims__isnull=True,
    )  # fmt: skip
    return rows.select_related("activity", "household__group")


class _Items:
    """The village's settings read on each day's rules."""

    def __init__(self, village: Village) -> None:
        self.settings = settings_of(village)
        self.versions = schemes.versions(village)
        self.items = schemes.items_of_many(village, [scheme.pk for scheme in self.versions])

    def of_record(self, record: ServiceRecord) -> Item | None:
        code = record.post.item_code if record.post else None
        return self._on(code, record.day) if code else self.of(SERVICE_SOURCE, record.day)

    def of(self, source: str, day: date) -> Item | None:
        return self._on(self.settings.get(source), day)

    def _on(self, code: int | None, day: date) -> Item | None:
        scheme = next((row for row in reversed(self.versions) if row.effective_from <= day), None)  # type: ignore[operator]
        if code is None or scheme is None:
            return None
        fits = (item for item in self.items[scheme.pk] if item.code == code)
        return next((item for item in fits if not item.board_only and not item.is_deduction), None)


def drafted(village: Village, month: date) -> list[ServiceClaim]:
    """Claims of the month's service and sign-ins, by day."""
    end = periods.add_months(month, 1)
    rows = ServiceClaim.objects.filter(village=village, claim__day__gte=month, claim__day__lt=end)
    return list(
        rows.select_related("claim__household__group", "sign_in__activity", "record__post").order_by("claim__day", "id")
    )
