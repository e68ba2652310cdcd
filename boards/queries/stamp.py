"""How a village stands, in a word: what the keys of kept pages are made from."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from points.models import Village
from villagegov.kernel import clock

#: Acts are numbered when they begin and seen when they end: one that is still under way may come to stand before the
#: last that is seen. So long after an act nothing is kept; no act of this site takes longer.
QUIET = timedelta(seconds=30)


#: In plain SQL: every public page asks this first, and putting it together would cost more than answering it.
_SQL = """
SELECT act.id, act.at, entries.published, entries.ended
FROM (SELECT max(published_at) AS published, max(ended_at) AS ended
      FROM boards_boardentry WHERE village_id = %(village)s) entries
LEFT JOIN LATERAL (SELECT id, at FROM points_auditrow
                   WHERE village_id = %(village)s ORDER BY id DESC LIMIT 1) act ON true
"""


def stamp(village: Village) -> str:
    """Changes with every service that wrote in the village (each leaves an audit row) and every entry published or
    ended; empty while somebody has only just written something. One query, none of the ledger.

    The one thing that leaves no row is the posting of claims whose publicity is over: the pages that use this show
    publicity by its days, and figures only of closed months.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"village": village.pk})
        act, at, published, ended = cursor.fetchone()
    if at is not None and abs(clock.now() - at) < QUIET:
        return ""
    return "|".join(str(part) for part in (village.pk, act, at, published, ended)).replace(" ", "T")
