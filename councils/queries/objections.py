"""Objections and appeals: who may see and decide them, and how long there is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.enums import ObjectionState
from councils.models import Objection, ObjectionVote, PanelSeat, Vote
from councils.queries import bodies, panels
from councils.queries.people import by_user
from points.enums import Disclosure, Role
from points.models import Claim, Membership, User, Village
from points.queries import access, calendar
from villagegov.kernel import clock
from villagegov.kernel.workdays import WorkingDays

#: Working days before its last day on which a case is called pressing.
SOON = 2


def may_see(user: User, claim: Claim) -> bool:
    """Whether the claim is on the list this villager reads, or is their own household's."""
    return claim.item.disclosure != Disclosure.NONE or claim.household_id in access.own_households(user, claim.village)


def open_ones(village: Village) -> QuerySet[Objection]:
    """Waiting for a decision, the most pressing first."""
    return with_claim(village).filter(state=ObjectionState.OPEN).order_by("due_on", "number")


def decided(village: Village) -> QuerySet[Objection]:
    """The latest decision first."""
    return with_claim(village).exclude(state=ObjectionState.OPEN).order_by("-decided_at", "-id")


def with_claim(village: Village) -> QuerySet[Objection]:
    """Objections with all that a page says of their claim."""
    return Objection.objects.filter(village=village).select_related(
        "village",
        "claim__household__group",
        "claim__item__category",
        "entry",
        "objector",
        "objector_household",
        "recorded_by",
        "decided_by",
    )


def waiting_count(user: User, village: Village) -> int:
    """Open cases which this person may decide. One query where none is open."""
    opened = list(open_ones(village))
    return len(opened) - len(obstacles(user, village, opened))


def obstacles(user: User, village: Village, objections: Sequence[Objection]) -> dict[uuid.UUID, str]:
    """Why this person may not decide a case, in words; those they may decide are left out. Constant queries.

    The objections come with their claim.
    """
    if not objections:
        return {}
    look = _Look(user, village, objections)
    return {one.pk: sentence for one in objections if (sentence := look.obstacle(one))}


class _Look:
    """What keeps one person from deciding, read once for many cases."""

    def __init__(self, user: User, village: Village, objections: Sequence[Objection]) -> None:
        self.user = user
        claims = {one.claim_id for one in objections}
        votes = Vote.objects.filter(by_user(user), village=village, claim__in=claims)
        self.voted = set(votes.values_list("claim_id", flat=True))
        earlier = Objection.objects.filter(village=village, claim__in=claims, decided_by=user)
        self.decided = set(earlier.exclude(state=ObjectionState.OPEN).values_list("claim_id", "pk"))
        words = ObjectionVote.objects.filter(village=village, objection__claim__in=claims, voter=user)
        self.words = set(words.values_list("objection__claim_id", "objection_id"))
        self.own = bodies.own_households(user, village)
        self.kin = bodies.near_kin_households(user, village)
        self.panels = panels.panels_of(village, objections)
        seats = PanelSeat.objects.filter(village=village, objection__in=objections, votes__isnull=False)
        self.spoken = set(seats.values_list("pk", flat=True)) if any(self.panels.values()) else set()

    def obstacle(self, objection: Objection) -> str:
        claim, pk = objection.claim, self.user.pk
        if claim.household_id in self.own | self.kin:
            return _("Your own household, or near kin: another supervisor decides.")
        if objection.objector_id == pk:
            return _("You objected yourself: another supervisor decides.")
        if objection.objector_household_id in self.own | self.kin:
            return _("Your own household, or near kin of yours, objected: somebody else decides.")
        if claim.pk in self.voted:
            return _("You voted on this claim: somebody from outside the review decides.")
        if pk in (claim.claimed_by_id, claim.vouched_by_id):
            return _("You claimed or vouched for it: another supervisor decides.")
        if pk == claim.typed_by_id:
            return _("You typed this claim in: somebody else decides.")
        others = self.decided | self.words
        if any(of == claim.pk and case != objection.pk for of, case in others):
            return _("You decided an earlier objection to this claim: somebody else decides this one.")
        return self._turn(objection)

    def _turn(self, objection: Objection) -> str:
        seats = self.panels.get(objection.pk, [])
        if objection.drawn_at and not any(seat.user_id == self.user.pk for seat in seats):
            names = str(_(", ")).join(seat.member.name for seat in seats)
            return _("A drawn panel of representatives decides: %(names)s.") % {"names": names}
        spoken = any(seat.pk in self.spoken and seat.user_id == self.user.pk for seat in seats)
        if objection.is_open and (spoken or (objection.claim_id, objection.pk) in self.words):
            return _("You have said your word. It waits for the others who decide with you.")
        return ""


def of_objector(user: User, village: Village, year: int, *, news_since: datetime | None = None) -> list[Objection]:
    """What the person objected to in a year, the latest first; with ``news_since`` also older ones that are still open
    or were answered since then: an answer of December is news in January.
    """
    wanted = Q(made_at__year=year)
    if news_since:
        wanted |= Q(made_at__year__lt=year) & (Q(decided_at__isnull=True) | Q(decided_at__gte=news_since))
    return list(with_claim(village).filter(wanted, objector=user).order_by("-made_at", "-id"))


def votes_on(claim: Claim) -> list[Vote]:
    """How the committee decided, the last round."""
    rows = Vote.objects.filter(village=claim.village_id, claim=claim, round=claim.review_round)
    return list(rows.select_related("voter", "seat", "attendee__meeting").order_by("at", "id"))


def supervisor_names(village: Village) -> str:
    """Whom to turn to with an objection, in one line; empty where nobody has the role."""
    rows = Membership.objects.filter(village=village, role=Role.SUPERVISOR, active=True, user__is_active=True)
    return str(_(", ")).join(rows.order_by("user__name").values_list("user__name", flat=True))


# ---------------------------------------------------------------------------------------------------------- how long


@dataclass(frozen=True)
class Term:
    """How long there is for a case."""

    due_on: date
    #: Working days left; 0 on the last day, below that overdue.
    left: int

    @property
    def overdue(self) -> bool:
        return self.left < 0

    @property
    def soon(self) -> bool:
        return 0 <= self.left <= SOON

    @property
    def words(self) -> str:
        if self.overdue:
            days = -self.left
            return ngettext("overdue for %(days)s working day", "overdue for %(days)s working days", days) % {
                "days": days
            }
        if not self.left:
            return _("due today")
        return ngettext("due in %(days)s working day", "due in %(days)s working days", self.left) % {"days": self.left}


def term(days: WorkingDays, objection: Objection, today: date) -> Term:
    """Overdue begins with the day after ``due_on``, be it a working day or not."""
    left = days.between(today, objection.due_on)
    return Term(objection.due_on, min(left, -1) if today > objection.due_on else left)


def alarm(user: User, village: Village) -> str:
    """For the work page: what is overdue or nearly so. One query where nothing is open, else three."""
    opened = list(Objection.objects.filter(village=village, state=ObjectionState.OPEN).only("village_id", "due_on"))
    if not opened:
        return ""
    days, today = calendar.working_days(village), clock.today()
    terms = [term(days, one, today) for one in opened]
    late, soon = sum(one.overdue for one in terms), [one for one in terms if one.soon]
    said = []
    if late:
        said.append(ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late})
    if soon:
        first = min(soon, key=lambda one: one.left)
        said.append(f"{len(soon)} {first.words}" if len(soon) > 1 else first.words)
    return str(_(", ")).join(said)
