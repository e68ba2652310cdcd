"""What is wrong with a piece of text that somebody wrote."""

from __future__ import annotations

from django.utils.translation import gettext as _

from villagegov.kernel.errors import DomainError


def tidy(text: str, field: str, most: int, missing: str = "") -> list[DomainError]:
    """``missing`` is the sentence where it may not be left out."""
    if missing and not text:
        return [DomainError(missing, field=field, code="required")]
    if len(text) > most:
        sentence = _("Put it in at most %(most)s characters.") % {"most": most}
        return [DomainError(sentence, field=field, code="too_long")]
    return []
