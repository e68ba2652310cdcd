"""Posting of claims whose publicity is over: in one village, and one village after the other as the sweep does it.

Beside it stands the least that it could cost: the very rows that the ledger would hold (entries and their secrets,
bytes and hashes ready made), inserted raw into the same tables by the driver's ``executemany`` and by ``COPY``. Raw
rows are read from nowhere, checked against nothing and change the state of no claim.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction

from points.enums import EntryKind
from points.models import Claim, Entry, EntrySecret, LedgerHead, User, Village
from points.services import due, ledger
from tests.bench import scene
from tests.bench.report import row, say
from tests.bench.scene import Sizes

Rows = list[tuple[Any, ...]]
EXECUTEMANY, COPY = "raw executemany", "raw COPY"


def run(sizes: Sizes) -> list[dict[str, Any]]:
    say("posting …")
    typist = scene.user("typist")
    one = _one_village(sizes, typist)
    return [*one, *_many_villages(sizes, typist)]


def _one_village(sizes: Sizes, typist: User) -> list[dict[str, Any]]:
    made = {}
    for slug in ("one-ours", "one-executemany", "one-copy"):
        made[slug] = _village(slug, sizes.households, sizes.claims, typist)
    scene.analyze()
    ours = _rate(sizes.claims, lambda: _post(made["one-ours"]))
    raw = {
        EXECUTEMANY: _rate_raw(_executemany, [made["one-executemany"]]),
        COPY: _rate_raw(_copy, [made["one-copy"]]),
    }
    what = f"posting {sizes.claims:,} claims of one village"
    return [row(what, ours, "entries/s", beside=name, than=rate) for name, rate in raw.items()]


def _many_villages(sizes: Sizes, typist: User) -> list[dict[str, Any]]:
    made = {}
    for slug in ("many-ours", "many-executemany", "many-copy"):
        made[slug] = [
            _village(f"{slug}-{n}", sizes.claims_each, sizes.claims_each, typist) for n in range(sizes.villages)
        ]
    scene.analyze()
    count = sizes.villages * sizes.claims_each
    ours = _rate(count, lambda: [_post(village) for village in made["many-ours"]])
    raw = {
        EXECUTEMANY: _rate_raw(_executemany, made["many-executemany"]),
        COPY: _rate_raw(_copy, made["many-copy"]),
    }
    what = f"posting {count:,} claims across {sizes.villages} villages"
    return [row(what, ours, "entries/s", beside=name, than=rate) for name, rate in raw.items()]


def _village(slug: str, households: int, claims: int, typist: User) -> Village:
    village, item = scene.village(slug, households, typist)
    scene.claims(village, item, typist, claims)
    return village


def _post(village: Village) -> None:
    due.post_released(village=village, before=scene.POSTED.date(), at=scene.POSTED)


def _rate(count: int, act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    took = time.perf_counter() - started
    posted = Entry.objects.filter(kind=EntryKind.CLAIM).count()
    assert posted >= count, f"{posted} posted of {count}"
    return count / took


def _rate_raw(insert: Callable[[str, Sequence[str], Rows], None], villages: Sequence[Village]) -> float:
    """One transaction for each village, as ours has at least one."""
    prepared = [_prepared(village) for village in villages]
    started = time.perf_counter()
    for entries, secrets in prepared:
        with transaction.atomic():
            insert("points_entry", _columns(Entry), entries)
            insert("points_entrysecret", _columns(EntrySecret), secrets)
    took = time.perf_counter() - started
    return sum(len(entries) for entries, _secrets in prepared) / took


def _columns(model: Any) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def _prepared(village: Village) -> tuple[Rows, Rows]:
    """What the ledger would hold of the village's claims, as tuples in the order of the columns."""
    head = LedgerHead.objects.get(village=village)
    claims = Claim.objects.filter(village=village).select_related("household", "item__category").order_by("id")
    entries: Rows = []
    secrets: Rows = []
    for claim in claims:
        entry, secret = ledger._build(village, head, due._posting(claim, []), None, scene.POSTED)
        head.last_seq = entry.seq
        entries.append(tuple(getattr(entry, field.attname) for field in Entry._meta.concrete_fields))
        secrets.append(tuple(getattr(secret, field.attname) for field in EntrySecret._meta.concrete_fields))
    return entries, secrets


def _executemany(table: str, columns: Sequence[str], rows: Rows) -> None:
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        # The driver's own, which sends many in one go; Django's would send them one by one.
        cursor.cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", [[_plain(v) for v in row] for row in rows]
        )


def _copy(table: str, columns: Sequence[str], rows: Rows) -> None:
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for line in rows:
            copy.write_row([_plain(value) for value in line])


def _plain(value: Any) -> Any:
    """Words of a fixed list as plain text: the driver knows no Django."""
    return str(value) if isinstance(value, str) else value
