"""Motions: to lift a black entry because it was put right, to take an entry back because it was wrong.

Proposed with what shows it, decided by the quorum. What is lifted goes from the page; what was wrong is said to have
been wrong, in the place where it stood, for as long as it stood, and its line of the ledger is reversed. Where the
village has no points there is neither line nor reversal.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings as site
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from boards.enums import WAS_PUBLIC, Colour, EntryState, MotionKind, MotionState, VoteStage
from boards.models import BoardEntry, BoardMotion, BoardVote
from boards.services import breaches, steps, tell, wording
from councils.queries import bodies
from councils.queries.people import roll
from councils.queries.quorum import quorum_reached
from points.enums import EntryKind, NoticeKind, Role
from points.models import Entry, User, Village
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit, ledger
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

PROPOSERS = (Role.COMMITTEE, Role.OFFICER, Role.ADMINISTRATOR)
SEEN_BY_LENGTH = 60
NOTE_LENGTH = 300
#: Sentences that are kept.
PUT_RIGHT = gettext_noop("Put right: taken off the black board early")
FOUND_WRONG = gettext_noop("Checked anew and found wrong; the points were corrected.")


@transaction.atomic
def propose(
    *, entry: BoardEntry, kind: MotionKind, reason: str, seen_by: str, seen_on: date, by: User, at: datetime
) -> BoardMotion:
    """Ask the committee to lift an entry or to take it back, with who looked and when.

    Raises :class:`TransitionError` where the entry does not stand or a motion waits already, :class:`NotAllowed` for
    own households and near kin, :class:`DomainError` naming ``reason``, ``seen_by`` or ``seen_on``.
    """
    access.require(by, entry.village, *PROPOSERS)
    entry = steps.locked_entry(entry)
    _not_own(by, entry)
    _refuse_state(entry, kind)
    if BoardMotion.objects.filter(village=entry.village, entry=entry, state=MotionState.OPEN).exists():
        raise TransitionError(_("A motion on this entry waits for the committee already."), code="motion_open")
    motion = BoardMotion.objects.create(
        village=entry.village,
        entry=entry,
        kind=kind,
        reason=wording.checked(reason, entry.household, colour=Colour(entry.colour)),
        seen_by=_seen_by(seen_by),
        seen_on=_seen_on(seen_on, entry, at),
        proposed_by=by,
        proposed_at=at,
    )
    audit.record(by=by, at=at, action="board_motion.proposed", subject=motion, after={"kind": motion.kind})
    return motion


def _refuse_state(entry: BoardEntry, kind: MotionKind) -> None:
    lift = kind == MotionKind.LIFT
    fits = entry.state == EntryState.PUBLISHED and entry.colour == Colour.BLACK if lift else entry.state in WAS_PUBLIC
    if not fits or entry.state == EntryState.CORRECTED:
        raise TransitionError(
            _("This entry is “%(state)s”; this step does not follow from there. Look at its page again.")
            % {"state": EntryState(entry.state).label},
            code="entry_state",
        )


def _seen_by(text: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > SEEN_BY_LENGTH:
        raise DomainError(_("Who went and looked? Give the name."), field="seen_by", code="seen_by")
    return words


def _seen_on(day: date, entry: BoardEntry, at: datetime) -> date:
    if day > clock.local_day(at):
        raise DomainError(_("This day has not come yet. Look first."), field="seen_on", code="future")
    if entry.published_at is not None and day < clock.local_day(entry.published_at):
        raise DomainError(_("The entry was not public then. Look again."), field="seen_on", code="before_public")
    return day


@transaction.atomic
def vote(*, motion: BoardMotion, agrees: bool, note: str = "", by: User, at: datetime) -> BoardMotion:
    """A member's word on a motion. A quorum that agrees carries it out at once; a quorum that disagrees refuses it.

    Who proposed it does not vote on it. Raises :class:`NotAllowed`, :class:`TransitionError` where it is decided.
    """
    entry = steps.locked_entry(motion.entry)
    steps.require_member(by, entry.village, {entry.household_id})
    motion = BoardMotion.objects.select_for_update().get(village=entry.village_id, pk=motion.pk)
    motion.entry, motion.village = entry, entry.village
    if motion.state != MotionState.OPEN:
        raise TransitionError(_("The committee has decided on this motion already."), code="motion_decided")
    if motion.proposed_by_id == by.pk:
        raise NotAllowed(_("You proposed it: the other members decide on it."), code="proposed_it")
    if not agrees and not note.strip():
        raise DomainError(_("Say why not."), field="note", code="note_missing")
    votes = BoardVote.objects.filter(village=entry.village, motion=motion, stage=VoteStage.MOTION)
    if votes.filter(voter=by).exists():
        raise NotAllowed(_("You have voted on it. It waits for the other members."), code="voted")
    day = clock.local_day(at)
    BoardVote.objects.create(
        village=entry.village,
        stage=VoteStage.MOTION,
        issue=entry.issue,
        entry=entry,
        motion=motion,
        voter=by,
        constituencies=steps.constituencies(by, entry.village, day),
        groups=steps.groups(by, entry.village),
        agrees=agrees,
        note=note.strip()[:NOTE_LENGTH],
        at=at,
    )
    audit.record(by=by, at=at, action="board_motion.voted", subject=motion, after={"agrees": agrees})
    numbers, kin = settings_on(entry.village, day), roll(entry.village, day).kin
    if quorum_reached(votes.filter(agrees=agrees), numbers, kin=kin):
        _decide(motion, agrees, note.strip(), by, at)
    return motion


def _decide(motion: BoardMotion, agrees: bool, note: str, by: User, at: datetime) -> None:
    motion.state = MotionState.CARRIED if agrees else MotionState.REFUSED
    motion.decided_at, motion.note = at, "" if agrees else note[:NOTE_LENGTH]
    if agrees:
        _refuse_state(motion.entry, MotionKind(motion.kind))
    motion.save(update_fields=["state", "decided_at", "note"])
    if not agrees:
        audit.record(by=by, at=at, action="board_motion.refused", subject=motion)
    elif motion.kind == MotionKind.LIFT:
        _lift(motion.entry, motion.reason, by, at)
    else:
        _take_back(motion.entry, motion.reason, by, at)


# ------------------------------------------------------------------------------------------------------- carried out


def _lift(entry: BoardEntry, words: str, by: User, at: datetime) -> None:
    """Off the page at once; the village's points for having put it right are posted once."""
    steps.take(entry, EntryState.LIFTED)
    entry.ended_at, entry.end_note = at, words
    breaches.lifted(entry, by, at)
    back = min(settings_on(entry.village, clock.local_day(at)).black_repair_points, -entry.points)
    if back:
        entry.repair = _give_back(entry, back, by, at)
    entry.save(update_fields=["state", "ended_at", "end_note", "repair"])
    audit.record(by=by, at=at, action="board_entry.lifted", subject=entry, after={"points": back})
    tell.black_entries([entry], NoticeKind.BLACK_ENDED, at)


def _give_back(entry: BoardEntry, points: int, by: User, at: datetime) -> Entry:
    posting = ledger.Posting(
        key=f"board-repair:{entry.pk}",
        kind=EntryKind.ADJUSTMENT,
        household_id=entry.household_id,
        points=points,
        deed_day=clock.local_day(at),
        secret={
            "household": entry.household.number,
            "head": entry.household.head_name,
            "item": _in_chinese(PUT_RIGHT),
            "note": entry.end_note,
        },
    )
    [line] = ledger.post(village=entry.village, postings=[posting], by=by, at=at)
    return line


def _take_back(entry: BoardEntry, words: str, by: User | None, at: datetime) -> None:
    """Reverse what it cost or brought, and say so in public."""
    breaches.returned(entry, breaches.TAKEN_BACK, by, at)
    if entry.ledger_entry_id is not None:
        _reverse(entry, words, by, at)
    today = clock.local_day(at)
    entry.correction_until = today + timedelta(days=_days_of_correction(entry, today) - 1)
    steps.take(entry, EntryState.CORRECTED)
    entry.corrected_at, entry.correction = at, words
    entry.ended_at = entry.ended_at or at
    entry.save(update_fields=["state", "reversal", "corrected_at", "correction", "correction_until", "ended_at"])
    audit.record(by=by, at=at, action="board_entry.corrected", subject=entry, after={"until": entry.correction_until})
    tell.black_entries([entry], NoticeKind.BLACK_ENDED, at)


def _reverse(entry: BoardEntry, words: str, by: User | None, at: datetime) -> None:
    assert entry.ledger_entry_id is not None
    ledger.lock_head(entry.village)  # whoever corrects the line in the ledger is done before, or waits
    reversal = Entry.objects.filter(village=entry.village_id, reverses=entry.ledger_entry_id).first()
    if reversal is None:
        line = Entry.objects.select_related("village").get(village=entry.village_id, pk=entry.ledger_entry_id)
        reversal = ledger.reverse(entry=line, reason=words, by=by, at=at)
    if entry.repair_id and not Entry.objects.filter(village=entry.village_id, reverses=entry.repair_id).exists():
        line = Entry.objects.select_related("village").get(village=entry.village_id, pk=entry.repair_id)
        ledger.reverse(entry=line, reason=words, by=by, at=at)
    entry.reversal = reversal


def _days_of_correction(entry: BoardEntry, today: date) -> int:
    """As long as it stood, and the village's least."""
    assert entry.published_at is not None
    last = clock.local_day(entry.ended_at) if entry.ended_at else today
    if entry.until is not None:
        last = min(last, entry.until)
    stood = (last - clock.local_day(entry.published_at)).days + 1
    return max(stood, settings_on(entry.village, today).black_correction_days)


@transaction.atomic
def follow_ledger(*, village: Village, at: datetime) -> int:
    """Entries whose line was reversed elsewhere (an upheld objection, a correction by two people) are taken back in
    public too; returns how many.
    """
    reversed_lines = Entry.objects.filter(village=village, reverses__isnull=False).values("reverses_id")
    rows = BoardEntry.objects.filter(village=village, state__in=WAS_PUBLIC, ledger_entry__in=reversed_lines)
    found = 0
    for pk in list(rows.exclude(state=EntryState.CORRECTED).order_by("id").values_list("pk", flat=True)):
        entry = steps.locked_entry(BoardEntry.objects.get(village=village, pk=pk))
        if entry.state != EntryState.CORRECTED:
            _take_back(entry, _in_chinese(FOUND_WRONG), None, at)
            found += 1
    return found


def _in_chinese(sentence: str) -> str:
    """What is kept is kept in the site's first language, whoever's job it is."""
    with translation.override(site.LANGUAGE_CODE):
        return translation.gettext(sentence)


def _not_own(by: User, entry: BoardEntry) -> None:
    if entry.household_id in bodies.barred_households(by, entry.village):
        raise NotAllowed(
            _("It is your own household or near kin: ask somebody else of the office to propose it."),
            code="own_household",
        )
