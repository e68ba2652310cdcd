"""Load the sample once: a year of 王家沟村 and what its three neighbours live by, up to today. All or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from boards.sample import (
    anping,
    bodies,
    carrying,
    disclosure,
    dissuasion,
    economy,
    heping,
    matters,
    papers,
    rules,
    setting,
    volunteers,
    zhucun,
)
from boards.sample.accounts import begin_hashing
from boards.sample.history import History
from points.models import Village
from points.sample.deeds import plan_history
from points.sample.people import SEED, households, office_holders
from points.sample.records import SampleMonth
from points.sample.villages import ANPING, HEPING, VILLAGES, ZHUCUN, SampleVillage
from villagegov.kernel import clock, periods

#: Whole months before the running one.
MONTHS, QUICK_MONTHS = 12, 2

Say = Callable[[str], object]


@transaction.atomic
def load(
    plans: Sequence[SampleVillage] = VILLAGES, *, now: datetime, months: int = MONTHS, seed: int = SEED, say: Say
) -> list[Village]:
    """The villages that were made; those that stand already are left as they are.

    One transaction: a load that is broken off leaves nothing behind and can simply be started again.
    """
    _plan_without_statistics()
    here = set(Village.objects.values_list("slug", flat=True))
    begin_hashing([plan.name for plan in plans if plan.slug not in here])
    first_day = periods.add_months(clock.local_day(now), -months)
    made = []
    for plan in plans:
        if plan.slug in here:
            say(_("%(village)s is loaded already and stays as it is.") % {"village": plan.name})
            continue
        say(_("%(village)s …") % {"village": plan.name})
        # Its demands are told of two years.
        since = periods.add_months(first_day, -months) if plan is ZHUCUN else first_day
        with clock.frozen(clock.moment(since, 0, 1)) as at:
            village = setting.make_village(plan, since=since, at=at)
            settled = (
                setting.settle(village, first_day=first_day, last_day=clock.local_day(now), at=at)
                if plan.points_on
                else None
            )
        if settled is not None:
            History(settled, _planned(first_day, clock.local_day(now), seed), now, say).run()
            rules.draft_of_next_year(settled.scheme, now, settled.users["guanliyuan"])
        if plan is ANPING:
            anping.live(village, first_day=first_day, now=now)
        if plan is ZHUCUN:
            zhucun.live(village, first_day=since, now=now, share=months / MONTHS)
        if plan is HEPING:
            heping.live(village, first_day=first_day, now=now, share=months / MONTHS)
        made.append(village)
    for village in made:
        dissuasion.live(village, first_day=first_day, now=now)
        bodies.live(village, first_day=first_day, now=now)
        matters.live(village, first_day=first_day, now=now)
        disclosure.live(village, first_day=first_day, now=now)
        economy.live(village, first_day=first_day, now=now)
        volunteers.live(village, first_day=first_day, now=now)
        carrying.live(village, now=now)
        papers.live(village, first_day=first_day, now=now)
    return made


def _plan_without_statistics() -> None:
    """Rows of an open transaction are in no statistics: Postgres takes every table for empty and joins row by row,
    which with a year of claims takes minutes. Until the commit it is told to hash instead.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


def _planned(first_day: date, last_day: date, seed: int) -> tuple[SampleMonth, ...]:
    officers = [person for person in office_holders() if person.groups]
    return plan_history(
        first_day=first_day, last_day=last_day, households=households(), grid_officers=officers, seed=seed
    )
