"""A village with a year of stars that has just been opened; nominations go until the end of November."""

from __future__ import annotations

from datetime import date
from typing import Any

from boards.enums import StarSource, StarState
from boards.models import Star, StarAward, StarYear
from boards.services import star_years, stars
from points.models import Household
from tests.factories import Cast
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 15), 10)
#: Publicity of what is decided on 15 November ends on the 21st.
GRANTED = clock.moment(date(2026, 11, 22), 0, 5)


def opened(cast: Cast, year: int = 2026) -> StarYear:
    made = star_years.prepare(
        village=cast.village, year=year, nominate_until=date(2026, 11, 30), group_percent=60, by=cast.administrator,
        at=NOW,
    )  # fmt: skip
    return star_years.open_year(year=made, by=cast.administrator, at=NOW)


def star(year: StarYear, name: str) -> Star:
    return Star.objects.get(village=year.village_id, star_year=year, name=name)


def nominated(cast: Cast, year: StarYear, household: Household | int = 0, name: str = "洁美") -> StarAward:
    row = cast.households[household] if isinstance(household, int) else household
    [award] = stars.nominate(
        household=row, stars=[star(year, name)], source=StarSource.GROUP, reason="院坝天天扫", by=cast.officer, at=NOW
    )
    return award


def vote(cast: Cast, *awards: StarAward, agrees: bool = True, note: str = "", at: Any = NOW) -> StarAward:
    """Two members of two constituencies."""
    for voter in (cast.branch, cast.supervision):
        stars.decide(
            village=cast.village, award_ids=[award.pk for award in awards], agrees=agrees, note=note, by=voter, at=at
        )
    return fresh(awards[0])


def granted(cast: Cast, year: StarYear, household: int = 0, name: str = "洁美") -> StarAward:
    award = vote(cast, nominated(cast, year, household, name))
    assert award.state == StarState.POSTED
    stars.grant_due(village=cast.village, at=GRANTED)
    return fresh(award)


def fresh(award: StarAward) -> StarAward:
    return StarAward.objects.select_related("star__star_year", "household__group", "village").get(
        village=award.village_id, pk=award.pk
    )
