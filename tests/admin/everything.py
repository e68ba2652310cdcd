"""One row of every kind in a village, so that every page of the admin has something to show."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Model

from boards.models import BoardIssue
from councils.enums import Decision
from councils.models import Feedback, NearKin
from councils.services.review import decide
from points.enums import EntryKind
from points.models import Batch, MonthClose
from points.services import audit, calendar, ledger, schemes
from points.services.ledger import Posting
from tests.factories import Cast, submitted
from villagegov.kernel import clock


def fill(cast: Cast) -> None:
    village, at = cast.village, clock.now()
    batch = Batch.objects.create(
        village=village, number=1, sent_by=cast.officer, sent_at=at, claim_count=1, points_total=10
    )
    claim = submitted(village, cast.households[1], cast.award, cast.officer, batch=batch)
    decide(village=village, claim_ids=[claim.pk], decision=Decision.APPROVE, by=cast.branch, at=at)
    NearKin.objects.create(
        village=village, user=cast.branch, household=cast.households[2], registered_on=date(2026, 1, 5)
    )
    calendar.seed(village=village, at=at)
    Feedback.objects.create(village=village, text="路灯坏了", made_at=at)
    MonthClose.objects.create(village=village, month=date(2026, 9, 1), closed_at=at, last_seq=0)
    post_base(cast)
    audit.record(by=None, at=at, action="month.closed", subject=village, village_id=village.pk)
    schemes.copy_scheme(scheme=cast.scheme, title="2027年积分管理办法", by=None, at=at)
    BoardIssue.objects.create(village=village, month=date(2026, 9, 1), drafted_at=at)


def post_base(cast: Cast) -> None:
    ledger.post(
        village=cast.village,
        postings=[
            Posting(
                key=f"base:{household.pk}",
                kind=EntryKind.BASE,
                household_id=household.pk,
                points=100,
                deed_day=date(2026, 10, 1),
                secret={"household": household.head_name},
            )
            for household in cast.households
        ],
        by=None,
        at=clock.now(),
    )


def pages() -> dict[str, Any]:
    """The registered pages by their label: ``points.claim`` …"""
    return {model._meta.label_lower: page for model, page in admin.site._registry.items()}


def one_of(model: type[Model], cast: Cast) -> Model | None:
    return model._default_manager.filter(village=cast.village).order_by("pk").last()
