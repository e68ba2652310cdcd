"""Stars as everybody may read them: families, what is in publicity, groups. Names leave this module masked, unless the
household agreed to be named or the page is the office's paper.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from boards.enums import HAS_STAR, StarState, StarYearState
from boards.models import Star, StarAward, StarGroup, StarYear
from boards.queries import star_checks, star_groups, star_work
from boards.queries.board import public_name, public_words
from points.enums import Module
from points.models import Household, Village
from points.queries import presence
from points.queries.villages import uses


@dataclass(frozen=True)
class Lit:
    """One of the year's stars on a family's row: whether it has it, and the plate's number."""

    name: str
    plate: int | None
    #: Why it was awarded although a check of the site failed.
    explained: str = ""


@dataclass(frozen=True)
class Family:
    household: str
    group: str
    number: str
    stars: tuple[Lit, ...]

    @property
    def count(self) -> int:
        return sum(1 for star in self.stars if star.plate)

    @property
    def whole(self) -> bool:
        """All stars of the year: 五星俱全."""
        return self.count == len(self.stars)

    @property
    def explained(self) -> list[Lit]:
        return [star for star in self.stars if star.explained]


@dataclass(frozen=True)
class Posted:
    """A star in its days of publicity."""

    award_id: uuid.UUID
    household: str
    group: str
    number: str
    star: str
    until: date
    held: bool
    explained: str


@dataclass(frozen=True)
class StarPage:
    year: StarYear
    stars: tuple[Star, ...]
    families: tuple[Family, ...]
    posted: tuple[Posted, ...]
    groups: tuple[StarGroup, ...]
    #: Households whose star was taken back; nobody is named.
    withdrawn: int

    @property
    def whole(self) -> int:
        return sum(1 for family in self.families if family.whole)


def shown_years(village: Village) -> list[StarYear]:
    """Years that have begun, the latest first."""
    rows = StarYear.objects.filter(village=village).exclude(state=StarYearState.PREPARED)
    return list(rows.order_by("-year"))


def page(village: Village, year: StarYear, *, full_names: bool = False) -> StarPage:
    """Six queries, however many households."""
    stars = star_work.stars_of(year)
    rows = star_work.of_year(year).filter(state__in=[*HAS_STAR, StarState.POSTED, StarState.OBJECTED])
    found = list(rows.exclude(presence.gone("household")))
    reader = _Reader(village, found, full_names)
    withdrawn = StarAward.objects.filter(village=village, star__star_year=year, state=StarState.WITHDRAWN)
    return StarPage(
        year=year,
        stars=tuple(stars),
        families=tuple(_families(found, stars, reader)),
        posted=tuple(_posted(award, reader) for award in found if award.state not in HAS_STAR),
        groups=tuple(star_groups.groups_of(year)),
        withdrawn=withdrawn.values("household").distinct().count(),
    )


class _Reader:
    def __init__(self, village: Village, awards: Sequence[StarAward], full_names: bool) -> None:
        self.full = full_names
        explained = {award.household_id for award in awards if award.overrule_reason}
        self.former = presence.former_heads(village, list(explained)) if explained else {}

    def name(self, household: Household) -> str:
        return household.head_name if self.full else public_name(household)

    def explained(self, award: StarAward) -> str:
        """``当年有扣分；……``: what was found, and why all the same."""
        if not award.overruled:
            return ""
        former: Iterable[str] = self.former.get(award.household_id, ())
        return f"{star_checks.words(award.overruled)}: {public_words(award.overrule_reason, award.household, former)}"


def _families(awards: Sequence[StarAward], stars: Sequence[Star], reader: _Reader) -> list[Family]:
    """Most stars first, then by group and number."""
    by_household: dict[uuid.UUID, dict[uuid.UUID, StarAward]] = {}
    for award in awards:
        if award.state in HAS_STAR:
            by_household.setdefault(award.household_id, {})[award.star_id] = award
    keyed = []
    for mine in by_household.values():
        household = next(iter(mine.values())).household
        lit = tuple(_lit(star, mine.get(star.pk), reader) for star in stars)
        family = Family(reader.name(household), household.group.name, household.number, lit)
        keyed.append(((-family.count, household.group.number, household.number), family))
    return [family for _key, family in sorted(keyed, key=lambda pair: pair[0])]


def _lit(star: Star, award: StarAward | None, reader: _Reader) -> Lit:
    return Lit(star.name, award.plate, reader.explained(award)) if award else Lit(star.name, None)


def _posted(award: StarAward, reader: _Reader) -> Posted:
    return Posted(
        award_id=award.pk,
        household=reader.name(award.household),
        group=award.household.group.name,
        number=award.household.number,
        star=award.star.name,
        until=award.publicity_until,  # type: ignore[arg-type]
        held=award.state == StarState.OBJECTED,
        explained=reader.explained(award),
    )


@dataclass(frozen=True)
class Line:
    """What the village's first page says of stars."""

    year: int
    families: int
    groups: int
    posted: int


def line(village: Village) -> Line | None:
    """The latest year with something to show, where the village uses stars. At most four queries."""
    if not uses(Module.STARS)(village):
        return None
    for year in shown_years(village):
        rows = StarAward.objects.filter(village=village, star__star_year=year).exclude(presence.gone("household"))
        families = rows.filter(state__in=HAS_STAR).values("household").distinct().count()
        posted = rows.filter(state__in=[StarState.POSTED, StarState.OBJECTED]).count()
        if families or posted:
            groups = StarGroup.objects.filter(village=village, star_year=year, excellent=True).count()
            return Line(year.year, families, groups, posted)
    return None
