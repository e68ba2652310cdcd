"""Parts of the site that a village may have switched off."""

from __future__ import annotations

from django.utils.translation import gettext as _

from points.enums import Module
from points.models import Village
from points.queries.villages import uses
from villagegov.kernel.errors import NotAllowed


def require_used(village: Village, module: Module) -> None:
    """Nothing is written where the village does not use this part."""
    if not uses(module)(village):
        raise NotAllowed(
            _("%(village)s does not use this part. The administrator switches it on.") % {"village": village.name},
            code="module_off",
        )
