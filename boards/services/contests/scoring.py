"""A member's marks on the phone: one row per entrant and round, corrected as often as wanted until the round closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import ContestState, EntrantState, JudgingWay, Recusal
from boards.models import Contest, ContestEntrant, ContestScore
from boards.queries.jury import Jury
from boards.services.contests import steps
from councils.queries.people import Person
from points.enums import Role
from points.models import User
from points.queries import access
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


@transaction.atomic
def score(*, entrant: ContestEntrant, marks: Sequence[int], by: User, at: datetime) -> ContestScore:
    """Marks for one entrant, one for each criterion.

    Raises :class:`NotAllowed` for people who judge nothing or must keep away from this household,
    :class:`TransitionError` when it is not being judged, :class:`DomainError` naming ``mark_1``, ``mark_2`` …
    """
    contest, entrant = _open(entrant)
    jury = Jury(contest.village, clock.local_day(at))
    person = _judge(jury, contest, by)
    _refuse_barred(jury, person, entrant)
    said = jury.voice(person, entrant)
    if said is None:
        sentence = _("The members can judge this household without alternates. You step in where they cannot.")
        raise NotAllowed(sentence, code="not_needed")
    found = checked(contest, marks)
    return _write(contest, entrant, by, at, marks=found, constituencies=sorted(said.constituencies))


@transaction.atomic
def step_out(*, entrant: ContestEntrant, by: User, at: datetime) -> ContestScore:
    """A member keeps away from a household although the register does not ask for it. Marks given are taken back."""
    contest, entrant = _open(entrant)
    _judge(Jury(contest.village, clock.local_day(at)), contest, by)
    return _write(contest, entrant, by, at, recused=Recusal.STEPPED_OUT)


def checked(contest: Contest, marks: Sequence[int], prefix: str = "mark") -> list[int]:
    """The marks, one for each criterion and none above its full marks."""
    if len(marks) != len(contest.full_marks):
        raise DomainError(_("Give a mark for each criterion."), field=f"{prefix}_1", code="marks_missing")
    for number, (mark, full) in enumerate(zip(marks, contest.full_marks, strict=True), 1):
        if not 0 <= mark <= full:
            sentence = _("Between 0 and %(full)s marks.") % {"full": full}
            raise DomainError(sentence, field=f"{prefix}_{number}", code="mark_range")
    return list(marks)


def _open(entrant: ContestEntrant) -> tuple[Contest, ContestEntrant]:
    """The contest, locked, and the entrant, to be judged in this round on the phone."""
    contest = steps.locked(entrant.contest, ContestState.SCORING)
    if contest.way != JudgingWay.PHONE:
        sentence = _("This contest is judged on a walk round; its signed result is typed in.")
        raise TransitionError(sentence, code="way")
    found = ContestEntrant.objects.select_related("household").get(village=contest.village_id, pk=entrant.pk)
    if found.state != EntrantState.ENTERED:
        raise TransitionError(_("This household no longer takes part."), code="out")
    if found.round != contest.round:
        sentence = _("An extra round is on for those who are level; this household is not among them.")
        raise TransitionError(sentence, code="other_round")
    return contest, found


def _judge(jury: Jury, contest: Contest, by: User) -> Person:
    access.require(by, contest.village, Role.COMMITTEE)
    person = jury.person(by)
    if person is None:
        raise NotAllowed(
            _("You sit in none of the village’s bodies today. The administrator keeps the list of members."),
            code="no_constituency",
        )
    return person


def _refuse_barred(jury: Jury, person: Person, entrant: ContestEntrant) -> None:
    sentence = {
        Recusal.OWN: _("It is your own household. Other members judge it."),
        Recusal.KIN: _("The household is near kin of yours. Other members judge it."),
        Recusal.NOMINATED: _("You nominated it yourself. Other members judge it."),
    }.get(jury.recusal(person, entrant) or Recusal.STEPPED_OUT)
    if sentence:
        raise NotAllowed(sentence, code="barred")


def _write(
    contest: Contest,
    entrant: ContestEntrant,
    by: User,
    at: datetime,
    *,
    marks: Sequence[int] = (),
    constituencies: Sequence[str] = (),
    recused: str = "",
) -> ContestScore:
    rows = ContestScore.objects.filter(village=contest.village_id, entrant=entrant, round=contest.round, judge=by)
    row = rows.first() or ContestScore(village=contest.village, entrant=entrant, round=contest.round, judge=by)
    row.marks, row.constituencies, row.recused, row.at = list(marks), list(constituencies), recused, at
    row.save()
    action = "contest.stepped_out" if recused else "contest.scored"
    audit.record(by=by, at=at, action=action, subject=entrant, after={"round": contest.round})
    return row
