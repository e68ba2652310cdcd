"""Activities are planned, held and reported on, or called off."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums import ActivityKind, ActivityState
from councils.models import Activity, ActivityPhoto
from councils.models.volunteers.activities import (
    ABOUT_LENGTH,
    AUDIENCE_LENGTH,
    CODE_LENGTH,
    HOST_LENGTH,
    MOST_PARTICIPANTS,
    PLACE_LENGTH,
    REPORT_LENGTH,
    TITLE_LENGTH,
)
from councils.queries import private
from councils.queries.volunteers import activities as queries
from councils.services.texts import tidy
from councils.services.volunteers.common import begin, lock, words
from points.models import Photo, User, Village
from points.services import audit, photos
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, Problems, TransitionError

#: How far back an activity that was held is written down, and how far ahead one is planned.
MONTHS_BACK, MONTHS_AHEAD = 12, 12
MOST_PHOTOS = 3
REASON_LENGTH = 120


@dataclass(frozen=True)
class ActivityInput:
    """The id is made with the form."""

    kind: str
    title: str
    day: date
    place: str
    host: str
    begins: time | None = None
    audience: str = ""
    about: str = ""
    id: uuid.UUID | None = None

    def tidy(self) -> dict[str, str]:
        texts = {name: words(getattr(self, name)) for name in ("title", "place", "host", "audience")}
        return texts | {"about": self.about.strip()}


@transaction.atomic
def plan(
    *, village: Village, data: ActivityInput, activity: Activity | None = None, by: User, at: datetime
) -> Activity:
    """A new one, or a planned one changed. Raises :class:`Problems` naming the fields."""
    begin(village, by)
    lock_village(village)
    if activity is None and data.id and (done := queries.rows(village).filter(pk=data.id).first()):
        return done
    row = lock(activity) if activity else _new(village, data.id, by, at)
    if row.state != ActivityState.PLANNED:
        raise TransitionError(_("This activity is over. Load the page anew."), code="activity_state")
    texts = data.tidy()
    Problems.raise_if(_wrong(data, texts, clock.local_day(at)))
    fresh = row._state.adding
    for name, text in texts.items():
        setattr(row, name, text)
    row.kind, row.day, row.begins = data.kind, data.day, data.begins
    row.save()
    action = "activity.planned" if fresh else "activity.changed"
    audit.record(by=by, at=at, action=action, subject=row, after={"kind": row.kind, "day": row.day})
    return row


def _new(village: Village, id: uuid.UUID | None, by: User, at: datetime) -> Activity:
    last = queries.rows(village).aggregate(last=Max("number"))["last"] or 0
    return Activity(
        id=id or new_id(), village=village, number=last + 1, code=_code(village), planned_by=by, planned_at=at
    )


def _code(village: Village) -> str:
    """Digits nobody guesses, other ones for every activity."""
    while True:
        code = f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"
        if not queries.rows(village).filter(code=code).exists():
            return code


def _wrong(data: ActivityInput, texts: dict[str, str], today: date) -> list[DomainError]:
    found = []
    if data.kind not in ActivityKind.values:
        found.append(DomainError(_("Choose what kind of activity it is."), field="kind", code="kind"))
    found += tidy(texts["title"], "title", TITLE_LENGTH, _("Say what it is about."))
    found += tidy(texts["place"], "place", PLACE_LENGTH, _("Say where it is."))
    found += tidy(texts["host"], "host", HOST_LENGTH, _("Say who holds it."))
    found += tidy(texts["audience"], "audience", AUDIENCE_LENGTH)
    found += tidy(texts["about"], "about", ABOUT_LENGTH)
    for name, text in texts.items():  # a telephone for those who ask may stand in what it is about
        found += private.in_words(text, name, mobile_too=name != "about")
    if data.day < periods.shift_months(today, -MONTHS_BACK) or data.day > periods.shift_months(today, MONTHS_AHEAD):
        found.append(DomainError(_("At most a year back or ahead. Look at the day again."), field="day", code="day"))
    return found


@transaction.atomic
def report(
    *,
    activity: Activity,
    participants: int,
    text: str,
    photo_ids: Collection[uuid.UUID] = (),
    agreed: Collection[uuid.UUID] = (),
    by: User,
    at: datetime,
) -> Activity:
    """It was held, with so many people; and once more where the report is put right.

    ``agreed``: those of the pictures on which everybody agreed to be shown. Pictures left out go. Names
    ``participants``, ``text``, ``photos``.
    """
    begin(activity.village, by)
    row = lock(activity)
    text = text.strip()
    Problems.raise_if(_wrong_report(row, participants, text, set(photo_ids), by, clock.local_day(at)))
    before = {"state": row.state, "participants": row.participants}
    row.state, row.participants, row.report, row.closed_at = ActivityState.HELD, participants, text, row.closed_at or at
    row.save(update_fields=["state", "participants", "report", "closed_at"])
    _set_photos(row, set(photo_ids), set(agreed))
    after = {"state": row.state, "participants": participants, "pictures": len(set(photo_ids))}
    audit.record(by=by, at=at, action="activity.held", subject=row, before=before, after=after)
    return row


def _wrong_report(
    row: Activity, participants: int, text: str, wanted: set[uuid.UUID], by: User, today: date
) -> list[DomainError]:
    if row.state == ActivityState.CANCELLED:
        raise TransitionError(_("This activity was called off. Load the page anew."), code="activity_state")
    if row.day > today:
        raise TransitionError(_("Its day is still to come."), code="future")
    found = tidy(text, "text", REPORT_LENGTH) + private.in_words(text, "text")
    signed = queries.people_signed(row)
    if participants > MOST_PARTICIPANTS:
        sentence = _("Between 1 and %(most)s people.") % {"most": MOST_PARTICIPANTS}
        found.append(DomainError(sentence, field="participants", code="participants"))
    elif participants < max(signed, 1):
        sentence = _("At least %(least)s people: so many signed in.") if signed else _("At least one person.")
        found.append(DomainError(sentence % {"least": signed}, field="participants", code="participants"))
    if len(wanted) > MOST_PHOTOS:
        sentence = _("At most %(most)s photos. Choose the clearest.") % {"most": MOST_PHOTOS}
        found.append(DomainError(sentence, field="photos", code="photos"))
    known = set(ActivityPhoto.objects.filter(village=row.village, activity=row).values_list("photo_id", flat=True))
    own = Photo.objects.filter(village=row.village, pk__in=wanted - known, uploaded_by=by)
    if own.count() != len(wanted - known):
        found.append(DomainError(_("A photo is no longer there. Choose it again."), field="photos", code="photo_gone"))
    return found


def _set_photos(row: Activity, wanted: set[uuid.UUID], agreed: set[uuid.UUID]) -> None:
    rows = ActivityPhoto.objects.filter(village=row.village, activity=row)
    gone = rows.exclude(photo__in=wanted)
    left = list(gone.values_list("photo_id", flat=True))
    gone.delete()
    known = set(rows.values_list("photo_id", flat=True))
    ActivityPhoto.objects.bulk_create(
        ActivityPhoto(village=row.village, activity=row, photo_id=key) for key in sorted(wanted - known)
    )
    rows.filter(photo__in=agreed).update(agreed=True)
    rows.exclude(photo__in=agreed).update(agreed=False)
    photos.drop_unused(village=row.village, photo_ids=left)


@transaction.atomic
def call_off(*, activity: Activity, reason: str, by: User, at: datetime) -> Activity:
    """With its reason, for everybody to read. Only before anybody signed in."""
    begin(activity.village, by)
    row = lock(activity)
    if row.state == ActivityState.CANCELLED:
        return row
    if row.state != ActivityState.PLANNED:
        raise TransitionError(_("This activity is over. Load the page anew."), code="activity_state")
    if queries.sign_ins(row).exists():
        raise DomainError(_("Households have signed in: it was held. Write the report."), code="signed_in")
    reason = words(reason)
    wrong = tidy(reason, "reason", REASON_LENGTH, _("Say why, for those who wanted to come."))
    Problems.raise_if(wrong + private.in_words(reason, "reason"))
    row.state, row.reason, row.closed_at = ActivityState.CANCELLED, reason, at
    row.save(update_fields=["state", "reason", "closed_at"])
    audit.record(by=by, at=at, action="activity.called_off", subject=row, after={"day": row.day})
    return row
