"""What every act here begins with, and the words several refusals share."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from councils.queries.volunteers.people import MANAGERS
from councils.services.modules import require_used
from points.enums import Module
from points.models import User, Village
from points.queries import access
from villagegov.db.models import VillageModel
from villagegov.kernel.errors import DomainError, Gone

Row = TypeVar("Row", bound=VillageModel)


def require_module(village: Village) -> None:
    require_used(village, Module.VOLUNTEERS)


def begin(village: Village, by: User) -> None:
    """The village has volunteers, and ``by`` keeps them."""
    require_module(village)
    access.require(by, village, *MANAGERS)


def lock(row: Row, *related: str) -> Row:
    """The row as it stands now, held until the commit."""
    rows: Any = type(row)._default_manager.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("village", *related).filter(village=row.village_id, pk=row.pk).first()
    if found is None:
        raise Gone(_("This is no longer there. Load the page anew."), code="gone")
    return found


def words(text: str) -> str:
    return " ".join(text.split())


def wrong_range(first: date, last: date | None, field: str) -> list[DomainError]:
    if last is not None and last < first:
        return [DomainError(_("The last day lies before the first one."), field=field, code="range")]
    return []
