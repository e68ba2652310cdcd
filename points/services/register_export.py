"""Taking the register out as a file: it holds phone numbers and addresses, so who took it is written down."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from points.enums import Role
from points.models import User, Village
from points.queries import access, register
from points.services import audit
from points.sheets import register_files
from villagegov.kernel import clock


class Format(StrEnum):
    WORKBOOK = "xlsx"
    CSV = "csv"


@transaction.atomic
def export_register(*, village: Village, format: Format, by: User, at: datetime) -> bytes:
    """The whole register, the closed households too, with the points of this year where the village uses points."""
    access.require(by, village, Role.ADMINISTRATOR)
    rows = list(register.whole(village, clock.local_day(at)))
    audit.record(
        village_id=village.pk,
        by=by,
        at=at,
        action="register.exported",
        subject=village,
        after={"households": len(rows), "format": str(format)},
    )
    write = register_files.workbook if format == Format.WORKBOOK else register_files.csv
    return write(rows, points=village.points_on)
