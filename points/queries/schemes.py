"""Which rules are in force on a day."""

from __future__ import annotations

from datetime import date

from points.models import Item, Scheme, Village

#: What a board entry moves where the scheme has no board item (briefing: +10 and -10).
BOARD_POINTS = (10, -10)


def scheme_on(village: Village, day: date) -> Scheme | None:
    """The version in force on the day; None before the first. A version ends where the next begins."""
    return (
        Scheme.objects.filter(village=village, effective_from__lte=day)
        .select_related("mandate")
        .order_by("-effective_from")
        .first()
    )


def first_day(village: Village) -> date | None:
    """The day on which the first version came into force."""
    in_force = Scheme.objects.filter(village=village, effective_from__isnull=False)
    return in_force.order_by("effective_from").values_list("effective_from", flat=True).first()


def items_of(scheme: Scheme) -> list[Item]:
    """All items with their category, by number."""
    return list(
        Item.objects.filter(village=scheme.village_id, scheme=scheme).select_related("category").order_by("code")
    )


def item_by_code(scheme: Scheme, code: int) -> Item | None:
    return Item.objects.filter(village=scheme.village_id, scheme=scheme, code=code).select_related("category").first()


def board_points(village: Village, day: date) -> tuple[int, int]:
    """Points of one red and one black entry under the scheme of the day."""
    scheme = scheme_on(village, day)
    red, black = BOARD_POINTS
    if scheme is not None:
        for points in Item.objects.filter(village=village, scheme=scheme, board_only=True).values_list(
            "points", flat=True
        ):
            red, black = (points, black) if points > 0 else (red, points)
    return red, black
