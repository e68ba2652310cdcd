"""A worker killed in the middle of its work, and a schedule that was silent for two months: nothing lost or
doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count

from boards.models import BoardEntry, BoardIssue, Ranking
from boards.queries import checks
from boards.services import due
from councils.models import Sample
from points.enums import ClaimState, EntryKind
from points.models import AuditRow, Claim, Entry, JobRun, LedgerHead, MonthClose, SiteClock
from points.queries import ledger_check
from points.services.due import POSTING_CHUNK
from tests import stage
from tests.factories import Cast, ClaimFactory, make_village, publicised
from tests.faults.support import Worker, made_of, wait_until
from villagegov.celery import SWEEP, app
from villagegov.kernel import clock

CLAIMS = 2000
#: The issue day of October: the sweep posts, closes ten months, ranks and drafts.
ISSUE_DAY = date(2026, 11, 8)


def released_claims(cast: Cast, count: int = CLAIMS) -> list[Claim]:
    """Claims of October whose publicity is over, in the order in which a sweep posts them."""
    claims = [
        ClaimFactory.build(
            village=cast.village,
            household=cast.households[number % len(cast.households)],
            item=cast.award,
            typed_by=cast.officer,
            day=date(2026, 10, 1) + timedelta(days=number % 20),
            state=ClaimState.PUBLICISED,
            submitted_at=clock.moment(date(2026, 10, 25)),
            decided_at=clock.moment(date(2026, 10, 25)),
            publicity_from=date(2026, 10, 25),
            publicity_until=date(2026, 10, 31) + timedelta(days=number % 3),
            review_round=1,
        )
        for number in range(count)
    ]
    Claim.objects.bulk_create(claims)
    return sorted(claims, key=lambda claim: (claim.publicity_until, claim.pk))


@contextmanager
def row_held(claim: Claim) -> Iterator[None]:
    """Another connection holds the claim's row, as somebody who is deciding an objection does."""
    other = connection.Database.connect(**connection.get_connection_params())
    try:
        other.execute("SELECT 1 FROM points_claim WHERE id = %s FOR UPDATE", [claim.pk])
        yield
    finally:
        other.rollback()
        other.close()


def waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() == (1,)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    workers: list[Worker] = []

    def one() -> Worker:
        workers.append(Worker(tmp_path / f"worker-{len(workers)}.log"))
        return workers[-1]

    yield one
    for worker in workers:
        worker.stop()


def sweep() -> None:
    """What beat does every hour."""
    app.send_task(SWEEP, retry=False)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(start: Callable[[], Worker]) -> None:
    cast, quiet = make_village(households=40), make_village(households=1)
    SiteClock.objects.create(offset=timedelta(days=(ISSUE_DAY - clock.today()).days))
    claims = released_claims(cast)
    posted = Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM)
    first = start()
    with row_held(claims[2 * POSTING_CHUNK + 7]):
        sweep()
        wait_until("two chunks posted", lambda: posted.count() >= 2 * POSTING_CHUNK, worker=first)
        wait_until("the worker stands before the third", waiting_for_a_lock, worker=first)
        first.kill()
    assert posted.count() == 2 * POSTING_CHUNK
    assert Claim.objects.filter(village=cast.village, state=ClaimState.POSTED).count() == 2 * POSTING_CHUNK
    assert ledger_check.problems(cast.village) == [], "between two chunks the ledger holds too"
    assert not BoardIssue.objects.filter(village=cast.village).exists()

    second = start()
    sweep()
    wait_until("October drafted", lambda: october_drafted(cast), worker=second)
    everything_once(cast)
    assert quiet_village_is_done(quiet), "the village after it was not held up"
    # And once more: there is nothing left to do.
    before = Entry.objects.filter(village=cast.village).count()
    assert not due.run_village(cast.village, clock.moment(ISSUE_DAY, 23))
    assert Entry.objects.filter(village=cast.village).count() == before
    assert JobRun.objects.filter(name="sweep").exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_task_whose_process_was_killed_is_taken_up_again_by_itself(start: Callable[[], Worker]) -> None:
    """No new sweep is sent: the task was not acknowledged, so the worker gives it to its next process."""
    cast = make_village(households=40)
    SiteClock.objects.create(offset=timedelta(days=(ISSUE_DAY - clock.today()).days))
    claims = released_claims(cast, POSTING_CHUNK + 20)
    posted = Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM)
    worker = start()
    with row_held(claims[POSTING_CHUNK + 7]):
        sweep()
        wait_until("the worker stands before the second chunk", waiting_for_a_lock, worker=worker)
        assert posted.count() == POSTING_CHUNK
        worker.kill_pool()
    wait_until("everything posted", lambda: posted.count() >= len(claims), worker=worker)
    wait_until("October drafted", lambda: october_drafted(cast), worker=worker)
    everything_once(cast, len(claims))


def october_drafted(cast: Cast) -> bool:
    """And the supervisors' sample drawn, which a sweep does last."""
    october = {"village": cast.village, "month": date(2026, 10, 1)}
    return BoardIssue.objects.filter(**october).exists() and Sample.objects.filter(**october).exists()


def everything_once(cast: Cast, claims: int = CLAIMS) -> None:
    village, households = cast.village, len(cast.households)
    entries = Entry.objects.filter(village=village)
    claim_lines = entries.filter(kind=EntryKind.CLAIM)
    assert claim_lines.count() == claims
    assert claim_lines.values("claim").annotate(times=Count("id")).filter(times__gt=1).count() == 0
    assert set(claim_lines.values_list("counted_in", flat=True)) == {date(2026, 10, 1)}
    assert not Claim.objects.filter(village=village).exclude(state=ClaimState.POSTED).exists()
    assert list(entries.order_by("seq").values_list("seq", flat=True)) == list(range(1, claims + households + 1))
    head = LedgerHead.objects.get(village=village)
    assert (head.last_seq, head.closed_through) == (claims + households, date(2026, 10, 1))
    assert MonthClose.objects.filter(village=village).count() == 10
    assert Ranking.objects.get(village=village, kind="month", start=date(2026, 10, 1)).points_total == 10 * claims
    assert BoardIssue.objects.filter(village=village).count() == 10
    assert AuditRow.objects.filter(village=village, action="month.closed").count() == 10
    assert ledger_check.problems(village) == []
    assert checks.problems(village) == []


def quiet_village_is_done(cast: Cast) -> bool:
    return Entry.objects.filter(village=cast.village, kind=EntryKind.BASE).count() == 1


# ------------------------------------------------------------------------------------------------ beat was silent


def busy_village(start: date) -> Cast:
    """Deeds, deductions and a black entry whose days end in between."""
    cast = make_village(households=6)
    for offset in range(0, 80, 3):
        day = start + timedelta(days=offset)
        item = cast.deduction if offset % 4 == 1 else cast.award
        household = cast.households[(offset // 3) % 6 if item == cast.award else offset % 2]
        publicised(cast.village, household, item, cast.officer, day, day + timedelta(days=3 + offset % 15))
    due.run_village(cast.village, clock.moment(start - timedelta(days=1)))
    black_entry(cast, start)
    return cast


def black_entry(cast: Cast, start: date) -> None:
    """An entry of July's board, public until the middle of the silence; its gate is passed in tests/boards."""
    from boards.enums import Colour, EntrySource, IssueState
    from points.services import ledger

    at = clock.moment(start)
    issue = BoardIssue.objects.filter(village=cast.village).order_by("month").last()
    issue.state, issue.number, issue.published_at = IssueState.PUBLISHED, 1, at
    issue.save()
    posting = ledger.Posting("board:x", EntryKind.BOARD, cast.households[5].pk, -10, start)
    [line] = ledger.post(village=cast.village, postings=[posting], by=None, at=at)
    entry = BoardEntry.objects.create(
        village=cast.village, issue=issue, colour=Colour.BLACK, household=cast.households[5], reason="焚烧秸秆",
        source=EntrySource.PROPOSAL, points=-10, ledger_entry=line, created_at=at,
        reviewed_at=at, told_way="phone", told_on=start - timedelta(days=5), reply_until=start - timedelta(days=2),
        decided_at=at, published_at=at, until=start + timedelta(days=29),
    )  # fmt: skip
    stage.walked(cast, entry)


@pytest.mark.django_db
def test_two_months_without_beat_and_one_late_run_give_what_hourly_runs_give() -> None:
    start, end = date(2026, 8, 20), date(2026, 11, 20)
    daily, once = busy_village(start), busy_village(start)
    for offset in range((end - start).days + 1):
        for hour in (0, 9):
            due.run_village(daily.village, clock.moment(start + timedelta(days=offset), hour, 5))
    done = due.run_village(once.village, clock.moment(end, 0, 5))
    assert done.expired == 1 and len(done.drafts) == 3 and len(done.closed) == 3 and done.posted > 20
    late, punctual = made_of(once), made_of(daily)
    for name, rows in punctual.items():
        assert late[name] == rows, name
    assert len(punctual["board"]) > 3 and {"red", "black"} == {row[1] for row in punctual["board"]}
    assert ("expired", start + timedelta(days=29)) in {(row[6], row[7]) for row in punctual["board"]}
    for cast in (daily, once):
        assert ledger_check.problems(cast.village) == []
        assert checks.problems(cast.village) == []
