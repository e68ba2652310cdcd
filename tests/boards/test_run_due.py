"""manage.py run_due and the hourly sweep: what beat would have done, in order of time, once."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from boards import tasks
from boards.models import BoardIssue, Ranking
from boards.queries import checks
from boards.services import due
from points.enums import EntryKind
from points.models import Entry, JobRun, MonthClose, SiteClock
from points.queries import ledger_check
from tests.boards.support import deed, entries, with_black
from tests.factories import make_village
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
START = clock.moment(date(2026, 10, 12), 9)


@pytest.fixture
def moved(monkeypatch):
    """A day that stands still and can still be moved, as on the site."""
    monkeypatch.setattr(clock, "now", lambda: START + clock.offset())
    clock.refresh()
    yield
    clock._offset.set(timedelta())


def run(**options):
    out = StringIO()
    call_command("run_due", stdout=out, **options)
    return out.getvalue()


def rows(cast):
    village = cast.village
    return [
        model.objects.filter(village=village).count() for model in (Entry, MonthClose, Ranking, BoardIssue)
    ] + ledger_check.problems(village)


def test_moving_the_day_does_everything_between_in_order_of_time(moved):
    cast = make_village()
    deed(cast, cast.households[0], day=date(2026, 10, 10))
    deed(cast, cast.households[1], day=date(2026, 10, 31))  # its publicity ends on 7 November: in time for October
    deed(cast, cast.households[2], cast.deduction, day=date(2026, 11, 5))
    said = run(on="2027-01-20")
    assert "本站今天是 2027-01-20" in said
    assert cast.village.slug in said and "结账" in said
    assert clock.today() == date(2027, 1, 20)
    lines = Entry.objects.filter(village=cast.village, kind=EntryKind.CLAIM).order_by("seq")
    assert [(line.counted_in, clock.local_day(line.posted_at)) for line in lines] == [
        (date(2026, 10, 1), date(2026, 10, 18)),
        (date(2026, 10, 1), date(2026, 11, 8)),
        (date(2026, 11, 1), date(2026, 11, 13)),
    ]
    closed = MonthClose.objects.get(village=cast.village, month=date(2026, 11, 1))
    assert clock.local_day(closed.closed_at) == date(2026, 12, 8)
    assert Ranking.objects.filter(village=cast.village, kind="year", start=date(2026, 1, 1)).exists()
    issue = BoardIssue.objects.get(village=cast.village, month=date(2026, 10, 1))
    assert clock.local_day(issue.drafted_at) == date(2026, 11, 8)
    assert Entry.objects.filter(village=cast.village, kind=EntryKind.BASE, deed_day=date(2027, 1, 1)).count() == 3
    assert [entry.household.number for entry in entries(cast, "black", date(2026, 11, 1))] == ["003"]
    assert checks.problems(cast.village) == ledger_check.problems(cast.village) == []


def test_twice_gives_the_same(moved):
    cast = make_village()
    deed(cast, cast.households[0])
    run(on="2026-11-20")
    before = rows(cast)
    assert "没有到期的事项" in run(on="2026-11-20")
    assert "没有到期的事项" in run()
    assert rows(cast) == before


def test_the_day_moves_forward_only(moved):
    make_village()
    run(on="2026-11-20")
    offset = SiteClock.objects.get().offset
    for wrong in ("2026-11-19", "2020-01-01"):
        with pytest.raises(CommandError, match="只能往后拨"):
            run(on=wrong)
    for wrong in ("morgen", "2026-13-01", "20.11.2026", ""):
        with pytest.raises(CommandError, match="不是日期"):
            run(on=wrong)
    assert SiteClock.objects.get().offset == offset


def test_production_keeps_its_own_day(moved):
    make_village()
    with override_settings(VILLAGEGOV_MOVABLE_CLOCK=False), pytest.raises(CommandError, match="试用环境"):
        run(on="2026-12-01")
    assert not SiteClock.objects.exists()
    with override_settings(VILLAGEGOV_MOVABLE_CLOCK=False):
        assert run()


def test_the_whole_site_says_that_its_day_was_moved(moved, client):
    make_village(slug="wangjiagou")
    run(on="2026-12-01")
    assert "站内“今天”是2026年12月1日" in client.get("/v/wangjiagou/").content.decode()


def test_a_move_that_was_killed_half_way_is_finished_by_the_next_run(moved, monkeypatch):
    cast, reference = make_village(), make_village()
    for one in (cast, reference):
        deed(one, one.households[0])
        deed(one, one.households[1], cast.deduction if one is cast else reference.deduction, day=date(2026, 11, 5))
    real, calls = due.run_village, []

    def dying(village, at):
        calls.append(village)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(village, at)

    with monkeypatch.context() as patch:
        patch.setattr(due, "run_village", dying)
        with pytest.raises(KeyboardInterrupt):
            run(on="2027-01-20")
    run(on="2027-01-20")
    assert rows(cast) == rows(reference)
    for one in (cast, reference):
        assert [entry.household.number for entry in entries(one, "red")] == ["001"]
        counted = Entry.objects.filter(village=one.village, kind=EntryKind.CLAIM).order_by("counted_in")
        assert [line.counted_in for line in counted] == [date(2026, 10, 1), date(2026, 11, 1)]
        assert checks.problems(one.village) == []


def test_an_end_date_is_a_day_that_matters():
    cast = make_village()
    entry = with_black(cast)
    assert due.next_due_day(cast.village, date(2026, 11, 20)) == date(2026, 12, 8)
    assert due.next_due_day(cast.village, date(2026, 12, 8)) == date(2026, 12, 14) == entry.until + timedelta(days=1)
    done = due.run_days([cast.village], date(2026, 11, 20), clock.moment(date(2026, 12, 20), 9))
    entry.refresh_from_db()
    assert clock.local_day(entry.ended_at) == date(2026, 12, 14)
    assert done[cast.village.slug].expired == 1


def test_the_sweep_leaves_word_for_the_health_page_and_reaches_every_village(monkeypatch):
    with clock.frozen(clock.moment(date(2026, 11, 8), 9)):
        casts = [make_village(), make_village()]
        for cast in casts:
            deed(cast, cast.households[0])
        sent = []
        monkeypatch.setattr(tasks.sweep_village, "delay", sent.append)
        tasks.sweep()
        tasks.sweep()
        assert JobRun.objects.get(name="sweep").finished_at == clock.now()
        assert sorted(sent[:2]) == sorted(str(cast.village.pk) for cast in casts)
        for village_id in sent:
            tasks.sweep_village(village_id)
    for cast in casts:
        assert BoardIssue.objects.filter(village=cast.village, month=date(2026, 10, 1)).count() == 1
