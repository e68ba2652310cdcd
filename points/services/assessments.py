"""The village's impact assessment 个人信息保护影响评估, version after version, and whom people turn to."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from points.enums import Role
from points.models import ImpactAssessment, User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

AUTHOR_LENGTH, TEXT_LENGTH, CONTACT_LENGTH = 40, 20_000, 120


@transaction.atomic
def record_assessment(
    *, village: Village, text: str, author: str, assessed_on: date, by: User | None, at: datetime
) -> ImpactAssessment:
    """A new version of the impact assessment; the earlier ones stay. The same text again gives the last version.

    Raises :class:`Problems` naming ``text``, ``author`` or ``assessed_on``.
    """
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    text, author = text.replace("\r\n", "\n").strip(), " ".join(author.split())
    Problems.raise_if(_wrong_assessment(text, author, assessed_on, at))
    rows = ImpactAssessment.objects.filter(village=village)
    last = rows.order_by("-number").first()
    if last and (last.text, last.author, last.assessed_on) == (text, author, assessed_on):
        return last
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    made = ImpactAssessment.objects.create(
        village=village,
        number=number,
        assessed_on=assessed_on,
        author=author,
        text=text,
        recorded_by=by,
        recorded_at=at,
    )
    audit.record(by=by, at=at, action="assessment.recorded", subject=made, after={"number": number})
    return made


def _wrong_assessment(text: str, author: str, assessed_on: date, at: datetime) -> list[DomainError]:
    found = []
    if not text:
        found.append(DomainError(_("Write the assessment, or begin with the template."), field="text", code="text"))
    elif len(text) > TEXT_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": TEXT_LENGTH}
        found.append(DomainError(sentence, field="text", code="too_long"))
    if not author:
        found.append(DomainError(_("Write who made the assessment."), field="author", code="author"))
    elif len(author) > AUTHOR_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": AUTHOR_LENGTH}
        found.append(DomainError(sentence, field="author", code="too_long"))
    if assessed_on > clock.local_day(at):
        sentence = _("This day is still to come. Choose today or an earlier day.")
        found.append(DomainError(sentence, field="assessed_on", code="future"))
    return found


@transaction.atomic
def set_contact(*, village: Village, contact: str, by: User, at: datetime) -> None:
    """Where people turn to about what is kept of them; stands on the privacy notice."""
    access.require(by, village, Role.ADMINISTRATOR)
    contact = " ".join(contact.split())
    if len(contact) > CONTACT_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": CONTACT_LENGTH}
        raise DomainError(sentence, field="contact", code="too_long")
    locked = Village.objects.select_for_update().get(pk=village.pk)
    if locked.privacy_contact == contact:
        return
    locked.privacy_contact = contact
    locked.save(update_fields=["privacy_contact"])
    audit.record(by=by, at=at, action="privacy.contact", subject=locked, village_id=locked.pk)
