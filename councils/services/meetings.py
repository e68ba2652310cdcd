"""A review meeting 审核会: its list, its not being held, the photos of its signed sheet."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums import MEETING_STEPS, MeetingKind, MeetingState
from councils.models import Meeting, MeetingLine, MeetingSheet
from councils.queries import meetings as queries
from councils.queries.people import roll
from points.models import Batch, Claim, User, Village
from points.queries import access
from points.services import audit, photos
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, TransitionError

REASON_LENGTH = 300
#: A list of more lines is printed as two.
MOST_LINES = 1000
MOST_SHEETS = 40


@transaction.atomic
def open_meeting(
    *,
    village: Village,
    id: uuid.UUID,
    held_on: date,
    kind: MeetingKind | str = MeetingKind.COMMITTEE,
    batches: Collection[int] = (),
    by: User,
    at: datetime,
) -> Meeting:
    """A numbered list of what waits for review: of some batches, or of everything. The numbers never change.

    Claims that stand on a running list already are left out; claims that only the representatives can decide stand on
    a list of their own. ``id`` is made with the form: the same again is the same meeting. Raises :class:`DomainError`
    naming ``held_on`` or ``batches``.
    """
    access.require(by, village, *queries.OPENERS)
    kind = MeetingKind(kind)
    if known := Meeting.objects.filter(village=village, pk=id).first():
        return known
    if held_on < clock.local_day(at):
        raise DomainError(
            _("The list is printed before the meeting. Choose today or a day to come."), field="held_on", code="past"
        )
    claims = _claims(village, kind, batches, held_on)
    lock_village(village)
    last = Meeting.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0
    chosen = list(Batch.objects.filter(village=village, number__in=batches)) if len(set(batches)) == 1 else []
    meeting = Meeting.objects.create(
        pk=id,
        village=village,
        number=last + 1,
        kind=kind,
        held_on=held_on,
        batch=chosen[0] if chosen else None,
        entitled=len(roll(village, held_on).representatives) if kind == MeetingKind.ASSEMBLY else None,
        opened_by=by,
        opened_at=at,
    )
    MeetingLine.objects.bulk_create(
        MeetingLine(
            village=village,
            meeting=meeting,
            number=number,
            claim=claim,
            round=claim.review_round,
            quantity=claim.quantity,
            points=claim.points,
        )
        for number, claim in enumerate(claims, start=1)
    )
    after = {"number": meeting.number, "count": len(claims)}
    audit.record(by=by, at=at, action="meeting.opened", subject=meeting, after=after)
    return meeting


def _claims(village: Village, kind: MeetingKind, batches: Collection[int], day: date) -> list[Claim]:
    """Locked by id, then read: what another list took in the meantime is out."""
    rows = queries.unlisted(village)
    if batches:
        rows = rows.filter(batch__number__in=batches)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    locked = Claim.objects.filter(village=village, pk__in=ids).order_by("pk").select_for_update()
    list(locked.values_list("pk", flat=True))
    claims = queries.waiting(village, day, queries.unlisted(village).filter(pk__in=ids)).of(kind)
    if not claims:
        raise DomainError(_nothing(kind), field="batches", code="nothing_waits")
    return claims[:MOST_LINES]


def _nothing(kind: MeetingKind) -> str:
    if kind == MeetingKind.ASSEMBLY:
        return _("No claim waits for the villager representatives’ meeting.")
    return _("Nothing waits for a list: what was sent up has been decided or stands on a running meeting’s list.")


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: User, at: datetime) -> Meeting:
    """It was not held, or its list is of no use: the lines are free for another list. Nothing has been decided."""
    access.require(by, meeting.village, *queries.RECORDERS)
    locked = lock(meeting)
    if locked.state == MeetingState.CANCELLED:
        return locked
    require_step(locked, MeetingState.CANCELLED)
    reason = tidy_reason(reason)
    before = {"state": locked.state}
    locked.state, locked.refusal, locked.refused_by, locked.refused_at = MeetingState.CANCELLED, reason, by, at
    locked.first_by = locked.first_at = None
    locked.save(update_fields=["state", "refusal", "refused_by", "refused_at", "first_by", "first_at"])
    after = {"state": locked.state, "number": locked.number}
    audit.record(by=by, at=at, action="meeting.cancelled", subject=locked, before=before, after=after)
    return locked


# ------------------------------------------------------------------------------------------------------------- sheets


@transaction.atomic
def add_sheet(*, meeting: Meeting, upload: photos.Upload, by: User, at: datetime) -> MeetingSheet:
    """Keep a photo of the signed sheet, upright and without EXIF. The same file again is the same photo.

    Until the record is confirmed. Raises :class:`DomainError` naming ``photos``.
    """
    access.require(by, meeting.village, *queries.RECORDERS)
    made = photos.reencode(upload)
    locked = lock(meeting)
    known = MeetingSheet.objects.filter(village=locked.village_id, meeting=locked)
    if same := known.filter(sha256=made.sha256).first():
        return same
    _require_running(locked)
    if known.count() >= MOST_SHEETS:
        raise DomainError(
            _("At most %(most)s photos of one meeting.") % {"most": MOST_SHEETS}, field="photos", code="too_many"
        )
    sheet = MeetingSheet(
        village_id=locked.village_id,
        meeting=locked,
        sha256=made.sha256,
        width=made.width,
        height=made.height,
        uploaded_by=by,
        uploaded_at=at,
    )
    folder = f"{meeting.village.slug}/{at:%Y/%m}"
    sheet.file.save(f"{folder}/{uuid.uuid4().hex}.jpg", ContentFile(made.large), save=False)
    sheet.thumbnail.save(f"{folder}/{uuid.uuid4().hex}.jpg", ContentFile(made.small), save=False)
    try:
        with transaction.atomic():
            sheet.save(force_insert=True)
            audit.record(by=by, at=at, action="meeting.sheet_added", subject=locked, after={"number": locked.number})
    except BaseException:
        remove_files(files_of(sheet))
        raise
    return sheet


@transaction.atomic
def remove_sheet(*, sheet: MeetingSheet, by: User, at: datetime) -> None:
    """Take away a photo that shows something else, until the record is confirmed."""
    meeting = sheet.meeting
    access.require(by, meeting.village, *queries.RECORDERS)
    locked = lock(meeting)
    _require_running(locked)
    files = files_of(sheet)
    MeetingSheet.objects.filter(village=sheet.village_id, pk=sheet.pk).delete()
    audit.record(by=by, at=at, action="meeting.sheet_removed", subject=locked, after={"number": locked.number})
    transaction.on_commit(lambda: remove_files(files))


def files_of(sheet: MeetingSheet) -> list[tuple[Storage, str]]:
    return [(stored.storage, stored.name) for stored in (sheet.file, sheet.thumbnail) if stored.name]


def remove_files(files: Collection[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)


def _require_running(meeting: Meeting) -> None:
    if meeting.state not in queries.RUNNING:
        raise TransitionError(
            _("The meeting is “%(state)s”; its photos stay as they are.")
            % {"state": MeetingState(meeting.state).label},
            code="meeting_over",
        )


# -------------------------------------------------------------------------------------------------------------- steps


def lock(meeting: Meeting) -> Meeting:
    """The meeting's row, before anything else is locked."""
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("village", "first_by", "recorded_by")
    locked = rows.filter(village=meeting.village_id, pk=meeting.pk).first()
    if locked is None:
        raise Gone(_("This meeting is no longer there. Load the page anew."), code="meeting_gone")
    return locked


def require_step(meeting: Meeting, to: MeetingState) -> None:
    if to not in MEETING_STEPS[MeetingState(meeting.state)]:
        raise TransitionError(
            _("The meeting is “%(state)s” and cannot become “%(to)s”. Load the page anew.")
            % {"state": MeetingState(meeting.state).label, "to": to.label},
            code="no_such_step",
        )


def tidy_reason(reason: str, field: str = "reason") -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise DomainError(_("Say why in a few words."), field=field, code="required")
    if len(reason) > REASON_LENGTH:
        raise DomainError(
            _("Put it in at most %(most)s characters.") % {"most": REASON_LENGTH}, field=field, code="too_long"
        )
    return reason
