"""Everything that time alone makes due in a village, points and boards, in order of time.

What is due is read from the database and each step is a transaction of its own: a run may come twice, late or be killed
half-way, and the next one finishes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from boards.enums import ContestState, EntryState, RankingKind, StarState
from boards.models import BoardEntry, BoardIssue, Contest, ContestTitle, Ranking, StarAward
from boards.services import black, issues, motions, papers, pictures, rankings, stars, taking
from boards.services.contests import awards, calls
from councils.enums import ObjectionKind, ObjectionState
from councils.models import Objection
from councils.services import due as cases_due
from councils.services import meeting_sheets, reminders, samples
from councils.services.disclosure import tables
from councils.services.matters import watching as matters_due
from points.enums import ClaimState
from points.models import Claim, Household, MonthClose, Scheme, Village, VillageSettings
from points.services import due as points_due
from points.services import notices
from points.services.ledger import first_open_month
from villagegov.kernel import clock, periods


@dataclass
class Done:
    """What a run did in one village."""

    base: int = 0
    posted: int = 0
    closed: list[date] = field(default_factory=list)
    #: Codes of the periods: ``2026-10``, ``2026-Q3``, ``2026``.
    rankings: list[str] = field(default_factory=list)
    drafts: list[date] = field(default_factory=list)
    #: Months of which the supervisors' sample was drawn.
    samples: list[date] = field(default_factory=list)
    expired: int = 0
    #: Deductions that fell away because an objection was not decided in time.
    lapsed: int = 0
    #: Contests drafted, certificates of contests awarded.
    contests: int = 0
    certificates: int = 0
    #: Stars whose publicity is over, with their plates.
    stars: int = 0

    def __bool__(self) -> bool:
        done = (
            self.base,
            self.posted,
            self.closed,
            self.rankings,
            self.drafts,
            self.samples,
            self.expired,
            self.lapsed,
            self.contests,
            self.certificates,
            self.stars,
        )
        return any(done)

    def add(self, other: Done) -> None:
        self.base += other.base
        self.posted += other.posted
        self.closed += other.closed
        self.rankings += other.rankings
        self.drafts += other.drafts
        self.samples += other.samples
        self.expired += other.expired
        self.lapsed += other.lapsed
        self.contests += other.contests
        self.certificates += other.certificates
        self.stars += other.stars

    def __str__(self) -> str:
        """One line for whoever started the run."""
        if not self:
            return _("nothing was due")
        return _(", ").join(self._parts())

    def _parts(self) -> Iterator[str]:
        if self.base:
            yield ngettext("base points of %(count)s household", "base points of %(count)s households", self.base) % {
                "count": self.base
            }
        if self.posted:
            yield ngettext("%(count)s claim posted", "%(count)s claims posted", self.posted) % {"count": self.posted}
        if self.closed:
            yield _("closed: %(months)s") % {"months": _codes(self.closed)}
        if self.rankings:
            yield _("ranked: %(periods)s") % {"periods": " ".join(self.rankings)}
        if self.drafts:
            yield _("boards drafted: %(months)s") % {"months": _codes(self.drafts)}
        if self.samples:
            yield _("samples drawn: %(months)s") % {"months": _codes(self.samples)}
        if self.expired:
            yield ngettext("%(count)s black-board entry ended", "%(count)s black-board entries ended", self.expired) % {
                "count": self.expired
            }
        if self.lapsed:
            yield ngettext(
                "%(count)s deduction fell away undecided", "%(count)s deductions fell away undecided", self.lapsed
            ) % {"count": self.lapsed}
        if self.contests:
            yield ngettext("%(count)s contest drafted", "%(count)s contests drafted", self.contests) % {
                "count": self.contests
            }
        if self.certificates:
            yield ngettext(
                "%(count)s certificate of a contest", "%(count)s certificates of contests", self.certificates
            ) % {"count": self.certificates}
        if self.stars:
            yield ngettext("%(count)s star awarded", "%(count)s stars awarded", self.stars) % {"count": self.stars}


def _codes(months: Sequence[date]) -> str:
    return " ".join(f"{month:%Y-%m}" for month in months)


# ------------------------------------------------------------------------------------------------------ one village


def run_village(village: Village, at: datetime) -> Done:
    """Do everything that is due by ``at`` in one village; twice gives the same."""
    pictures.forget(village=village, at=at)  # before the sweep of photos that stand for nothing
    meeting_sheets.expire(village=village, at=at)
    points = points_due.run_points(village, at)
    done = Done(base=points.base, posted=points.posted, closed=list(points.closed))
    if village.points_on:
        _rank_and_draft(village, at, done)
    else:
        done.drafts = papers.draft_due(village=village, at=at)
    taking.take_waiting(village=village, at=at)
    done.samples = samples.draw_due(village=village, at=at)
    if village.points_on:
        done.lapsed = cases_due.run_cases(village, at).lapsed
    matters_due.run_matters(village, at)
    done.expired = black.expire_due(village=village, at=at)
    motions.follow_ledger(village=village, at=at)
    done.certificates = awards.award_due(village=village, at=at)
    done.contests = len(calls.draft_due(village=village, at=at))
    done.stars = stars.grant_due(village=village, at=at)
    reminders.remind(village=village, at=at)
    tables.sweep(village=village, at=at)
    notices.drop_old(village=village, at=at)
    return done


def _rank_and_draft(village: Village, at: datetime, done: Done) -> None:
    """For each closed month, oldest first: its ranking, the quarter's and year's with their last month, the draft."""
    ranked = {(kind, start) for kind, start in Ranking.objects.filter(village=village).values_list("kind", "start")}
    drafted = set(BoardIssue.objects.filter(village=village).values_list("month", flat=True))
    for month in MonthClose.objects.filter(village=village).order_by("month").values_list("month", flat=True):
        for kind in RankingKind:
            period = periods.period(kind.value, month)
            if period.last_month == month and (kind, period.start) not in ranked:
                rankings.freeze(village=village, kind=kind, start=period.start, at=at)
                done.rankings.append(period.code)
        if month not in drafted:
            issues.draft(village=village, month=month, at=at)
            done.drafts.append(month)


# ------------------------------------------------------------------------------------------------- the days between


def run_days(villages: Sequence[Village], after: date, at: datetime) -> dict[str, Done]:
    """What beat would have done in all villages between the end of the day ``after`` and ``at``, day by day in order of
    time; days on which nothing falls due are passed over. Returns what was done, by the village's address.
    """
    done = {village.slug: Done() for village in villages}
    for day in _due_days(villages, after, clock.local_day(at)):
        with clock.frozen(clock.moment(day, hour=0, minute=5)) as moment:
            _run_all(villages, moment, done)
    _run_all(villages, at, done)
    return done


def _run_all(villages: Sequence[Village], at: datetime, done: dict[str, Done]) -> None:
    for village in villages:
        done[village.slug].add(run_village(village, at))


def _due_days(villages: Sequence[Village], after: date, until: date) -> Iterator[date]:
    """Days before ``until`` on which something falls due; what is done on one decides which is the next."""
    day = after
    while True:
        day = min(next_due_day(village, day) for village in villages) if villages else until
        if day >= until:
            return
        yield day


def next_due_day(village: Village, after: date) -> date:
    """The first day after ``after`` on which time alone makes something due; New Year at the latest."""
    days = [date(after.year + 1, 1, 1)]
    released = Claim.objects.filter(village=village, state=ClaimState.PUBLICISED, publicity_until__gte=after)
    ending = BoardEntry.objects.filter(village=village, state=EntryState.PUBLISHED, until__gte=after)
    lapsing = Objection.objects.filter(
        village=village,
        state=ObjectionState.OPEN,
        kind=ObjectionKind.PUBLICITY,
        claim__points__lt=0,
        due_on__gte=after,
    )
    contests = Contest.objects.filter(village=village, state=ContestState.PUBLICISED, publicity_until__gte=after)
    posted_stars = StarAward.objects.filter(village=village, state=StarState.POSTED, publicity_until__gte=after)
    for rows, name, wait in (
        (released, "publicity_until", 1),
        (ending, "until", 1),
        (lapsing, "due_on", 1),
        (contests, "publicity_until", 1),
        (posted_stars, "publicity_until", 1),
        (Household.objects.filter(village=village, joined_on__gt=after), "joined_on", 0),
        (Scheme.objects.filter(village=village, effective_from__gt=after), "effective_from", 0),
    ):
        first = rows.aggregate(first=Min(name))["first"]
        if first:
            days.append(first + timedelta(days=wait))
    issue_day = next_issue_day(village, after) if village.points_on else papers.next_day(village, after)
    if issue_day is not None:
        days.append(issue_day)
    if ContestTitle.objects.filter(village=village, on=True).exists():
        last_month = periods.quarter(after).last_month
        days.append(last_month if last_month > after else periods.add_months(last_month, 3))
    return min(days)


def next_issue_day(village: Village, after: date) -> date:
    """The first day after ``after`` on which a month that is still open closes and its board is drafted."""
    open_from = first_open_month(village) or periods.month_of(
        VillageSettings.objects.filter(village=village).earliest("effective_from").effective_from
    )
    month = max(open_from, periods.add_months(after, -1))
    while (day := points_due.close_day(village, month)) <= after:
        month = periods.add_months(month, 1)
    return day
