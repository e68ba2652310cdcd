"""Closing and ranking a month, village by village as the sweep does it, on ledgers of a year.

Beside it stands one raw aggregate over the same rows for each village: reading them, summing up and ranking, keeping
nothing. Ledgers are loaded raw, by COPY, once; that is not measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import connection, transaction

from boards.enums import RankingKind
from boards.models import RankingRow
from boards.services import rankings
from points.enums import EntryKind
from points.models import Entry, Group, Household, LedgerHead, Village, VillageSettings
from points.services import ledger, villages
from tests.bench import scene
from tests.bench.report import row, say
from tests.bench.scene import Sizes
from villagegov.db.keys import new_id
from villagegov.kernel import clock, periods

HOUSEHOLDS, ENTRIES, GROUPS = 256, 50, 10
#: Entries lie in January to October, five a month; they end here.
MONTHS = 10
FIRST = date(2026, 1, 1)
AT = clock.moment(date(2026, 11, 8), 9)
COLUMNS = [field.column for field in Entry._meta.concrete_fields]
AGGREGATE = """
SELECT household_id, sum(points) FILTER (WHERE counted_in = %(month)s) AS earned, sum(points) AS year_total,
       rank() OVER (ORDER BY sum(points) FILTER (WHERE counted_in = %(month)s) DESC)
FROM points_entry
WHERE village_id = %(village)s AND counted_in >= %(year)s AND counted_in <= %(month)s
GROUP BY household_id
"""


def run(sizes: Sizes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    made: list[Village] = []
    for month, count in zip((date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 1)), sizes.closing, strict=False):
        say(f"closing: loading {count} villages …")
        made += [_village(number, month) for number in range(len(made), count)]
        LedgerHead.objects.filter(village__in=made).update(closed_through=periods.add_months(month, -1))
        scene.analyze()
        raw = _rate(made, lambda village, month=month: _aggregate(village, month))
        ours = _rate(made, lambda village, month=month: _close(village, month))
        assert RankingRow.objects.filter(ranking__start=month, village__in=made).count() == count * HOUSEHOLDS
        what = f"closing and ranking a month, {count} villages, {count * HOUSEHOLDS * ENTRIES:,} entries"
        found.append(row(what, ours, "villages/s", beside="raw aggregate", than=raw))
    return found


def _rate(made: Sequence[Village], act: Callable[[Village], None]) -> float:
    started = time.perf_counter()
    for village in made:
        act(village)
    return len(made) / (time.perf_counter() - started)


def _close(village: Village, month: date) -> None:
    ledger.close_month(village=village, month=month, at=AT)
    rankings.freeze(village=village, kind=RankingKind.MONTH, start=month, at=AT)


def _aggregate(village: Village, month: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(AGGREGATE, {"village": village.pk, "month": month, "year": FIRST})
        assert len(cursor.fetchall()) == HOUSEHOLDS


def _village(number: int, month: date) -> Village:
    """A register and a ledger, and no more."""
    town = villages.ensure_region(path=["四川省", "乐山市", "井研县", "研经镇"])
    with transaction.atomic():
        village = Village.objects.create(town=town, name=f"第{number}村", slug=f"closing-{number}")
        VillageSettings.objects.create(village=village, effective_from=FIRST)
        total = HOUSEHOLDS * ENTRIES
        LedgerHead.objects.create(village=village, last_seq=total, closed_through=periods.add_months(month, -1))
        groups = Group.objects.bulk_create(
            Group(village=village, number=n, name=f"{n}组") for n in range(1, GROUPS + 1)
        )
        households = Household.objects.bulk_create(
            Household(
                village=village,
                group=groups[n % GROUPS],
                number=f"{n + 1:03d}",
                head_name=f"李小{n}",
                pinyin="lixiao",
                initials="lx",
                joined_on=date(2019, 10, 1),
            )
            for n in range(HOUSEHOLDS)
        )
        load = f"COPY points_entry ({', '.join(COLUMNS)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.cursor.copy(load) as copy:
            for line in _lines(village, [household.pk for household in households]):
                copy.write_row([line[column] for column in COLUMNS])
    return village


def _lines(village: Village, households: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Awards of five to thirty points: they count as a deed's, and need no claim."""
    for seq in range(1, len(households) * ENTRIES + 1):
        household = (seq - 1) % len(households)
        month = periods.add_months(FIRST, (seq - 1) * MONTHS // (len(households) * ENTRIES))
        yield {
            "id": new_id(),
            "village_id": village.pk,
            "seq": seq,
            "idempotency_key": f"bench:{seq}",
            "kind": EntryKind.AWARD.value,
            "household_id": households[household],
            "points": 5 + 5 * ((seq * 7 + household) % 6),
            "counted_in": month,
            "deed_day": month.replace(day=15),
            "item_code": None,
            "category_number": None,
            "claim_id": None,
            "reverses_id": None,
            "posted_by_id": None,
            "posted_at": AT,
            "record": b"{}",
            "leaf": bytes(32),
        }
