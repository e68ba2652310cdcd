"""The numbers by which a group is all-excellent 全优小组 in a year of stars."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date

from boards.enums import HAS_STAR
from boards.models import StarAward, StarGroup, StarYear
from boards.queries import star_checks
from points.models import Group, Village
from points.queries.households import active_on


@dataclass(frozen=True)
class Counted:
    group_id: uuid.UUID
    households: int
    star_households: int
    open_black: int

    def excellent(self, percent: int) -> bool:
        """So large a part of its households has a star, and none stands on the black board."""
        enough = self.star_households * 100 >= self.households * percent
        return self.households > 0 and enough and self.open_black == 0


def counted(village: Village, year: StarYear, day: date) -> list[Counted]:
    """Every group by its households at home on the day. A constant handful of queries."""
    group_of = dict(active_on(village, day).values_list("pk", "group_id"))
    stars = StarAward.objects.filter(village=village, star__star_year=year, state__in=HAS_STAR)
    with_star = set(stars.values_list("household_id", flat=True))
    everybody = Counter(group_of.values())
    starred = Counter(group for pk, group in group_of.items() if pk in with_star)
    black = Counter(group_of[pk] for pk in star_checks.open_black(village, day) if pk in group_of)
    keys = Group.objects.filter(village=village).order_by("number").values_list("pk", flat=True)
    return [Counted(key, everybody[key], starred[key], black[key]) for key in keys]


def groups_of(year: StarYear) -> list[StarGroup]:
    """Stored when the year was closed; empty before. One query."""
    rows = StarGroup.objects.filter(village=year.village_id, star_year=year, households__gt=0)
    return list(rows.select_related("group").order_by("group__number"))
