"""The sentences of the refusals that count: overlaps, points within a range, quantity, caps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from points.models import Item
from points.queries import cap_words
from points.queries.caps import Measure, Room
from villagegov.kernel.errors import DomainError
from villagegov.kernel.periods import Period, PeriodKind

#: A refusal with this code is one that a tick on the form resolves.
OFFERS_TO_REPLACE = "counts_higher"


def item_label(item: Item) -> str:
    return f"{item.code} {item.name}"


# ------------------------------------------------------------------------------------------------------- overlaps


def counts_once(other: Item, points: int) -> DomainError:
    """A higher (or equal) claim for the same deed stands."""
    return DomainError(
        _(
            "This household has claimed “%(other)s” (%(points)+d) on that day. One deed counts once, at the higher: it "
            "stands already. If it was another deed, check the day."
        )
        % {"other": item_label(other), "points": points},
        field="item",
        code="counts_once",
    )


def counts_higher(item: Item, other: Item, points: int) -> DomainError:
    """A lower claim for the same deed stands and can make way: the form offers it."""
    return DomainError(
        _(
            "This household has claimed “%(other)s” (%(points)+d) on that day. One deed counts once, at the higher. If "
            "it is the same deed, tick that “%(item)s” takes its place; if it was another, check the day."
        )
        % {"other": item_label(other), "points": points, "item": item_label(item)},
        field="item",
        code=OFFERS_TO_REPLACE,
    )


def place_of_lower() -> DomainError:
    """The same, where many are typed in at once and nothing can be ticked."""
    return DomainError(
        _(
            "A lower item stands for this household on that day. One deed counts once, at the higher. If it is the "
            "same deed, enter this slip on the page for one slip: there it takes the other’s place; if not, check the "
            "day."
        ),
        field="item",
        code=OFFERS_TO_REPLACE,
    )


def lower_beside(other: Item, points: int) -> DomainError:
    """A lower claim for the same deed is typed in together with this one."""
    return DomainError(
        _(
            "“%(other)s” (%(points)+d) is entered for the same day beside it. One deed counts once, at the higher: "
            "take that line away."
        )
        % {"other": item_label(other), "points": points},
        field="item",
        code="lower_beside",
    )


def lower_decided(other: Item, points: int) -> DomainError:
    """A lower claim for the same deed has been decided on."""
    return DomainError(
        _(
            "This household’s “%(other)s” (%(points)+d) of that day has been decided on already. One deed counts once: "
            "have that one corrected first (the supervisors take down the objection), then enter this one."
        )
        % {"other": item_label(other), "points": points},
        field="item",
        code="lower_decided",
    )


def lower_is_anothers(other: Item, points: int) -> DomainError:
    """A lower claim for the same deed was changed in this very moment, or is not this person's to replace."""
    return DomainError(
        _(
            "“%(other)s” (%(points)+d) of that day was entered by somebody else, perhaps just now. Save once more; "
            "if it stays, tell the information officer."
        )
        % {"other": item_label(other), "points": points},
        field="item",
        code="lower_is_anothers",
    )


# ----------------------------------------------------------------------------------------------- points, quantity, caps


def no_number() -> DomainError:
    return DomainError(_("Enter a whole number, for example 1."), field="quantity", code="quantity_no_number")


def too_few() -> DomainError:
    return DomainError(_("The quantity must be at least 1."), field="quantity", code="quantity_too_small")


def too_many(quantity: int, most: int) -> DomainError:
    return DomainError(
        _("%(quantity)s is too many for one claim (at most %(most)s). Check whether a digit slipped in.")
        % {"quantity": quantity, "most": most},
        field="quantity",
        code="quantity_too_large",
    )


def points_missing(item: Item) -> DomainError:
    return DomainError(
        _("“%(item)s” brings %(least)s to %(most)s points. Enter how many.") % _range(item),
        field="unit_points",
        code="points_missing",
    )


def points_outside(item: Item) -> DomainError:
    return DomainError(
        _("The rules give “%(item)s” %(least)s to %(most)s points. Choose a number within that.") % _range(item),
        field="unit_points",
        code="points_outside",
    )


def _range(item: Item) -> dict[str, object]:
    return {"item": item_label(item), "least": abs(item.points), "most": abs(item.most)}


def over_cap(item: Item, room: Room, unit_points: int, today: date) -> DomainError:
    """A cap, in its own measure, and what would still fit."""
    assert room.period is not None
    values = {
        "period": period_words(room.period, today),
        "limit": room.limit,
        "used": room.used,
        "left": room.left,
        "units": room.units(unit_points),
        "unit": cap_words.counting_word(item),
    }
    if room.measure == Measure.POINTS:
        sentence = _points_sentence(item, room, values)
    elif room.left:
        sentence = _(
            "Only %(left)s %(unit)s left for %(period)s (at most %(limit)s, %(used)s claimed): make it %(left)s or "
            "choose another day."
        )
    else:
        sentence = _(
            "Nothing left for %(period)s: at most %(limit)s %(unit)s, and %(used)s are claimed. Choose another day, or "
            "look whether it has been entered already."
        )
    return DomainError(sentence % values, field="quantity", code="cap")


def _points_sentence(item: Item, room: Room, values: Mapping[str, object]) -> str:
    if values["units"]:
        return _(
            "Only %(left)s points left for %(period)s (at most %(limit)s, %(used)s claimed): make it %(units)s "
            "%(unit)s or choose another day."
        )
    if item.is_range and room.left and room.left >= abs(item.points):
        return _(
            "Only %(left)s points left for %(period)s (at most %(limit)s, %(used)s claimed): enter at most %(left)s "
            "points or choose another day."
        )
    return _(
        "Too few points left for %(period)s: %(left)s of at most %(limit)s, %(used)s are claimed. Choose another day, "
        "or look whether it has been entered already."
    )


def period_words(period: Period, today: date) -> str:
    """``this month``, ``October``, ``October 2025``, as one says it today."""
    if today in period:
        return {
            PeriodKind.MONTH: _("this month"),
            PeriodKind.QUARTER: _("this quarter"),
            PeriodKind.YEAR: _("this year"),
        }[period.kind]
    values = {"year": period.start.year, "month": period.start.month, "quarter": (period.start.month + 2) // 3}
    if period.kind == PeriodKind.YEAR:
        return _("the year %(year)s") % values
    if period.kind == PeriodKind.QUARTER:
        return _("quarter %(quarter)s of %(year)s") % values
    return _("month %(month)s of %(year)s") % values
