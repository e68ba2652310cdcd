"""Elections as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from councils.enums import ElectionState, HandoverState
from councils.models import BallotCount, Body, Candidate, Election, Handover
from councils.models.election import COUNTED
from councils.queries.serving.tally import Outcome, candidates_of, outcome, tally_of, typed
from points.enums import Role
from points.models import User
from points.queries import access

#: Who types a tally sheet. The first one and the second one are two people.
TYPISTS = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Page:
    candidates: Sequence[Candidate]
    counts: Sequence[BallotCount]
    #: Of one that is counted twice or over.
    result: Outcome | None
    #: ``(word, number)`` of the tally sheet, once it may be seen.
    numbers: Sequence[tuple[str, int]]
    #: Party members among the elected.
    party_members: int


def page(election: Election) -> Page:
    """Three queries. Nobody sees a count that was typed only once."""
    candidates, counts = candidates_of(election), typed(election)
    over = election.decided_at is not None
    tally = tally_of(election, candidates) if over else counts[0][1] if len(counts) == 2 else None
    result = outcome(election, candidates, tally) if tally else None
    if tally and not over:
        for one in candidates:
            one.votes = tally.votes.get(one.pk, 0)
    shown = sorted(candidates, key=lambda one: (-(one.votes or 0), one.number)) if tally else candidates
    words = counted_words()
    numbers = [(word, getattr(tally, name)) for word, name in zip(words, COUNTED, strict=True)] if tally else []
    won = result.elected if result else ()
    return Page(shown, [count for count, _tally in counts], result, numbers, sum(one.party_member for one in won))


def counted_words() -> list[str]:
    """What the lines of the tally sheet are called."""
    names = {field.name: str(field.verbose_name) for field in Election._meta.fields}
    return [names[name] for name in COUNTED]


def with_seats_left(body: Body) -> list[Election]:
    """Decided elections of the body that left seats over, the latest first. One query."""
    rows = Election.objects.filter(village=body.village_id, body=body, state=ElectionState.DECIDED)
    won = Count("candidates", filter=Q(candidates__elected=True))
    return list(rows.annotate(won=won).filter(won__lt=F("seats")).order_by("-held_on", "-pk"))


def handovers_of(body: Body) -> list[Handover]:
    """Handovers being prepared that this body is part of. One query."""
    rows = Handover.objects.filter(
        village=body.village_id, state=HandoverState.DRAFT, bodies__village=body.village_id, bodies__body=body
    )
    return list(rows.order_by("day"))


def next_turn(election: Election) -> int:
    return BallotCount.objects.filter(village=election.village_id, election=election).count() + 1


def why_not_typing(user: User, election: Election) -> str:
    """Why this person does not type the tally sheet now; empty where they may."""
    if election.state != ElectionState.OPEN:
        return _("This election is over and stays as it was.")
    counts = list(BallotCount.objects.filter(village=election.village_id, election=election))
    if len(counts) == 2:
        return _("The count was typed twice already and agrees.")
    if any(count.typed_by_id == user.pk for count in counts):
        return _("You typed it the first time. Another person types it the second time, from the paper.")
    if not Candidate.objects.filter(village=election.village_id, election=election).exists():
        return _("Nobody was put up. Enter the candidates first.")
    return ""


def may_type(user: User, election: Election) -> bool:
    return access.has_role(user, election.village, *TYPISTS) and not why_not_typing(user, election)
