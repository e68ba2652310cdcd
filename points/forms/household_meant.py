"""The household that a person means by what they typed: number, head or pinyin."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from points.models import Household, Village
from points.queries.households import named

NAMED_IN_A_MISTAKE = 6


def household_meant(village: Village, text: str) -> Household:
    """The one household that was meant. Raises ``ValidationError`` saying that none fits, or which ones do."""
    found = named(village, text)
    if not found:
        raise ValidationError(_("No household fits this. Try its number."))
    if len(found) > 1:
        names = "、".join(f"{household.number} {household.head_name}" for household in found[:NAMED_IN_A_MISTAKE])
        raise ValidationError(_("Several fit: %(names)s. Give the number.") % {"names": names})
    found[0].village = village
    return found[0]
