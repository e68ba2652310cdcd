"""A contest is drafted when the quarter's last month begins, called with its days, and handed to the judges."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import ContestState, JudgingWay
from boards.models import Contest, ContestTitle
from boards.models.contest import RULES
from boards.services import tell
from boards.services.contests import steps
from points.enums import Role
from points.models import User, Village
from points.queries import access, schemes
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, TransitionError

#: What the first three get where neither the title nor the rules say (briefing).
PRIZES = (30, 20, 10)
CALL_AT_LEAST, CALL_AT_MOST = 3, 45


@transaction.atomic
def draft(*, village: Village, title: ContestTitle, quarter: date, by: User | None, at: datetime) -> Contest:
    """The contest of a title in a quarter; a second call returns the first one.

    Raises :class:`DomainError` for a quarter that has not begun, or is over for more than one.
    """
    if by is not None:
        access.require(by, village, *steps.RUNNERS)
    start = periods.quarter(quarter).start
    running = periods.quarter(clock.local_day(at)).start
    if start not in (running, periods.add_months(running, -3)):
        raise DomainError(_("Choose the running quarter or the one before it."), field="quarter", code="quarter")
    lock_village(village)
    known = Contest.objects.filter(village=village, contest_title=title, quarter=start).first()
    if known is not None:
        return known
    contest = Contest(village=village, contest_title=title, quarter=start, drafted_at=at)
    _copy_rules(contest, title, clock.local_day(at))
    contest.save(force_insert=True)
    audit.record(by=by, at=at, action="contest.drafted", subject=contest, after={"quarter": start})
    return contest


def _copy_rules(contest: Contest, title: ContestTitle, day: date) -> None:
    for name in RULES:
        setattr(contest, name, getattr(title, name))
    if not contest.prizes:
        contest.prizes = list(schemes.contest_points(contest.village, day) or PRIZES)


def due_titles(village: Village, day: date) -> list[ContestTitle]:
    """Titles whose contest of the quarter should be drafted by now: its last month has begun."""
    period = periods.quarter(day)
    if day < period.last_month:
        return []
    drafted = Contest.objects.filter(village=village, quarter=period.start).values("contest_title")
    return list(ContestTitle.objects.filter(village=village, on=True).exclude(pk__in=drafted))


def draft_due(*, village: Village, at: datetime) -> list[Contest]:
    """Draft what is due, one by one; a run may come twice or late."""
    day = clock.local_day(at)
    return [draft(village=village, title=title, quarter=day, by=None, at=at) for title in due_titles(village, day)]


@transaction.atomic
def call(*, contest: Contest, until: date, by: User, at: datetime) -> Contest:
    """Make it public, with the title's rules as they are today, and take nominations until a day."""
    access.require(by, contest.village, *steps.RUNNERS)
    contest = steps.locked(contest, ContestState.DRAFTED)
    today = clock.local_day(at)
    first, last = today + timedelta(days=CALL_AT_LEAST - 1), today + timedelta(days=CALL_AT_MOST - 1)
    if not first <= until <= last:
        raise DomainError(
            _("Give people at least %(least)s days: choose a day between %(first)s and %(last)s.")
            % {"least": CALL_AT_LEAST, "first": f"{first:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}"},
            field="until",
            code="until",
        )
    steps.take(contest, ContestState.CALLED)
    _copy_rules(contest, contest.contest_title, today)
    contest.called_at, contest.nominate_until = at, until
    contest.save()
    audit.record(by=by, at=at, action="contest.called", subject=contest, after={"until": until})
    tell.contest_called(contest, by, at)
    return contest


@transaction.atomic
def begin_judging(*, contest: Contest, way: JudgingWay, by: User, at: datetime) -> Contest:
    """Close nominations when their last day is over, and say how it is judged.

    Raises :class:`TransitionError` before that day is over and where nobody was nominated.
    """
    access.require(by, contest.village, *steps.RUNNERS)
    contest = steps.locked(contest, ContestState.CALLED)
    assert contest.nominate_until is not None
    if clock.local_day(at) <= contest.nominate_until:
        raise TransitionError(
            _("People may nominate until %(day)s. Judging begins on the day after.")
            % {"day": f"{contest.nominate_until:%Y-%m-%d}"},
            code="nominations_open",
        )
    if not steps.entrants_of(contest):
        raise TransitionError(
            _("Nobody was nominated. Record that this contest is not held, with the reason."), code="nobody"
        )
    steps.take(contest, ContestState.SCORING)
    contest.way, contest.round, contest.scoring_at = JudgingWay(way), 1, at
    contest.save(update_fields=["state", "way", "round", "scoring_at"])
    audit.record(by=by, at=at, action="contest.judging", subject=contest, after={"way": contest.way})
    tell.contest_to_judge(contest, by, at)
    return contest


@transaction.atomic
def cancel(*, contest: Contest, reason: str, by: User, at: datetime) -> Contest:
    """It is not held after all, with the reason that everybody reads. Not once its result is in publicity."""
    access.require(by, contest.village, Role.ADMINISTRATOR)
    contest = steps.locked(
        contest, ContestState.DRAFTED, ContestState.CALLED, ContestState.SCORING, ContestState.DECIDED
    )
    note = steps.words(reason)
    steps.take(contest, ContestState.CANCELLED)
    contest.end_note = note
    contest.save(update_fields=["state", "end_note"])
    audit.record(by=by, at=at, action="contest.cancelled", subject=contest)
    return contest
