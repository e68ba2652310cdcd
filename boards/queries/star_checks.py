"""What the site works out for a star by itself: facts of the board and the ledger, never somebody's opinion."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from boards.enums import HARD_CHECKS, HAS_STAR, Colour, EntryState, StarCheck
from boards.models import BoardEntry, StarAward
from points.enums import EntryKind
from points.models import Entry, Village
from villagegov.kernel import clock

#: A black entry that was public, still or not any more.
_WAS_PUBLIC = (EntryState.PUBLISHED, EntryState.EXPIRED, EntryState.LIFTED)


def open_black(village: Village, day: date) -> set[uuid.UUID]:
    """Households that stand on the black board on the day."""
    rows = BoardEntry.objects.filter(village=village, colour=Colour.BLACK, state=EntryState.PUBLISHED, until__gte=day)
    return set(rows.values_list("household_id", flat=True))


def failing(village: Village, awards: Sequence[StarAward], day: date) -> dict[uuid.UUID, frozenset[StarCheck]]:
    """Which of its star's checks each award fails, by the award's id; ``award.star`` and its year are loaded.

    At most three queries for each year among them, however many awards there are.
    """
    found: dict[uuid.UUID, set[StarCheck]] = {award.pk: set() for award in awards}
    for year in sorted({award.star.star_year.year for award in awards}):
        mine = [award for award in awards if award.star.star_year.year == year]
        for check in StarCheck:
            asked = [award for award in mine if check in award.star.checks]
            if asked:
                bad = _households(village, check, [award.household_id for award in asked], year, day)
                for award in asked:
                    if award.household_id in bad:
                        found[award.pk].add(check)
    return {pk: frozenset(checks) for pk, checks in found.items()}


def fallen(village: Village, day: date) -> list[StarAward]:
    """Households that have a star whose ground does not hold today: somebody should propose to withdraw it."""
    asked = StarAward.objects.filter(
        village=village, state__in=HAS_STAR, household__in=open_black(village, day),
        star__checks__contains=[StarCheck.OPEN_BLACK],
    )  # fmt: skip
    return list(asked.select_related("star__star_year", "household__group").order_by("star__number", "plate"))


def hard(checks: Iterable[StarCheck]) -> frozenset[StarCheck]:
    return frozenset(checks) & HARD_CHECKS


def words(checks: Iterable[str]) -> str:
    """``曾上黑榜、当年有扣分``."""
    known = set(checks)
    return _(", ").join(str(check.label) for check in StarCheck if check in known)


def _households(
    village: Village, check: StarCheck, households: Collection[uuid.UUID], year: int, day: date
) -> set[uuid.UUID]:
    if check == StarCheck.OPEN_BLACK:
        return open_black(village, day)
    since, until = clock.start_of(date(year, 1, 1)), clock.start_of(date(year + 1, 1, 1))
    if check == StarCheck.BLACK_THIS_YEAR:
        rows = BoardEntry.objects.filter(
            village=village, colour=Colour.BLACK, state__in=_WAS_PUBLIC, household__in=households,
            published_at__gte=since, published_at__lt=until,
        )  # fmt: skip
        return set(rows.values_list("household_id", flat=True))
    corrected = Entry.objects.filter(village=OuterRef("village"), reverses=OuterRef("pk"))
    lines = Entry.objects.filter(
        village=village, kind=EntryKind.CLAIM, points__lt=0, household__in=households,
        deed_day__gte=date(year, 1, 1), deed_day__lte=date(year, 12, 31),
    )  # fmt: skip
    return set(lines.filter(~Exists(corrected)).values_list("household_id", flat=True))
