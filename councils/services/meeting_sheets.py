"""Photos of signed sheets are proof; a village that keeps them for so many months says so in its settings."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from councils.models import MeetingSheet
from councils.queries import meetings as queries
from councils.services.meetings import files_of, remove_files
from points.models import Village
from points.queries.villages import settings_on
from points.services import audit
from villagegov.kernel import clock, periods


@transaction.atomic
def expire(*, village: Village, at: datetime) -> int:
    """Delete the files of sheets whose meeting was longer ago than the village keeps them; the fingerprints stay.

    Nothing where the village keeps them always, and nothing of a meeting whose record is not confirmed.
    """
    today = clock.local_day(at)
    months = settings_on(village, today).sheet_months
    if months is None:
        return 0
    held = queries.kept_sheets(village).filter(meeting__held_on__lt=periods.shift_months(today, -months))
    rows = list(held.select_for_update(of=("self",)).order_by("pk"))
    files = [stored for sheet in rows for stored in files_of(sheet)]
    MeetingSheet.objects.filter(village=village, pk__in=[sheet.pk for sheet in rows]).update(
        file="", thumbnail="", deleted_at=at
    )
    audit.record_many([audit.row(by=None, at=at, action="meeting.sheet_expired", subject=sheet) for sheet in rows])
    transaction.on_commit(lambda: remove_files(files))
    return len(rows)
