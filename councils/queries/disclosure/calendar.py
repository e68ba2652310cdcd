"""The calendar of what the village owes: due, posted in time, posted late, overdue. Worked out from dated terms.

A period of a rhythm is owed when the terms in force on its last day have that rhythm; so a change in the middle of a
year leaves what was before it as it was.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from councils.enums_disclosure import RHYTHM_MONTHS, CountedFrom, DueState, PostingState, Rhythm
from councils.models import DisclosureDuty, DutyTerms, Posting
from councils.queries.disclosure import fulfilment
from points.models import Village
from villagegov.kernel import periods

_DAY = timedelta(days=1)
#: States in which somebody has to write something.
TO_DO = (DueState.OVERDUE, DueState.DUE)


@dataclass(frozen=True)
class Shown:
    """What fulfils a duty in a period: when it was posted first, and where it is read."""

    on: date
    title: str
    url: str


@dataclass(frozen=True)
class Due:
    """One duty in one period. ``first`` and ``last`` are days, both included."""

    terms: DutyTerms
    first: date
    last: date
    due_on: date
    state: DueState
    shown: Shown | None = None
    #: Days after the last day: until it was posted, or until today.
    days_late: int = 0


@dataclass
class History:
    """The terms of one duty, oldest first."""

    duty: DisclosureDuty
    terms: list[DutyTerms] = field(default_factory=list)

    def on(self, day: date) -> DutyTerms | None:
        """In force on a day; None before the first, and where the duty has ended."""
        found = next((one for one in reversed(self.terms) if one.effective_from <= day), None)
        return found if found is not None and not found.ended else None

    @property
    def latest(self) -> DutyTerms:
        return self.terms[-1]


def histories(village: Village) -> list[History]:
    """Every duty with its terms, in the order of the board. One query."""
    rows = DutyTerms.objects.filter(village=village).select_related("duty", "category")
    found: dict[object, History] = {}
    for row in rows.order_by("effective_from"):
        found.setdefault(row.duty_id, History(row.duty)).terms.append(row)
    return sorted(found.values(), key=lambda one: (one.latest.category.position, one.duty.number))


def history_of(village: Village, duty: uuid.UUID | None) -> History | None:
    """Of one duty; None where the village has no such duty. One query."""
    rows = DutyTerms.objects.filter(village=village, duty=duty) if duty else DutyTerms.objects.none()
    terms = list(rows.select_related("duty", "category").order_by("effective_from"))
    return History(terms[0].duty, terms) if terms else None


def due_of(
    history: History, first: date, last: date, today: date, shown: Mapping[tuple[date, date], Shown]
) -> list[Due]:
    """What was owed in periods that end in the months from ``first`` to ``last``, oldest first."""
    found = []
    for month in periods.months_between(first, last):
        end = periods.add_months(month, 1) - _DAY
        terms = history.on(end)
        if terms is None or terms.rhythm == Rhythm.AS_IT_HAPPENS:
            continue
        many = RHYTHM_MONTHS[Rhythm(terms.rhythm)]
        if month.month % many == 0:
            start = periods.add_months(month, 1 - many)
            one = _due(terms, start, end, today, shown.get((start, end)))
            if one.due_on >= history.terms[0].effective_from:
                found.append(one)
    return found


def due_on(terms: DutyTerms, first: date, last: date) -> date:
    """The day by whose evening it is public; for what happens now and then counted from the day of the event."""
    if terms.rhythm == Rhythm.AS_IT_HAPPENS:
        return last + timedelta(days=terms.due_day)
    begins = first if terms.counted_from == CountedFrom.START else last + _DAY
    return begins + timedelta(days=terms.due_day - 1)


def _due(terms: DutyTerms, first: date, last: date, today: date, shown: Shown | None) -> Due:
    by = due_on(terms, first, last)
    if shown is not None:
        late = max((shown.on - by).days, 0)
        return Due(terms, first, last, by, DueState.LATE if late else DueState.IN_TIME, shown, late)
    if today > by:
        return Due(terms, first, last, by, DueState.OVERDUE, None, (today - by).days)
    begins = first if terms.counted_from == CountedFrom.START else last + _DAY
    return Due(terms, first, last, by, DueState.DUE if today >= begins else DueState.COMING)


def happened(
    history: History, first: date, last: date, today: date, shown: Mapping[tuple[date, date], Shown]
) -> list[Due]:
    """What was posted of a duty without a rhythm, by the day of the event."""
    found = []
    for (start, end), one in sorted(shown.items()):
        terms = history.on(end)
        if first <= end <= last and terms is not None and terms.rhythm == Rhythm.AS_IT_HAPPENS:
            found.append(_due(terms, start, end, today, one))
    return found


@dataclass(frozen=True)
class Row:
    history: History
    dues: Sequence[Due]


def rows(village: Village, first: date, last: date, today: date, found: Sequence[History] | None = None) -> list[Row]:
    """Duties with what is owed in periods ending between two months; all, or those already read.

    Two queries, and those of each fulfilment.
    """
    found = histories(village) if found is None else found
    shown = _shown(village, found, first, last)
    result = []
    end = periods.add_months(last, 1) - _DAY
    for one in found:
        mine = shown.get(one.duty.pk, {})
        dues = due_of(one, first, last, today, mine) + happened(one, first, end, today, mine)
        if dues or one.on(end):
            result.append(Row(one, sorted(dues, key=lambda due: (due.last, due.first))))
    return result


def _shown(
    village: Village, found: Sequence[History], first: date, last: date
) -> dict[object, dict[tuple[date, date], Shown]]:
    """By duty and period: the day on which its first edition was posted, as long as an edition stands."""
    end = periods.add_months(last, 1)
    editions = Posting.objects.filter(
        Q(state=PostingState.POSTED) | Q(state=PostingState.REPLACED),
        village=village, duty__isnull=False, period_end__gte=first, period_end__lt=end,
    )  # fmt: skip
    names = ("number", "state", "posted_on", "title", "duty_id", "period_start", "period_end")
    values = list(editions.order_by("number", "edition").values_list(*names))
    began: dict[int, date] = {}
    result: dict[object, dict[tuple[date, date], Shown]] = {}
    for number, state, posted_on, title, duty, start, finish in values:
        began.setdefault(number, posted_on)
        if state != PostingState.POSTED:
            continue
        url = reverse("councils:posting", kwargs={"slug": village.slug, "number": number})
        _earlier(result.setdefault(duty, {}), (start, finish), Shown(began[number], title, url))
    keys = {terms.fulfilled_by for one in found for terms in one.terms if terms.fulfilled_by}
    elsewhere = fulfilment.found(village, keys, first, last) if keys else {}
    for one in found:
        for key, months in elsewhere.items():
            for month, done in months.items():
                finish = periods.add_months(month, 1) - _DAY
                terms = one.on(finish)
                if terms is not None and terms.fulfilled_by == key:
                    _earlier(result.setdefault(one.duty.pk, {}), (month, finish), Shown(done.on, done.title, done.url))
    return result


def _earlier(known: dict[tuple[date, date], Shown], period: tuple[date, date], one: Shown) -> None:
    if period not in known or one.on < known[period].on:
        known[period] = one


# ---------------------------------------------------------------------------------------------------------- the lists


def to_do(village: Village, today: date, found: Sequence[History] | None = None) -> list[Due]:
    """What has to be written: overdue and due now, the longest overdue first. Of this year and the one before."""
    dues = all_dues(rows(village, date(today.year - 1, 1, 1), date(today.year, 12, 1), today, found))
    return sorted((due for due in dues if due.state in TO_DO), key=lambda due: (due.due_on, due.terms.name))


def all_dues(found: Iterable[Row]) -> list[Due]:
    return [due for row in found for due in row.dues]


def standing(found: Sequence[Row]) -> list[Due]:
    """For each duty how it stands: the last period that has come due or is fulfilled, of those with a rhythm."""
    result = []
    for row in found:
        come = [due for due in row.dues if due.state != DueState.COMING and due.terms.rhythm != Rhythm.AS_IT_HAPPENS]
        if come:
            result.append(come[-1])
    return result


def years(village: Village, today: date) -> list[int]:
    """Years with duties, this one first; five at most."""
    first = (
        DutyTerms.objects.filter(village=village).order_by("effective_from").values_list("effective_from", flat=True)
    )
    began = first.first()
    oldest = began.year if began else today.year
    return list(range(today.year, max(min(oldest, today.year), today.year - 4) - 1, -1))
