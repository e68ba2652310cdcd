"""The only writer of the ledger.

Posting many is one lock, one read of the keys already there, bytes built in Python, one COPY. The
village's head row is the last lock anybody takes, so posters of one village queue up and posters of two never meet.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from points.enums import EntryKind
from points.models import Entry, EntrySecret, LedgerHead, MonthClose, User, Village
from points.services import audit
from villagegov.db.copying import insert_many
from villagegov.kernel import clock, periods, records
from villagegov.kernel.errors import DomainError, IdempotencyConflict

#: Version of the canonical record; a change of form is a new number, never a migration.
RECORD_VERSION = 1


@dataclass(frozen=True)
class Posting:
    """What is to be entered. ``key`` makes it once only; ``secret`` is the personal part, kept apart and erasable."""

    key: str
    kind: EntryKind
    household_id: uuid.UUID
    points: int
    deed_day: date
    claim_id: uuid.UUID | None = None
    reverses_id: uuid.UUID | None = None
    item_code: int | None = None
    category_number: int | None = None
    quantity: int = 1
    secret: Mapping[str, Any] = field(default_factory=dict)

    def same_as(self, entry: Entry) -> bool:
        """Whether an entry with this key is this very posting. ``secret`` may have been erased and is not compared."""
        return (self.kind, self.household_id, self.points, self.deed_day, self.claim_id, self.reverses_id) == (
            entry.kind,
            entry.household_id,
            entry.points,
            entry.deed_day,
            entry.claim_id,
            entry.reverses_id,
        )


def lock_head(village: Village) -> LedgerHead:
    """The village's head row, locked until the transaction ends."""
    return LedgerHead.objects.select_for_update().get(village=village)


def accounting_month(deed_day: date, closed_through: date | None) -> date:
    """The month of the deed where still open, else the first open one."""
    month = periods.month_of(deed_day)
    return month if closed_through is None else max(month, periods.add_months(closed_through, 1))


@transaction.atomic
def post(*, village: Village, postings: Sequence[Posting], by: User | None, at: datetime) -> list[Entry]:
    """Enter postings in the order given and return their entries, those already there included.

    The same key with the same payload is a no-op; with another payload :class:`IdempotencyConflict`.
    """
    if not postings:
        return []
    head = lock_head(village)
    known = {
        entry.idempotency_key: entry
        for entry in Entry.objects.filter(village=village, idempotency_key__in=[posting.key for posting in postings])
    }
    fresh: list[Entry] = []
    secrets: list[EntrySecret] = []
    for posting in postings:
        entry = known.get(posting.key)
        if entry is None:
            entry, secret = _build(village, head, posting, by, at)
            head.last_seq = entry.seq
            known[posting.key] = entry
            fresh.append(entry)
            secrets.append(secret)
        elif not posting.same_as(entry):
            raise IdempotencyConflict(f"ledger key {posting.key} came again with another payload", code="ledger_key")
    if fresh:
        insert_many(fresh)
        insert_many(secrets)
        head.save(update_fields=["last_seq"])
    return [known[posting.key] for posting in postings]


def _build(
    village: Village, head: LedgerHead, posting: Posting, by: User | None, at: datetime
) -> tuple[Entry, EntrySecret]:
    """An entry with the next number, its bytes and its leaf, and the secret its bytes are bound to."""
    entry = Entry(
        village=village,
        seq=head.last_seq + 1,
        idempotency_key=posting.key,
        kind=posting.kind,
        household_id=posting.household_id,
        points=posting.points,
        counted_in=accounting_month(posting.deed_day, head.closed_through),
        deed_day=posting.deed_day,
        item_code=posting.item_code,
        category_number=posting.category_number,
        claim_id=posting.claim_id,
        reverses_id=posting.reverses_id,
        posted_by=by,
        posted_at=at,
    )
    salt = records.new_salt()
    data = json.dumps(dict(posting.secret), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    entry.record = records.canonical(record_of(entry, posting.quantity, records.commitment(salt, data)))
    entry.leaf = records.leaf_hash(entry.record)
    return entry, EntrySecret(village=village, entry=entry, salt=salt, data=data)


def record_of(entry: Entry, quantity: int, private: str) -> dict[str, Any]:
    """Version 1 of the canonical record. No names, no words, no photos: those stand behind ``private``."""
    return {
        "v": RECORD_VERSION,
        "village": str(entry.village_id),
        "seq": entry.seq,
        "id": str(entry.pk),
        "key": entry.idempotency_key,
        "kind": str(entry.kind),
        "household": str(entry.household_id),
        "points": entry.points,
        "quantity": quantity,
        "item": entry.item_code,
        "category": entry.category_number,
        "deed_day": entry.deed_day.isoformat(),
        "counted_in": f"{entry.counted_in:%Y-%m}",
        "claim": str(entry.claim_id) if entry.claim_id else None,
        "reverses": str(entry.reverses_id) if entry.reverses_id else None,
        "posted_at": entry.posted_at.astimezone(clock.SHANGHAI).isoformat(timespec="microseconds"),
        "private": private,
    }


@transaction.atomic
def reverse(*, entry: Entry, reason: str, by: User | None, at: datetime) -> Entry:
    """Negate exactly one entry, once; it counts in the month of the correction, so closed months stay as they are.

    Raises :class:`DomainError` where the entry is a reversal itself, was reversed already, or no reason is given.
    """
    if not reason.strip():
        raise DomainError(_("Say why the entry is corrected."), field="reason", code="reason_missing")
    lock_head(entry.village)
    if entry.kind == EntryKind.REVERSAL:
        raise DomainError(_("This line is a correction itself. Enter what is right as a new line."), code="is_reversal")
    if Entry.objects.filter(village=entry.village_id, reverses=entry).exists():
        raise DomainError(_("This line has been corrected already."), code="reversed_already")
    [reversal] = post(
        village=entry.village,
        postings=[
            Posting(
                key=f"reversal:{entry.pk}",
                kind=EntryKind.REVERSAL,
                household_id=entry.household_id,
                points=-entry.points,
                deed_day=clock.local_day(at),
                claim_id=entry.claim_id,
                reverses_id=entry.pk,
                item_code=entry.item_code,
                category_number=entry.category_number,
                secret={"reason": reason.strip()},
            )
        ],
        by=by,
        at=at,
    )
    audit.record(by=by, at=at, action="entry.reversed", subject=entry, after={"reversal": str(reversal.pk)})
    return reversal


@transaction.atomic
def close_month(*, village: Village, month: date, at: datetime) -> MonthClose:
    """Close an accounting month, in order and after it has ended; a second call returns the first close.

    The first close of a village may be any month: nothing before it was counted here.
    """
    head = lock_head(village)
    if head.closed_through is not None and month <= head.closed_through:
        return MonthClose.objects.get(village=village, month=month)
    if head.closed_through is not None and month != periods.add_months(head.closed_through, 1):
        raise DomainError(_("Months are closed one after the other."), code="close_order")
    if clock.local_day(at) < periods.add_months(month, 1):
        raise DomainError(_("A month can be closed when it has ended."), code="close_early")
    closed = MonthClose.objects.create(village=village, month=month, closed_at=at, last_seq=head.last_seq)
    head.closed_through = month
    head.save(update_fields=["closed_through"])
    audit.record(by=None, at=at, action="month.closed", subject=closed, after={"month": f"{month:%Y-%m}"})
    return closed


def first_open_month(village: Village) -> date | None:
    """The month in which a deed of a closed month would count; None before the first close."""
    closed = LedgerHead.objects.filter(village=village).values_list("closed_through", flat=True).first()
    return periods.add_months(closed, 1) if closed else None


@transaction.atomic
def erase_secrets(*, entries: Iterable[Entry], by: User | None, at: datetime) -> int:
    """Erase the personal part of entries on request; the ledger still checks. Returns how many were there.

    Entries are of one village. Three queries, however many there are.
    """
    by_id = {entry.pk: entry for entry in entries}
    if not by_id:
        return 0
    village_id = next(iter(by_id.values())).village_id
    secrets = EntrySecret.objects.filter(village=village_id, entry__in=list(by_id))
    there = list(secrets.values_list("entry_id", flat=True))
    secrets.delete()
    audit.record_many([audit.row(by=by, at=at, action="entry.erased", subject=by_id[key]) for key in there])
    return len(there)
