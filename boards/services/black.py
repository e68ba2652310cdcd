"""The gate of a black entry: reviewed with its issue, told to the household, days to reply, decided with the reply,
then public with an end date. (Early ends and corrections: :mod:`boards.services.motions`.)

No step can be skipped: services refuse in words, and the database refuses a public black entry without its dates.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from boards.enums import Colour, EntrySource, EntryState, VoteStage
from boards.models import BoardDeed, BoardEntry, BoardVote
from boards.services import breaches, steps
from boards.services import tell as notices
from councils.enums import TellingWay
from councils.queries.people import roll
from councils.queries.quorum import quorum_reached
from points.enums import NoticeKind
from points.models import Entry, User, Village
from points.queries.villages import settings_on
from points.services import audit
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError


@transaction.atomic
def tell(
    *, entry: BoardEntry, way: TellingWay, told_on: date, witnesses: str = "", by: User, at: datetime
) -> BoardEntry:
    """Record that the household was told, how and when; it may reply for the village's days after that day."""
    entry = _locked(entry, EntryState.REVIEWED, by)
    today = clock.local_day(at)
    if told_on > today:
        raise DomainError(_("This day has not come yet. Tell the household first."), field="told_on", code="future")
    if told_on < clock.local_day(entry.reviewed_at):  # type: ignore[arg-type]
        raise DomainError(
            _("The committee had not decided then. Give the day on which the household was told of the decision."),
            field="told_on",
            code="told_before_review",
        )
    names = [name for name in re.split(r"[\s,，、;；和及]+", witnesses) if name]
    if way == TellingWay.WITNESSED and len(set(names)) < 2:
        raise DomainError(_("Name the two witnesses."), field="witnesses", code="witnesses_missing")
    steps.take(entry, EntryState.TOLD)
    entry.told_way, entry.told_on, entry.told_by = way, told_on, by
    entry.witnesses = "、".join(names) if way == TellingWay.WITNESSED else ""
    entry.reply_until = told_on + timedelta(days=settings_on(entry.village, today).black_reply_days)
    entry.save(update_fields=["state", "told_way", "told_on", "told_by", "witnesses", "reply_until"])
    after = {"told_on": told_on, "way": way, "reply_until": entry.reply_until}
    audit.record(by=by, at=at, action="board_entry.told", subject=entry, after=after)
    notices.black_entries([entry], NoticeKind.BLACK_TOLD, at)
    return entry


@transaction.atomic
def record_reply(*, entry: BoardEntry, reply: str, by: User, at: datetime) -> BoardEntry:
    """What the household said. More may be added until the first member decides."""
    entry = _locked(entry, EntryState.TOLD, by)
    reply = reply.strip()
    if not reply:
        raise DomainError(
            _("Write down what the household said, or that it did not want to say anything."), field="reply"
        )
    if _votes(entry).exists():
        raise DomainError(
            _("The committee is deciding already, with what it knew. What came later is a reason to lift the entry."),
            code="deciding",
        )
    entry.reply = f"{entry.reply}\n{reply}".strip()
    entry.save(update_fields=["reply"])
    audit.record(by=by, at=at, action="board_entry.replied", subject=entry)
    return entry


@transaction.atomic
def vote_black(*, entry: BoardEntry, agrees: bool, note: str = "", by: User, at: datetime) -> BoardEntry:
    """A member's word after the reply. A quorum that agrees publishes the entry as a supplement of its issue; a quorum
    that disagrees drops it. To publish, one of the votes must come from another villagers' group than the household's.

    Raises :class:`TransitionError` before the household was told or while it may still reply.
    """
    entry = _locked(entry, EntryState.TOLD, by)
    village, day = entry.village, clock.local_day(at)
    if not entry.reply and day <= entry.reply_until:  # type: ignore[operator]
        raise TransitionError(
            _("The household may reply until %(day)s. Decide after that day, or when its reply is written down.")
            % {"day": f"{entry.reply_until:%Y-%m-%d}"},
            code="reply_awaited",
        )
    if not agrees and not note.strip():
        raise DomainError(_("Say why it should not be published."), field="note", code="note_missing")
    votes = _votes(entry)
    if votes.filter(voter=by).exists():
        raise NotAllowed(_("You have decided on this entry. It waits for the other members."), code="voted")
    if entry.proposed_by_id == by.pk:
        raise NotAllowed(_("You proposed this entry: the other members decide on it."), code="proposed_it")
    if agrees:
        steps.refuse_unfit([entry], clock.local_day(at))
        _refuse_corrected(entry)
        breaches.refuse_over(village, [entry])
    BoardVote.objects.create(
        village=village,
        stage=VoteStage.BLACK,
        issue=entry.issue,
        entry=entry,
        voter=by,
        constituencies=steps.constituencies(by, village, day),
        groups=steps.groups(by, village),
        agrees=agrees,
        note=note.strip(),
        at=at,
    )
    audit.record(by=by, at=at, action="board_entry.voted", subject=entry, after={"agrees": agrees})
    numbers = settings_on(village, day)
    alike = list(votes.filter(agrees=agrees))
    if not quorum_reached(alike, numbers, kin=roll(village, day).kin):
        return entry
    if not agrees:
        _drop(entry, note.strip(), by, at)
    elif steps.outside(alike, entry):
        _publish(entry, numbers.black_days, by, at)
    return entry


@transaction.atomic
def expire_due(*, village: Village, at: datetime) -> int:
    """Take off what stood its days; returns how many. (Pages do not show it even before this ran.)"""
    entries = list(
        BoardEntry.objects.select_for_update()
        .filter(village=village, colour=Colour.BLACK, state=EntryState.PUBLISHED, until__lt=clock.local_day(at))
        .order_by("id")
    )
    for entry in entries:
        steps.take(entry, EntryState.EXPIRED)
        entry.ended_at, entry.village = at, village
    BoardEntry.objects.bulk_update(entries, ["state", "ended_at"])
    audit.record_many([audit.row(by=None, at=at, action="board_entry.expired", subject=entry) for entry in entries])
    notices.black_entries(entries, NoticeKind.BLACK_ENDED, at)
    return len(entries)


def _locked(entry: BoardEntry, state: EntryState, by: User) -> BoardEntry:
    """The entry under its issue's lock, in the state the step begins from, in the hands of a member who may."""
    entry = steps.locked_entry(entry)
    steps.require_member(by, entry.village, {entry.household_id})
    if entry.colour != Colour.BLACK or entry.state != state:
        raise TransitionError(
            _("This entry is “%(state)s”; this step does not follow from there. Look at its page again.")
            % {"state": EntryState(entry.state).label},
            code="entry_state",
        )
    return entry


def _votes(entry: BoardEntry) -> QuerySet[BoardVote]:
    return BoardVote.objects.filter(village=entry.village, entry=entry, stage=VoteStage.BLACK)


def _refuse_corrected(entry: BoardEntry) -> None:
    """A bottom-three entry whose deductions have all been corrected stands for nothing any more."""
    if entry.source != EntrySource.BOTTOM_THREE:
        return
    corrected = Entry.objects.filter(village=OuterRef("village"), reverses=OuterRef("ledger_entry"))
    if not BoardDeed.objects.filter(~Exists(corrected), village=entry.village, entry=entry).exists():
        raise DomainError(
            _("The deductions behind this entry have been corrected. Vote against it."), code="deeds_corrected"
        )


def _publish(entry: BoardEntry, days: int, by: User, at: datetime) -> None:
    breaches.published(entry, by, at)
    steps.post(entry.village, [entry], by, at)
    steps.take(entry, EntryState.PUBLISHED)
    entry.decided_at, entry.published_at = at, at
    entry.supplement, entry.until = True, clock.local_day(at) + timedelta(days=days - 1)
    entry.save(update_fields=["state", "ledger_entry", "decided_at", "published_at", "supplement", "until"])
    audit.record(by=by, at=at, action="board_entry.published", subject=entry, after={"until": entry.until})
    notices.black_entries([entry], NoticeKind.BLACK_PUBLISHED, at)


def _drop(entry: BoardEntry, note: str, by: User, at: datetime) -> None:
    steps.take(entry, EntryState.DROPPED)
    entry.decided_at, entry.decision_note = at, note[:300]
    entry.save(update_fields=["state", "decided_at", "decision_note"])
    # The deeds stay with it: what the committee let go does not come back.
    audit.record(by=by, at=at, action="board_entry.dropped", subject=entry)
    breaches.returned(entry, breaches.NOT_PUBLISHED, by, at)
