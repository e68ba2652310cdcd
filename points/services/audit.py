"""The audit: one row inside the transaction of the act it tells of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models

from points.models import AuditRow, User, Village
from villagegov.db.copying import insert_many
from villagegov.db.models import VillageModel


def row(
    *,
    by: User | None,
    at: datetime,
    action: str,
    subject: models.Model,
    village_id: Any = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditRow:
    """An unsaved row, for acts on many. No personal data in ``before`` and ``after``: ids, states, points, days."""
    if isinstance(subject, VillageModel):
        village_id = subject.village_id
    return AuditRow(
        village_id=village_id,
        at=at,
        by=by,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        before=dict(before or {}),
        after=dict(after or {}),
    )


def record(**fields: Any) -> AuditRow:
    """Write one row; the arguments are :func:`row`'s."""
    written = row(**fields)
    written.save(force_insert=True)
    return written


def record_many(rows: Sequence[AuditRow]) -> None:
    insert_many(rows)


def exported(*, village: Village, count: int, by: User, at: datetime) -> AuditRow:
    """Somebody takes rows of the audit out of the site; how many, not which."""
    return record(by=by, at=at, action="audit.exported", subject=village, village_id=village.pk, after={"count": count})
