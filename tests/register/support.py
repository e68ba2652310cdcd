"""A register in a sheet, uploaded, looked at and confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from points.models import Household, RegisterImport
from points.queries import imports
from points.services import register_import
from points.services.register_import import Imported
from points.sheets.comparison import Comparison
from tests.factories import Cast
from tests.sheets.support import book
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 10, 20), 10)
TODAY = clock.local_day(NOW)
HEAD = ("户号", "户主姓名", "村民小组", "家庭人口", "联系电话", "现有积分")


def upload(cast: Cast, *rows: Sequence[Any], head: Sequence[str] = HEAD, **more: Any) -> RegisterImport:
    return register_import.keep(
        village=cast.village,
        file=book([head, *rows]),
        name="花名册.xlsx",
        **{"joined_on": date(2026, 1, 1), "by": cast.administrator, "at": NOW, **more},
    )


def look(found: RegisterImport) -> Comparison:
    return imports.compare(found, TODAY)


def confirm(cast: Cast, found: RegisterImport, **more: Any) -> Imported:
    """As a person would who has just looked."""
    said = {"digest": look(found).digest, "by": cast.administrator, "at": NOW, **more}
    return register_import.confirm(village=cast.village, import_id=found.pk, **said)


def take_in(cast: Cast, *rows: Sequence[Any], head: Sequence[str] = HEAD, **more: Any) -> Imported:
    return confirm(cast, upload(cast, *rows, head=head), with_groups=True, **more)


def household(cast: Cast, number: str) -> Household:
    return Household.objects.select_related("group").get(village=cast.village, number=number)
