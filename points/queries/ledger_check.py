"""Every invariant of a village's ledger, recomputed from the rows.

Sentences are for whoever runs the machine and stay in English; they name lines and ids, never people.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, Max, Min, OuterRef

from points.enums import DEAD_CLAIM_STATES, ClaimState, EntryKind
from points.models import Claim, Entry, EntrySecret, LedgerHead, MonthClose, Village
from villagegov.kernel import periods, records

READ_CHUNK = 2000


def problems(village: Village) -> list[str]:
    """What is wrong, one sentence each; empty when everything holds."""
    checks = (_numbers, _records, _reversals, _months, _claims, _base, _caps)
    return [sentence for check in checks for sentence in check(village)]


def _numbers(village: Village) -> Iterator[str]:
    entries = Entry.objects.filter(village=village)
    found = entries.aggregate(count=Count("id"), first=Min("seq"), last=Max("seq"))
    head = LedgerHead.objects.filter(village=village).first()
    if head is None:
        yield "there is no ledger head"
        return
    if found["count"] and (found["first"], found["last"]) != (1, found["count"]):
        yield f"line numbers have gaps: {found['count']} lines from {found['first']} to {found['last']}"
    if head.last_seq != (found["last"] or 0):
        yield f"the ledger head says {head.last_seq}, the last line is {found['last'] or 0}"


def _records(village: Village) -> Iterator[str]:
    secrets: dict[Any, tuple[bytes, bytes]] = {}
    entries = Entry.objects.filter(village=village).order_by("seq")
    for entry in entries.iterator(chunk_size=READ_CHUNK):
        if (entry.seq - 1) % READ_CHUNK == 0 or not secrets:
            secrets = _secrets_from(village, entry.seq)
        record, leaf = bytes(entry.record), bytes(entry.leaf)
        if records.leaf_hash(record) != leaf:
            yield f"line {entry.seq}: the leaf is not the hash of the record"
            continue
        said: dict[str, Any] = json.loads(record)
        yield from (
            f"line {entry.seq}: the record says {name} {said.get(name)!r}, the row says {value!r}"
            for name, value in _as_recorded(entry).items()
            if said.get(name) != value
        )
        secret = secrets.get(entry.pk)
        if secret is not None and records.commitment(*secret) != said.get("private"):
            yield f"line {entry.seq}: the personal part is not the one that was posted"


def _secrets_from(village: Village, seq: int) -> dict[Any, tuple[bytes, bytes]]:
    rows = EntrySecret.objects.filter(village=village, entry__seq__gte=seq, entry__seq__lt=seq + READ_CHUNK)
    return {
        entry_id: (bytes(salt), bytes(data)) for entry_id, salt, data in rows.values_list("entry_id", "salt", "data")
    }


def _as_recorded(entry: Entry) -> dict[str, Any]:
    """The columns as the record of the same line must have them."""
    return {
        "village": str(entry.village_id),
        "seq": entry.seq,
        "id": str(entry.pk),
        "key": entry.idempotency_key,
        "kind": entry.kind,
        "household": str(entry.household_id),
        "points": entry.points,
        "item": entry.item_code,
        "category": entry.category_number,
        "deed_day": entry.deed_day.isoformat(),
        "counted_in": f"{entry.counted_in:%Y-%m}",
        "claim": str(entry.claim_id) if entry.claim_id else None,
        "reverses": str(entry.reverses_id) if entry.reverses_id else None,
    }


def _reversals(village: Village) -> Iterator[str]:
    wrong = Entry.objects.filter(village=village, kind=EntryKind.REVERSAL).exclude(
        points=-F("reverses__points"), household=F("reverses__household"), seq__gt=F("reverses__seq")
    )
    for seq in wrong.values_list("seq", flat=True):
        yield f"line {seq}: the reversal does not negate the line it names"
    for seq in Entry.objects.filter(village=village, reverses__kind=EntryKind.REVERSAL).values_list("seq", flat=True):
        yield f"line {seq}: a reversal is reversed"


def _months(village: Village) -> Iterator[str]:
    closes = list(MonthClose.objects.filter(village=village).order_by("month"))
    for before, after in pairwise(closes):
        if after.month != periods.add_months(before.month, 1):
            yield f"month {after.month:%Y-%m} was closed after {before.month:%Y-%m}: months between are missing"
        if after.last_seq < before.last_seq:
            yield f"month {after.month:%Y-%m} was closed at an earlier line than {before.month:%Y-%m}"
    head = LedgerHead.objects.filter(village=village).first()
    last: date | None = closes[-1].month if closes else None
    if head is not None and head.closed_through != last:
        yield f"the ledger head is closed through {head.closed_through}, the last closed month is {last}"
    later_close = MonthClose.objects.filter(
        village=OuterRef("village"), month__gte=OuterRef("counted_in"), last_seq__lt=OuterRef("seq")
    )
    for seq in Entry.objects.filter(Exists(later_close), village=village).values_list("seq", flat=True):
        yield f"line {seq}: counted in a month that was closed before it was posted"
    counted_late = Entry.objects.filter(village=village, counted_in__gt=F("deed_day"))
    for seq, counted_in in counted_late.values_list("seq", "counted_in"):
        closed = [close.month for close in closes if close.last_seq < seq]
        if not closed or counted_in != periods.add_months(max(closed), 1):
            yield f"line {seq}: counted later than the first open month"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq FROM points_entry WHERE village_id = %s AND counted_in < date_trunc('month', deed_day)",
            [village.pk],
        )
        for (seq,) in cursor.fetchall():
            yield f"line {seq}: counted in a month before the deed"


def _claims(village: Village) -> Iterator[str]:
    posted = Entry.objects.filter(village=OuterRef("village"), claim=OuterRef("pk"), kind=EntryKind.CLAIM)
    lost = Claim.objects.filter(~Exists(posted), village=village, state=ClaimState.POSTED)
    for pk in lost.values_list("pk", flat=True):
        yield f"claim {pk}: posted, but not in the ledger"
    entries = Entry.objects.filter(village=village, kind=EntryKind.CLAIM)
    wrong = entries.exclude(
        claim__state=ClaimState.POSTED,
        points=F("claim__points"),
        household=F("claim__household"),
        deed_day=F("claim__day"),
        item_code=F("claim__item_code"),
    )
    for seq in wrong.values_list("seq", flat=True):
        yield f"line {seq}: does not agree with its claim"


def _base(village: Village) -> Iterator[str]:
    twice = (
        Entry.objects.filter(village=village, kind=EntryKind.BASE)
        .values("household", "deed_day__year")
        .annotate(times=Count("id"))
        .filter(times__gt=1)
    )
    for row in twice:
        yield f"household {row['household']}: base points of {row['deed_day__year']} {row['times']} times"


def _caps(village: Village) -> Iterator[str]:
    """Live claims beyond a cap of their item, per household and calendar period."""
    for period in periods.PeriodKind:
        column = f"max_per_{period}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                SELECT c.household_id, c.item_code, date_trunc(%s, c.day)::date, sum(c.quantity), max(i.{column})
                FROM points_claim c JOIN points_item i ON i.village_id = c.village_id AND i.id = c.item_id
                WHERE c.village_id = %s AND NOT c.state = ANY(%s)
                GROUP BY 1, 2, 3 HAVING sum(c.quantity) > max(i.{column})
                """,  # noqa: S608 - the column is one of three names
                [str(period), village.pk, list(DEAD_CLAIM_STATES)],
            )
            for household, code, start, used, limit in cursor.fetchall():
                yield f"household {household}: item {code} {used} times in the {period} of {start}, at most {limit}"
