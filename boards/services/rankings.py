"""Freezing of rankings. What is counted in a closed month never changes, so a late freeze gives what a punctual one
would have given.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from boards.enums import RankingKind
from boards.models import Ranking, RankingRow
from boards.queries import rankings
from points.models import MonthClose, Village
from points.services import audit, ledger
from villagegov.kernel import periods
from villagegov.kernel.errors import DomainError

INSERT_BATCH = 1000


@transaction.atomic
def freeze(*, village: Village, kind: RankingKind, start: date, at: datetime) -> Ranking:
    """Freeze the ranking of a period whose last month is closed; a second call returns the first ranking.

    One reading query ranks all households, one bulk insert keeps them. (Keys are made in the application, hence no
    INSERT ... SELECT.) Raises :class:`DomainError` while the period is open.
    """
    period = periods.period(kind.value, start)
    ledger.lock_head(village)  # two sweeps at once: the second finds the first one's ranking
    known = Ranking.objects.filter(village=village, kind=kind, start=period.start).first()
    if known is not None:
        return known
    closed = MonthClose.objects.filter(village=village, month=period.last_month).first()
    if closed is None:
        raise DomainError(_("A ranking is frozen when its last month is closed."), code="period_open")
    places = rankings.places(village, kind, period)
    ranking = Ranking.objects.create(
        village=village,
        kind=kind,
        start=period.start,
        frozen_at=at,
        last_seq=closed.last_seq,
        households=len(places),
        scoring_households=sum(place.earned > 0 for place in places),
        points_total=sum(place.earned for place in places),
    )
    RankingRow.objects.bulk_create(
        (
            RankingRow(
                village=village,
                ranking=ranking,
                household_id=place.household_id,
                rank=place.rank,
                earned=place.earned,
                year_total=place.year_total,
            )
            for place in places
        ),
        batch_size=INSERT_BATCH,
    )
    audit.record(by=None, at=at, action="ranking.frozen", subject=ranking, after={"kind": kind, "period": period.code})
    return ranking
