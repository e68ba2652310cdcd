"""意见建议: what people leave behind, with a name or without."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from councils.models import Feedback
from points.models import Village
from points.services import audit
from villagegov.kernel.errors import DomainError, Problems

TEXT_LENGTH = 1000
CONTACT_LENGTH = 60
#: The same words within this time are a button pressed twice.
TWICE_WITHIN = timedelta(minutes=10)


@transaction.atomic
def leave(*, village: Village, text: str, contact: str = "", at: datetime) -> Feedback:
    """Keep it for the village. Who wrote it is not kept, unless they left a way to reach them.

    Raises :class:`DomainError` naming ``text`` or ``contact``.
    """
    text, contact = text.strip(), contact.strip()
    errors = []
    if not text:
        errors.append(DomainError(_("Write what you want to say."), field="text", code="required"))
    too_long = _("Put it in at most %(most)s characters.")
    if len(text) > TEXT_LENGTH:
        errors.append(DomainError(too_long % {"most": TEXT_LENGTH}, field="text", code="too_long"))
    if len(contact) > CONTACT_LENGTH:
        errors.append(DomainError(too_long % {"most": CONTACT_LENGTH}, field="contact", code="too_long"))
    Problems.raise_if(errors)
    again = Feedback.objects.filter(village=village, text=text, contact=contact, made_at__gt=at - TWICE_WITHIN).first()
    if again is not None:
        return again
    feedback = Feedback.objects.create(village=village, text=text, contact=contact, made_at=at)
    audit.record(by=None, at=at, action="feedback.left", subject=feedback)
    return feedback
