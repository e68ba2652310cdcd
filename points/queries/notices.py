"""A person's inbox, and whom a matter concerns."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from points.enums import NoticeKind, Role
from points.models import Membership, Notice, User, Village
from points.queries.villages import settings_on
from villagegov.kernel import clock
from villagegov.web.templatetags.web import month_name, short_day
from villagegov.web.templatetags.web import points as signed

#: One sentence each; ``day`` and ``until`` are days, ``points`` are signed, ``month`` is a month.
SENTENCES: dict[NoticeKind, Any] = {
    NoticeKind.CLAIM_APPROVED: gettext_lazy("“%(item)s” of %(day)s was approved; in publicity until %(until)s."),
    NoticeKind.CLAIM_RETURNED: gettext_lazy("“%(item)s” of %(day)s was sent back: look at the reason, correct it."),
    NoticeKind.CLAIM_REJECTED: gettext_lazy("“%(item)s” of %(day)s was not accepted. The reason stands on the page."),
    NoticeKind.CLAIM_POSTED: gettext_lazy("“%(item)s” of %(day)s is counted: %(points)s."),
    NoticeKind.CLAIM_HELD: gettext_lazy("Somebody objected to “%(item)s” of %(day)s; it is being checked."),
    NoticeKind.DEDUCTION_TO_TELL: gettext_lazy("Deductions were approved: %(count)s. Tell the households first."),
    NoticeKind.CLAIMS_TO_REVIEW: gettext_lazy("Claims were sent up for review: %(count)s."),
    NoticeKind.OBJECTION_TO_DECIDE: gettext_lazy("An objection is to be decided by %(until)s."),
    NoticeKind.MEETING_TO_CONFIRM: gettext_lazy("The record of meeting %(number)s waits for somebody to confirm it."),
    NoticeKind.OBJECTION_DECIDED: gettext_lazy("Your objection of %(day)s was decided. You read the reason there."),
    NoticeKind.CORRECTED: gettext_lazy("A line of your points was corrected: %(points)s."),
    NoticeKind.BOARD_DRAFTED: gettext_lazy("The board of %(month)s is drafted and waits for the committee."),
    NoticeKind.BLACK_TOLD: gettext_lazy("The village told you of a black-board entry. You may reply until %(until)s."),
    NoticeKind.BLACK_PUBLISHED: gettext_lazy("An entry stands on the black board until %(until)s."),
    NoticeKind.BLACK_ENDED: gettext_lazy("Your entry on the black board has ended."),
    NoticeKind.STAR_POSTED: gettext_lazy("Star “%(star)s” is in publicity until %(until)s."),
    NoticeKind.STAR_REFUSED: gettext_lazy("Star “%(star)s” is not awarded. The reason stands on the page."),
    NoticeKind.STAR_GRANTED: gettext_lazy("Star “%(star)s” is awarded: plate %(number)s."),
    NoticeKind.STAR_WITHDRAWN: gettext_lazy("Star “%(star)s” was withdrawn. The reason stands on the page."),
    NoticeKind.BREACH_STEP: gettext_lazy("Village rules, no. %(number)s: an entry of %(day)s about your household."),
    NoticeKind.BREACH_PROPOSED: gettext_lazy("Breach no. %(number)s: a consequence is proposed and waits for you."),
    NoticeKind.DEMAND_FILED: gettext_lazy("Demand no. %(number)s was brought in and waits for somebody."),
    NoticeKind.DEMAND_HANDED: gettext_lazy("Demand no. %(number)s is in your hands."),
    NoticeKind.DEMAND_HELPED: gettext_lazy(
        "Demand no. %(number)s: the volunteer says it is done. It waits for the answer."
    ),
    NoticeKind.DEMAND_ANSWERED: gettext_lazy("Your demand no. %(number)s has an answer. Is it really so?"),
    NoticeKind.CONTEST_CALLED: gettext_lazy("Contest “%(title)s”: nominations until %(until)s."),
    NoticeKind.CONTEST_TO_JUDGE: gettext_lazy("Contest “%(title)s” is to be judged."),
    NoticeKind.CONTEST_RESULT: gettext_lazy("Contest “%(title)s”: the result is in publicity until %(until)s."),
    NoticeKind.CONTEST_AWARDED: gettext_lazy("Contest “%(title)s”: certificate %(number)s is yours."),
    NoticeKind.QUESTION_SETTLED: gettext_lazy("What became of your question about “%(title)s” stands on its page."),
    NoticeKind.SITTING_CALLED: gettext_lazy("%(body)s sits on %(day)s. The agenda stands on the notice."),
    NoticeKind.SITTING_OFF: gettext_lazy("The sitting of %(body)s on %(day)s is called off."),
    NoticeKind.SUGGESTION_ANSWERED: gettext_lazy("Your suggestion of %(day)s was answered."),
    NoticeKind.TASK_GIVEN: gettext_lazy("A task from a decision was given to you; it is due on %(until)s."),
    NoticeKind.DIVIDEND: gettext_lazy("The dividend of %(year)s is published; your share stands on the page."),
    NoticeKind.DIVIDEND_CORRECTED: gettext_lazy("Your share of the dividend of %(year)s was corrected."),
    NoticeKind.CARD: gettext_lazy("A new household card was printed; the old one does not work any more."),
    NoticeKind.CARD_WITHDRAWN: gettext_lazy("Your household card was withdrawn; it opens nothing any more."),
    NoticeKind.REMINDER: gettext_lazy("Tomorrow, %(until)s, is the last day: %(text)s"),
}
_DAYS = ("day", "until")


@dataclass(frozen=True)
class Line:
    notice: Notice
    words: str

    @property
    def unread(self) -> bool:
        return self.notice.read_at is None


def inbox(user: User, village: Village) -> QuerySet[Notice]:
    """The latest first; the unread before the read of the same moment."""
    return Notice.objects.filter(village=village, user=user).order_by("-at", "-id")


def lines(notices: Iterable[Notice]) -> list[Line]:
    return [Line(notice, sentence(notice)) for notice in notices]


def unread_count(user: User | None, village: Village) -> int:
    """For the number beside the word in the header. One query."""
    if user is None or not user.is_authenticated:
        return 0
    return Notice.objects.filter(village=village, user=user, read_at__isnull=True).count()


def sentence(notice: Notice) -> str:
    """In the reader's language; a value that is missing is left open rather than failing the page."""
    values = {key: _shown(key, value) for key, value in notice.values.items()}
    kind = NoticeKind(notice.kind)
    return str(SENTENCES[kind]) % _Open(values)


class _Open(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _shown(key: str, value: Any) -> str:
    if key in _DAYS or key == "month":
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            return str(value)
        return month_name(day) if key == "month" else short_day(day)
    return signed(value) if key == "points" and isinstance(value, int) else str(value)


# ------------------------------------------------------------------------------------------------------- whom


def of_households(village: Village, households: Collection[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Log-ins of these households, by household; none where the village has no household accounts. Two queries."""
    wanted = set(households)
    if not wanted or not settings_on(village, clock.today()).household_accounts:
        return {}
    rows = Membership.objects.filter(
        village=village, role=Role.VILLAGER, active=True, user__is_active=True, household__in=wanted
    )
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for household, user in rows.order_by("user_id").values_list("household_id", "user_id"):
        found.setdefault(household, []).append(user)
    return found


def with_role(village: Village, *roles: Role) -> list[uuid.UUID]:
    """Log-ins with one of the roles. One query."""
    rows = Membership.objects.filter(village=village, role__in=roles, active=True, user__is_active=True)
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())
