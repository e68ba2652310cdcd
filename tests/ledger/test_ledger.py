"""The ledger: append-only, numbered without gaps, entered once, counted in the right month, checkable for ever."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction

from points.enums import EntryKind
from points.models import AuditRow, Entry, EntrySecret, LedgerHead, MonthClose
from points.queries import ledger_check
from points.services import ledger
from points.services.ledger import Posting
from tests.factories import make_village
from villagegov.kernel import clock, records
from villagegov.kernel.errors import DomainError, IdempotencyConflict

pytestmark = pytest.mark.django_db
OCT = clock.moment(date(2026, 10, 20))


def posting(household, key="k1", points=10, day=date(2026, 10, 10), **more) -> Posting:
    return Posting(key=key, kind=EntryKind.OPENING, household_id=household.pk, points=points, deed_day=day, **more)


@pytest.fixture
def cast():
    return make_village()


def test_entries_are_numbered_without_gaps_in_the_order_given(cast):
    for keys in (["a", "b"], ["c"]):
        ledger.post(village=cast.village, postings=[posting(cast.households[0], key) for key in keys], by=None, at=OCT)
    assert list(Entry.objects.order_by("seq").values_list("seq", "idempotency_key")) == [(1, "a"), (2, "b"), (3, "c")]
    assert ledger_check.problems(cast.village) == []


def test_the_same_posting_again_changes_nothing(cast):
    first = ledger.post(village=cast.village, postings=[posting(cast.households[0])], by=None, at=OCT)
    again = ledger.post(village=cast.village, postings=[posting(cast.households[0])] * 2, by=None, at=OCT)
    assert {entry.pk for entry in again} == {first[0].pk}
    assert Entry.objects.count() == 1
    assert LedgerHead.objects.get(village=cast.village).last_seq == 1


def test_the_same_key_with_another_payload_is_an_error_and_writes_nothing(cast):
    ledger.post(village=cast.village, postings=[posting(cast.households[0])], by=None, at=OCT)
    for other in (posting(cast.households[0], points=11), posting(cast.households[1])):
        with pytest.raises(IdempotencyConflict):
            ledger.post(village=cast.village, postings=[posting(cast.households[0], "new"), other], by=None, at=OCT)
    assert Entry.objects.count() == 1


def test_posting_costs_the_same_queries_for_one_and_for_many(cast, django_assert_num_queries):
    for count in (1, 3, 50):
        rows = [posting(cast.households[n % 3], f"{count}:{n}") for n in range(count)]
        # savepoint, head, known keys, entries and secrets copied in (a savepoint around each), head, release
        with django_assert_num_queries(11):
            ledger.post(village=cast.village, postings=rows, by=None, at=OCT)


def test_the_record_holds_no_personal_data_and_is_bound_to_it(cast):
    secret = {"head": "李小华", "note": "夜间巡防"}
    [entry] = ledger.post(village=cast.village, postings=[posting(cast.households[0], secret=secret)], by=None, at=OCT)
    entry.refresh_from_db()
    text = bytes(entry.record).decode()
    assert "李" not in text and "巡防" not in text
    assert bytes(entry.leaf) == records.leaf_hash(bytes(entry.record))
    kept = EntrySecret.objects.get(entry=entry)
    assert json.loads(bytes(kept.data)) == secret
    assert json.loads(text)["private"] == records.commitment(bytes(kept.salt), bytes(kept.data))


def test_erasing_the_personal_part_leaves_the_ledger_checkable(cast):
    [entry] = ledger.post(village=cast.village, postings=[posting(cast.households[0])], by=None, at=OCT)
    assert ledger.erase_secrets(entries=[entry, entry], by=cast.administrator, at=OCT) == 1
    assert not EntrySecret.objects.exists()
    assert ledger_check.problems(cast.village) == []
    assert AuditRow.objects.filter(action="entry.erased", by=cast.administrator).count() == 1


def test_a_reversal_negates_one_entry_once_and_counts_in_the_month_of_the_correction(cast):
    [entry] = ledger.post(village=cast.village, postings=[posting(cast.households[0])], by=None, at=OCT)
    november = clock.moment(date(2026, 11, 3))
    reversal = ledger.reverse(entry=entry, reason="录错户", by=cast.supervisor, at=november)
    assert (reversal.points, reversal.counted_in, reversal.reverses_id) == (-10, date(2026, 11, 1), entry.pk)
    for again in (entry, reversal):
        with pytest.raises(DomainError):
            ledger.reverse(entry=again, reason="再来一次", by=cast.supervisor, at=november)
    with pytest.raises(DomainError) as caught:
        ledger.reverse(entry=entry, reason="  ", by=cast.supervisor, at=november)
    assert caught.value.field == "reason"
    assert Entry.objects.count() == 2
    assert ledger_check.problems(cast.village) == []


def test_a_deed_of_a_closed_month_counts_in_the_first_open_one(cast):
    house = cast.households[0]
    close = clock.moment(date(2026, 11, 8))
    ledger.post(village=cast.village, postings=[posting(house, "in time")], by=None, at=close)
    ledger.close_month(village=cast.village, month=date(2026, 10, 1), at=close)
    ledger.post(
        village=cast.village,
        postings=[posting(house, "late"), posting(house, "new", day=date(2026, 11, 5))],
        by=None,
        at=close,
    )
    counted = dict(Entry.objects.values_list("idempotency_key", "counted_in"))
    assert counted == {"in time": date(2026, 10, 1), "late": date(2026, 11, 1), "new": date(2026, 11, 1)}
    assert ledger.first_open_month(cast.village) == date(2026, 11, 1)
    assert ledger_check.problems(cast.village) == []


def test_decembers_late_deeds_belong_to_the_new_year_once_december_is_closed(cast):
    ledger.close_month(village=cast.village, month=date(2026, 12, 1), at=clock.moment(date(2027, 1, 8)))
    [entry] = ledger.post(
        village=cast.village,
        postings=[posting(cast.households[0], day=date(2026, 12, 31))],
        by=None,
        at=clock.moment(date(2027, 1, 9)),
    )
    assert entry.counted_in == date(2027, 1, 1)


def test_months_close_in_order_once_and_after_their_end(cast):
    with pytest.raises(DomainError):
        ledger.close_month(village=cast.village, month=date(2026, 10, 1), at=clock.moment(date(2026, 10, 31), 23, 59))
    # Midnight in Shanghai: the month is over.
    first = ledger.close_month(village=cast.village, month=date(2026, 10, 1), at=clock.start_of(date(2026, 11, 1)))
    again = ledger.close_month(village=cast.village, month=date(2026, 10, 1), at=clock.moment(date(2026, 12, 8)))
    assert first.pk == again.pk
    with pytest.raises(DomainError):
        ledger.close_month(village=cast.village, month=date(2026, 12, 1), at=clock.moment(date(2027, 2, 1)))
    assert MonthClose.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("points_entry_seq_key", {"seq": 1}),
        ("points_entry_idempotency_key", {"idempotency_key": "k1"}),
        ("points_entry_points_not_zero", {"points": 0}),
        ("points_entry_seq_from_one", {"seq": 0}),
        ("points_entry_counted_in_a_month", {"counted_in": date(2026, 10, 2)}),
        ("points_entry_reversal_names_entry", {"kind": EntryKind.REVERSAL}),
        ("points_entry_claim_names_claim", {"kind": EntryKind.CLAIM}),
    ],
)
def test_the_database_refuses(cast, name, values):
    ledger.post(village=cast.village, postings=[posting(cast.households[0])], by=None, at=OCT)
    row = {
        "village": cast.village,
        "seq": 2,
        "idempotency_key": "k2",
        "kind": EntryKind.OPENING,
        "household": cast.households[0],
        "points": 1,
        "counted_in": date(2026, 10, 1),
        "deed_day": date(2026, 10, 1),
        "posted_at": OCT,
        "record": b"{}",
        "leaf": b"",
    }
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Entry.objects.create(**{**row, **values})


def test_the_database_refuses_a_second_reversal(cast):
    [entry] = ledger.post(village=cast.village, postings=[posting(cast.households[0])], by=None, at=OCT)
    reversal = ledger.reverse(entry=entry, reason="录错户", by=None, at=OCT)
    reversal.pk, reversal.seq, reversal.idempotency_key, reversal._state.adding = None, 3, "other", True
    with pytest.raises(IntegrityError, match="points_entry_reversed_once"), transaction.atomic():
        Entry.objects.bulk_create(
            [Entry(**{f.name: getattr(reversal, f.name) for f in Entry._meta.fields if f.name != "id"})]
        )


def _meddle(sql, params=()):
    """What somebody with the keys of the machine could do."""
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for table in ("points_entry", "points_entrysecret", "points_monthclose"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("points_entry", "points_entrysecret", "points_monthclose"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE points_entry SET points = 99 WHERE seq = 1", "the row says 99"),
        ("UPDATE points_entry SET counted_in = '2026-09-01' WHERE seq = 2", "line 2"),
        ("DELETE FROM points_entrysecret; DELETE FROM points_entry WHERE seq = 1", "gaps"),
        ("UPDATE points_entry SET record = '{}' WHERE seq = 1", "the leaf is not the hash"),
        ("UPDATE points_entrysecret SET data = '{}'", "the personal part"),
        ("UPDATE points_ledgerhead SET last_seq = 7", "the ledger head says 7"),
        ("UPDATE points_ledgerhead SET closed_through = '2026-12-01'", "closed through"),
        ("UPDATE points_monthclose SET last_seq = 0", "closed before it was posted"),
    ],
)
def test_check_ledger_finds_what_was_meddled_with(sql, sentence, capsys):
    cast = make_village()
    rows = [posting(cast.households[0], "a", secret={"x": 1}), posting(cast.households[1], "b", secret={"y": 2})]
    ledger.post(village=cast.village, postings=rows, by=None, at=OCT)
    ledger.close_month(village=cast.village, month=date(2026, 10, 1), at=clock.moment(date(2026, 11, 8)))
    call_command("check_ledger", cast.village.slug)
    _meddle(sql)
    with pytest.raises(SystemExit) as caught:
        call_command("check_ledger")
    assert caught.value.code == 1
    assert sentence in capsys.readouterr().err


def test_balances_of_different_villages_never_meet(cast):
    other = make_village()
    for each in (cast, other):
        ledger.post(village=each.village, postings=[posting(each.households[0])], by=None, at=OCT)
    assert list(Entry.objects.values_list("seq", flat=True)) == [1, 1]
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.post(village=cast.village, postings=[posting(other.households[0], "x")], by=None, at=OCT)
        with connections["default"].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_month_with_a_moved_moment_is_shanghais(cast):
    """One minute to midnight in Greenwich on 30 September is October in the village."""
    [entry] = ledger.post(
        village=cast.village,
        postings=[posting(cast.households[0], day=clock.local_day(OCT - timedelta(days=19, hours=5)))],
        by=None,
        at=OCT,
    )
    assert entry.counted_in == date(2026, 10, 1)
