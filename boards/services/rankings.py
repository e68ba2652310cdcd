"""Freezing of rankings. What is counted in a closed month never changes, so a late freeze gives what a punctual one
would have given.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from boards.enums import RankingKind
from boards.models import Ranking
from boards.queries import rankings
from points.models import Household, MonthClose, Village
from points.services import audit, ledger
from villagegov.db.keys import new_id
from villagegov.kernel import periods
from villagegov.kernel.errors import DomainError
from villagegov.kernel.periods import Period

#: The snapshot in one statement: households are ranked and kept by the database, none of them comes here. Their keys do
#: come from here, as all keys.
_FREEZE = """
WITH ranked AS ({ranked}),
head AS (
    INSERT INTO boards_ranking
        (id, village_id, kind, start, frozen_at, last_seq, households, scoring_households, points_total)
    SELECT %s, %s, %s, %s, %s, %s, count(*), count(*) FILTER (WHERE earned > 0), coalesce(sum(earned), 0) FROM ranked
    RETURNING id, village_id
)
INSERT INTO boards_rankingrow (id, village_id, ranking_id, household_id, rank, earned, year_total)
SELECT keys.id, head.village_id, head.id, placed.id, placed.rank, placed.earned, placed.year_total
FROM head
CROSS JOIN (SELECT *, row_number() OVER (ORDER BY rank, number) AS line FROM ranked) placed
JOIN unnest(%s::uuid[]) WITH ORDINALITY AS keys (id, line) USING (line)
"""


@transaction.atomic
def freeze(*, village: Village, kind: RankingKind, start: date, at: datetime) -> Ranking:
    """Freeze the ranking of a period whose last month is closed; a second call returns the first ranking.

    A handful of statements whatever the size of the village. Raises :class:`DomainError` while the period is open.
    """
    period = periods.period(kind.value, start)
    ledger.lock_head(village)  # two sweeps at once: the second finds the first one's ranking
    known = Ranking.objects.filter(village=village, kind=kind, start=period.start).first()
    if known is not None:
        return known
    closed = MonthClose.objects.filter(village=village, month=period.last_month).first()
    if closed is None:
        raise DomainError(_("A ranking is frozen when its last month is closed."), code="period_open")
    key = _insert(village, kind, period, at, closed.last_seq)
    ranking = Ranking.objects.get(village=village, pk=key)
    audit.record(by=None, at=at, action="ranking.frozen", subject=ranking, after={"kind": kind, "period": period.code})
    return ranking


def _insert(village: Village, kind: RankingKind, period: Period, at: datetime, last_seq: int) -> uuid.UUID:
    ranked, asked = rankings.ranked(village, kind, period).query.sql_with_params()
    key = new_id()
    keys = [new_id() for _household in range(Household.objects.filter(village=village).count())]
    head = (key, village.pk, kind.value, period.start, at, last_seq)
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE.format(ranked=ranked), (*asked, *head, keys))
    return key
