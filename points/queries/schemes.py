"""Which rules are in force on a day."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F

from points.models import Item, Scheme, Village

#: What a board entry moves where the scheme has no board item (briefing: +10 and -10).
BOARD_POINTS = (10, -10)
#: Items of the board whose name begins so are prizes of contests: 评比第一名, 评比第二名, 评比第三名.
CONTEST_ITEM = "评比第"


def scheme_on(village: Village, day: date) -> Scheme | None:
    """The version in force on the day; None before the first. A version ends where the next begins."""
    return (
        Scheme.objects.filter(village=village, effective_from__lte=day)
        .select_related("mandate")
        .order_by("-effective_from")
        .first()
    )


def versions(village: Village) -> list[Scheme]:
    """Every version that took effect, in order."""
    return list(Scheme.objects.filter(village=village, effective_from__isnull=False).order_by("effective_from"))


def items_of_many(village: Village, schemes: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Item]]:
    """:func:`items_of` for several versions in one query."""
    found: dict[uuid.UUID, list[Item]] = {pk: [] for pk in schemes}
    for item in Item.objects.filter(village=village, scheme__in=schemes).select_related("category").order_by("code"):
        found[item.scheme_id].append(item)
    return found


def first_day(village: Village) -> date | None:
    """The day on which the first version came into force."""
    in_force = Scheme.objects.filter(village=village, effective_from__isnull=False)
    return in_force.order_by("effective_from").values_list("effective_from", flat=True).first()


@dataclass(frozen=True)
class Version:
    """One version, and where it stands on a day."""

    scheme: Scheme
    #: draft, coming, now or past.
    standing: str
    item_count: int
    #: The last day of a version that another follows.
    until: date | None = None


def timeline(village: Village, day: date) -> list[Version]:
    """Drafts first, then what has been decided, the latest first. One query."""
    rows = list(
        Scheme.objects.filter(village=village)
        .select_related("mandate")
        .annotate(item_count=Count("items"))
        .order_by(F("effective_from").desc(nulls_first=True), "-pk")
    )
    now = next((row for row in rows if row.effective_from and row.effective_from <= day), None)
    found: list[Version] = []
    follower: date | None = None
    for row in rows:
        until = follower - timedelta(days=1) if follower and row.effective_from else None
        found.append(Version(row, standing(row, now), row.item_count, until))
        follower = row.effective_from or follower
    return found


def standing(scheme: Scheme, now: Scheme | None) -> str:
    """``now`` is the version in force."""
    if scheme.effective_from is None:
        return "draft"
    if now is None or scheme.effective_from > now.effective_from:  # type: ignore[operator]
        return "coming"
    return "now" if scheme.pk == now.pk else "past"


def before(scheme: Scheme) -> Scheme | None:
    """The version that this one follows (a draft: the latest that is decided); None for the first."""
    rows = Scheme.objects.filter(village=scheme.village_id, effective_from__isnull=False).select_related("mandate")
    if scheme.effective_from is not None:
        rows = rows.filter(effective_from__lt=scheme.effective_from)
    return rows.order_by("-effective_from").first()


def decided(village: Village) -> list[Scheme]:
    """Every version that was put in force, the latest first, with its mandate."""
    rows = Scheme.objects.filter(village=village, effective_from__isnull=False)
    return list(rows.select_related("mandate").order_by("-effective_from"))


def items_of(scheme: Scheme) -> list[Item]:
    """All items with their category, by number."""
    return list(
        Item.objects.filter(village=scheme.village_id, scheme=scheme).select_related("category").order_by("code")
    )


def item_by_code(scheme: Scheme, code: int) -> Item | None:
    return Item.objects.filter(village=scheme.village_id, scheme=scheme, code=code).select_related("category").first()


def contest_points(village: Village, day: date) -> tuple[int, ...]:
    """What the first three of a contest get by the rules of the day; nothing where the rules do not say."""
    scheme = scheme_on(village, day)
    if scheme is None:
        return ()
    items = Item.objects.filter(village=village, scheme=scheme, board_only=True, name__startswith=CONTEST_ITEM)
    return tuple(sorted(items.filter(points__gt=0).values_list("points", flat=True), reverse=True)[:3])


def board_points(village: Village, day: date) -> tuple[int, int]:
    """Points of one red and one black entry under the scheme of the day."""
    scheme = scheme_on(village, day)
    red, black = BOARD_POINTS
    if scheme is not None:
        items = Item.objects.filter(village=village, scheme=scheme, board_only=True)
        for points in items.exclude(name__startswith=CONTEST_ITEM).values_list("points", flat=True):
            red, black = (points, black) if points > 0 else (red, points)
    return red, black
