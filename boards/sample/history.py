"""The calendar of the sample: what happens on which day of a village's month, from the first day to the day of loading.

25th: slips are summed up and sent up. 26th: the committee sits. 27th and 28th: what was returned is corrected and
decided, households with a deduction are told. First days of the next month: publicity ends, claims are
posted. 8th: the month closes, the board is drafted and brought out; black entries take their own way after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.utils.translation import gettext as _

from boards.sample import contests, families, paper, phone, watching
from boards.sample import setting as before
from boards.sample.cases import Cases
from boards.sample.committee import Committee
from boards.sample.entry import Desk
from boards.sample.setting import Setting
from boards.sample.sittings import Sittings
from boards.services.due import run_village
from councils.services.feedback import leave
from points.enums import ClaimState
from points.models import Claim, Notice
from points.sample import notes
from points.sample.records import SampleDeed, SampleMonth
from villagegov.kernel import clock, periods

#: The four days before the day of loading, in which the current month is made lively.
SEND_BEFORE, SIT_BEFORE, TELL_BEFORE, OBJECT_BEFORE = 4, 3, 2, 1
#: Claims of one household sent up in these days, beside a shared deed.
SENT_NOW = 36

#: Called with ``at=`` its moment.
Act = Callable[..., object]


@dataclass
class History:
    """A year of one village, as acts in order of time."""

    setting: Setting
    months: tuple[SampleMonth, ...]
    now: datetime
    say: Callable[[str], object]

    def __post_init__(self) -> None:
        self.desk = Desk(self.setting)
        self.committee = Committee(self.setting, self.desk)
        self.sittings = Sittings(self.setting, self.committee)

    def run(self) -> None:
        """Every act up to now, each with the clock held at its moment."""
        for moment, act in sorted(self._acts(), key=lambda pair: pair[0]):
            if moment <= self.now:
                with clock.frozen(moment):
                    act(at=moment)
        run_village(self.setting.village, self.now)
        read_until = self.now - timedelta(days=14)
        older = Notice.objects.filter(village=self.setting.village, read_at__isnull=True, at__lt=read_until)
        older.update(read_at=read_until)

    def _acts(self) -> Iterator[tuple[datetime, Act]]:
        yield clock.moment(self.setting.first_day, 0, 5), self._run_due
        for year in range(self.setting.first_day.year, self.now.year):
            yield clock.moment(date(year + 1, 1, 1), 0, 5), self._run_due
        yield clock.moment(before.late_join_day(self.setting), 10), self._join_late
        for turn, month in enumerate(self.months):
            yield from self._typing(month)
            if month.complete:
                yield from self._sitting(month, turn)
                yield from self._board(month)
        yield from families.acts(self.setting, self.now)
        yield from contests.acts(self.setting, self.now)
        yield from Cases(self.setting, self.now).acts()
        yield from phone.acts(self.setting, self.committee, self.now)
        yield from self._now()

    def _typing(self, month: SampleMonth) -> Iterator[tuple[datetime, Act]]:
        """Each day's deeds are typed in at the end of that day."""
        days: dict[date, list[SampleDeed]] = defaultdict(list)
        for deed in month.deeds:
            if deed.typed_at <= self.now:
                days[clock.local_day(deed.typed_at)].append(deed)
        for deeds in days.values():
            yield max(deed.typed_at for deed in deeds), partial(self.desk.type_in, deeds)

    def _sitting(self, month: SampleMonth, turn: int) -> Iterator[tuple[datetime, Act]]:
        last, desk, committee = month.last_day, self.desk, self.committee
        yield clock.moment(last, 20, 50), partial(desk.send_up, state=ClaimState.RETURNED)
        yield clock.moment(last, 21), desk.send_up
        yield clock.moment(_after(last, 1), 9), desk.withdraw_planned
        sit = self.sittings.meet if turn % 2 == 0 else committee.sit
        yield clock.moment(_after(last, 1), 14, 30), partial(sit, turn=turn)
        yield clock.moment(_after(last, 2), 10), desk.correct_returned
        yield clock.moment(_after(last, 2), 11), partial(desk.send_up, state=ClaimState.RETURNED)
        yield clock.moment(_after(last, 2), 15), committee.tell
        yield clock.moment(_after(last, 3), 9), partial(committee.sit, turn=turn + 1)
        yield clock.moment(_after(last, 3), 19), committee.object_to_planned
        yield clock.moment(_after(last, 5), 16), committee.answer_planned

    def _board(self, month: SampleMonth) -> Iterator[tuple[datetime, Act]]:
        next_month, committee = periods.add_months(month.month, 1), self.committee
        yield clock.moment(next_month.replace(day=7), 0, 5), self._run_due
        yield clock.moment(next_month.replace(day=8), 0, 5), partial(self._close, month)
        yield clock.moment(next_month.replace(day=8), 9), partial(committee.edit_board, month)
        yield clock.moment(next_month.replace(day=8), 10), partial(committee.publish_board, month)
        yield clock.moment(next_month.replace(day=9), 17), committee.tell_black
        yield clock.moment(next_month.replace(day=11), 17), committee.hear_black
        yield clock.moment(next_month.replace(day=13), 15), committee.decide_black
        yield clock.moment(next_month.replace(day=20), 16), partial(self._check_sample, month)
        yield clock.moment(next_month.replace(day=24), 15), committee.lift_black

    def _now(self) -> Iterator[tuple[datetime, Act]]:
        """The running month: some claims are in publicity, one is objected to, a deduction is to be told."""
        desk, committee, today = self.desk, self.committee, clock.local_day(self.now)
        yield self._days_ago(today, SEND_BEFORE, 17), partial(desk.send_up_some, singles=SENT_NOW)
        yield self._days_ago(today, SIT_BEFORE, 15), partial(committee.sit_now, turn=3)
        yield self._days_ago(today, TELL_BEFORE, 10), partial(committee.tell, leave=1)
        yield self._days_ago(today, OBJECT_BEFORE, 19), committee.object_to_one
        yield self._days_ago(today, OBJECT_BEFORE, 20), self._send_something
        yield self._days_ago(today, OBJECT_BEFORE, 21), self.sittings.leave_unconfirmed
        yield self.now, self.sittings.open_next
        yield self.now, partial(paper.lay_out, self.setting, desk)
        for days, text in zip((200, 90, 12), notes.FEEDBACK, strict=True):
            yield self._days_ago(today, days, 20), partial(self._leave_feedback, text)

    def _days_ago(self, today: date, days: int, hour: int) -> datetime:
        return clock.moment(_after(today, -days), hour)

    # ---------------------------------------------------------------------------------------------- single acts

    def _run_due(self, *, at: datetime) -> None:
        run_village(self.setting.village, at)

    def _join_late(self, *, at: datetime) -> None:
        before.join_late(self.setting, at=at)

    def _send_something(self, *, at: datetime) -> None:
        """Where the sitting has just decided everything, a few new claims wait for the next one."""
        rows = Claim.objects.filter(village=self.setting.village)
        if not rows.filter(state=ClaimState.SUBMITTED).exists():
            self.desk.send_up_some(at=at, singles=(rows.filter(state=ClaimState.DRAFT).count() + 1) // 2)

    def _leave_feedback(self, text: str, *, at: datetime) -> None:
        leave(village=self.setting.village, text=text, contact="", at=at)

    def _check_sample(self, month: SampleMonth, *, at: datetime) -> None:
        """The latest month's is not finished yet."""
        running = periods.month_of(clock.local_day(self.now))
        watching.check_sample(
            self.setting, month.month, leave=4 if periods.add_months(month.month, 1) == running else 0, at=at
        )

    def _close(self, month: SampleMonth, *, at: datetime) -> None:
        done = run_village(self.setting.village, at)
        line = _("%(month)s  %(count)s claims; %(done)s")
        self.say("  " + line % {"month": f"{month.month:%Y-%m}", "count": month.claim_count, "done": done})


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)
